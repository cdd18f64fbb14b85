/** The shared memory of one soak, and the words by which main, writer and readers tell each other. */
import type { ReaderKind } from "../../../src/runtime/ring/topic-slots.ts";

/** Words of the control block, each on a line of its own. */
export const CONTROL = {
  /** What main asks of the writer. */
  COMMAND: 0,
  /** Where in a batch the writer is; the word behind it is the first sequence of that batch. */
  PHASE: 32,
  /** Life of the writer that has attached. */
  LIFE: 64,
  /** The next sequence, once the writer has ended its work; 0 before. */
  CLOSED: 96,
  /** What a writer waits on that must leave the core for a moment; nobody notifies it. */
  IDLE: 128,
} as const;

export const COMMAND = {
  RUN: 0,
  /** Wait for nobody: a reader is kept dead until the writer has left it behind. */
  FLOOD: 1,
  /** Let everybody catch up, write a last record, and end. */
  CLOSE: 2,
} as const;

export const CONTROL_BYTES = 160 * 4;

/** What every thread of a soak is given. */
export type SoakMemory = {
  readonly topic: SharedArrayBuffer;
  readonly lines: SharedArrayBuffer;
  readonly control: SharedArrayBuffer;
  /** One a reader. */
  readonly ledgers: readonly SharedArrayBuffer[];
};

/** A place in the topic, and how its reader behaves. */
export type SoakPlace = {
  readonly kind: ReaderKind;
  readonly slot: number;
  readonly bellLine: number;
  /** How often it checks each record before it is done with it, in one stretch or another. */
  readonly checks: readonly number[];
};

/** What a writer's thread is told. */
export type WriterStart = SoakMemory & {
  readonly incarnation: number;
  readonly seed: number;
  /** Records of a stretch in which the writer does not wait for its readers, at most. */
  readonly floodRecords: number;
};

/** What a reader's thread is told. */
export type ReaderStart = SoakMemory & {
  readonly place: SoakPlace;
  readonly ledger: SharedArrayBuffer;
  readonly life: number;
  readonly seed: number;
  /** The sequence that its slot expected when its last life ended. */
  readonly expectedAtDeath: number;
};
