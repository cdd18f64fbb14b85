/**
 * All doors of a spot venue: REST, market streams and the WebSocket API, over one exchange. Pure: whose
 * bytes they are, and how they travel, is the business of whoever stands around it.
 */
import { type VenueConnection, VenueSockets } from "../wire/front/venue-sockets.ts";
import { handleRest, type RestAnswer, type RestCall } from "../wire/rest/handle-rest.ts";
import type { SocketOutlet } from "../wire/socket/socket-outlet.ts";
import type { SpotVenue } from "./spot-venue.ts";

/** One connection that is open. */
export type Session = VenueConnection;

/** What a request for a WebSocket comes to. */
export type Knock =
  | { readonly kind: "OPEN"; readonly open: (outlet: SocketOutlet) => Session }
  | { readonly kind: "REFUSE"; readonly status: number };

export class SpotFront {
  readonly spot: SpotVenue;
  readonly sockets: VenueSockets;

  /** @param connectionsMax Attempts of an address in five minutes, for each kind; the venue's by default. */
  constructor(spot: SpotVenue, connectionsMax?: number) {
    this.spot = spot;
    this.sockets = new VenueSockets(spot.venue, connectionsMax);
    spot.beforeStep = (at) => this.sockets.streams.tick(at);
  }

  rest(call: RestCall): RestAnswer {
    return handleRest(this.spot.venue, call, this.#before());
  }

  knock({ path, query, ip }: Pick<RestCall, "path" | "query" | "ip">): Knock {
    const admission = this.sockets.admit({ path, query, ip }, this.#before());
    if (admission.kind === "REFUSED") return { kind: "REFUSE", status: admission.status };
    return {
      kind: "OPEN",
      open: (outlet) => this.sockets.open(admission, outlet, this.#before()),
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
    session.end(this.#before());
  }

  /** What the clock asks for, at the venue's present time. */
  tick(): undefined {
    this.sockets.tick(this.spot.now);
  }

  /** Streams tell what was, before something happens. */
  #before(): number {
    const at = this.spot.now;
    this.sockets.streams.tick(at);
    return at;
  }
}
