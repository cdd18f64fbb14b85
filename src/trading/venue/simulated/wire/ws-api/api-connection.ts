/** One client of the WebSocket API, as a machine on the caller's clock. */
import { failWith } from "../../../../../core/result.ts";
import { type TimeUnit, timeOf } from "../answer/numbers.ts";
import type { Endpoint } from "../call/endpoint.ts";
import { AT_ONCE } from "../call/fault-point.ts";
import { type Performed, perform } from "../call/perform.ts";
import type { Venue } from "../call/venue.ts";
import type { UsedLimit } from "../limits/fixed-window.ts";
import { retryAfterMs } from "../limits/venue-limits.ts";
import { VENUE_ERRORS, type VenueError, venueError } from "../request/venue-error.ts";
import { Outbox } from "../socket/outbox.ts";
import { SocketCare } from "../socket/socket-care.ts";
import type { SocketOutlet } from "../socket/socket-outlet.ts";
import type { PrivateEvent } from "../user-data/event-fault.ts";
import type { UserDataHub } from "../user-data/user-data-hub.ts";
import type { ApiPath } from "./api-path.ts";
import { API_METHODS } from "./methods.ts";
import { type ApiRequest, readFrame, signedParams } from "./read-frame.ts";
import { ALWAYS_SIGNED, type Session, sessionEndpoints } from "./session-endpoints.ts";
import { Subscriptions } from "./subscriptions.ts";

export type ApiConnectionOptions = {
  readonly venue: Venue;
  readonly hub: UserDataHub;
  readonly path: ApiPath;
  readonly outlet: SocketOutlet;
  readonly ip: string;
  /** Counter of the venue's connections: faults tell them apart by it. */
  readonly number: number;
  /** Wall microseconds. */
  readonly at: number;
};

const UNKNOWN_METHOD = venueError(-1020, "This operation is not supported.");
const LIMITS = "returnRateLimits";
const BANNED = 418;

export class ApiConnection {
  readonly #options: ApiConnectionOptions;
  readonly #unit: TimeUnit;
  readonly #care: SocketCare;
  readonly #outbox: Outbox;
  readonly #session: Session;
  readonly #subscriptions: Subscriptions;
  readonly #own: ReadonlyMap<string, Endpoint>;
  /** Events of a call whose answer leaves first; null when no answer is waited for. */
  #held: { readonly event: PrivateEvent; readonly frame: string }[] | null = null;

