/**
 * Finds where a topic's records end after its writer has ended, wherever that was.
 *
 * Exact, without a reader and without a time-out: the header behind all that was published is 0.
 * Doing it twice, or again after an interruption, changes nothing.
 */
import { assert } from "../../core/assert.ts";
import {
  alignRecord,
  batchBytesMaxOf,
  DATA_OFFSET,
  FOLLOWERS_SHIFT,
  LENGTH_MASK,
  NEXT_SEQUENCE_INDEX,
  OWNER_INDEX,
  RECORD_HEADER_BYTES,
  TAIL_INDEX,
  TYPE_MASK,
  TYPE_PADDING,
} from "./topic-layout.ts";
import { attachTopic, type TopicMemory } from "./topic-memory.ts";

/** Where the next writer begins. */
export type Recovered = {
  /** Records that were published and that the tail did not yet tell of. */
  readonly recordsFound: number;
  readonly position: number;
  readonly nextSequence: number;
};

type Walk = { recordsFound: number; position: number; nextSequence: number };

/**
 * Call it only when the writer's thread has ended: one that is slow and not dead would write on.
 *
 * @throws {AssertionError} When the memory is not what a writer can leave behind.
 */
export function recoverTopic(memory: SharedArrayBuffer): Recovered {
  const topic = attachTopic(memory);
  const { int32, float64 } = topic;
  const walk: Walk = {
    recordsFound: 0,
    position: Atomics.load(int32, TAIL_INDEX),
    nextSequence: float64[NEXT_SEQUENCE_INDEX] ?? 0,
  };
  const from = walk.position;
  while (walkBatch(topic, walk)) {
    const walked = (walk.position - from) | 0;
    assert(walked > 0 && walked <= topic.capacityBytes, "records end within one ring of the tail");
  }
  float64[NEXT_SEQUENCE_INDEX] = walk.nextSequence;
  Atomics.store(int32, TAIL_INDEX, walk.position);
  Atomics.store(int32, OWNER_INDEX, 0);
  return walk;
}

/** Steps over one batch, or padding. False at the first header that nobody published. */
function walkBatch({ int32, float64, capacityBytes }: TopicMemory, walk: Walk): boolean {
  let offset = walk.position & (capacityBytes - 1);
  const word = Atomics.load(int32, (DATA_OFFSET + offset) >> 2);
  if (word === 0) return false;
  if (((int32[((DATA_OFFSET + offset) >> 2) + 1] ?? 0) & TYPE_MASK) === TYPE_PADDING) {
    assert((word & LENGTH_MASK) === capacityBytes - offset, "padding reaches the ring's end");
    walk.position = (walk.position + (word & LENGTH_MASK)) | 0;
    return true;
  }
  for (let followers = word >>> FOLLOWERS_SHIFT; followers >= 0; followers -= 1) {
    const index = (DATA_OFFSET + offset) >> 2;
    const length = (int32[index] ?? 0) & LENGTH_MASK;
    const isRecord = length >= RECORD_HEADER_BYTES && length <= batchBytesMaxOf(capacityBytes);
    assert(isRecord && offset + length <= capacityBytes, "a published record lies in the ring");
    walk.nextSequence = (float64[(index >> 1) + 1] ?? 0) + 1;
    walk.position = (walk.position + alignRecord(length)) | 0;
    walk.recordsFound += 1;
    offset += alignRecord(length);
  }
  return true;
}
