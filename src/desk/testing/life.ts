/**
 * One life of the played actor: the worker's own control, cell and loop, on the test's clock, with a
 * doorbell that wakes at once and timers that are exact.
 */
import type { ActorCell } from "../../runtime/actor/actor-cell.ts";
import type { Host } from "../../runtime/actor/build-cell.ts";
import { Loop } from "../../runtime/actor/loop.ts";
import { setTripwire } from "../../runtime/actor/tripwire.ts";
import { WorkerControl } from "../../runtime/actor/worker-control.ts";
import type { ActorStart } from "../../runtime/actor/worker-start.ts";
import { Spinner } from "../../runtime/ring/idle-strategy.ts";
import type { Owner } from "../../runtime/simulation/engine/agenda.ts";
import { virtualTimeOf } from "../../runtime/simulation/engine/virtual-time.ts";
import { simulatedIo } from "../../runtime/simulation/io/simulated-io.ts";
import { SimulatedTimers } from "../../runtime/simulation/io/simulated-timers.ts";
import { SimulatedBell } from "../../runtime/simulation/thread/simulated-bell.ts";
import { Soon } from "../../runtime/simulation/thread/soon.ts";
import { recoverActorMemory } from "../../runtime/supervisor/roster/actor-memory.ts";
import { ActorCrash, type LifeEnd } from "./actor-crash.ts";
import { LINE } from "./peer.ts";
import type { Stage } from "./stage.ts";

/** What it may take how long. Nanoseconds. */
type Term = { readonly verb: string; readonly ns: number };

/** As the desk has it for an actor whose file says nothing. */
const START: Term = { verb: "start", ns: 5e9 };
const STOP: Term = { verb: "stop", ns: 2e9 };
const ANSWER: Term = { verb: "answer", ns: 2e9 };

/** A loop that shows whom it hosts. */
class PlayedLoop extends Loop {
  cell: ActorCell | null = null;

  override add(cell: ActorCell): undefined {
    this.cell = cell;
    super.add(cell);
  }
}

export class Life implements Owner {
  isAlive = true;
  busyUntil = 0;
  readonly start: ActorStart;
  readonly #stage: Stage;
  readonly #loop: PlayedLoop;
  readonly #control: WorkerControl;
  readonly #onDeath: (() => void)[] = [];
  readonly #ended = Promise.withResolvers<LifeEnd>();
  #end: LifeEnd | null = null;
  /** What is to be thrown at whoever made it happen; once. */
  #crash: ActorCrash | null = null;

