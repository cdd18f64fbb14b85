/**
 * Whether a run has every record of each topic that it has one of: the journal waits for none and
 * skips none, so within a run a topic's sequences go up by one.
 */
import { TYPE_ACTOR } from "../../runtime/codec/type-table.ts";
import type { RecordNames } from "./record-names.ts";
import type { RawRecord, SegmentDamage } from "./segment-records.ts";

export class TopicGaps {
  /** Last sequence by the number of its actor. */
  readonly #last = new Map<number, number>();

  /** What comes now may begin anywhere. */
  beginRun(): undefined {
    this.#last.clear();
  }

  /** Null when the record follows the last one of its topic. */
  take({ record, journalSequence, offset }: RawRecord, names: RecordNames): SegmentDamage | null {
    const { actor, sequence, type } = record;
    if (actor < 0 || type >= TYPE_ACTOR) return null;
    const last = this.#last.get(actor);
    this.#last.set(actor, sequence);
    if (last === undefined || sequence === last + 1) return null;
    const topic = names.actorNamed(actor);
    const message =
      sequence > last
        ? `of topic ${topic} the records ${last + 1} to ${sequence - 1} were never written: ${sequence} follows ${last}`
        : `topic ${topic} goes back: ${sequence} follows ${last}`;
    return { offset, sequence: journalSequence, message };
  }
}
