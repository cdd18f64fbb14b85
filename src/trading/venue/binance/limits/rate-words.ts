/**
 * What Binance says of its limits, in the words that budgets understand: rules of `exchangeInfo`,
 * counts of headers and of the WebSocket API, and until when it wants no more.
 *
 * Two traps: `Retry-After` of REST is a delay in seconds, `retryAfter` of the WebSocket API a moment
 * in epoch milliseconds. And -1015 is the account's limit of unfilled orders, not that of the address:
 * only placing has to stop. A word that is not known is left out, never guessed.
 */
import type { PauseKind, PauseUntil } from "../../policy/rate-pause.ts";
import type { RateCount, RateKind, RateRule } from "../../policy/rate-rule.ts";
import { isExactCount, isRecord } from "../json.ts";

/** An answer that says "too much". */
export type SaidTooMuch = {
  /** HTTP status, or `status` of an answer of the WebSocket API. */
  readonly status: number;
  /** The venue's code, negative. NaN when there is none. */
  readonly code: number;
  /** The venue's words. */
  readonly message: string;
  /** The header `Retry-After`. Null when there is none. */
  readonly retryAfterText: string | null;
  /** `error.data.retryAfter` of the WebSocket API. Undefined when there is none. */
  readonly retryAfterMoment: unknown;
};

const KINDS: Readonly<Record<string, RateKind>> = {
  REQUEST_WEIGHT: "WEIGHT",
  RAW_REQUESTS: "REQUESTS",
  ORDERS: "ORDERS",
};
const INTERVALS_MS: Readonly<Record<string, number>> = {
  SECOND: 1_000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
};
const LETTERS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const HEADER = /^x-mbx-(used-weight|order-count)-(\d{1,6})([smhd])$/;
const COUNT = /^\d{1,15}$/;
const BAN_MOMENT = /banned until (\d{13,16})\b/;
const TOO_MANY_ORDERS = -1015;

/** Returns the limits of `exchangeInfo.rateLimits`, or of `rateLimits` of any answer. */
export function rateRulesOf(rateLimits: unknown): readonly RateRule[] {
  return entriesOf(rateLimits).flatMap(({ kind, intervalMs, entry: { limit } }) =>
    isExactCount(limit) && limit > 0 ? [{ kind, intervalMs, limit }] : [],
  );
}

/** Returns the counts of `rateLimits` of an answer of the WebSocket API. */
export function rateCountsOf(rateLimits: unknown): readonly RateCount[] {
  return entriesOf(rateLimits).flatMap(({ kind, intervalMs, entry: { count } }) =>
    isExactCount(count) ? [{ kind, intervalMs, count }] : [],
  );
}

/**
 * Returns the counts in the headers of a REST answer. Names are taken in any case; the name without an
 * interval, `X-MBX-USED-WEIGHT`, says nothing that the others do not.
 *
 * @example
 * ```ts
 * rateCountsOfHeaders([["X-MBX-ORDER-COUNT-10S", "3"]]); // => [{ kind: "ORDERS", intervalMs: 10_000, count: 3 }]
 * ```
 */
export function rateCountsOfHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
): readonly RateCount[] {
  return [...headers].flatMap(([name, value]) => {
    const [, what, number, letter] = HEADER.exec(name.toLowerCase()) ?? [];
    const intervalMs = Number(number) * (LETTERS_MS[letter ?? ""] ?? Number.NaN);
    if (!(intervalMs > 0) || !COUNT.test(value)) return [];
    const kind: RateKind = what === "order-count" ? "ORDERS" : "WEIGHT";
    return [{ kind, intervalMs, count: Number(value) }];
  });
}

/** Returns what an answer forbids, and until when; null when it forbids nothing. */
export function pauseOf(said: SaidTooMuch): { kind: PauseKind; until: PauseUntil } | null {
  if (said.code === TOO_MANY_ORDERS) return { kind: "ORDERS_FULL", until: untilOf(said) };
  if (said.status === 418) return { kind: "BANNED", until: untilOf(said) };
  return said.status === 429 ? { kind: "SLOWED", until: untilOf(said) } : null;
}

function untilOf({ retryAfterText, retryAfterMoment, message }: SaidTooMuch): PauseUntil {
  if (retryAfterText !== null && COUNT.test(retryAfterText)) {
    return { kind: "DELAY", seconds: Number(retryAfterText) };
  }
  if (isExactCount(retryAfterMoment)) return { kind: "MOMENT", venueMs: retryAfterMoment };
  const [, banned] = BAN_MOMENT.exec(message) ?? [];
  return banned === undefined ? { kind: "UNSAID" } : { kind: "MOMENT", venueMs: Number(banned) };
}

type Entry = {
  readonly kind: RateKind;
  readonly intervalMs: number;
  readonly entry: Readonly<Record<string, unknown>>;
};

function entriesOf(rateLimits: unknown): readonly Entry[] {
  if (!Array.isArray(rateLimits)) return [];
  return rateLimits.filter(isRecord).flatMap((entry) => {
    const { rateLimitType, interval, intervalNum } = entry;
    const kind = typeof rateLimitType === "string" ? own(KINDS, rateLimitType) : undefined;
    const unitMs = typeof interval === "string" ? own(INTERVALS_MS, interval) : undefined;
    if (kind === undefined || unitMs === undefined) return [];
    if (!isExactCount(intervalNum) || intervalNum === 0) return [];
    return [{ kind, intervalMs: intervalNum * unitMs, entry }];
  });
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
