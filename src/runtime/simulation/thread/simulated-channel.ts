/**
 * The control plane between main and one actor: calls that travel, in order, and answers that come
 * back later, or never when the thread is dead.
 */
import type { MessagePort } from "node:worker_threads";
import type { ActorControl } from "../../actor/control-plane.ts";
import type { ControlSurface } from "../../actor/host-actors.ts";
import type { ControlChannel } from "../../supervisor/thread/threads.ts";
import type { Owner } from "../engine/agenda.ts";
import type { Engine } from "../engine/engine.ts";

type Call = (surface: ControlSurface) => void;
type AnyCall = (...args: readonly unknown[]) => Promise<unknown>;

/** One way of a call. Nanoseconds. */
const WAY_NS = { low: 20_000, high: 400_000 };

/** Stands for a port: the thread's end of a channel. */
export class SimulatedPort {
  readonly #engine: Engine;
  #surface: ControlSurface | null = null;
  #owner: Owner | null = null;
  readonly #early: Call[] = [];
  #arriveAt = 0;
  #isClosed = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The thread `owner` answers from here on. */
  open(surface: ControlSurface, owner: Owner): undefined {
    this.#surface = surface;
    this.#owner = owner;
    for (const call of this.#early.splice(0)) this.#deliver(call);
  }

  close(): undefined {
    this.#isClosed = true;
  }

  /** Main's end. */
  remote(): ActorControl {
    const call = (name: string, args: readonly unknown[]) =>
      new Promise((resolve, reject) => {
        this.#send((surface) => {
          const method = surface[name as keyof ControlSurface] as unknown as AnyCall;
          // Between two threads only copies go, and what is shared memory.
          method(...structuredClone(args)).then(
            (answer) => this.#answer(() => resolve(structuredClone(answer))),
            (error: unknown) => this.#answer(() => reject(error)),
          );
        });
      });
    return new Proxy({} as ActorControl, {
      get:
        (_target, name) =>
        (...args: readonly unknown[]) =>
          call(String(name), args),
    });
  }

  #send(call: Call): undefined {
    if (this.#isClosed) return;
    if (this.#surface === null) this.#early.push(call);
    else this.#deliver(call);
  }

  #deliver(call: Call): undefined {
    const [surface, owner] = [this.#surface, this.#owner];
    if (surface === null || owner === null) return;
    const { now, random } = this.#engine;
    this.#arriveAt = Math.max(this.#arriveAt, now + random.between(WAY_NS.low, WAY_NS.high));
    this.#engine.laterAsync(this.#arriveAt - now, owner, () => call(surface));
  }

  #answer(run: () => void): undefined {
    const { main, random } = this.#engine;
    if (this.#owner?.isAlive !== true) return;
    this.#engine.laterAsync(random.between(WAY_NS.low, WAY_NS.high), main, () => {
      if (!this.#isClosed) run();
    });
  }
}

export function openSimulatedChannel(engine: Engine): ControlChannel {
  const port = new SimulatedPort(engine);
  return {
    remote: port.remote(),
    port: port as unknown as MessagePort,
    close: () => port.close(),
  };
}
