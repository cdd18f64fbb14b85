/**
 * The audit log of a desk: follows the journal's files, turns records into leaves, signs. For one
 * caller, which gives it time by steps; each step is bounded.
 *
 * It goes on where its last leaf says that it ended, and only in the journal that this leaf is of. What
 * fails ends it for good, as a reason and not as a throw: a desk without an audit log goes on trading,
 * and says that it has none.
 */

import type { Storage } from "../../runtime/io/disk/storage.ts";
import type { TreeStorage } from "../../runtime/io/disk/tree-storage.ts";
import type { AuditAnchor } from "../../runtime/journal/audit/anchor/audit-anchor.ts";
import type { AuditLog, Moment } from "../../runtime/journal/audit/audit-log.ts";
import { TILE_WIDTH } from "../../runtime/journal/audit/file/tile-path.ts";
import { parseCheckpoint, splitNote } from "../../runtime/journal/audit/note/checkpoint-text.ts";
import { JournalFollower } from "../../runtime/journal/read/journal-follower.ts";
import type { AuditStateBody } from "../message/audit-state.ts";
import { AnchoredSequence } from "./anchored-sequence.ts";
import { entryOf } from "./entry-of.ts";
import { isRecordOf, type ResumePoint, resumePointOf } from "./resume-point.ts";

export type DeskAuditParts = {
  /** The journal's folder. It is only read. */
  readonly journal: Storage;
  /** The log's own. */
  readonly log: TreeStorage;
  /** Those that the log is opened with: one of them must have a checkpoint before it counts. */
  readonly anchors: readonly AuditAnchor[];
  /** Opens the log, with a signer and all anchors. What it throws halts the audit. */
  readonly open: (moment: Moment) => AuditLog;
};

/** A bundle of leaves: what is synced for it is most of what a step takes. */
const STEP = { records: TILE_WIDTH, bytes: 1 << 20 };

export class DeskAudit {
  readonly #parts: DeskAuditParts;
  readonly #resume: ResumePoint | null;
  readonly #follower: JournalFollower;
  #log: AuditLog | null = null;
  #state: AuditStateBody["state"] = "OPENING";
  #reason = "";
  readonly #anchored: AnchoredSequence;
  #durableSequence = 0;
  #leaves = 0;

  /** @throws Error when the log of before cannot be read. Nothing was changed. */
  constructor(parts: DeskAuditParts) {
    this.#parts = parts;
    this.#anchored = new AnchoredSequence(parts.anchors);
    this.#resume = resumePointOf(parts.log);
    // The last record that has a leaf is looked at once more: whether it is the same.
    this.#follower = new JournalFollower(parts.journal, this.#resume?.journalSequence ?? 1, STEP);
  }

  get state(): AuditStateBody["state"] {
    return this.#state;
  }

  /** Why it is halted; empty while it is not. */
  get reason(): string {
    return this.#reason;
  }

  /** Leaves of records that it has added. */
  get leaves(): number {
    return this.#leaves;
  }

  /**
   * Goes on by a step, writes the heartbeat and signs the checkpoint that are due.
   *
   * @param durableSequence Journal sequence up to which all is on the disk.
   * @returns whether there is more to do at once
   */
  step(durableSequence: number, moment: Moment): boolean {
    if (this.#state === "HALTED" || this.#state === "ENDED") return false;
    if (durableSequence > this.#durableSequence) this.#durableSequence = durableSequence;
    try {
      if (this.#state === "OPENING" && !this.#open(moment)) return this.#state === "OPENING";
      return this.#write(moment);
    } catch (error) {
      this.#halt(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** Signs what there is, now: trading was halted, or the journal can write no more. */
  checkpoint(moment: Moment): undefined {
    this.#attempt(() => this.#log?.checkpoint(moment));
  }

  /**
   * Ends the run in order, with a checkpoint. What the journal has behind the last step gets its leaves
   * in the next run.
   */
  end(reason: string, moment: Moment): undefined {
    if (this.#state !== "WRITING") return;
    this.#attempt(() => {
      this.#log?.end(reason, moment);
      this.#state = "ENDED";
    });
  }

  /** As its board shows it. */
  get shown(): AuditStateBody {
    const note = this.#log?.newestNote ?? "";
    const checkpoint = parseCheckpoint(splitNote(note)?.text ?? "");
    const { followedSequence } = this.#follower;
    return {
      state: this.#state,
      size: checkpoint?.size ?? 0,
      root: checkpoint === null ? "" : Buffer.from(checkpoint.root).toString("base64"),
      signedMicros: this.#log?.signedMicros ?? 0,
      coveredSequence: this.#anchored.journalSequence,
      followedSequence,
      lag: Math.max(this.#durableSequence - followedSequence, 0),
      key: this.#log?.verifierKeys.at(-1) ?? "",
      reason: this.#reason,
    };
  }

  /** Opens the log once its last leaf was found in the journal. False while that takes another step. */
  #open(moment: Moment): boolean {
    if (this.#resume !== null && !this.#find(this.#resume)) return false;
    this.#log = this.#parts.open(moment);
    this.#state = "WRITING";
    this.#noteCovered();
    return true;
  }

  /** Goes to the record of the last leaf. False while that takes another step, or it is not there. */
  #find(resume: ResumePoint): boolean {
    const { journalSequence } = resume;
    let isSame = false;
    const found = this.#follower.step(journalSequence, (record) => {
      isSame = isRecordOf(resume, record);
    });
    if (!found.ok) {
      const why = found.failure.message;
      return this.#halt(`the audit log knows the journal up to ${journalSequence}: ${why}`);
    }
    if (!found.value || isSame) return found.value;
    return this.#halt(
      `the audit log is of another journal: record ${journalSequence} is not that of its last leaf`,
    );
  }

  #write(moment: Moment): boolean {
    const log = this.#log;
    if (log === null) return false;
    const step = this.#follower.step(this.#durableSequence, (record, table) => {
      const entry = entryOf(record, table);
      if (entry === null) return;
      log.append(entry, moment);
      this.#leaves += 1;
    });
    log.tick(moment);
    this.#noteCovered();
    if (step.ok) return !step.value;
    // What was read before is whole, and is signed before it ends.
    log.checkpoint(moment);
    this.#noteCovered();
    return this.#halt(`the journal cannot be followed: ${step.failure.message}`);
  }

  /** All that was followed is covered while no leaf stands behind the checkpoint. */
  #noteCovered(): undefined {
    const log = this.#log;
    if (log === null) return;
    if (log.checkpointSize === log.size) {
      this.#anchored.signed(log.newestNote, this.#follower.followedSequence);
    }
    this.#anchored.look();
  }

  #attempt(run: () => undefined): undefined {
    if (this.#state !== "WRITING") return;
    try {
      run();
      this.#noteCovered();
    } catch (error) {
      this.#halt(error instanceof Error ? error.message : String(error));
    }
  }

  #halt(reason: string): false {
    this.#state = "HALTED";
    this.#reason = reason;
    return false;
  }
}
