/** What the venue says is used of its limits: in headers on REST, as a list on the WebSocket API. */
import type { RateCount, RateRule } from "../../policy/rate-rule.ts";
import { isExactCount, isRecord } from "../json.ts";

/** What is used of one limit in its present window, this call among it. */
export type RateUsage = RateCount & {
  /** Most in a window; NaN where the venue does not say, as in headers. */
  readonly limit: number;
};

/** Nothing was said. */
export const NO_USAGE: readonly RateUsage[] = [];

const LETTER_MS = { S: 1_000, M: 60_000, H: 3_600_000, D: 86_400_000 } as const;
const WORD_MS = { SECOND: LETTER_MS.S, MINUTE: LETTER_MS.M, HOUR: LETTER_MS.H, DAY: LETTER_MS.D };
const KINDS = { REQUEST_WEIGHT: "WEIGHT", RAW_REQUESTS: "REQUESTS", ORDERS: "ORDERS" } as const;
const HEADER = /^x-mbx-(used-weight|order-count)-(\d{1,5})([smhd])$/;
const COUNT = /^\d{1,15}$/;

/**
 * Returns what headers say, by names in lower case.
 *
 * @example
 * ```ts
 * usageOfHeaders(new Map([["x-mbx-used-weight-1m", "70"]]))[0]?.intervalMs; // => 60_000
 * ```
 */
export function usageOfHeaders(headers: ReadonlyMap<string, string>): readonly RateUsage[] {
  const usage: RateUsage[] = [];
  for (const [name, text] of headers) {
    const [, what, times, letter = ""] = HEADER.exec(name) ?? [];
    if (what === undefined || !COUNT.test(text)) continue;
    const intervalMs = Number(times) * LETTER_MS[letter.toUpperCase() as keyof typeof LETTER_MS];
    const kind = what === "order-count" ? "ORDERS" : "WEIGHT";
    if (intervalMs > 0) usage.push({ kind, intervalMs, count: Number(text), limit: Number.NaN });
  }
  return usage;
}

/** Returns what a list says is used; items that are not as they must be are left out. */
export function usageOfList(list: unknown): readonly RateUsage[] {
  return itemsOf(list).flatMap(({ rule, count }) =>
    isExactCount(count) ? [{ ...rule, count }] : [],
  );
}

/** Returns the limits of a list; items that are not as they must be are left out. */
export function rulesOfList(list: unknown): readonly RateRule[] {
  return itemsOf(list).flatMap(({ rule }) => (rule.limit > 0 ? [rule] : []));
}

function itemsOf(list: unknown): readonly { readonly rule: RateRule; readonly count: unknown }[] {
  return Array.isArray(list) ? list.map(itemOf).filter((item) => item !== null) : [];
}

/** The limit is NaN where the item does not say it. */
function itemOf(item: unknown): { readonly rule: RateRule; readonly count: unknown } | null {
  if (!isRecord(item)) return null;
  const kind = lookUp(KINDS, item.rateLimitType);
  const wordMs = lookUp(WORD_MS, item.interval);
  const { intervalNum, count } = item;
  if (kind === null || wordMs === null || !isExactCount(intervalNum) || intervalNum === 0) {
    return null;
  }
  const limit = isExactCount(item.limit) ? item.limit : Number.NaN;
  return { rule: { kind, intervalMs: intervalNum * wordMs, limit }, count };
}

function lookUp<Value>(table: Readonly<Record<string, Value>>, word: unknown): Value | null {
  return typeof word === "string" && Object.hasOwn(table, word) ? (table[word] ?? null) : null;
}
