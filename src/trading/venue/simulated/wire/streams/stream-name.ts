/** Names of market streams, "btcusdt@depth@100ms", and what each of them asks for. */

import { INTERVALS, type Interval } from "../tape/interval.ts";

/** What is told of a symbol on one stream. */
export type StreamKind =
  | {
      readonly kind: "TRADE" | "AGG_TRADE" | "BOOK_TICKER" | "MINI_TICKER" | "TICKER" | "AVG_PRICE";
    }
  /** Levels that changed, gathered for so long. */
  | { readonly kind: "DEPTH"; readonly everyUs: number }
  /** The best levels of each side. */
  | { readonly kind: "PARTIAL_DEPTH"; readonly everyUs: number; readonly levels: number }
  | { readonly kind: "KLINE"; readonly interval: Interval }
  | { readonly kind: "WINDOW_TICKER"; readonly window: "1h" | "4h" | "1d" };

export type StreamName = StreamKind & {
  /** As it was asked for. */
  readonly name: string;
  /** In capitals, as payloads have it. */
  readonly symbol: string;
};

const SLOW_US = 1_000_000;
const FAST_US = 100_000;
const PLAIN = new Map<string, StreamKind>([
  ["trade", { kind: "TRADE" }],
  ["aggTrade", { kind: "AGG_TRADE" }],
  ["bookTicker", { kind: "BOOK_TICKER" }],
  ["miniTicker", { kind: "MINI_TICKER" }],
  ["ticker", { kind: "TICKER" }],
  ["avgPrice", { kind: "AVG_PRICE" }],
  ["ticker_1h", { kind: "WINDOW_TICKER", window: "1h" }],
  ["ticker_4h", { kind: "WINDOW_TICKER", window: "4h" }],
  ["ticker_1d", { kind: "WINDOW_TICKER", window: "1d" }],
  ...INTERVALS.map((interval) => [`kline_${interval}`, { kind: "KLINE", interval }] as const),
]);
const DEPTH = /^depth(5|10|20)?(?:@(100|1000)ms)?$/;

/**
 * Returns what a name asks for; null when it is no name of a stream. Its symbol may be one that nobody
 * trades.
 *
 * @example
 * ```ts
 * parseStreamName("btcusdt@kline_1m");
 * // => { kind: "KLINE", interval: "1m", name: "btcusdt@kline_1m", symbol: "BTCUSDT" }
 * parseStreamName("BTCUSDT@trade"); // => null
 * ```
 */
export function parseStreamName(name: string): StreamName | null {
  const at = name.indexOf("@");
  const symbol = name.slice(0, Math.max(at, 0));
  // The venue knows symbols in small letters only: in capitals it sends nothing.
  if (symbol === "" || symbol !== symbol.toLowerCase()) return null;
  const what = kindOf(name.slice(at + 1));
  return what === null ? null : { ...what, name, symbol: symbol.toUpperCase() };
}

function kindOf(text: string): StreamKind | null {
  const plain = PLAIN.get(text);
  if (plain !== undefined) return plain;
  const depth = DEPTH.exec(text);
  if (depth === null) return null;
  const [, levels, speed] = depth;
  const everyUs = speed === "100" ? FAST_US : SLOW_US;
  if (levels === undefined) return { kind: "DEPTH", everyUs };
  return { kind: "PARTIAL_DEPTH", everyUs, levels: Number(levels) };
}
