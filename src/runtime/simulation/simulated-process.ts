/** All threads of one simulated process, behind the seam where main gets its threads from. */
import type { Time } from "../../core/time.ts";
import type { AnyActorDefinition } from "../actor/define-actor.ts";
import type { Witness } from "../actor/witness.ts";
import type { ActorStart } from "../actor/worker-start.ts";
import type { Threads } from "../supervisor/thread/threads.ts";
import type { Owner } from "./engine/agenda.ts";
import type { Engine } from "./engine/engine.ts";
import { virtualTimeOf, type WallClock } from "./engine/virtual-time.ts";
import { type Machine, simulatedIo } from "./io/simulated-io.ts";
import { SimulatedTimers } from "./io/simulated-timers.ts";
import { openSimulatedChannel, type SimulatedPort } from "./thread/simulated-channel.ts";
import { SimulatedThread, type ThreadMaking } from "./thread/simulated-thread.ts";

export type ProcessOptions = {
  readonly engine: Engine;
  readonly wall: WallClock;
  readonly machine: Machine;
  /** The definition that the module exports: it was imported before. */
  readonly load: (module: string) => Promise<AnyActorDefinition>;
  readonly witnessOf: (thread: SimulatedThread, start: ActorStart) => Witness | null;
};

/** The main thread of a simulated process, and those that it began. */
export class SimulatedProcess implements Owner {
  isAlive = true;
  busyUntil = 0;
  readonly time: Time;
  readonly threads: Threads;
  readonly #all = new Set<SimulatedThread>();

  constructor(options: ProcessOptions) {
    const { engine, wall, machine, load } = options;
    this.time = virtualTimeOf(engine, wall, this);
    engine.main = this;
    engine.onThrown = (owner, error) => {
      if (!(owner instanceof SimulatedThread)) throw error;
      owner.uncaught(error);
    };
    const making: ThreadMaking = {
      engine,
      time: (owner) => virtualTimeOf(engine, wall, owner),
      host: (thread) => ({
        makeIo: (port, life) => simulatedIo(machine, thread, port, { life, process: this }),
        makeTimers: (port) => new SimulatedTimers(engine, thread, port),
        load,
        witnessOf: (start) => options.witnessOf(thread, start),
      }),
      expose: (thread, surface, port) => (port as unknown as SimulatedPort).open(surface, thread),
    };
    this.threads = {
      begin: (start, name, threadOptions) => {
        const thread = new SimulatedThread(start, name, threadOptions, making);
        this.#all.add(thread);
        void thread.ended.then(() => this.#all.delete(thread));
        return thread;
      },
      openChannel: () => openSimulatedChannel(engine),
    };
  }

  /** Threads that live. */
  get alive(): readonly SimulatedThread[] {
    return [...this.#all].filter(({ isAlive }) => isAlive);
  }

  /** The thread that hosts the actor `name`; null while none does. */
  threadOf(name: string): SimulatedThread | null {
    return this.alive.findLast(({ actors }) => actors.includes(name)) ?? null;
  }

  /** The whole process is gone, main with it: nothing of it happens any more. */
  crash(): undefined {
    this.isAlive = false;
    for (const thread of this.#all) thread.vanish(1);
  }
}
