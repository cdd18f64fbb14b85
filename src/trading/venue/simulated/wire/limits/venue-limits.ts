/** The limits of a venue as a whole, and how answers tell what is used of them. */
import type { VenueError } from "../request/venue-error.ts";
import { type LimitRule, type UsedLimit, windowName } from "./fixed-window.ts";

export type LimitSettings = {
  /** Of an address. */
  readonly weightPerMinute: number;
  readonly requestsPer5Minutes: number;
  /** Of an account. */
  readonly ordersPer10Seconds: number;
  readonly ordersPerDay: number;
  /** Requests after a 429 until the address is banned. */
  readonly toleratedMax: number;
};

/** What the venue says of itself. */
export const LIMITS: LimitSettings = {
  weightPerMinute: 6_000,
  requestsPer5Minutes: 300_000,
  ordersPer10Seconds: 100,
  ordersPerDay: 200_000,
  toleratedMax: 10,
};

/** Those of an address: weight first. */
export function addressRules(settings: LimitSettings): readonly LimitRule[] {
  return [
    {
      rateLimitType: "REQUEST_WEIGHT",
      interval: "MINUTE",
      intervalNum: 1,
      limit: settings.weightPerMinute,
    },
    {
      rateLimitType: "RAW_REQUESTS",
      interval: "MINUTE",
      intervalNum: 5,
      limit: settings.requestsPer5Minutes,
    },
  ];
}

/** Those of an account. */
export function orderRules(settings: LimitSettings): readonly LimitRule[] {
  return [
    {
      rateLimitType: "ORDERS",
      interval: "SECOND",
      intervalNum: 10,
      limit: settings.ordersPer10Seconds,
    },
    { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: settings.ordersPerDay },
  ];
}

/** Headers of REST that tell what is used. */
export function limitHeaders(used: readonly UsedLimit[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const limit of used) {
    const name = limit.rateLimitType === "ORDERS" ? "X-MBX-ORDER-COUNT" : "X-MBX-USED-WEIGHT";
    headers[`${name}-${windowName(limit)}`] = `${limit.count}`;
    if (name === "X-MBX-USED-WEIGHT") headers[name] = `${limit.count}`;
  }
  return headers;
}

/** REST says for how many seconds to wait; nothing when the error names no time. */
export function retryHeaders(
  { retryAt }: VenueError,
  at: number,
): Readonly<Record<string, string>> {
  if (Number.isNaN(retryAt)) return {};
  return { "Retry-After": `${Math.max(0, Math.ceil((retryAt - at) / 1_000_000))}` };
}

/** The WebSocket API says until when: milliseconds since 1970. Null when the error names no time. */
export function retryAfterMs({ retryAt }: VenueError): number | null {
  return Number.isNaN(retryAt) ? null : Math.ceil(retryAt / 1_000);
}
