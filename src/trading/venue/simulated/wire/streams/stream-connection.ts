/** One client of market streams, as a machine on the caller's clock. */
import { type TimeUnit, timeOf } from "../answer/numbers.ts";
import { SocketCare } from "../socket/socket-care.ts";
import type { SocketOutlet } from "../socket/socket-outlet.ts";
import { combinedFrame, type Subscriber } from "./channel.ts";
import type { StreamHub } from "./stream-hub.ts";
import type { StreamPath } from "./stream-path.ts";
import { readStreamRequest, type StreamRequest } from "./stream-request.ts";

/** Streams that one connection may listen to. */
export const STREAMS_MAX = 1_024;
/** Frames that a client may send in a second: requests, pings and pongs. */
const MESSAGES_PER_SECOND_MAX = 5;

export class StreamConnection implements Subscriber {
  readonly unit: TimeUnit;
  readonly #hub: StreamHub;
  readonly #outlet: SocketOutlet;
  readonly #care: SocketCare;
  /** In the order in which they were asked for. */
  readonly #names = new Set<string>();
  #isCombined: boolean;

  constructor({
    hub,
    path,
    outlet,
    at,
  }: {
    readonly hub: StreamHub;
    readonly path: StreamPath;
    readonly outlet: SocketOutlet;
    /** Wall microseconds. */
    readonly at: number;
  }) {
    this.unit = path.unit;
    this.#isCombined = path.isCombined;
    this.#hub = hub;
    this.#outlet = outlet;
    this.#care = new SocketCare({
      outlet,
      at,
      messagesPerSecondMax: MESSAGES_PER_SECOND_MAX,
      goodbye: (when) => this.#goodbye(when),
    });
    if (path.names.length > STREAMS_MAX) this.#care.close(1008, "Too many streams");
    else this.#subscribe(path.names, at);
  }

  get isCombined(): boolean {
    return this.#isCombined;
  }

  get isOver(): boolean {
    return this.#care.isOver;
  }

  /** When `tick` has something to do. Wall microseconds. */
  get nextAt(): number {
    return this.#care.nextAt;
  }

  /** An event of a stream. A fault may end the connection: its streams are left with the next tick. */
  send(frame: string, stream: string): undefined {
    if (this.isOver) return;
    const fault = this.#hub.faults.verdict(stream);
    if (fault.kind === "NONE") this.#outlet.text(frame);
    if (fault.kind !== "CUT") return;
    if (fault.hasCloseFrame) this.#outlet.close(1001, "Going away");
    else this.#outlet.cut();
    this.#care.end();
  }

  /** A text frame of the client's. */
  text(frame: string, at: number): undefined {
    if (!this.#care.count(at)) {
      this.#leave();
      return;
    }
    const read = readStreamRequest(frame);
    this.#outlet.text(read.ok ? this.#answer(read.request, at) : read.answer);
  }

  /** The client pings: whoever holds the socket has answered. */
  ping(at: number): undefined {
    if (!this.#care.count(at)) this.#leave();
  }

  pong(payload: string, at: number): undefined {
    this.#care.pong(payload, at);
    if (this.isOver) this.#leave();
  }

  tick(at: number): undefined {
    this.#care.tick(at);
    if (this.isOver) this.#leave();
  }

  /** The venue ends it, with a close frame. */
  close(code: number, reason: string): undefined {
    this.#care.close(code, reason);
    this.#leave();
  }

  /** The venue ends it without a word. */
  cut(): undefined {
    if (this.isOver) return;
    this.#care.end();
    this.#outlet.cut();
    this.#leave();
  }

  /** The client has gone. */
  end(): undefined {
    this.#care.end();
    this.#leave();
  }

  #answer(request: StreamRequest, at: number): string {
    const { id } = request;
    switch (request.kind) {
      case "SUBSCRIBE":
        return this.#subscribe(request.names, at) ? resultFrame(null, id) : tooManyFrame(id);
      case "UNSUBSCRIBE":
        for (const name of request.names) {
          if (this.#names.delete(name)) this.#hub.unsubscribe(this, name);
        }
        return resultFrame(null, id);
      case "LIST_SUBSCRIPTIONS":
        return resultFrame([...this.#names], id);
      case "GET_COMBINED":
        return resultFrame(this.#isCombined, id);
      case "SET_COMBINED":
        this.#isCombined = request.isCombined;
        return resultFrame(null, id);
    }
  }

  /** False, and nothing is done, when it would be more than a connection may have. */
  #subscribe(names: readonly string[], at: number): boolean {
    const fresh = new Set(names.filter((name) => !this.#names.has(name)));
    if (this.#names.size + fresh.size > STREAMS_MAX) return false;
    for (const name of fresh) {
      this.#names.add(name);
      this.#hub.subscribe(this, name, at);
    }
    return true;
  }

  #leave(): undefined {
    for (const name of this.#names) this.#hub.unsubscribe(this, name);
    this.#names.clear();
  }

  #goodbye(at: number): undefined {
    const event = `{"e":"serverShutdown","E":${timeOf(at, this.unit)}}`;
    this.#outlet.text(this.#isCombined ? combinedFrame("!serverShutdown", event) : event);
  }
}

function resultFrame(result: unknown, id: string): string {
  return `{"result":${JSON.stringify(result)},"id":${id}}`;
}

function tooManyFrame(id: string): string {
  return `{"code":2,"msg":"Invalid request: too many subscriptions","id":${id}}`;
}
