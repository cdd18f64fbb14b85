/**
 * The network of one simulated machine: who listens where, how long bytes take, and what of them is
 * lost. TCP keeps the order of a direction and hides loss, so a loss is seen as a connection that is
 * cut, or one on which nothing comes any more.
 */
import { Prng } from "../../../core/prng.ts";
import type { Engine } from "../engine/engine.ts";
import type { SimulatedListener } from "./simulated-listener.ts";
import type { SimulatedSocket } from "./simulated-socket.ts";

/** What the network does to those who use it. Changed while it runs. */
export type Weather = {
  /** One way. Nanoseconds. */
  delayNs: { low: number; high: number };
  /** Of a new connection: it is refused. */
  refusedFraction: number;
  /** Of an HTTP request: it is lost before the server has it. */
  lostBeforeFraction: number;
  /** Of an HTTP request: the server did what was asked, and the answer is lost. */
  lostAfterFraction: number;
  /** Behind a reconnect: the last frames of the connection before come once more. */
  repeatsAfterReconnect: boolean;
  /** Of the frames to a client: the server leaves it out, as one does whose client is slow. */
  skippedFraction: number;
};

const FAIR: Weather = {
  delayNs: { low: 20_000, high: 200_000 },
  refusedFraction: 0,
  lostBeforeFraction: 0,
  lostAfterFraction: 0,
  repeatsAfterReconnect: false,
  skippedFraction: 0,
};

const FIRST_PORT = 49_152;

export class Network {
  readonly engine: Engine;
  weather: Weather = { ...FAIR };
  readonly #random: Prng;
  readonly #listeners = new Map<number, SimulatedListener>();
  readonly #sockets = new Set<SimulatedSocket>();
  #ports = 0;

  constructor(engine: Engine) {
    this.engine = engine;
    this.#random = new Prng(engine.random.between(0, 2 ** 31));
  }

  /** As it is when nobody meddles. */
  clear(): undefined {
    this.weather = { ...FAIR };
  }

  /** Client ends of the connections that are open or being opened. */
  get sockets(): readonly SimulatedSocket[] {
    return [...this.#sockets];
  }

  delayNs(): number {
    const { low, high } = this.weather.delayNs;
    return this.#random.between(low, high);
  }

  /** True for that part of the calls. */
  chance(fraction: number): boolean {
    return fraction > 0 && this.#random.unit() < fraction;
  }

  between(low: number, high: number): number {
    return this.#random.between(low, high);
  }

  freePort(): number {
    this.#ports += 1;
    return FIRST_PORT + this.#ports;
  }

  listenerAt(port: number): SimulatedListener | null {
    return this.#listeners.get(port) ?? null;
  }

  addListener(listener: SimulatedListener): undefined {
    if (this.#listeners.has(listener.port)) {
      throw new Error(`Failed to start server. Is port ${listener.port} in use?`);
    }
    this.#listeners.set(listener.port, listener);
  }

  removeListener(listener: SimulatedListener): undefined {
    this.#listeners.delete(listener.port);
  }

  addSocket(socket: SimulatedSocket): undefined {
    this.#sockets.add(socket);
  }

  removeSocket(socket: SimulatedSocket): undefined {
    this.#sockets.delete(socket);
  }
}

/** Port of a URL on this machine; null for a place elsewhere, where nobody is. */
export function portOf(url: URL): number | null {
  const isHere = url.hostname === "127.0.0.1" || url.hostname === "localhost";
  return isHere && url.port !== "" ? Number(url.port) : null;
}
