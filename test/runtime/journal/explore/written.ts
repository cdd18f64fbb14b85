/** A journal under test and what was told of it: the script's hand, and the oracles' knowledge. */
import { assert } from "../../../../src/core/assert.ts";
import type { openJournal } from "../../../../src/runtime/journal/open-journal.ts";
import { ACTOR, optionsOf, recordOf } from "../kit/journal-kit.ts";
import type { ModelDisk } from "../kit/model-disk.ts";

/** The files under test: the project's own, or with a fault in them. */
export type Open = typeof openJournal;

/** Steps of a script. */
export const OPERATIONS = ["APPEND", "COMMIT", "ROTATE", "SNAPSHOT"] as const;
export type Operation = (typeof OPERATIONS)[number] | "BIG" | "TICK" | "RETIRE" | "STOP";

/** Small, so that many fit into one second: it takes some ten records. Bytes. */
export const EXPLORED_SEGMENT_BYTES = 9 * 1024;

export class Written {
  readonly disk: ModelDisk;
  /** Sequence of the last record that was appended. */
  appended: number;
  /** The last record that callers were told to be durable. */
  told: number;
  /** Whether nobody is told anything any more. */
  isHalted = false;
  readonly #journal: Extract<ReturnType<Open>, { ok: true }>["value"]["journal"] | null;

  constructor(disk: ModelDisk, open: Open, life: number, last: number) {
    this.disk = disk;
    this.appended = last;
    this.told = last;
    const opened = open(optionsOf(disk, life, { segmentBytes: EXPLORED_SEGMENT_BYTES }));
    if (!opened.ok) assert(opened.failure.kind === "STORAGE", opened.failure.message);
    this.#journal = opened.ok ? opened.value.journal : null;
    this.isHalted = !opened.ok;
  }

  do(operation: Operation): undefined {
    const journal = this.#journal;
    if (journal === null) return;
    switch (operation) {
      case "APPEND":
        this.#append(40);
        break;
      case "BIG":
        this.#append(900);
        break;
      case "COMMIT":
        journal.commit();
        break;
      case "TICK":
        journal.tick(0);
        break;
      case "ROTATE":
        journal.rotate();
        break;
      case "SNAPSHOT":
        journal.snapshot(stateOf(this.appended));
        break;
      case "RETIRE":
        journal.retire(Infinity);
        break;
      case "STOP":
        journal.stop();
    }
    this.told = Math.max(this.told, journal.durableSequence(ACTOR));
    this.isHalted = journal.failure !== null;
  }

  /** Told meanwhile: within a step that does several things. */
  look(): undefined {
    this.told = Math.max(this.told, this.#journal?.durableSequence(ACTOR) ?? 0);
  }

  #append(payloadBytes: number): undefined {
    const record = recordOf(this.appended + 1, payloadBytes);
    // The sequence is used up before: the step may be interrupted with the record in its group.
    this.appended += 1;
    if ((this.#journal?.append(record, "SYNC") ?? -1) > 0) return;
    this.appended -= 1;
  }
}

/** The state that records up to `sequence` make. */
export function stateOf(sequence: number): Uint8Array {
  const state = new Uint8Array(600).fill(0x5a);
  new DataView(state.buffer).setFloat64(0, sequence);
  return state;
}

/** The sequence that a state was made of. @throws When it was not. */
export function sequenceOfState(state: Uint8Array): number {
  const sequence = new DataView(state.buffer, state.byteOffset).getFloat64(0);
  assert(
    Buffer.compare(state, stateOf(sequence)) === 0,
    "a snapshot's state is one that was given",
  );
  return sequence;
}
