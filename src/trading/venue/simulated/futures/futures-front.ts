/**
 * All doors of a futures venue: REST and streams over one exchange, and who trades there. Pure: whose bytes
 * they are, and how they travel, is the business of whoever stands around it.
 */
import { answerRest, type RestAnswer, type RestCall } from "../wire/rest/handle-rest.ts";
import { ConnectionLimit } from "../wire/socket/connection-limit.ts";
import type { SocketOutlet } from "../wire/socket/socket-outlet.ts";
import { controlFutures, type FuturesControlAnswer } from "./futures-control.ts";
import type { FuturesVenue } from "./wire/call/futures-venue.ts";
import { FUTURES_ROUTES } from "./wire/futures-routes.ts";
import { FuturesConnection } from "./wire/streams/futures-connection.ts";
import { FuturesHub } from "./wire/streams/futures-hub.ts";
import { type FuturesPath, futuresPath } from "./wire/streams/futures-path.ts";
import { FuturesUserHub } from "./wire/user-data/futures-user-hub.ts";

/** Who trades there besides its accounts, at times of their own. */
export type FuturesTraders = {
  /** When they act next. Wall microseconds; infinite: never. */
  readonly nextAt: number;
  /** Lets them act once, at `nextAt`. */
  step(): undefined;
};

/** What a request for a WebSocket comes to. */
export type FuturesKnock =
  | { readonly kind: "OPEN"; readonly path: FuturesPath }
  | { readonly kind: "REFUSE"; readonly status: number };

const NOBODY: FuturesTraders = { nextAt: Number.POSITIVE_INFINITY, step: () => undefined };

export class FuturesFront {
  readonly venue: FuturesVenue;
  readonly market: FuturesHub;
  readonly user: FuturesUserHub;
  readonly #traders: FuturesTraders;
  readonly #attempts: ConnectionLimit;
  readonly #connections = new Set<FuturesConnection>();

  /** @param connectionsMax Attempts of an address in five minutes; the venue's by default. */
  constructor(
    venue: FuturesVenue,
    {
      traders = NOBODY,
      connectionsMax,
    }: {
      readonly traders?: FuturesTraders;
      readonly connectionsMax?: number;
    } = {},
  ) {
    this.venue = venue;
    this.market = new FuturesHub(venue);
    this.user = new FuturesUserHub(venue);
    this.#traders = traders;
    this.#attempts = new ConnectionLimit(connectionsMax);
  }

  /** Whether a path is of futures and not of spot. */
  static isOwn(path: string): boolean {
    return /^\/(?:fapi|public|market|private)\//.test(path);
  }

  rest(call: RestCall, at: number): RestAnswer {
    this.advance(at);
    return answerRest(this.venue, FUTURES_ROUTES.get(`${call.method} ${call.path}`), call, at);
  }

  knock({ path, query, ip }: Pick<RestCall, "path" | "query" | "ip">, at: number): FuturesKnock {
    const found = futuresPath(path, query);
    if (found === null) return { kind: "REFUSE", status: 404 };
    if (!this.#attempts.admit(ip, at)) return { kind: "REFUSE", status: 429 };
    return { kind: "OPEN", path: found };
  }

  open(path: FuturesPath, outlet: SocketOutlet, at: number): FuturesConnection {
    this.advance(at);
    const { market, user } = this;
    const connection = new FuturesConnection({ market, user, path, outlet, at });
    this.#connections.add(connection);
    return connection;
  }

  /** Of the control API, which no venue has. */
  control(
    request: { readonly method: string; readonly what: string; readonly body: string },
    at: number,
  ): FuturesControlAnswer {
    this.advance(at);
    return controlFutures(this.venue, request, at);
  }

  /** What the clock asks for up to `at`, each thing at its own time: traders, switches, streams, keys. */
  advance(at: number): undefined {
    const { exchange } = this.venue;
    for (;;) {
      const next = Math.min(this.#traders.nextAt, exchange.nextAt);
      if (!(next <= at)) break;
      this.#tell(next);
      exchange.advance(next);
      if (this.#traders.nextAt === next) this.#traders.step();
    }
    this.#tell(at);
  }

  /** As {@link advance}, and looks after the connections. */
  tick(at: number): undefined {
    this.advance(at);
    for (const connection of this.#connections) {
      if (connection.nextAt <= at) connection.tick(at);
      if (connection.isOver) this.#connections.delete(connection);
    }
  }

  #tell(at: number): undefined {
    this.market.tick(at);
    this.user.tick(at);
  }
}