  constructor(stage: Stage, start: ActorStart) {
    this.start = start;
    this.#stage = stage;
    const { engine, lines, types } = stage;
    const host = { ...this.#host(), lines, types };
    const makeLoop = (of: SharedArrayBuffer) => this.#makeLoop(of);
    this.#loop = makeLoop(lines);
    this.#control = new WorkerControl(start, host, this.#loop, {
      onFailure: (_actor, handler, error) => this.#fail(handler, error),
      onEnd: (_actor, reason) => this.#over({ kind: "ENDED", handler: null, reason }),
      makeLoop,
    });
    engine.onThrown = (owner, error) => {
      if (owner !== this) throw error;
      this.#fail(this.#control.handler, error);
    };
  }

  /** Null while it lives. */
  get end(): LifeEnd | null {
    return this.#end;
  }

  get ended(): Promise<LifeEnd> {
    return this.#ended.promise;
  }

  get control(): WorkerControl {
    return this.#control;
  }

  /** Runs `start` and `open`. @throws {ActorCrash} When they throw, or it declines. */
  async begin(): Promise<undefined> {
    const answer = await this.#settle(() => this.#control.start(), START);
    if (answer?.kind === "DECLINED") {
      this.#over({ kind: "ENDED", handler: "start", reason: answer.reason });
      throw new ActorCrash(this.start.name, "start", new Error(`declined: ${answer.reason}`));
    }
    if (answer?.kind === "FAILED") {
      const { handler, error } = answer.fault;
      this.#fail(handler, Object.assign(new Error(error.message), error));
    }
    this.advance(0);
  }

  /** What happens in the next `ns`. @throws {ActorCrash} When its code throws. */
  advance(ns: number): undefined {
    const release = setTripwire();
    try {
      this.#stage.engine.advance(ns);
    } finally {
      release();
    }
    this.throwCrash();
  }

  /** {@link advance}, with all that is promised meanwhile. */
  async run(ns: number): Promise<undefined> {
    const release = setTripwire();
    try {
      await this.#stage.engine.run(ns);
    } finally {
      release();
    }
    this.throwCrash();
  }

  /** Handles what was said to it, then `stop`, its last snapshot and farewell. */
  async stop(reason: string): Promise<undefined> {
    if (this.#end !== null) return;
    await this.#settle(() => this.#control.stop(reason), STOP);
    this.#over({ kind: "STOPPED", handler: null, reason });
  }

  /** Takes the snapshot of this moment. False when it is larger than its slot, or nobody lives. */
  takeSnapshot(): boolean {
    if (this.#end !== null) return false;
    try {
      return this.#loop.cell?.snapshots.take() ?? false;
    } catch (error) {
      this.#fail(this.#control.handler, error);
    }
    this.throwCrash();
    return false;
  }

  /** It is gone, as by a native crash: no word, no snapshot. */
  kill(reason: string): undefined {
    this.#over({ kind: "KILLED", handler: null, reason });
  }

  /** Awaits what the actor's control promises, on the test's clock. */
  ask<Value>(call: () => Promise<Value>): Promise<Value | null> {
    return this.#settle(call, ANSWER);
  }

  throwCrash(): undefined {
    const crash = this.#crash;
    this.#crash = null;
    if (crash !== null) throw crash;
  }

  /** Others see the end of what it has open. */
  onDeath(end: () => void): undefined {
    this.#onDeath.push(end);
  }

  /** Nothing that a played actor does takes time. */
  charge(): undefined {}

  /** @throws {ActorCrash} When its code throws, or nothing comes of it in time. */
  async #settle<Value>(call: () => Promise<Value>, { verb, ns }: Term): Promise<Value | null> {
    const release = setTripwire();
    let isSettled = false;
    let value: Value | null = null;
    const settled = () => {
      isSettled = true;
    };
    try {
      const promise = call();
      promise.then(settled, settled);
      value = await this.#stage.engine.settle(promise, ns);
    } catch (error) {
      // What the call itself threw, or the world outside, is no crash of the actor.
      if (isSettled || !String(error).includes("nothing came of it")) throw error;
      this.#fail(this.#control.handler, new Error(`did not ${verb} within ${ns / 1e6} ms`));
    } finally {
      release();
    }
    this.throwCrash();
    return value;
  }

  #fail(handler: string | null, error: unknown): undefined {
    if (this.#end !== null) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.#over({ kind: "CRASHED", handler, reason });
    this.#crash = new ActorCrash(this.start.name, handler, error);
  }

  /** Nothing of it runs any more, and the next life may write. */
  #over(end: LifeEnd): undefined {
    if (this.#end !== null) return;
    this.#end = end;
    this.isAlive = false;
    this.#stage.engine.removeOf(this);
    for (const close of this.#onDeath) close();
    recoverActorMemory(this.#stage.memory);
    this.#ended.resolve(end);
  }

  #host(): Omit<Host, "lines" | "types"> {
    const { engine, wall, machine, process, parts } = this.#stage;
    return {
      time: virtualTimeOf(engine, wall, this),
      makeIo: (port, life) => simulatedIo(machine, this, port, { life, process }),
      makeTimers: (port) => new SimulatedTimers(engine, this, port, 0),
      load: async () => parts.definition,
      witnessOf: () => null,
    };
  }

  #makeLoop(lines: SharedArrayBuffer): PlayedLoop {
    const { engine } = this.#stage;
    const now = () => engine.now;
    const bell = new SimulatedBell(lines, LINE, this, () => 0);
    const soon = new Soon(this, now);
    engine.addBell(bell);
    engine.addWakeable(soon);
    const spinner = new Spinner(lines, LINE, now);
    return new PlayedLoop({ bell, spinner, soon: (run) => soon.add(run) }, now, (_cell, error) =>
      this.#fail(this.#control.handler, error),
    );
  }
}
