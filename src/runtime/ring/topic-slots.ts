/**
 * Reader slots of a topic, from main's side. All of it may run while writer and readers do.
 *
 * Lags are computed when asked, so they are always the newest values.
 */
import { assert } from "../../core/assert.ts";
import { joinAtTail, matchStateToKind } from "./topic-join.ts";
import {
  BELL_FROM_STATE,
  EPOCH_INDEX,
  EVICTED_INDEX,
  expectedIndex,
  FIRST_SEQUENCE_INDEX,
  FULL_INDEX,
  KIND_EVICT,
  KIND_FROM_STATE,
  KIND_GATE,
  NEXT_SEQUENCE_INDEX,
  READERS_MAX,
  RELEASED_FROM_STATE,
  SLOT_CHANGES_INDEX,
  SLOT_EVICTABLE,
  SLOT_EVICTED,
  SLOT_FREE,
  SLOT_GATING,
  SLOTS_INDEX,
  stateIndex,
  TAIL_INDEX,
} from "./topic-layout.ts";
import { attachTopic, type TopicMemory } from "./topic-memory.ts";

/** Whether a writer waits for a reader, or cuts it off. */
export type ReaderKind = "GATE" | "EVICT";

export type ReaderPlace = {
  /** The first free slot by default. */
  readonly slot?: number;
  readonly kind: ReaderKind;
  /** Bell line of the reader's worker. */
  readonly bellLine: number;
};

/** What a reader has not yet freed of a ring. */
export type ReaderLag = { readonly bytes: number; readonly capacityBytes: number };

/**
 * Takes a free slot and returns its number; the first record that its reader sees is the next one
 * published.
 *
 * @throws {AssertionError} When the slot, or every slot, is taken.
 */
export function attachReader(memory: SharedArrayBuffer, place: ReaderPlace): number {
  const topic = attachTopic(memory);
  const { int32 } = topic;
  const slot = place.slot ?? freeSlotOf(int32);
  assert(slot >= 0 && slot < READERS_MAX, `a slot is 0 to ${READERS_MAX - 1}: current is ${slot}`);
  const state = stateIndex(slot);
  Atomics.store(int32, state + KIND_FROM_STATE, wordOf(place.kind));
  Atomics.store(int32, state + BELL_FROM_STATE, place.bellLine);
  // Whoever joins late is told of all that it missed.
  topic.float64[expectedIndex(slot)] = topic.float64[FIRST_SEQUENCE_INDEX] ?? 1;
  // Evicted is a slot that is taken and that no writer waits for.
  const before = Atomics.compareExchange(int32, state, SLOT_FREE, SLOT_EVICTED);
  assert(before === SLOT_FREE, `slot ${slot} is free: current state is ${before}`);
  if (slot >= Atomics.load(int32, SLOTS_INDEX)) Atomics.store(int32, SLOTS_INDEX, slot + 1);
  Atomics.add(int32, SLOT_CHANGES_INDEX, 1);
  joinAtTail(topic, slot);
  return slot;
}

/** Nobody waits for the slot any more, and it may be taken again. Its reader must have ended. */
export function detachReader(memory: SharedArrayBuffer, slot: number): undefined {
  const { int32 } = attachTopic(memory);
  Atomics.exchange(int32, stateIndex(slot), SLOT_FREE);
  Atomics.add(int32, SLOT_CHANGES_INDEX, 1);
}

/**
 * A gating reader handles records in place, so it becomes evictable only when its loop has left
 * its handlers, or it is dead. An evictable one may become gating at any time.
 */
export function setReaderKind(
  memory: SharedArrayBuffer,
  slot: number,
  kind: ReaderKind,
): undefined {
  const { int32 } = attachTopic(memory);
  Atomics.store(int32, stateIndex(slot) + KIND_FROM_STATE, wordOf(kind));
  matchStateToKind(int32, stateIndex(slot));
}

