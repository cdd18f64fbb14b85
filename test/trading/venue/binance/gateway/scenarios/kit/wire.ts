/**
 * The venue, and the way to it and back. A call that is written arrives at once, unless a scenario holds
 * it, loses it or has it answered otherwise; what the venue says waits until it is let through.
 */
import { venueSymbolOf } from "../../../../../../../src/trading/venue/binance/endpoints.ts";
import type { GatewayOutput } from "../../../../../../../src/trading/venue/binance/gateway/gateway-io.ts";
import type { AccountTrade } from "../../../../../../../src/trading/venue/simulated/exchange/ledger/account.ts";
import type { ExchangeOrder } from "../../../../../../../src/trading/venue/simulated/exchange/order.ts";
import type { Venue } from "../../../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import { handleRest } from "../../../../../../../src/trading/venue/simulated/wire/rest/handle-rest.ts";
import { UserDataHub } from "../../../../../../../src/trading/venue/simulated/wire/user-data/user-data-hub.ts";
import { ApiConnection } from "../../../../../../../src/trading/venue/simulated/wire/ws-api/api-connection.ts";
import { INSTRUMENTS, OWN, OWN_KEY, spotVenue } from "../../kit/spot-venue.ts";
import type { Parts } from "./parts.ts";

/** Something on its way to the gateway: a frame, or the answer of REST. */
export type Parcel = {
  readonly kind: "REPLY" | "EVENT";
  /** Of the call; "" of an event. */
  readonly method: string;
  /** Of the call. */
  readonly key: string;
  readonly text: string;
  /** Of REST; 0 of a frame. */
  readonly status: number;
};

export type Send = GatewayOutput & { readonly kind: "SEND" };

/** What comes in the place of the venue's own answer: an error, or a result. */
export type VenueSays =
  | {
      readonly status: number;
      readonly code: number;
      readonly msg: string;
      /** After how many seconds it may be asked again. */
      readonly retryAfter?: number;
    }
  | { readonly status: 200; readonly result: unknown };

/** What becomes of a call. */
export type Fate = {
  readonly method: string;
  /** How often it arrives at the venue. 1 by default; 2: something between sent it again. */
  readonly arrives?: 0 | 1 | 2;
  /** What comes back. OWN: the venue's own answer, the last one. */
  readonly answer?: "OWN" | "LOST" | VenueSays;
  /** For how many calls. 1 by default. */
  times?: number;
};

