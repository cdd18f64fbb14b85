/**
 * What a reader is given: each record of a topic at most once and in order, over all lives of both,
 * but for one that holds what it has handled;
 * what is missing is told, exactly; and who gates misses nothing while the writer waits for it.
 */
import type { Court } from "../judge.ts";

/** One reader of one topic. */
export type Place = {
  readonly reader: string;
  readonly writer: string;
  readonly isGate: boolean;
  /** Whether the reader holds what it has handled: a next life gets that again, and misses nothing. */
  readonly isHeld: boolean;
  /** Sequence of the last record that was given; NaN before the first. */
  last: number;
  /** Records that the reader was told to have missed, since the last one. */
  toldMissed: number;
  /** Whether a life of the reader begins: the last one may have died between a record and its handler. */
  isNewLife: boolean;
  /** Whether nobody waited for it, some time since the last record. */
  wasLetGo: boolean;
};

export class DeliveryJudge {
  readonly #court: Court;

  constructor(court: Court) {
    this.#court = court;
  }

  onRecord(place: Place, sequence: number): undefined {
    const { last, toldMissed } = place;
    place.last = sequence;
    place.toldMissed = 0;
    const { isNewLife } = place;
    place.isNewLife = false;
    if (Number.isNaN(last)) return;
    const expected = last + 1 + toldMissed;
    if (sequence === expected) {
      place.wasLetGo = false;
      return;
    }
    if (isNewLife && place.isHeld && sequence < expected) {
      this.#court.note("a record that was held came again");
      return;
    }
    if (isNewLife && !place.isHeld && sequence === expected + 1) {
      this.#court.note("a record lost with its reader");
      return;
    }
    const what = sequence <= last ? "came again to" : "came too early to";
    this.#court.accuse(
      "deliveries",
      `record ${sequence} of ${place.writer} ${what} ${place.reader}: ${expected} was next`,
    );
  }

  onGap(place: Place, missed: number): undefined {
    place.toldMissed += missed;
    if (Number.isNaN(place.last)) return;
    this.#court.note(place.isGate ? "a gating reader was let go" : "an evicted reader came back");
    if (!place.isGate || place.wasLetGo) return;
    this.#court.accuse(
      "deliveries",
      `${place.reader}, for which ${place.writer} waits, missed ${missed} records`,
    );
  }
}