/** How far one reader is behind, whether it still counts or not. */
export function readerLag(memory: SharedArrayBuffer, slot: number): ReaderLag {
  const topic = attachTopic(memory);
  return { bytes: lagOf(topic, slot), capacityBytes: topic.capacityBytes };
}

/** The furthest that any reader that counts is behind, and how many count. */
export function slowestReaderLag(
  memory: SharedArrayBuffer,
): ReaderLag & { readonly readers: number } {
  const topic = attachTopic(memory);
  let bytes = 0;
  let readers = 0;
  const slots = Atomics.load(topic.int32, SLOTS_INDEX);
  for (let slot = 0; slot < slots; slot += 1) {
    const state = Atomics.load(topic.int32, stateIndex(slot));
    if (state !== SLOT_GATING && state !== SLOT_EVICTABLE) continue;
    bytes = Math.max(bytes, lagOf(topic, slot));
    readers += 1;
  }
  return { bytes, capacityBytes: topic.capacityBytes, readers };
}

/** Records that the reader of a slot has not been handed yet, whether it still can be or not. */
export function unreadRecords(memory: SharedArrayBuffer, slot: number): number {
  const expected = attachTopic(memory).float64[expectedIndex(slot)] ?? 0;
  return Math.max(0, nextSequenceOf(memory) - expected);
}

/** Of those, the ones that it never will be: all, if its writer has cut it off. */
export function lostRecords(memory: SharedArrayBuffer, slot: number): number {
  const state = Atomics.load(attachTopic(memory).int32, stateIndex(slot));
  return state === SLOT_EVICTED ? unreadRecords(memory, slot) : 0;
}

/** What a topic's writer counted over all its lives. */
export type TopicCounts = {
  /** Messages that it could not send because a gating reader was a whole ring behind. */
  readonly full: number;
  /** Times that it cut a reader off. */
  readonly evicted: number;
};

export function topicCounts(memory: SharedArrayBuffer): TopicCounts {
  const { int32 } = attachTopic(memory);
  const at = (index: number) => Atomics.load(int32, index) >>> 0;
  return { full: at(FULL_INDEX), evicted: at(EVICTED_INDEX) };
}

/** Life of the actor that writes, or wrote last; 0 before the first. */
export function topicEpoch(memory: SharedArrayBuffer): number {
  return Atomics.load(attachTopic(memory).int32, EPOCH_INDEX);
}

/** Sequence of the next record to be published. */
export function nextSequenceOf(memory: SharedArrayBuffer): number {
  const topic = attachTopic(memory);
  // Acquire: the writer stores the sequence plainly before it stores its tail.
  Atomics.load(topic.int32, TAIL_INDEX);
  return topic.float64[NEXT_SEQUENCE_INDEX] ?? 0;
}

/** Sequence of the first record that its ring ever had: what came before was said in another process. */
export function firstSequenceOf(memory: SharedArrayBuffer): number {
  return attachTopic(memory).float64[FIRST_SEQUENCE_INDEX] ?? 1;
}

function lagOf({ int32, capacityBytes }: TopicMemory, slot: number): number {
  const released = Atomics.load(int32, stateIndex(slot) + RELEASED_FROM_STATE);
  const bytes = (Atomics.load(int32, TAIL_INDEX) - released) | 0;
  // A commit is seen before the tail that tells of it, and a reader cut off is anywhere.
  return bytes < 0 ? 0 : Math.min(bytes, capacityBytes);
}

function wordOf(kind: ReaderKind): number {
  return kind === "GATE" ? KIND_GATE : KIND_EVICT;
}

function freeSlotOf(int32: Int32Array): number {
  for (let slot = 0; slot < READERS_MAX; slot += 1) {
    if (Atomics.load(int32, stateIndex(slot)) === SLOT_FREE) return slot;
  }
  assert(false, `a topic has at most ${READERS_MAX} readers`);
}
