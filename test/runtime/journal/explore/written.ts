/** A journal under test and what was told of it: the script's hand, and the oracles' knowledge. */
import { assert } from "../../../../src/core/assert.ts";
import type { openJournal } from "../../../../src/runtime/journal/open-journal.ts";
import { ACTOR, optionsOf, recordOf } from "../kit/journal-kit.ts";
import type { ModelDisk } from "../kit/model-disk.ts";
import { judgeRecovery, type Known, knownAfter } from "./judge-image.ts";
import { EXPLORED_SEGMENT_BYTES, stateOf } from "./state.ts";

/** The files under test: the project's own, or with a fault in them. */
export type Open = typeof openJournal;

/** Steps of a script. */
export const OPERATIONS = ["APPEND", "COMMIT", "ROTATE", "SNAPSHOT"] as const;
export type Operation =
  | (typeof OPERATIONS)[number]
  | ("BIG" | "TICK" | "RETIRE" | "STOP")
  /** The process dies, or the power fails, and the next run begins. */
  | ("KILL" | "POWER");

export class Written {
  readonly disk: ModelDisk;
  readonly life: number;
  /** Sequence of the last record that was appended. */
  appended: number;
  /** The last record that callers were told to be durable. */
  told: number;
  readonly doubts: Known["doubts"];
  readonly #journal: Extract<ReturnType<Open>, { ok: true }>["value"]["journal"] | null;

  /** Opens it as run `life`: what it recovers is right, and is gone on from. */
  constructor(disk: ModelDisk, open: Open, life: number, before: Known) {
    this.disk = disk;
    this.life = life;
    const opened = open(optionsOf(disk, life, { segmentBytes: EXPLORED_SEGMENT_BYTES }));
    if (!opened.ok) assert(opened.failure.kind === "STORAGE", opened.failure.message);
    // Reading the records is the judge's: it neither fails nor is looked at.
    const hook = disk.before;
    disk.before = () => {};
    const last = opened.ok ? judgeRecovery(opened.value.recovery, before) : null;
    disk.before = hook;
    const known = last === null ? before : knownAfter(before, last);
    this.appended = known.appended;
    this.told = known.told;
    this.doubts = known.doubts;
    this.#journal = opened.ok ? opened.value.journal : null;
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
        break;
      case "KILL":
      case "POWER":
        assert(false, "a crash is none of the journal's operations");
    }
    this.look();
  }

  /** What is told now, also within a step that does several things. */
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
