/**
 * What an address may ask for: weight and raw requests in fixed windows. Who goes on after a 429 is
 * banned: two minutes, and each further time longer, up to three days.
 *
 * Bounded: of the addresses that were seen longest ago, those beyond 10,000 are forgotten, unless they
 * are banned.
 */
import { failWith, type Result, succeed } from "../../../../../core/result.ts";
import { type VenueError, venueError } from "../request/venue-error.ts";
import { FixedWindow, type LimitRule, type UsedLimit } from "./fixed-window.ts";

export type AddressLimitOptions = {
  readonly rules: readonly LimitRule[];
  /** Requests after a 429, within its window, until the ban. */
  readonly toleratedMax: number;
};

const BAN_US_MIN = 120_000_000;
const BAN_US_MAX = 3 * 86_400_000_000;
/** Each ban is so many times the one before: 2 min, 8 min, 32 min, ... 3 days. */
const BAN_GROWTH = 4;
const ADDRESSES_MAX = 10_000;

type Address = {
  readonly windows: readonly FixedWindow[];
  /** Requests that were refused in the window of the first of them. */
  refused: number;
  refusedUntil: number;
  bans: number;
  bannedUntil: number;
};

export class AddressLimits {
  readonly #options: AddressLimitOptions;
  readonly #addresses = new Map<string, Address>();

  constructor(options: AddressLimitOptions) {
    this.#options = options;
  }

  /** Counts a request, and refuses it when it is too much. What is refused counts too. */
  admit(ip: string, weight: number, at: number): Result<undefined, VenueError> {
    const address = this.#of(ip, at);
    if (at < address.bannedUntil) return failWith(banError(address.bannedUntil));
    const full = address.windows.find((window) => !window.hasRoom(amountOf(window, weight), at));
    for (const window of address.windows) window.add(amountOf(window, weight), at);
    if (full === undefined) return succeed(undefined);
    if (!(at < address.refusedUntil)) {
      address.refused = 0;
      address.refusedUntil = full.endsAt(at);
    }
    address.refused += 1;
    if (address.refused > this.#options.toleratedMax) {
      this.ban(ip, at + nextBanUs(address), at);
      return failWith(banError(address.bannedUntil));
    }
    return failWith(weightError(full, at));
  }

  /** Bans an address until then, wall microseconds. */
  ban(ip: string, until: number, at: number): undefined {
    const address = this.#of(ip, at);
    address.bans += 1;
    address.bannedUntil = until;
    address.refused = 0;
  }

  /** How much of each limit is used, without the raw requests, which no answer tells. */
  used(ip: string, at: number): readonly UsedLimit[] {
    return this.#of(ip, at)
      .windows.filter(({ rule }) => rule.rateLimitType === "REQUEST_WEIGHT")
      .map((window) => window.used(at));
  }

  #of(ip: string, at: number): Address {
    let address = this.#addresses.get(ip);
    if (address === undefined) {
      this.#forget(at);
      const windows = this.#options.rules.map((rule) => new FixedWindow(rule));
      address = { windows, refused: 0, refusedUntil: 0, bans: 0, bannedUntil: 0 };
      this.#addresses.set(ip, address);
    }
    return address;
  }

  #forget(at: number): undefined {
    if (this.#addresses.size < ADDRESSES_MAX) return;
    for (const [ip, { bannedUntil }] of this.#addresses) {
      if (at < bannedUntil) continue;
      this.#addresses.delete(ip);
      return;
    }
  }
}

function amountOf({ rule }: FixedWindow, weight: number): number {
  return rule.rateLimitType === "RAW_REQUESTS" ? 1 : weight;
}

function nextBanUs({ bans }: Address): number {
  return Math.min(BAN_US_MIN * BAN_GROWTH ** bans, BAN_US_MAX);
}

function weightError(window: FixedWindow, at: number): VenueError {
  const { limit, interval, intervalNum, rateLimitType } = window.rule;
  const what = rateLimitType === "RAW_REQUESTS" ? "requests" : "request weight";
  const msg = `Too much request weight used; current limit is ${limit} ${what} per ${intervalNum} ${interval}. Please use WebSocket Streams for live updates to avoid polling the API.`;
  return { ...venueError(-1003, msg), retryAt: window.endsAt(at) };
}

function banError(until: number): VenueError {
  const msg = `Way too much request weight used; IP banned until ${Math.ceil(until / 1_000)}. Please use WebSocket Streams for live updates to avoid bans.`;
  return { ...venueError(-1003, msg), httpStatus: 418, retryAt: until };
}
