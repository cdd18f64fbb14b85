/**
 * Wakes a parked loop without a message and without a lost wake-up.
 *
 * The reader says SLEEPING, looks at everything once more, and waits; a writer commits, sees to it
 * that its stores are seen, and looks at the word. Between each side's store and its look stands an
 * atomic access, so in any order at least one of them sees the other.
 *
 * Invariant: at most one waiter is outstanding, so a notify can never be spent on a stale one.
 */
import { attachLines, bellIndex, WORKERS_MAX } from "./lines.ts";

/** States of a bell word. */
const AWAKE = 0;
const SLEEPING = 1;

export class Doorbell {
  readonly #words: Int32Array;
  readonly #bell: number;
  #waiter: Promise<unknown> | null = null;
  /** Only this loop says SLEEPING, so what it never said need not be taken back. */
  #maySleep = true;

  /** @param line Bell line of the worker, 0 to 127. */
  constructor(lines: SharedArrayBuffer, line: number) {
    this.#words = attachLines(lines);
    this.#bell = bellIndex(line);
  }

  /** After it, look at every topic and board once more by `Atomics.load`, then {@link wait}. */
  prepareToSleep(): undefined {
    this.#maySleep = true;
    // Sequentially consistent with the writer's commit and its look at this word.
    Atomics.store(this.#words, this.#bell, SLEEPING);
  }

  /** There was something, or something else woke the loop: writers need not ring. */
  cancelSleep(): undefined {
    if (!this.#maySleep) return;
    this.#maySleep = false;
    Atomics.store(this.#words, this.#bell, AWAKE);
  }

  /** A promise that resolves at the next ring; null when it has rung since {@link prepareToSleep}. */
  wait(): Promise<unknown> | null {
    if (this.#waiter !== null) {
      return Atomics.load(this.#words, this.#bell) === SLEEPING ? this.#waiter : null;
    }
    const wait = Atomics.waitAsync(this.#words, this.#bell, SLEEPING);
    if (!wait.async) return null;
    const waiter = wait.value.then(() => {
      this.#waiter = null;
    });
    this.#waiter = waiter;
    return waiter;
  }
}

/** Whether the worker of that bell is awake: a plain look, right or a moment old. */
export function isAwakeAt(words: Int32Array, bell: number): boolean {
  return words[bell] === AWAKE;
}

/** Wakes the loop behind `line` if it sleeps. True when somebody was told. */
export function ringBell(words: Int32Array, line: number): boolean {
  return ringBellAt(words, bellIndex(line));
}

/** {@link ringBell} with the index of the word at hand. */
export function ringBellAt(words: Int32Array, bell: number): boolean {
  if (Atomics.load(words, bell) !== SLEEPING) return false;
  if (Atomics.compareExchange(words, bell, SLEEPING, AWAKE) !== SLEEPING) return false;
  Atomics.notify(words, bell);
  return true;
}

/**
 * Wakes every loop, also one whose bell says AWAKE. Main calls it whenever a thread has ended: it
 * may have died between its commit and its bells, and then nobody would tell of that record; or
 * between its word to a bell and its notify, and then nobody would ever ring that bell again.
 */
export function wakeAll(lines: SharedArrayBuffer): undefined {
  const words = attachLines(lines);
  for (let line = 0; line < WORKERS_MAX; line += 1) {
    const bell = bellIndex(line);
    // Before it: a loop that is about to wait finds that it must not.
    Atomics.compareExchange(words, bell, SLEEPING, AWAKE);
    Atomics.notify(words, bell);
  }
}
