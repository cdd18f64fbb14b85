/**
 * How far a topic's writer may go before it would run over a reader, and whom it must wake.
 *
 * Gating readers hold it back; evictable ones are cut off first. What it knows of them is cached,
 * since each look takes a cache line from its reader, but for less than a quarter of the ring: a
 * reader that joins meanwhile counts from that moment.
 *
 * Invariant: an evictable reader is EVICTED before the first of its bytes is reused.
 */
import { isAwakeAt, ringBellAt } from "./doorbell.ts";
import { attachLines, bellIndex } from "./lines.ts";
import {
  BELL_FROM_STATE,
  EVICTED_INDEX,
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
import type { TopicMemory } from "./topic-memory.ts";

export class ReaderLimits {
  readonly #int32: Int32Array;
  readonly #lines: Int32Array;
  readonly #capacityBytes: number;
  readonly #keepsOrder: boolean;
  /** Position up to which the ring may be written without another look. */
  #limit: number;
  /** Bell words of all readers, without doubles, as of `#changes`. */
  #bells: number[] = [];
  #changes: number;

  constructor(topic: TopicMemory, lines: SharedArrayBuffer, keepsOrder: boolean) {
    this.#int32 = topic.int32;
    this.#lines = attachLines(lines);
    this.#capacityBytes = topic.capacityBytes;
    this.#keepsOrder = keepsOrder;
    this.#limit = Atomics.load(topic.int32, TAIL_INDEX);
    this.#changes = Atomics.load(topic.int32, SLOT_CHANGES_INDEX);
    this.#bells = this.#collectBells();
  }

  /** Whether the ring is free up to `end`. Evictable readers that are in the way are cut off. */
  allows(end: number): boolean {
    return ((this.#limit - end) | 0) >= 0 || this.#look(end);
  }

  /** Bytes up to `end` that the slowest gating reader holds. */
  heldBytes(end: number): number {
    let room = this.#capacityBytes;
    const slots = Atomics.load(this.#int32, SLOTS_INDEX);
    for (let slot = 0; slot < slots; slot += 1) {
      const state = stateIndex(slot);
      if (Atomics.load(this.#int32, state) !== SLOT_GATING) continue;
      room = Math.min(room, this.#roomOf(state, end));
    }
    return this.#capacityBytes - Math.max(room, 0);
  }

  /**
   * Wakes each reader that said that it sleeps. Where stores keep their order it looks plainly: an
   * atomic look takes a line from whoever else looks at it. Then it may overlook who says so in
   * this moment, unless the writer's stores were settled before.
   */
  ringBells(): undefined {
    if (!this.#keepsOrder || this.#int32[SLOT_CHANGES_INDEX] !== this.#changes) this.#learnBells();
    const bells = this.#bells;
    // By index: an iterator takes a nanosecond of each message.
    for (let index = 0; index < bells.length; index += 1) {
      const bell = bells[index] ?? 0;
      if (!this.#keepsOrder || !isAwakeAt(this.#lines, bell)) ringBellAt(this.#lines, bell);
    }
  }

  #look(end: number): boolean {
    const slots = Atomics.load(this.#int32, SLOTS_INDEX);
    // Gates first: nobody is cut off for a record that has no room anyway.
    let room = this.#capacityBytes / 8;
    for (let slot = 0; slot < slots; slot += 1) {
      const state = stateIndex(slot);
      if (Atomics.load(this.#int32, state) !== SLOT_GATING) continue;
      room = Math.min(room, this.#roomOf(state, end));
    }
    if (room < 0) return false;
    for (let slot = 0; slot < slots; slot += 1) {
      const state = stateIndex(slot);
      // Once for both kinds: a slot that main makes gating between the two looks counts here.
      const kind = Atomics.load(this.#int32, state);
      if (kind !== SLOT_EVICTABLE && kind !== SLOT_GATING) continue;
      const left = this.#roomOf(state, end);
      if (left >= 0) room = Math.min(room, left);
      else if (kind === SLOT_GATING || !this.#evict(state)) return false;
    }
    this.#limit = (end + room) | 0;
    return true;
  }

  /** False when the reader was made gating meanwhile. */
  #evict(state: number): boolean {
    // A read-modify-write, like the reader's last look: either it sees EVICTED and drops its
    // copy, or its copy came before the bytes are reused.
    const before = Atomics.compareExchange(this.#int32, state, SLOT_EVICTABLE, SLOT_EVICTED);
    if (before === SLOT_EVICTABLE) {
      this.#int32[EVICTED_INDEX] = (this.#int32[EVICTED_INDEX] ?? 0) + 1;
    }
    return before !== SLOT_GATING;
  }

  /** Bytes behind `end` that the reader has freed; negative when `end` would run over it. */
  #roomOf(state: number, end: number): number {
    // Acquire: what the reader freed is ours to overwrite.
    const released = Atomics.load(this.#int32, state + RELEASED_FROM_STATE);
    return (released + this.#capacityBytes - end) | 0;
  }

  #learnBells(): undefined {
    const changes = Atomics.load(this.#int32, SLOT_CHANGES_INDEX);
    if (changes === this.#changes) return;
    this.#changes = changes;
    this.#bells = this.#collectBells();
  }

  #collectBells(): number[] {
    const bells = new Set<number>();
    const slots = Atomics.load(this.#int32, SLOTS_INDEX);
    for (let slot = 0; slot < slots; slot += 1) {
      const state = stateIndex(slot);
      if (Atomics.load(this.#int32, state) === SLOT_FREE) continue;
      bells.add(bellIndex(Atomics.load(this.#int32, state + BELL_FROM_STATE)));
    }
    return [...bells];
  }
}
