/**
 * What a scenario's program may say besides running the ring: it joins others, chooses, sleeps on a
 * waiter, and records what it saw.
 *
 * A program is run anew for every step, against what it observed so far, so it keeps nothing outside
 * of itself and depends on nothing but its observations.
 */
import {
  BEGIN,
  CHOOSE,
  EFFECT,
  FORGET,
  JOIN,
  type Machine,
  RESOLVED,
  SLEEP,
} from "../realm/access.ts";

/** What a waitAsync's promise is in explored code: it resolves when its thread says so. */
export class ExploredPromise {
  readonly ordinal: number;
  #callbacks: (() => void)[] = [];
  #isSettled = false;

  constructor(ordinal: number) {
    this.ordinal = ordinal;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  // biome-ignore lint/suspicious/noThenProperty: it stands for a promise, which explored code chains on.
  then(callback: () => void): this {
    this.#callbacks.push(callback);
    return this;
  }

  settle(): undefined {
    if (this.#isSettled) return;
    this.#isSettled = true;
    for (const callback of this.#callbacks) callback();
    this.#callbacks = [];
  }
}

export class Thread {
  readonly #machine: Machine;
  readonly #names: readonly string[];
  readonly #promises: ExploredPromise[] = [];
  readonly records: unknown[] = [];
  #readings = 0;
  #turns = 0;

  constructor(machine: Machine, names: readonly string[]) {
    this.#machine = machine;
    this.#names = names;
  }

  /** Ends the part that is not interleaved: all threads have passed theirs before any goes on. */
  begin(): undefined {
    this.#machine.perform(BEGIN, 0, 1, 0, 0, 0);
  }

  /** Blocks until `name` has ended or was terminated, and all its stores are visible. */
  join(name: string): undefined {
    const index = this.#names.indexOf(name);
    if (index < 0) throw new Error(`a scenario's thread joins another: there is no ${name}`);
    this.#machine.perform(JOIN, index, 1, 0, 0, 0);
  }

  /** 0 to `count` - 1, each explored. */
  choose(count: number): number {
    return this.#machine.perform(CHOOSE, count, 1, 0, 0, 0);
  }

  /** Blocks until the promise that a doorbell gave resolves; its callbacks have run then. */
  sleep(promise: unknown): undefined {
    if (!(promise instanceof ExploredPromise)) throw new Error("sleep takes what wait() gave");
    if (promise.isSettled) return;
    this.#machine.perform(SLEEP, promise.ordinal, 1, 0, 0, 0);
    promise.settle();
  }

  /** Runs the callbacks of what has resolved by now, as the event loop does between turns. */
  runMicrotasks(): undefined {
    for (const promise of this.#promises) {
      if (promise.isSettled) continue;
      if (this.#machine.perform(RESOLVED, promise.ordinal, 1, 0, 0, 0) === 1) promise.settle();
    }
  }

  /**
   * Says that what the thread does from here depends on what it has recorded, on `key` and on nothing
   * else that it observed; so runs that differ in nothing else go on as one.
   */
  forget(key: string): undefined {
    const text = `${key} ${JSON.stringify(this.records)}`;
    this.#machine.perform(FORGET, this.#machine.intern(text), 1, 0, 0, 0);
  }

  /** How often it was called before: a part of what `forget` is told. */
  countTurn(): number {
    this.#turns += 1;
    return this.#turns;
  }

  /**
   * What the scenario's check is given of this thread, in order. It is an effect on the world, so
   * no store before it can be undone by the thread's death: a compiler moves none past it.
   */
  record(value: unknown): undefined {
    this.#machine.perform(EFFECT, 0, 1, 0, 0, 0);
    this.records.push(value);
  }

  /** A clock that counts its readings. */
  readonly now = (): number => {
    this.#readings += 1;
    return this.#readings;
  };

  openWaiter(): ExploredPromise {
    const promise = new ExploredPromise(this.#promises.length);
    this.#promises.push(promise);
    return promise;
  }
}

/** A thread of a scenario. */
export type ThreadSpec = {
  readonly name: string;
  readonly run: (thread: Thread) => void;
  /** Explored with its termination before each of its visible steps. */
  readonly mayCrash?: boolean;
  /** Joins all others before its first access, so nothing it does can interleave. */
  readonly isLast?: boolean;
};
