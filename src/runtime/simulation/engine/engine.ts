/**
 * Virtual time, and what happens in it: one thing at a time, the earliest first. All that is random
 * comes from one seed, so the same seed gives the same run.
 *
 * Two sources are merged: an agenda of timers and of messages in flight, and the loops that have been
 * rung. Handlers are synchronous, so most steps touch no promise; behind those that may have, all
 * that was promised is done before time goes on.
 *
 * Invariant: time never goes back, and nothing happens before its time.
 */
import { assert } from "../../../core/assert.ts";
import { Prng } from "../../../core/prng.ts";
import { Agenda, type Entry, type Owner } from "./agenda.ts";
import { Backlog } from "./backlog.ts";

/** A loop that may have to turn: at most one thing waits in it. */
export type Wakeable = {
  /** When it is due; Infinity while nobody wants it. Virtual nanoseconds. */
  at: number;
  readonly owner: Owner;
  fire(): void;
};

/** One that is rung by what others do: behind each step it looks whether it was. */
export type Ringable = Wakeable & { look(nowNs: number): void };

/** What was waited for has not come in so much virtual time. */
export class StillWaiting extends Error {
  override readonly name = "StillWaiting";

  /** @param ns Virtual nanoseconds. */
  constructor(ns: number) {
    super(`nothing came of it within ${ns / 1e6} virtual ms`);
  }
}

/** The machine began long before the run, as a real one did. Virtual nanoseconds. */
const BEGIN_NS = 3_600e9;
/** Whoever does what no actor and no main thread does: the network, faults, the judges. */
const WORLD: Owner = { isAlive: true, busyUntil: 0 };

export class Engine {
  readonly random: Prng;
  /** The main thread of the simulated process. */
  main: Owner = { isAlive: true, busyUntil: 0 };
  /** Whose code runs now; null between two steps. */
  current: Owner | null = null;
  /** Steps until now. */
  steps = 0;
  /** Told behind each step whose it was; null when promises went on. Throws to end the run. */
  onStep: (owner: Owner | null) => void = () => {};
  /** Told what code of a thread has thrown. */
  onThrown: (owner: Owner, error: unknown) => void = (_owner, error) => {
    throw error;
  };
  readonly #agenda = new Agenda();
  readonly #backlogs = new Map<Owner, Backlog>();
  #wakeables: Wakeable[] = [];
  #bells: Ringable[] = [];
  /** What comes next, and when: null is what stands on the agenda. */
  #due: Wakeable | null = null;
  #dueAt = Number.POSITIVE_INFINITY;
  #now = BEGIN_NS;
  /** Whose the last step was. */
  #last: Owner | null = null;
  #isAsync = false;

  constructor(seed: number) {
    this.random = new Prng(seed);
  }

  /** Virtual nanoseconds, monotonic. */
  get now(): number {
    return this.#now;
  }