/** How the venue's answers begin. */
const ANSWER = /^\{"id":"(\w*)"/;

type Held = {
  readonly method: string;
  /** When it was written. Wall microseconds of the venue. */
  readonly at: number;
  readonly go: (at: number) => undefined;
};

/** Changes a frame, or leaves it; null: not this one. */
export type Doctor = (frame: string) => string | null;

export class Wire {
  readonly venue: Venue = spotVenue();
  /** In the order in which they left the venue. */
  parcels: Parcel[] = [];
  readonly fates: Fate[] = [];
  readonly doctors: Doctor[] = [];
  /** Calls of these methods wait. */
  readonly holds = new Set<string>();
  /** Private events are lost. */
  isMuted = false;
  /** Private events keep no order. */
  isUnordered = false;
  readonly written: string[] = [];
  /** All frames that left the venue. */
  readonly frames: string[] = [];
  readonly #hub = new UserDataHub(this.venue);
  readonly #held: Held[] = [];
  readonly #methods = new Map<string, string>();
  #parts: Parts;
  #connection: ApiConnection | null = null;
  #connections = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A new connection; what was on its way of the last one is lost. */
  connect(at: number): undefined {
    this.disconnect();
    this.#connections += 1;
    const number = this.#connections;
    const isMine = () => number === this.#connections;
    this.#connection = new ApiConnection({
      venue: this.venue,
      hub: this.#hub,
      path: { unit: "MILLISECOND", tellsLimits: true },
      ip: "127.0.0.1",
      number,
      at,
      outlet: {
        text: (frame) => isMine() && this.#leaves(frame),
        ping: () => undefined,
        close: () => undefined,
        cut: () => undefined,
      },
    });
  }

  /** The gateway hears no more; what it wrote is still on its way. */
  disconnect(): undefined {
    this.#connection = null;
    this.#connections += 1;
    this.parcels = [];
  }

  write({ key, way, call, stamp }: Send, at: number): undefined {
    const { method } = call;
    this.written.push(method);
    const fate = this.#fateOf(method);
    const { arrives = 1, answer = "OWN" } = fate;
    this.#methods.set(key, method);
    const connection = this.#connection;
    const go = (when: number): undefined => {
      for (let times = arrives; times > 0; times -= 1) {
        const isHeard = times === 1 && answer === "OWN" && connection === this.#connection;
        const before = this.parcels.length;
        if (way === "FRAME")
          connection?.text(this.#parts.renderFrame(call, key, stamp, OWN_KEY), when);
        else this.#rest({ key, call, stamp }, when);
        if (!isHeard) this.#forget(key, before);
      }
      if (typeof answer === "object") this.#answer(key, method, answer, when);
    };
    if (this.holds.has(method)) this.#held.push({ method, at, go });
    else go(at);
  }

  /**
   * Calls that were on their way arrive, the oldest first.
   *
   * @param at NaN: they arrived when they were written, and are done now.
   */
  release(method: string, at: number): undefined {
    this.holds.delete(method);
    const now = this.#held.filter((one) => one.method === method);
    for (const one of now) {
      this.#held.splice(this.#held.indexOf(one), 1);
      one.go(Number.isNaN(at) ? one.at : at);
    }
  }

  /** What may arrive next: any answer, and of the private events the first. */
  arrivals(): readonly Parcel[] {
    if (this.isUnordered) return this.parcels;
    const first = this.parcels.find(({ kind }) => kind === "EVENT");
    return this.parcels.filter((parcel) => parcel.kind === "REPLY" || parcel === first);
  }

  /** A private event leaves the venue. */
  says(text: string): undefined {
    this.frames.push(text);
    this.parcels.push({ kind: "EVENT", method: "", key: "", text, status: 0 });
  }

  remove(parcel: Parcel): undefined {
    this.parcels = this.parcels.filter((one) => one !== parcel);
  }

  ownOrders(): readonly ExchangeOrder[] {
    return INSTRUMENTS.flatMap((one) => this.venue.exchange.allOrders(OWN, venueSymbolOf(one)));
  }

  /** By instrument. */
  ownTrades(): readonly (readonly AccountTrade[])[] {
    return INSTRUMENTS.map((one) => this.venue.exchange.accountTrades(OWN, venueSymbolOf(one)));
  }

  #fateOf(method: string): Fate {
    const fate = this.fates.find((one) => one.method === method && (one.times ?? 1) > 0);
    if (fate === undefined) return { method };
    fate.times = (fate.times ?? 1) - 1;
    return fate;
  }

  #leaves(frame: string): boolean {
    const at = this.doctors.findIndex((one) => one(frame) !== null);
    const [doctor] = at === -1 ? [] : this.doctors.splice(at, 1);
    const text = doctor?.(frame) ?? frame;
    const [, key] = ANSWER.exec(text) ?? [];
    if (key === undefined) {
      if (!this.isMuted) this.says(text);
      return true;
    }
    this.frames.push(text);
    const method = this.#methods.get(key) ?? "";
    this.parcels.push({ kind: "REPLY", method, key, text, status: 0 });
    return true;
  }

  /** The answer that just came back is lost; events that the call caused are not. */
  #forget(key: string, before: number): undefined {
    this.parcels = this.parcels.filter(
      (one, index) => index < before || one.kind === "EVENT" || one.key !== key,
    );
  }

  #answer(id: string, method: string, says: VenueSays, at: number): undefined {
    const text = JSON.stringify({ id, status: says.status, ...contentOf(says, at) });
    this.parcels.push({ kind: "REPLY", method, key: id, text, status: 0 });
  }

  #rest({ key, call, stamp }: Pick<Send, "key" | "call" | "stamp">, at: number): undefined {
    const request = this.#parts.renderRest(call, stamp, OWN_KEY);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const { status, body } = handleRest(this.venue, { ...request, headers, ip: "127.0.0.1" }, at);
    this.parcels.push({ kind: "REPLY", method: call.method, key, text: body, status });
  }
}

function contentOf(says: VenueSays, at: number): object {
  if ("result" in says) return { result: says.result };
  const { code, msg, retryAfter } = says;
  if (retryAfter === undefined) return { error: { code, msg } };
  const until = Math.floor(at / 1_000) + retryAfter * 1_000;
  return { error: { code, msg, data: { retryAfter: until } } };
}
