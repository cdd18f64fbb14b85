/** For each topic, up to which of its sequences all is on the disk. */
import { assert } from "../../../core/assert.ts";

/** Actors are numbered from 0 to below this. */
export const ACTORS_MAX = 1_024;

export class DurableSequences {
  readonly #appended = new Float64Array(ACTORS_MAX);
  readonly #durable = new Float64Array(ACTORS_MAX);

  /** Refuses what is not behind all that its topic gave before: the same record twice, or an old one. */
  note(actor: number, sequence: number): undefined {
    const last = this.#appended[actor];
    assert(last !== undefined, `an actor's number is from 0 to ${ACTORS_MAX - 1}: it is ${actor}`);
    assert(
      sequence > last,
      `a topic's sequences grow: ${sequence} of actor ${actor} follows ${last}`,
    );
    this.#appended[actor] = sequence;
  }

  /** All that was noted is on the disk. */
  settle(): undefined {
    this.#durable.set(this.#appended);
  }

  /** 0 while nothing of it is. */
  of(actor: number): number {
    return this.#durable[actor] ?? 0;
  }
}
