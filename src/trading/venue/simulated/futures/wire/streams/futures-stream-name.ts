/** Names of USD-M market streams, "btcusdt@depth@0ms", what each asks for, and where it is served. */
import { INTERVALS, type Interval } from "../../../wire/tape/interval.ts";

/** Where a connection is: what it may hear. NONE: an address without a route, of old. */
export type StreamRoute = "PUBLIC" | "MARKET" | "PRIVATE" | "NONE";

export type FuturesStreamKind =
  /** Levels that changed, gathered for so long; 0: each command is told at once. */
  | { readonly kind: "DEPTH"; readonly everyUs: number }
  /** The best levels of each side, in the words of DEPTH. */
  | { readonly kind: "PARTIAL_DEPTH"; readonly everyUs: number; readonly levels: number }
  | { readonly kind: "BOOK_TICKER" | "TRADE" | "AGG_TRADE" | "MINI_TICKER" | "TICKER" }
  | { readonly kind: "MARK_PRICE"; readonly everyUs: number }
  | { readonly kind: "KLINE"; readonly interval: Interval };

export type FuturesStreamName = FuturesStreamKind & {
  readonly name: string;
  /** In capitals; "" of a stream of all contracts. */
  readonly symbol: string;
};

const MS_US = 1_000;
const PUBLIC_KINDS: readonly string[] = ["DEPTH", "PARTIAL_DEPTH", "BOOK_TICKER"];
const DEPTH = /^depth(5|10|20)?(?:@(0|100|250|500)ms)?$/;
const MARK = /^markPrice(?:@(1)s)?$/;
const ALL_MARKS = /^!markPrice@arr(?:@(1)s)?$/;
const PLAIN = new Map<string, FuturesStreamKind>([
  ["bookTicker", { kind: "BOOK_TICKER" }],
  ["trade", { kind: "TRADE" }],
  ["aggTrade", { kind: "AGG_TRADE" }],
  ["miniTicker", { kind: "MINI_TICKER" }],
  ["ticker", { kind: "TICKER" }],
  ...INTERVALS.map((interval) => [`kline_${interval}`, { kind: "KLINE", interval }] as const),
]);

/**
 * Returns what a name asks for; null when it is no name of a market stream.
 *
 * @example
 * ```ts
 * parseFuturesStream("btcusdt@depth@0ms");
 * // => { kind: "DEPTH", everyUs: 0, name: "btcusdt@depth@0ms", symbol: "BTCUSDT" }
 * parseFuturesStream("btcusdt@depth@1000ms"); // => null
 * ```
 */
export function parseFuturesStream(name: string): FuturesStreamName | null {
  const all = ALL_MARKS.exec(name);
  if (all !== null) return { ...markOf(all[1]), name, symbol: "" };
  const at = name.indexOf("@");
  const symbol = name.slice(0, Math.max(at, 0));
  // The venue knows symbols in small letters only: in capitals it sends nothing.
  if (symbol === "" || symbol !== symbol.toLowerCase()) return null;
  const what = kindOf(name.slice(at + 1));
  return what === null ? null : { ...what, name, symbol: symbol.toUpperCase() };
}

/** Whether a stream is told on connections of a route: elsewhere it is taken, and says nothing. */
export function isServedOn(route: StreamRoute, { kind }: FuturesStreamKind): boolean {
  if (PUBLIC_KINDS.includes(kind)) return route === "PUBLIC" || route === "NONE";
  return route === "MARKET";
}

function kindOf(text: string): FuturesStreamKind | null {
  const plain = PLAIN.get(text);
  if (plain !== undefined) return plain;
  const mark = MARK.exec(text);
  if (mark !== null) return markOf(mark[1]);
  const depth = DEPTH.exec(text);
  if (depth === null) return null;
  const [, levels, speed = "250"] = depth;
  const everyUs = Number(speed) * MS_US;
  if (levels === undefined) return { kind: "DEPTH", everyUs };
  return { kind: "PARTIAL_DEPTH", everyUs, levels: Number(levels) };
}

function markOf(seconds: string | undefined): FuturesStreamKind {
  return { kind: "MARK_PRICE", everyUs: Number(seconds ?? "3") * 1_000_000 };
}
