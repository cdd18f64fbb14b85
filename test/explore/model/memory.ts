/** Loads and stores of one state's memory, under one memory order. */

import type { Locations } from "./locations.ts";
import type { MemoryOrder } from "./memory-order.ts";
import { wordAfter } from "./operators.ts";
import { type Past, type Pending, rehash, type State } from "./state.ts";

/** Place of a thread's newest pending store to a word; -1 when there is none. */
function pendingOf(buffer: readonly Pending[], location: number): number {
  for (let place = buffer.length - 1; place >= 0; place -= 1) {
    const entry = buffer[place];
    if (entry?.location === location || entry?.location2 === location) return place;
  }
  return -1;
}

export class Memory {
  readonly #order: MemoryOrder;
  readonly #locations: Locations;
  readonly #threads: number;

  constructor(order: MemoryOrder, locations: Locations, threads: number) {
    this.#order = order;
    this.#locations = locations;
    this.#threads = threads;
  }

  /** The value that is visible to all. */
  valueAt(state: State, location: number): number {
    return location < state.memory.length
      ? (state.memory[location] ?? 0)
      : this.#locations.initialOf(location);
  }

  /** What `thread` itself sees, its own pending stores first. */
  ownValueAt(state: State, thread: number, location: number): number {
    const buffer = state.buffers[thread] ?? [];
    const place = pendingOf(buffer, location);
    const entry = buffer[place];
    if (entry === undefined) return this.valueAt(state, location);
    return entry.location === location ? entry.low : entry.high;
  }

  hasPending(state: State, thread: number, location: number): boolean {
    return pendingOf(state.buffers[thread] ?? [], location) >= 0;
  }

  /** Makes a value visible to all. Others may go on loading the one before, if the order lets them. */
  write(state: State, thread: number, location: number, value: number): undefined {
    const before = this.valueAt(state, location);
    if (this.#order.early) this.#overwrite(state, thread, location, before, value);
    if (before === value) return;
    rehash(state, location, before, value);
    this.#set(state, location, value);
  }

  /** Applies an atomic access of one word at once, and returns the word before it. */
  modify(
    state: State,
    thread: number,
    access: { kind: number; location: number; operand: number; expected: number },
  ): number {
    const before = this.valueAt(state, access.location);
    const after = wordAfter(access.kind, before, access.operand, access.expected);
    if (after !== before) this.write(state, thread, access.location, after);
    return before;
  }

  /** `thread` has seen everything up to now. */
  fence(state: State, thread: number): undefined {
    this.acquireUpTo(state, thread, state.past.length);
  }

  /** `thread` may no longer load what was overwritten before place `until` of the past. */
  acquireUpTo(state: State, thread: number, until: number): undefined {
    if (state.past.length === 0) return;
    const bit = 1 << thread;
    state.past = state.past
      .map((past, place) =>
        place < until && (past.threads & bit) !== 0
          ? { ...past, threads: past.threads & ~bit }
          : past,
      )
      .filter(({ threads }) => threads !== 0);
  }

  /** `thread` has seen the word as it is, or, with `until`, as it was before that overwriting. */
  see(state: State, thread: number, location: number, until = state.past.length): undefined {
    if (state.past.length === 0) return;
    const bit = 1 << thread;
    state.past = state.past
      .map((past, place) =>
        place < until && past.location === location && (past.threads & bit) !== 0
          ? { ...past, threads: past.threads & ~bit }
          : past,
      )
      .filter(({ threads }) => threads !== 0);
  }

  /** Puts a pending store into memory. */
  commit(state: State, thread: number, place: number): undefined {
    const buffer = state.buffers[thread] ?? [];
    const entry = buffer[place];
    if (entry === undefined) return;
    this.dropPending(state, thread, place);
    this.write(state, thread, entry.location, entry.low);
    if (entry.location2 >= 0) this.write(state, thread, entry.location2, entry.high);
    if (entry.isRelease && state.past.length > 0) {
      const bit = 1 << thread;
      state.past = state.past.map((past) => ({ ...past, acquirers: past.acquirers & ~bit }));
    }
  }

  dropPending(state: State, thread: number, place: number): undefined {
    this.setBuffer(
      state,
      thread,
      (state.buffers[thread] ?? []).filter((_entry, at) => at !== place),
    );
  }

  setBuffer(state: State, thread: number, buffer: readonly Pending[]): undefined {
    const buffers = state.buffers.slice();
    buffers[thread] = buffer;
    state.buffers = buffers;
  }

  /** Whether the store at `place` may become visible next, before those in front of it. */
  mayCommit(buffer: readonly Pending[], place: number): boolean {
    if (place === 0) return true;
    const entry = buffer[place];
    if (entry === undefined || this.#order.buffer !== "UNORDERED" || entry.isRelease) return false;
    for (let before = 0; before < place; before += 1) {
      const other = buffer[before];
      if (other !== undefined && overlaps(entry, other)) return false;
    }
    return true;
  }

  #overwrite(
    state: State,
    thread: number,
    location: number,
    before: number,
    value: number,
  ): undefined {
    this.see(state, thread, location);
    if (before === value || !this.#locations.isShared(location)) return;
    const others = ((1 << this.#threads) - 1) & ~(1 << thread) & ~state.dead;
    const threads = others & this.#locations.earlyReadersOf(location);
    if (threads === 0) return;
    const past: Past = { location, value: before, threads, acquirers: threads };
    state.past = [...state.past, past];
  }

  #set(state: State, location: number, value: number): undefined {
    const { memory } = state;
    const copy = memory.slice();
    for (let at = memory.length; at < this.#locations.count; at += 1) {
      copy.push(this.#locations.initialOf(at));
    }
    copy[location] = value;
    state.memory = copy;
  }
}

function overlaps(left: Pending, right: Pending): boolean {
  const meets = (location: number) =>
    location >= 0 && (right.location === location || right.location2 === location);
  return meets(left.location) || meets(left.location2);
}
