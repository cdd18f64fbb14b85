/**
 * How many records, each a batch of its own, a gating reader may take with one confirmation.
 *
 * An atomic look at a header takes its line from the writer, so the reader walks headers plainly
 * and confirms only the last. What it saw before that is a hint; after it, it walks again and
 * checks that each sequence is the expected one.
 */
import {
  alignRecord,
  DATA_OFFSET,
  FOLLOWERS_SHIFT,
  LENGTH_MASK,
  TYPE_MASK,
  TYPE_PADDING,
} from "./topic-layout.ts";
import type { TopicMemory } from "./topic-memory.ts";

const RECORDS_MAX = 64;

/**
 * Records from `first`, the index of a header that was confirmed to be a single record of sequence
 * `expected`: 1 to 64.
 */
export function scanSingles(topic: TopicMemory, first: number, expected: number): number {
  const { int32 } = topic;
  const end = (DATA_OFFSET + topic.capacityBytes) >> 2;
  let records = 1;
  let last = first;
  let next = first + wordsOf(int32[first] ?? 0);
  while (records < RECORDS_MAX && next < end) {
    const word = int32[next] ?? 0;
    if (word === 0 || word >>> FOLLOWERS_SHIFT !== 0) break;
    if (((int32[next + 1] ?? 0) & TYPE_MASK) === TYPE_PADDING) break;
    last = next;
    next += wordsOf(word);
    records += 1;
  }
  if (records === 1 || Atomics.load(int32, last) === 0) return 1;
  return isRun(topic, first, { records, next, expected }) ? records : 1;
}

function isRun(
  { int32, float64 }: TopicMemory,
  first: number,
  run: { records: number; next: number; expected: number },
): boolean {
  let index = first;
  for (let record = 0; record < run.records; record += 1) {
    const word = int32[index] ?? 0;
    if (word === 0 || word >>> FOLLOWERS_SHIFT !== 0) return false;
    if (float64[(index >> 1) + 1] !== run.expected + record) return false;
    index += wordsOf(word);
  }
  return index === run.next;
}

function wordsOf(word: number): number {
  return alignRecord(word & LENGTH_MASK) >> 2;
}
