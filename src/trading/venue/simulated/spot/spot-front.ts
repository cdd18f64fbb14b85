/**
 * All doors of a spot venue: REST, market streams and the WebSocket API, over one exchange. Pure: whose
 * bytes they are, and how they travel, is the business of whoever stands around it.
 */
import { handleRest, type RestAnswer, type RestCall } from "../wire/rest/handle-rest.ts";
import { ConnectionLimit } from "../wire/socket/connection-limit.ts";
import type { SocketOutlet } from "../wire/socket/socket-outlet.ts";
import { StreamConnection } from "../wire/streams/stream-connection.ts";
import { StreamHub } from "../wire/streams/stream-hub.ts";
import { streamPath } from "../wire/streams/stream-path.ts";
import type { SpotVenue } from "./spot-venue.ts";

/** One connection that is open. All times are wall microseconds. */
export type Session = {
  text(frame: string, at: number): undefined;
  ping(at: number): undefined;
  pong(payload: string, at: number): undefined;
  tick(at: number): undefined;
  end(at: number): undefined;
  /** When `tick` has something to do. */
  readonly nextAt: number;
};

/** What a request for a WebSocket comes to. */
export type Knock =
  | { readonly kind: "OPEN"; readonly open: (outlet: SocketOutlet) => Session }
  | { readonly kind: "REFUSE"; readonly status: number };

export class SpotFront {
  readonly spot: SpotVenue;
  readonly #hub: StreamHub;
  readonly #connections = new ConnectionLimit();
  readonly #sessions = new Set<Session>();

  constructor(spot: SpotVenue) {
    this.spot = spot;
    this.#hub = new StreamHub(spot.venue);
    spot.beforeStep = (at) => this.#hub.tick(at);
  }

  /** Connections that are open. */
  get sessions(): number {
    return this.#sessions.size;
  }

  rest(call: RestCall): RestAnswer {
    return handleRest(this.spot.venue, call, this.#before());
  }

  knock({ path, query, ip }: Pick<RestCall, "path" | "query" | "ip">): Knock {
    const streams = streamPath(path, query);
    if (streams === null) return { kind: "REFUSE", status: 404 };
    if (!this.#connections.admit(ip, this.spot.now)) return { kind: "REFUSE", status: 429 };
    return {
      kind: "OPEN",
      open: (outlet) => {
        const at = this.#before();
        return this.#opened(new StreamConnection({ hub: this.#hub, path: streams, outlet, at }));
      },
    };
  }

  text(session: Session, frame: string): undefined {
    session.text(frame, this.#before());
  }

  ping(session: Session): undefined {
    session.ping(this.#before());
  }

  pong(session: Session, payload: string): undefined {
    session.pong(payload, this.#before());
  }

  end(session: Session): undefined {
    this.#sessions.delete(session);
    session.end(this.#before());
  }

  /** What the clock asks for, at the venue's present time. */
  tick(): undefined {
    const at = this.#before();
    for (const session of this.#sessions) if (session.nextAt <= at) session.tick(at);
  }

  #opened(session: Session): Session {
    this.#sessions.add(session);
    return session;
  }

  /** Streams tell what was, before something happens. */
  #before(): number {
    const at = this.spot.now;
    this.#hub.tick(at);
    return at;
  }
}
