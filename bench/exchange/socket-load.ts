/** A client of the WebSocket API that loads it, and hears its own private events on another connection. */
import { monotonicNs } from "../../src/core/clock.ts";
import { commandAt, frameParams, paramsOf } from "./load-plan.ts";
import type { VenueProcess } from "./venue-process.ts";

type Frame = {
  readonly id?: number;
  readonly status?: number;
  readonly result?: unknown;
  readonly event?: PrivateEvent;
};
type PrivateEvent = {
  readonly e: string;
  readonly x: string;
  readonly i: number;
  readonly I: number;
  /** The order's own id; of a cancel, the id of the cancel. */
  readonly c: string;
  /** Of a cancel, the id of the order. */
  readonly C: string;
};

/** What came of a load. */
export type LoadOutcome = {
  readonly commands: number;
  readonly seconds: number;
  /** From when a command was due to its answer; sorted. Milliseconds. */
  readonly latenciesMs: readonly number[];
  readonly failures: readonly string[];
};

const DRAIN_MS = 20_000;

export class SocketLoad {
  readonly #venue: VenueProcess;
  readonly #api: WebSocket;
  readonly #events: WebSocket;
  readonly #dueAt = new Map<number, number>();
  #latenciesMs: number[] = [];
  #failures: string[] = [];
  #reports = 0;
  #run = "";
  #lastExecution = 0;
  readonly #placed = new Set<number>();
  #onAnswer: (() => void) | null = null;

  private constructor(venue: VenueProcess, api: WebSocket, events: WebSocket) {
    this.#venue = venue;
    this.#api = api;
    this.#events = events;
    api.addEventListener("message", ({ data }) => this.#hearAnswer(JSON.parse(String(data))));
    events.addEventListener("message", ({ data }) => this.#hearEvent(JSON.parse(String(data))));
  }

  static async open(venue: VenueProcess): Promise<SocketLoad> {
    const api = await connected(`${venue.wsApi}?returnRateLimits=false`);
    const events = await connected(venue.wsApi);
    const load = new SocketLoad(venue, api, events);
    const subscribed = new Promise((resolve) =>
      events.addEventListener("message", resolve, { once: true }),
    );
    const method = "userDataStream.subscribe.signature";
    events.send(JSON.stringify({ id: 0, method, params: frameParams({}, venue) }));
    await subscribed;
    return load;
  }

  /** As fast as `window` commands that are not answered yet allow. */
  async burst(count: number, window: number, run: string): Promise<LoadOutcome> {
    const beganAt = this.#begin(run);
    const done = Promise.withResolvers<void>();
    let sent = 0;
    const go = () => {
      while (sent < count && this.#dueAt.size < window) {
        this.#send(sent, run, monotonicNs());
        sent += 1;
      }
      if (sent === count && this.#dueAt.size === 0) done.resolve();
    };
    this.#onAnswer = go;
    go();
    await done.promise;
    return this.#outcome(count, beganAt);
  }

  /** So many a second, each at its own time whatever became of those before it. */
  async sustain(perSecond: number, seconds: number, run: string, onSecond: () => void) {
    const beganAt = this.#begin(run);
    const count = perSecond * seconds;
    let sent = 0;
    let second = 0;
    while (sent < count) {
      const passed = (monotonicNs() - beganAt) / 1e9;
      for (; sent < count && sent / perSecond <= passed; sent += 1) {
        this.#send(sent, run, beganAt + (sent / perSecond) * 1e9);
      }
      if (passed >= second + 1) {
        second += 1;
        onSecond();
      }
      await new Promise((next) => setTimeout(next, 1));
    }
    const until = monotonicNs() + DRAIN_MS * 1e6;
    while (this.#dueAt.size > 0 && monotonicNs() < until) {
      await new Promise((next) => setTimeout(next, 5));
    }
    return this.#outcome(count, beganAt);
  }

  close(): undefined {
    this.#api.close();
    this.#events.close();
  }

  #begin(run: string): number {
    this.#run = `${run}-`;
    this.#latenciesMs = [];
    this.#failures = [];
    this.#reports = 0;
    return monotonicNs();
  }

  #send(index: number, run: string, dueAt: number): undefined {
    const command = commandAt(index, run);
    const method = command.kind === "PLACE" ? "order.place" : "order.cancel";
    const params = frameParams(paramsOf(command, index), this.#venue);
    this.#dueAt.set(index, dueAt);
    this.#api.send(JSON.stringify({ id: index, method, params }));
  }

  #hearAnswer({ id, status }: Frame): undefined {
    const dueAt = this.#dueAt.get(id ?? -1);
    if (id === undefined || dueAt === undefined) return;
    this.#dueAt.delete(id);
    this.#latenciesMs.push((monotonicNs() - dueAt) / 1e6);
    if (status !== 200) this.#fail(`command ${id} was answered ${status}`);
    this.#onAnswer?.();
  }

  #hearEvent({ event }: Frame): undefined {
    if (event?.e !== "executionReport") return;
    // The last events of the load before, by REST or from here, may come behind this one's begin.
    if ((event.x === "NEW" ? event.c : event.C).startsWith(this.#run)) this.#reports += 1;
    if (!(event.I > this.#lastExecution)) this.#fail(`execution ${event.I} came late`);
    this.#lastExecution = event.I;
    if (event.x === "NEW") this.#placed.add(event.i);
    else if (!this.#placed.delete(event.i)) this.#fail(`${event.x} came before NEW of ${event.i}`);
  }

  #fail(what: string): undefined {
    if (this.#failures.length < 10) this.#failures.push(what);
  }

  /** Waits for the last private events. */
  async #outcome(count: number, beganAt: number): Promise<LoadOutcome> {
    const seconds = (monotonicNs() - beganAt) / 1e9;
    this.#onAnswer = null;
    const until = monotonicNs() + DRAIN_MS * 1e6;
    while (this.#reports < count && monotonicNs() < until) {
      await new Promise((next) => setTimeout(next, 5));
    }
    if (this.#dueAt.size > 0) this.#fail(`${this.#dueAt.size} commands were not answered`);
    if (this.#reports !== count) this.#fail(`${this.#reports} of ${count} events came`);
    const latenciesMs = this.#latenciesMs.toSorted((one, other) => one - other);
    return { commands: count, seconds, latenciesMs, failures: this.#failures };
  }
}

async function connected(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  return socket;
}
