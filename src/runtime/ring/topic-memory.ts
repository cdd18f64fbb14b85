/** Makes a topic's memory, and attaches to one that main made. */
import { assert } from "../../core/assert.ts";
import {
  CAPACITY_INDEX,
  DATA_OFFSET,
  FIRST_SEQUENCE_INDEX,
  MAGIC_INDEX,
  NEXT_SEQUENCE_INDEX,
  TAIL_INDEX,
  TOPIC_MAGIC,
  TOPIC_VERSION,
  VERSION_INDEX,
} from "./topic-layout.ts";

export type TopicOptions = {
  /** Power of two, 256 B to 1 GiB. */
  readonly capacityBytes: number;
  /** Position of the first record, a multiple of 8: tests begin near 2^31 and 2^32. */
  readonly position?: number;
  /** Sequence of the first record; 1 by default. */
  readonly sequence?: number;
};

/** Views over the whole memory of one topic. */
export type TopicMemory = {
  readonly int32: Int32Array;
  readonly float64: Float64Array;
  readonly bytes: Uint8Array;
  readonly data: DataView;
  readonly capacityBytes: number;
};

/** @throws {AssertionError} When the capacity or the position is not allowed; nothing is made. */
export function allocateTopic(options: TopicOptions): SharedArrayBuffer {
  const { capacityBytes, position = 0, sequence = 1 } = options;
  assert(
    Number.isInteger(Math.log2(capacityBytes)) && capacityBytes >= 256 && capacityBytes <= 2 ** 30,
    `topic capacity is a power of two, 256 B to 1 GiB: current value is ${capacityBytes}`,
  );
  assert(position % 8 === 0, `first position is a multiple of 8: current value is ${position}`);
  assert(
    Number.isSafeInteger(sequence) && sequence >= 1,
    `first sequence is a positive integer: current value is ${sequence}`,
  );
  const memory = new SharedArrayBuffer(DATA_OFFSET + capacityBytes);
  const int32 = new Int32Array(memory);
  int32[MAGIC_INDEX] = TOPIC_MAGIC;
  int32[VERSION_INDEX] = TOPIC_VERSION;
  int32[CAPACITY_INDEX] = capacityBytes;
  int32[TAIL_INDEX] = position | 0;
  const float64 = new Float64Array(memory);
  float64[FIRST_SEQUENCE_INDEX] = sequence;
  float64[NEXT_SEQUENCE_INDEX] = sequence;
  return memory;
}

/** @throws {AssertionError} When magic, version or size are not those of a topic of this build. */
export function attachTopic(memory: SharedArrayBuffer): TopicMemory {
  assert(memory.byteLength > DATA_OFFSET, "a topic's memory holds its header and a ring");
  const int32 = new Int32Array(memory);
  assert(int32[MAGIC_INDEX] === TOPIC_MAGIC, "a topic's memory begins with its magic");
  assert(
    int32[VERSION_INDEX] === TOPIC_VERSION,
    `topic version is ${TOPIC_VERSION}: current value is ${int32[VERSION_INDEX]}`,
  );
  const capacityBytes = int32[CAPACITY_INDEX] ?? 0;
  assert(
    memory.byteLength === DATA_OFFSET + capacityBytes,
    `topic memory fits its capacity: capacity is ${capacityBytes}, memory ${memory.byteLength}`,
  );
  return {
    int32,
    float64: new Float64Array(memory),
    bytes: new Uint8Array(memory),
    data: new DataView(memory),
    capacityBytes,
  };
}
