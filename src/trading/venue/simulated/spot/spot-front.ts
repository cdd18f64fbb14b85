/**
 * All doors of a spot venue: REST, market streams and the WebSocket API, over one exchange, and the door
 * for whoever wants something to go wrong. Pure: whose bytes they are, and how they travel, is the
 * business of whoever stands around it.
 */
import {
  type ControlAnswer,
  type ControlRequest,
  handleControl,
} from "../fault/control/control.ts";
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
    this.sockets.userData.faults = spot.faults.events;
    this.sockets.streams.faults = spot.faults.streams;
    spot.beforeStep = (at) => {
      this.#passTime(at);
    };
  }

  rest(call: RestCall): RestAnswer {
    const answer = handleRest(this.spot.venue, call, this.#before());
    this.#after();
    return answer;
  }

  /** Of the control API, which no venue has. */
  control(request: ControlRequest): ControlAnswer {
    const { spot } = this;
    const { exchange } = spot.venue;
    if (isFrameOnly(request.body)) return FRAME_ONLY_REFUSED;
    const accounts = () => spot.credentials.map(({ name }, number) => ({ number, name }));
    const { faults: desk, flashCrash } = spot;
    const context = { desk, exchange, accounts, flashCrash };
    const answer = handleControl(context, request, this.#before());
    this.#after();
    return answer;
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
    this.#after();
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
    const at = this.#before();
    this.sockets.tick(at);
  }

  /** Streams tell what was, before something happens. */
  #before(): number {
    const at = this.spot.now;
    this.#passTime(at);
    return at;
  }

  /** What was planned happens at its own time: before a step, and before whatever is asked for. */
  #passTime(at: number): undefined {
    this.sockets.streams.tick(at);
    this.spot.faults.tick(at);
  }

  /** Some faults act right behind a command. */
  #after(): undefined {
    this.spot.faults.tick(this.spot.now);
  }
}

/** Whoever stands around the front would have to write half a frame, and keep the connection. */
const FRAME_ONLY_REFUSED: ControlAnswer = {
  status: 400,
  body: JSON.stringify({
    error: "closing FRAME_ONLY is not within reach: a close frame here ends the connection",
    next: "use CLOSE or CUT",
  }),
};

function isFrameOnly(body: string): boolean {
  return /"closing"\s*:\s*"FRAME_ONLY"/.test(body);
}