  constructor(options: ApiConnectionOptions) {
    const { path, outlet, hub, at } = options;
    this.#options = options;
    this.#unit = path.unit;
    this.#outbox = new Outbox(outlet);
    this.#care = new SocketCare({
      outlet,
      at,
      messagesPerSecondMax: Number.POSITIVE_INFINITY,
      goodbye: (when) => this.#goodbye(when),
    });
    const { tellsLimits } = path;
    this.#session = { key: null, authorizedAt: Number.NaN, connectedAt: at, tellsLimits };
    this.#subscriptions = new Subscriptions({
      hub,
      unit: path.unit,
      tell: (event, frame) => this.#event(event, frame),
    });
    this.#own = sessionEndpoints(this.#session, this.#subscriptions);
  }

  get isOver(): boolean {
    return this.#care.isOver;
  }

  /** When `tick` has something to do. Wall microseconds. */
  get nextAt(): number {
    return Math.min(this.#care.nextAt, this.#outbox.nextAt);
  }

  /** A text frame of the client's. */
  text(frame: string, at: number): undefined {
    if (this.isOver) return;
    const read = readFrame(frame);
    if (this.#isRevoked()) this.#revoke(at);
    else if (read.ok) this.#request(read.request, at);
    else this.#refuse(read.id, read.error, at);
  }

  /** The client pings: whoever holds the socket has answered. */
  ping(at: number): undefined {
    this.#care.count(at);
  }

  pong(payload: string, at: number): undefined {
    this.#care.pong(payload, at);
  }

  tick(at: number): undefined {
    if (this.isOver) return;
    this.#outbox.tick(at);
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
    this.#options.outlet.cut();
    this.#leave();
  }

  /** The client has gone. */
  end(): undefined {
    this.#care.end();
    this.#leave();
  }

  #request(request: ApiRequest, at: number): undefined {
    const { id, method } = request;
    const params = new Map(request.params);
    const limits = params.get(LIMITS) ?? `${this.#session.tellsLimits}`;
    params.delete(LIMITS);
    const endpoint = this.#own.get(method) ?? API_METHODS.get(method);
    if (endpoint === undefined) {
      this.#refuse(id, UNKNOWN_METHOD, at);
      return;
    }
    const { faults } = this.#options.hub;
    if (faults.isAnswerFirst({ name: method, params, at })) this.#held = [];
    const performed = perform(this.#options.venue, endpoint, {
      sent: params,
      caller: {
        transport: "WS_API",
        ip: this.#options.ip,
        apiKey: params.get("apiKey") ?? "",
        payload: signedParams(request.params),
        session: ALWAYS_SIGNED.has(method) ? null : this.#session.key,
        unit: this.#unit,
      },
      at,
    });
    this.#answer(id, performed, limits !== "false", at);
    const held = this.#held ?? [];
    this.#held = null;
    for (const { event, frame } of held) this.#pass(event, frame);
  }

  #answer(id: string, performed: Performed, tellsLimits: boolean, at: number): undefined {
    const { outcome, delivery, orderLimits } = performed;
    if (this.isOver) return;
    if (delivery.kind === "LOSE") {
      this.cut();
      return;
    }
    const used = tellsLimits
      ? [...orderLimits, ...this.#options.venue.addresses.used(this.#options.ip, at)]
      : null;
    const frame = outcome.ok
      ? answerFrame(id, 200, `"result":${JSON.stringify(outcome.value)}`, used)
      : answerFrame(
          id,
          outcome.failure.httpStatus,
          `"error":${errorText(outcome.failure, at, this.#unit)}`,
          used,
        );
    this.#outbox.put(frame, at, delivery.delayUs);
    // Who is banned is not listened to any more.
    if (!outcome.ok && outcome.failure.httpStatus === BANNED) this.close(1008, "IP banned");
  }

  /** A frame that asks for nothing weighs like the lightest call. */
  #refuse(id: string, error: VenueError, at: number): undefined {
    const admitted = this.#options.venue.addresses.admit(this.#options.ip, 1, at);
    const outcome = admitted.ok ? failWith(error) : admitted;
    const performed = { outcome, delivery: AT_ONCE, account: Number.NaN, orderLimits: [] };
    this.#answer(id, performed, this.#session.tellsLimits, at);
  }

  /** Whether the key of the session is not the venue's any more. */
  #isRevoked(): boolean {
    const { key } = this.#session;
    return key !== null && this.#options.venue.keys.find(key.apiKey) !== key;
  }

  #revoke(at: number): undefined {
    this.#session.key = null;
    this.#refuse("null", VENUE_ERRORS.rejectedKey, at);
    this.#subscriptions.closeSession(at);
  }

  #event(event: PrivateEvent, frame: string): undefined {
    if (this.#held === null) this.#pass(event, frame);
    else this.#held.push({ event, frame });
  }

  #pass(event: PrivateEvent, frame: string): undefined {
    if (this.isOver) return;
    const { hub, number } = this.#options;
    const fault = hub.faults.verdict(event, number);
    switch (fault.kind) {
      case "NONE":
        this.#outbox.put(frame, event.at, 0);
        return;
      case "DROP":
        return;
      case "TWICE":
        this.#outbox.put(frame, event.at, 0);
        this.#outbox.put(frame, event.at, fault.delayUs);
        return;
      case "LATE":
        this.#outbox.put(frame, event.at, fault.delayUs);
        return;
      case "CUT":
        if (fault.isSent) this.#outbox.put(frame, event.at, 0);
        if (fault.hasCloseFrame) this.close(1001, "Going away");
        else this.cut();
    }
  }

  #goodbye(at: number): undefined {
    const event = `{"e":"serverShutdown","E":${timeOf(at, this.#unit)}}`;
    this.#outbox.put(`{"event":${event}}`, at, 0);
  }

  #leave(): undefined {
    this.#outbox.clear();
    this.#subscriptions.drop();
  }
}

function answerFrame(
  id: string,
  status: number,
  content: string,
  used: readonly UsedLimit[] | null,
): string {
  const limits = used === null ? "" : `,"rateLimits":${JSON.stringify(used)}`;
  return `{"id":${id},"status":${status},${content}${limits}}`;
}

function errorText(error: VenueError, at: number, unit: TimeUnit): string {
  const { code, msg, data } = error;
  const retryAfter = retryAfterMs(error);
  if (retryAfter !== null) {
    return JSON.stringify({ code, msg, data: { serverTime: timeOf(at, unit), retryAfter } });
  }
  return JSON.stringify(data === null ? { code, msg } : { code, msg, data });
}
