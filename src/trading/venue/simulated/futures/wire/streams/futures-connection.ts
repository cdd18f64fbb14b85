/**
 * One client of USD-M streams, as a machine on the caller's clock. What its address is not for is taken
 * and says nothing: an error would be kinder, and is not what the venue gives.
 */
import { SocketCare } from "../../../wire/socket/socket-care.ts";
import type { SocketOutlet } from "../../../wire/socket/socket-outlet.ts";
import type { Subscriber } from "../../../wire/streams/channel.ts";
import { readStreamRequest, type StreamRequest } from "../../../wire/streams/stream-request.ts";
import type { FuturesUserHub } from "../user-data/futures-user-hub.ts";
import type { FuturesHub } from "./futures-hub.ts";
import type { FuturesPath } from "./futures-path.ts";
import { isServedOn, parseFuturesStream, type StreamRoute } from "./futures-stream-name.ts";

export const FUTURES_STREAMS_MAX = 1_024;
const MESSAGES_PER_SECOND_MAX = 10;
const PING_EVERY_US = 180_000_000;
const PONG_WITHIN_US = 600_000_000;

export class FuturesConnection implements Subscriber {
  readonly unit = "MILLISECOND";
  readonly #market: FuturesHub;
  readonly #user: FuturesUserHub;
  readonly #route: StreamRoute;
  readonly #outlet: SocketOutlet;
  readonly #care: SocketCare;
  /** In the order in which they were asked for. */
  readonly #names = new Set<string>();
  #isCombined: boolean;

  constructor({
    market,
    user,
    path,
    outlet,
    at,
  }: {
    readonly market: FuturesHub;
    readonly user: FuturesUserHub;
    readonly path: FuturesPath;
    readonly outlet: SocketOutlet;
    /** Wall microseconds. */
    readonly at: number;
  }) {
    this.#market = market;
    this.#user = user;
    this.#route = path.route;
    this.#isCombined = path.isCombined;
    this.#outlet = outlet;
    this.#care = new SocketCare({
      ...{ outlet, at, messagesPerSecondMax: MESSAGES_PER_SECOND_MAX },
      ...{ pingEveryUs: PING_EVERY_US, pongWithinUs: PONG_WITHIN_US },
      // It is cut off after a day without a word.
      goodbye: () => undefined,
    });
    if (!this.#subscribe(path.names, at)) this.#care.close(1008, "Too many streams");
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

  /** An event of a stream. */
  send(frame: string): undefined {
    if (!this.isOver) this.#outlet.text(frame);
  }

  /** A text frame of the client's. */
  text(frame: string, at: number): undefined {
    if (!this.#care.count(at)) return this.#leave();
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

  /** The client has gone. */
  end(): undefined {
    this.#care.end();
    this.#leave();
  }

  #answer(request: StreamRequest, at: number): string {
    const { id } = request;
    switch (request.kind) {
      case "SUBSCRIBE":
        if (this.#subscribe(request.names, at)) return resultFrame(null, id);
        return `{"code":2,"msg":"Invalid request: too many subscriptions","id":${id}}`;
      case "UNSUBSCRIBE":
        for (const name of request.names) if (this.#names.delete(name)) this.#drop(name);
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
    if (this.#names.size + fresh.size > FUTURES_STREAMS_MAX) return false;
    for (const name of fresh) {
      this.#names.add(name);
      const stream = parseFuturesStream(name);
      if (stream === null) {
        if (this.#route === "PRIVATE") this.#user.subscribe(this, name);
      } else if (isServedOn(this.#route, stream)) {
        this.#market.subscribe(this, name, at);
      }
    }
    return true;
  }

  #drop(name: string): undefined {
    this.#market.unsubscribe(this, name);
    this.#user.unsubscribe(this, name);
  }

  #leave(): undefined {
    for (const name of this.#names) this.#drop(name);
    this.#names.clear();
  }
}

function resultFrame(result: unknown, id: string): string {
  return `{"result":${JSON.stringify(result)},"id":${id}}`;
}
