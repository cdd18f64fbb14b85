/**
 * All WebSocket connections of a venue: who may open one, what it is, and the clock of all of them.
 *
 * ```
 *   upgrade --admit--> STREAMS or API --open--> connection --text, ping, pong--> itself
 *                  \-> a status that refuses it               venue --hubs--> connections
 * ```
 */
import type { Venue } from "../call/venue.ts";
import { ConnectionLimit } from "../socket/connection-limit.ts";
import type { SocketOutlet } from "../socket/socket-outlet.ts";
import { StreamConnection } from "../streams/stream-connection.ts";
import { StreamHub } from "../streams/stream-hub.ts";
import { type StreamPath, streamPath } from "../streams/stream-path.ts";
import { UserDataHub } from "../user-data/user-data-hub.ts";
import { ApiConnection } from "../ws-api/api-connection.ts";
import { type ApiPath, apiPath } from "../ws-api/api-path.ts";

/** What an upgrade that is allowed asks for. */
export type Admission =
  | { readonly kind: "STREAMS"; readonly path: StreamPath; readonly ip: string }
  | { readonly kind: "API"; readonly path: ApiPath; readonly ip: string }
  /** HTTP status that the upgrade is refused with. */
  | { readonly kind: "REFUSED"; readonly status: 404 | 429 | 418 };

/** What both kinds of connection have. What comes after its end is of no account. */
export type VenueConnection = {
  readonly isOver: boolean;
  /** When `tick` has something to do. Wall microseconds. */
  readonly nextAt: number;
  /** A text frame of the client's. */
  text(frame: string, at: number): undefined;
  /** The client pings: whoever holds the socket has answered. */
  ping(at: number): undefined;
  pong(payload: string, at: number): undefined;
  tick(at: number): undefined;
  /** The client has gone. */
  end(at: number): undefined;
  /** The venue ends it with a close frame. */
  close(code: number, reason: string, at: number): undefined;
  /** The venue ends it without one. */
  cut(at: number): undefined;
};

/** Weight of an upgrade to the WebSocket API. */
const API_WEIGHT = 2;

export class VenueSockets {
  readonly streams: StreamHub;
  readonly userData: UserDataHub;
  readonly #venue: Venue;
  readonly #streamLimit: ConnectionLimit;
  readonly #apiLimit: ConnectionLimit;
  readonly #open = new Map<number, VenueConnection>();
  #opened = 0;

  /** @param connectionsMax Attempts of an address in five minutes, for each kind. */
  constructor(venue: Venue, connectionsMax?: number) {
    this.#venue = venue;
    this.streams = new StreamHub(venue);
    this.userData = new UserDataHub(venue);
    this.#streamLimit = new ConnectionLimit(connectionsMax);
    this.#apiLimit = new ConnectionLimit(connectionsMax);
  }

  /** By their numbers, which count from 1; those that ended are gone at the next tick. */
  get connections(): ReadonlyMap<number, VenueConnection> {
    return this.#open;
  }

  /** When `tick` has something to do. Wall microseconds; infinite when nothing is to be done. */
  get nextAt(): number {
    let next = this.streams.nextAt;
    for (const { nextAt } of this.#open.values()) next = Math.min(next, nextAt);
    return next;
  }

  /**
   * Says what an upgrade becomes.
   *
   * @param query Without its question mark.
   */
  admit(
    { path, query, ip }: { readonly path: string; readonly query: string; readonly ip: string },
    at: number,
  ): Admission {
    const streams = streamPath(path, query);
    if (streams !== null) {
      if (!this.#streamLimit.admit(ip, at)) return { kind: "REFUSED", status: 429 };
      return { kind: "STREAMS", path: streams, ip };
    }
    const api = apiPath(path, query);
    if (api === null) return { kind: "REFUSED", status: 404 };
    if (!this.#apiLimit.admit(ip, at)) return { kind: "REFUSED", status: 429 };
    const admitted = this.#venue.addresses.admit(ip, API_WEIGHT, at);
    if (!admitted.ok) {
      return { kind: "REFUSED", status: admitted.failure.httpStatus === 418 ? 418 : 429 };
    }
    return { kind: "API", path: api, ip };
  }

  /** The upgrade is done: its frames go to `outlet`. */
  open(
    admission: Exclude<Admission, { kind: "REFUSED" }>,
    outlet: SocketOutlet,
    at: number,
  ): VenueConnection {
    this.#opened += 1;
    const number = this.#opened;
    const connection =
      admission.kind === "STREAMS"
        ? new StreamConnection({ hub: this.streams, path: admission.path, outlet, at })
        : new ApiConnection({
            venue: this.#venue,
            hub: this.userData,
            path: admission.path,
            outlet,
            ip: admission.ip,
            number,
            at,
          });
    this.#open.set(number, connection);
    return connection;
  }

  /** Called on the clock, and before each command: nothing of `at` has happened yet. */
  tick(at: number): undefined {
    this.streams.tick(at);
    for (const [number, connection] of this.#open) {
      if (connection.nextAt <= at) connection.tick(at);
      if (!connection.isOver) continue;
      connection.end(at);
      this.#open.delete(number);
    }
  }
}