  /** All that waits to happen. */
  get waiting(): number {
    let waiting = this.#agenda.size;
    for (const { size } of this.#backlogs.values()) waiting += size;
    return waiting;
  }

  /** Runs `run` after `ns`, as `owner`, once he is not busy. */
  later(ns: number, owner: Owner, run: () => void): Entry {
    return this.#agenda.add(this.#now + ns, owner, run, false);
  }

  /** {@link later}, for what may resolve a promise. */
  laterAsync(ns: number, owner: Owner, run: () => void): Entry {
    return this.#agenda.add(this.#now + ns, owner, run, true);
  }

  /** Runs `run` after `ns`, whoever lives then. */
  laterInWorld(ns: number, run: () => void): Entry {
    return this.#agenda.add(this.#now + ns, WORLD, run, true);
  }

  /** What was promised is done before time goes on. */
  noteAsync(): undefined {
    this.#isAsync = true;
  }

  addWakeable(one: Wakeable): undefined {
    this.#wakeables.push(one);
  }

  addBell(one: Ringable): undefined {
    this.#wakeables.push(one);
    this.#bells.push(one);
  }

  removeOf(owner: Owner): undefined {
    this.#bells = this.#bells.filter((one) => one.owner !== owner);
    this.#wakeables = this.#wakeables.filter((one) => one.owner !== owner);
    this.#backlogs.delete(owner);
  }

  /** The whole process stands still, and the world goes on: all that was due comes late. */
  freeze(ns: number): undefined {
    assert(ns >= 0, `a freeze takes 0 ns or more: current value is ${ns}`);
    this.#now += ns;
  }

  /**
   * Runs all that happens in the next `ns`, right here: what was promised is left for later, so it is
   * for a world in which nobody waits for a promise.
   */
  advance(ns: number): undefined {
    const until = this.#now + ns;
    this.#lookAtBells();
    for (this.#find(); this.#dueAt <= until; this.#find()) this.#step();
    if (this.#now < until) this.#now = until;
  }

  /** Runs all that happens in the next `ns`, and all that it promised. */
  async run(ns: number): Promise<undefined> {
    const until = this.#now + ns;
    await this.#runWhile(() => this.#dueAt <= until);
    if (this.#now < until) this.#now = until;
  }

  /**
   * Runs until `promise` has resolved, and returns what it resolved to.
   *
   * @param nsMax Virtual time after which it is given up. Nanoseconds.
   * @throws {Error} When it has not resolved by then.
   */
  async settle<Value>(promise: Promise<Value>, nsMax: number): Promise<Value> {
    const until = this.#now + nsMax;
    let outcome: { readonly value: Value } | { readonly error: unknown } | null = null;
    promise.then(
      (value) => {
        outcome = { value };
      },
      (error: unknown) => {
        outcome = { error };
      },
    );
    this.#isAsync = true;
    await this.#drain();
    await this.#runWhile(() => outcome === null && this.#dueAt <= until);
    const settled = outcome as { readonly value: Value } | { readonly error: unknown } | null;
    if (settled === null) throw new StillWaiting(nsMax);
    if ("error" in settled) throw settled.error;
    return settled.value;
  }

  async #runWhile(goesOn: () => boolean): Promise<undefined> {
    for (this.#find(); goesOn(); this.#find()) {
      this.#step();
      if (this.#isAsync) await this.#drain();
    }
  }

  /** All that promises lead to, and what that leads to, at this moment of virtual time. */
  async #drain(): Promise<undefined> {
    this.#isAsync = false;
    await new Promise((resolve) => setImmediate(resolve));
    this.#lookAtBells();
    this.onStep(null);
  }

  /** Looks what comes next. */
  #find(): undefined {
    let at = this.#agenda.nextAt;
    let due: Wakeable | null = null;
    const wakeables = this.#wakeables;
    for (let index = 0; index < wakeables.length; index += 1) {
      const one = wakeables[index] as Wakeable;
      if (one.at >= at) continue;
      const its = Math.max(one.at, one.owner.busyUntil);
      if (its >= at) continue;
      at = its;
      due = one;
    }
    this.#due = due;
    this.#dueAt = at;
  }

  #step(): undefined {
    const due = this.#due;
    if (this.#dueAt > this.#now) this.#now = this.#dueAt;
    this.steps += 1;
    if (due !== null) {
      due.at = Number.POSITIVE_INFINITY;
      this.#runAs(due.owner, due);
    } else this.#runEntry();
    this.#lookAtBells();
    this.onStep(this.#last);
  }

  #runEntry(): undefined {
    const entry = this.#agenda.take();
    if (entry === undefined || entry.run === null || !entry.owner.isAlive) return;
    const { owner } = entry;
    const backlog = this.#backlogs.get(owner);
    if (owner.busyUntil > this.#now || (backlog !== undefined && backlog.size > 0)) {
      (backlog ?? this.#makeBacklog(owner)).add(entry);
      return;
    }
    this.#runNow(entry);
  }

  #makeBacklog(owner: Owner): Backlog {
    const backlog = new Backlog(owner, (entry) => this.#runNow(entry));
    this.#backlogs.set(owner, backlog);
    this.#wakeables.push(backlog);
    return backlog;
  }

  #runNow(entry: Entry): undefined {
    if (entry.run === null || !entry.owner.isAlive) return;
    if (entry.isAsync) this.#isAsync = true;
    const { run } = entry;
    entry.run = null;
    this.current = entry.owner;
    this.#last = entry.owner;
    try {
      run();
    } catch (error) {
      this.onThrown(entry.owner, error);
    }
    this.current = null;
  }

  #runAs(owner: Owner, due: Wakeable): undefined {
    this.current = owner;
    this.#last = owner;
    try {
      due.fire();
    } catch (error) {
      this.onThrown(owner, error);
    }
    this.current = null;
  }

  #lookAtBells(): undefined {
    for (const one of this.#bells) one.look(this.#now);
  }
}
