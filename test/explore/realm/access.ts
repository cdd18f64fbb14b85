/** The accesses that explored code makes: each is one step that the search may interleave. */

export const LOAD = 0;
export const STORE = 1;
export const ATOMIC_LOAD = 2;
export const ATOMIC_STORE = 3;
export const ADD = 4;
export const OR = 5;
export const EXCHANGE = 6;
export const COMPARE_EXCHANGE = 7;
export const NOTIFY = 8;
export const WAIT_ASYNC = 9;
/** Not of the language: what a scenario's threads say to the search. */
export const SLEEP = 10;
export const RESOLVED = 11;
export const JOIN = 12;
export const CHOOSE = 13;
export const BEGIN = 14;
export const FORGET = 15;
export const EFFECT = 16;

export const KIND_NAMES = [
  "load",
  "store",
  "Atomics.load",
  "Atomics.store",
  "Atomics.add",
  "Atomics.or",
  "Atomics.exchange",
  "Atomics.compareExchange",
  "Atomics.notify",
  "Atomics.waitAsync",
  "sleep",
  "look at waiter",
  "join",
  "choose",
  "begin",
  "forget",
  "effect",
] as const;

/**
 * One access. `word` is an address in words of 4 bytes over all explored memory; a float64 takes
 * two, read and written as one. `low` and `high` are the words to store, or the operand.
 */
export type Access = {
  readonly kind: number;
  readonly word: number;
  readonly words: 1 | 2;
  readonly low: number;
  readonly high: number;
  /** What compareExchange and waitAsync compare with. */
  readonly expected: number;
};

/** What explored code runs against: it answers an access, or ends the run at the first unknown. */
export type Machine = {
  /** Reserves words of explored memory, all 0, and returns the first one's address. */
  allocate(words: number): number;
  /** Returns the low word that the access observes; `high` holds the other one. */
  perform(
    kind: number,
    word: number,
    words: 1 | 2,
    low: number,
    high: number,
    expected: number,
  ): number;
  high: number;
  /** A number that stands for a text: the same for the same. */
  intern(text: string): number;
  /** A promise of the waiter that the running thread's last waitAsync made. */
  openWaiter(): unknown;
};
