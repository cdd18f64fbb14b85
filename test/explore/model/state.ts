/**
 * One state of an exploration: memory, what is on its way to it, and how far each thread is.
 *
 * States are values: an array is copied before it is changed. A thread's part is the number of its
 * node in the tree of what it may observe, so two states are the same when memory is the same and
 * every thread has observed the same.
 */

/** A plain store, or a release, that others do not see yet. */
export type Pending = {
  readonly location: number;
  /** -1 when it is one word. */
  readonly location2: number;
  readonly low: number;
  readonly high: number;
  readonly isRelease: boolean;
  /** An atomic access follows it in its thread: its thread's death cannot undo it. */
  readonly isFixed: boolean;
};

/** A value that was overwritten. */
export type Past = {
  readonly location: number;
  readonly value: number;
  /** Threads that may still load it, one bit each. */
  readonly threads: number;
  /** Those of them whose `Atomics.load` may: none of its own atomic stores is younger. */
  readonly acquirers: number;
};

export type Waiter = {
  readonly location: number;
  readonly thread: number;
  /** Which of its thread's waiters, from 0. */
  readonly ordinal: number;
};

export type State = {
  /** By location: words that some thread has touched. */
  memory: readonly number[];
  /** Two running hashes of memory. */
  hash1: number;
  hash2: number;
  /** Node of each thread. */
  nodes: number[];
  /** Threads that were terminated, one bit each. */
  dead: number;
  buffers: readonly (readonly Pending[])[];
  /** In the order in which they were overwritten. */
  past: readonly Past[];
  waiters: readonly Waiter[];
  /** Waiters of each thread that were notified, one bit each. */
  resolved: readonly number[];
  crashes: number;
  /** Loads so far that gave an overwritten value, and stores that passed one in front of them. */
  reorderings: number;
};

export function copyState(state: State): State {
  return { ...state, nodes: state.nodes.slice() };
}

/** Mixes a location and its value into one of two hashes. */
export function mix(seed: number, location: number, value: number): number {
  let hash = Math.imul(location ^ seed, 0x9e37_79b1) ^ Math.imul(value, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a_2d39);
  return hash ^ (hash >>> 15);
}

const SEED_1 = 0x1234_5671;
const SEED_2 = 0x6eed_0e9d;

/** Updates both hashes of memory for one word that changes. */
export function rehash(state: State, location: number, before: number, after: number): undefined {
  state.hash1 ^= mix(SEED_1, location, before) ^ mix(SEED_1, location, after);
  state.hash2 ^= mix(SEED_2, location, before) ^ mix(SEED_2, location, after);
}

/** 53 bits that stand for the whole state: two of a million differing ones meet once in 10^4 runs. */
export function keyOf(state: State): number {
  let first = state.hash1;
  let second = state.hash2;
  const add = (value: number) => {
    first = mix(SEED_2, first, value);
    second = mix(SEED_1, second, value);
  };
  for (let thread = 0; thread < state.nodes.length; thread += 1) add(state.nodes[thread] ?? 0);
  add(state.dead);
  add(state.crashes);
  add(state.reorderings);
  for (const buffer of state.buffers) {
    add(buffer.length);
    for (const { location, low, high, isRelease, isFixed } of buffer) {
      add(location);
      add(low);
      add(high);
      add((isRelease ? 2 : 0) + (isFixed ? 1 : 0));
    }
  }
  add(state.past.length);
  for (const { location, value, threads, acquirers } of state.past) {
    add(location);
    add(value);
    add(threads);
    add(threads & acquirers);
  }
  add(state.waiters.length);
  for (const { location, thread, ordinal } of state.waiters) {
    add(location);
    add(thread * 64 + ordinal);
  }
  for (let thread = 0; thread < state.resolved.length; thread += 1)
    add(state.resolved[thread] ?? 0);
  return (first >>> 0) * 2 ** 21 + (second >>> 11);
}
