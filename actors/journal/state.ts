/** What the journal keeps between its handlers, and what its handlers reach. */
import { AuditState } from "../../src/desk/message/audit-state.ts";
import type { Durable } from "../../src/desk/message/durable.ts";
import type { JournalHalt } from "../../src/desk/message/journal-halt.ts";
import type { Progress } from "../../src/desk/message/progress.ts";
import type { JournalFold } from "../../src/desk/record/journal-fold.ts";
import type { Context } from "../../src/runtime/actor/context.ts";
import type { ActorEntry } from "../../src/runtime/codec/file-entry.ts";
import type { Durability } from "../../src/runtime/journal/write/due-time.ts";
import type { Journal } from "../../src/runtime/journal/write/journal.ts";
import { ORDER_BOARDS } from "./order-boards.ts";

export type Boards = {
  durable: typeof Durable;
  progress: typeof Progress;
  halt: typeof JournalHalt;
};
type Watch = typeof WATCHED;
export type Ctx = Context<Record<never, never>, Boards, State, Watch>;

type Settings = {
  readonly segmentBytes: number;
  readonly ballastBytes: number;
  readonly snapshotBytes: number;
  readonly retiredBytesMax: number;
  readonly groupMs: number;
  readonly asyncMs: number;
};

export type State = Settings & {
  journal: Journal | null;
  fold: JournalFold;
  /** Those that it reads, by name, as the journal was told of them. */
  readonly peers: Map<string, ActorEntry>;
  /** Types that the journal explains. */
  typeCount: number;
  /** How each type is to be synced, by its number. */
  readonly durabilities: Durability[];
  /** Writers of what waits. */
  readonly waiting: Set<number>;
  waitingCount: number;
  /** Journal sequence up to which the boards have been told. */
  shownSequence: number;
  /** Appended since the last snapshot. Bytes. */
  sinceSnapshot: number;
  /** When the next timer looks at what waits. Nanoseconds; Infinity when none is set. */
  timedAt: number;
  /** Executions of which events are not on record. */
  readonly missed: Set<string>;
  /** It writes no more, and has said so. */
  isHalted: boolean;
  /** Whether the record that is being handled was new to the journal. */
  isNew: boolean;
};

export const WATCHED = { ...ORDER_BOARDS, audit: AuditState };
