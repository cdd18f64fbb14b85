/**
 * One worker thread of a simulated process: the real loop and the real actors, whose time, timers and
 * I/O are the engine's. It can do what a real one does: end, vanish without a word, stand still.
 */
import { Prng } from "../../../core/prng.ts";
import type { Time } from "../../../core/time.ts";
import { type ControlSurface, hostActors, type ThreadShell } from "../../actor/host-actors.ts";
import type { CrashReport, WorkerReport } from "../../actor/worker-report.ts";
import type { WorkerStart } from "../../actor/worker-start.ts";
import { Spinner } from "../../ring/idle-strategy.ts";
import type { ThreadEnd } from "../../supervisor/thread/actor-thread.ts";
import type { HostThread, ThreadOptions } from "../../supervisor/thread/threads.ts";
import type { Owner } from "../engine/agenda.ts";
import type { Engine } from "../engine/engine.ts";
import { HALT } from "./halt.ts";
import { SimulatedBell } from "./simulated-bell.ts";
import { Soon } from "./soon.ts";

/** What a thread is made with besides what every thread has. */
export type ThreadMaking = {
  readonly engine: Engine;
  readonly time: (owner: Owner) => Time;
  readonly host: (
    thread: SimulatedThread,
  ) => Pick<ThreadShell["host"], "makeIo" | "makeTimers" | "load" | "witnessOf">;
  readonly expose: (thread: SimulatedThread, surface: ControlSurface, port: unknown) => void;
};

/** A thread that sits in a native call is given up after it. Milliseconds. */
const TERMINATE_MS = 2_000;
/** A handler's work, of an actor that is not slow. Nanoseconds. */
const HANDLER_NS = 1_000;
/** From a ring to the first line of the loop. Nanoseconds. */
const WAKE_NS = { low: 2_000, high: 60_000 };

export class SimulatedThread implements HostThread, Owner {
  readonly name: string;
  readonly actors: readonly string[];
  isAlive = true;
  busyUntil = 0;
  /** What the next handlers cost. Nanoseconds. */
  handlerNs = HANDLER_NS;
  /** Whether it sits in a native call: no kill ends it. */
  isNative = false;
  readonly #making: ThreadMaking;
  readonly #options: ThreadOptions;
  readonly #ended = Promise.withResolvers<ThreadEnd>();
  readonly #random: Prng;
  readonly #soon: Soon;
  readonly #onDeath: (() => void)[] = [];
  #report: CrashReport | null = null;
  #crash: ((error: unknown) => never) | null = null;
  /** Mail to main arrives in order. Virtual nanoseconds. */
  #mailAt = 0;

  constructor(start: WorkerStart, name: string, options: ThreadOptions, making: ThreadMaking) {
    const { engine } = making;
    this.name = name;
    this.actors = start.actors.map((actor) => actor.name);
    this.#making = making;
    this.#options = options;
    this.#random = new Prng(engine.random.between(0, 2 ** 31));
    this.#soon = new Soon(this, () => engine.now);
    // Main's code that made it goes on changing what it handed over.
    const actors = start.actors.map((actor) => {
      return { ...actor, reads: [...actor.reads], watch: [...actor.watch] };
    });
    engine.addWakeable(this.#soon);
    engine.laterAsync(this.#random.between(1e6, 6e6), this, () => {
      this.#crash = hostActors({ ...start, actors }, this.#shell(start.line));
    });
  }

  get ended(): Promise<ThreadEnd> {
    return this.#ended.promise;
  }

  /** Whether its code runs now. */
  get isRunning(): boolean {
    return this.#making.engine.current === this;
  }

  async kill(): Promise<boolean> {
    const { engine, time } = this.#making;
    engine.laterInWorld(this.#random.between(1e5, 3e6), () => {
      if (!this.isNative) this.vanish(1);
    });
    const late = Promise.withResolvers<false>();
    const cancelDeadline = time(engine.main).deadline(TERMINATE_MS, () => late.resolve(false));
    const gone = await Promise.race([this.#ended.promise.then(() => true), late.promise]);
    cancelDeadline();
    return gone;
  }

  /** Ends it between two steps or, when it runs, right here: without a word. */
  vanish(code: number): undefined {
    if (!this.isAlive) return;
    const { engine } = this.#making;
    this.isAlive = false;
    engine.removeOf(this);
    for (const end of this.#onDeath) end();
    this.#mail(() => {
      const { actor = null, handler = null, error = null } = this.#report ?? {};
      this.#ended.resolve({ actor, handler, error, code });
    });
  }

  /** {@link vanish} in the middle of what it does. */
  vanishHere(): never {
    this.vanish(1);
    throw HALT;
  }

  /** It never comes back from what it does. */
  standStill(): never {
    this.busyUntil = Number.POSITIVE_INFINITY;
    throw HALT;
  }

  /** What was done in a step takes its time. */
  charge(ns: number): undefined {
    this.busyUntil = Math.max(this.busyUntil, this.#making.engine.now) + ns;
  }

  /** Others see the end of what it has open. */
  onDeath(end: () => void): undefined {
    this.#onDeath.push(end);
  }

  /** An error of its own code that nobody caught. */
  uncaught(error: unknown): undefined {
    if (error === HALT || !this.isAlive) return;
    try {
      this.#crash?.(error);
    } catch (thrown) {
      if (thrown !== HALT) throw thrown;
    }
  }

  #shell(line: number): ThreadShell {
    const { engine, time, host, expose } = this.#making;
    const own = time(this);
    return {
      host: { time: own, ...host(this) },
      id: 0,
      heap: { look: () => null, share: () => undefined },
      waitingIn: (lines) => {
        const wakeNs = () => this.#random.between(WAKE_NS.low, WAKE_NS.high);
        const bell = new SimulatedBell(lines, line, this, wakeNs);
        engine.addBell(bell);
        return {
          bell,
          spinner: new Spinner(lines, line, own.now),
          soon: (run) => this.#soon.add(run),
        };
      },
      every: (ms, run) => void own.every(ms, run),
      post: (report) => this.#post(report),
      exit: (code) => this.#exit(code),
      onThrown: (error) => {
        if (error === HALT) throw error;
      },
      expose: (surface, { port }) => expose(this, surface, port),
    };
  }

  #post(report: WorkerReport): undefined {
    if (!this.isAlive) return;
    if (report.kind === "ENDED") this.#mail(() => this.#options.onActorEnd(report));
    else this.#report = report;
  }

  #exit(code: number): never {
    this.vanish(code);
    // Behind a promise nobody is there to catch it: what follows runs in a thread that is dead.
    if (this.isRunning) throw HALT;
    return undefined as never;
  }

  #mail(run: () => void): undefined {
    const { engine } = this.#making;
    const at = Math.max(this.#mailAt, engine.now + this.#random.between(1e4, 2e6));
    this.#mailAt = at;
    engine.laterAsync(at - engine.now, engine.main, run);
  }
}
