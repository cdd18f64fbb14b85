/**
 * Lives of a desk: one process after another in the same folder.
 *
 * Topics end with their process, but the sequences that boards name do not: whoever begins from a
 * board drops the events up to the sequence that it names. So each life has sequences of its own,
 * above all of the one before.
 */
import { assert } from "../../../core/assert.ts";

/** At a million messages a second 12 days of one topic. */
const SEQUENCES_A_LIFE = 2 ** 40;

/** Sequences are below 2^53. */
export const LIVES_MAX = 2 ** 13 - 1;

/** First sequence of every topic in the desk's life `life`, 1 up. */
export function firstSequenceOf(life: number): number {
  assert(
    Number.isInteger(life) && life >= 1 && life <= LIVES_MAX,
    `a desk has 1 to ${LIVES_MAX} lives: current is ${life}`,
  );
  return (life - 1) * SEQUENCES_A_LIFE + 1;
}
