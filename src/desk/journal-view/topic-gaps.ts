/**
 * Whether a run has every record of each topic that it has one of: within a run a topic's sequences go
 * up by one. Where the journal was let go of, it has said how many it was not given: such a hole is
 * told, and no damage.
 */
import { unpackFields } from "../../runtime/codec/packed-view.ts";
import type { FileRecord } from "../../runtime/codec/record-file.ts";
import { TYPE_ACTOR } from "../../runtime/codec/type-table.ts";
import type { RecordNames } from "./record-names.ts";
import type { RawRecord, SegmentDamage } from "./segment-records.ts";

export class TopicGaps {
  /** Holes that the journal itself explains. */
  readonly notes: string[] = [];
  /** Last sequence by the number of its actor. */
  readonly #last = new Map<number, number>();
  /** Records that the journal was not given, by the number of their actor, before its next one. */
  readonly #missed = new Map<number, number>();

  /** What comes now may begin anywhere. */
  beginRun(): undefined {
    this.#last.clear();
    this.#missed.clear();
  }

  /** Null when the record follows the last one of its topic, or the journal says why it does not. */
  take(raw: RawRecord, names: RecordNames): SegmentDamage | null {
    const { record, journalSequence, offset } = raw;
    const { actor, sequence, type } = record;
    if (type === TYPE_ACTOR) this.#noteMissed(record);
    if (actor < 0 || type >= TYPE_ACTOR) return null;
    const last = this.#last.get(actor);
    const missed = this.#missed.get(actor) ?? 0;
    this.#last.set(actor, sequence);
    this.#missed.delete(actor);
    if (last === undefined || sequence === last + 1) return null;
    const topic = names.actorNamed(actor);
    if (sequence <= last) {
      const message = `topic ${topic} goes back: ${sequence} follows ${last}`;
      return { offset, sequence: journalSequence, message };
    }
    const hole = `of topic ${topic} the records ${last + 1} to ${sequence - 1}`;
    if (sequence - last - 1 <= missed) {
      this.notes.push(`${hole} are not on record, and the journal says so`);
      return null;
    }
    const message = `${hole} were never written: ${sequence} follows ${last}`;
    return { offset, sequence: journalSequence, message };
  }

  #noteMissed({ payload }: FileRecord): undefined {
    const { number, missed } = fieldsOf(payload);
    if (typeof number !== "number" || !(typeof missed === "number" && missed > 0)) return;
    this.#missed.set(number, (this.#missed.get(number) ?? 0) + missed);
  }
}

/** Nothing of an entry that cannot be read: it explains nothing. */
function fieldsOf(payload: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return unpackFields("actor", payload) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
