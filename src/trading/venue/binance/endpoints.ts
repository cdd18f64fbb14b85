/** Where Binance spot's public market data is: hosts, paths, stream names and their URLs. */
import type { Instrument } from "../../market/instrument.ts";

/** Origins of the two protocols of one venue, without a path. */
export type MarketDataOrigins = {
  /** `wss://` or, on loopback, `ws://`. */
  readonly streams: string;
  /** `https://` or, on loopback, `http://`. */
  readonly rest: string;
};

/** Market data only: no account, no key. */
export const PUBLIC_ORIGINS: MarketDataOrigins = {
  streams: "wss://data-stream.binance.vision",
  rest: "https://data-api.binance.vision",
};

/** The venue's test network: prices of its own, and money that is none. */
export const TESTNET_ORIGINS: MarketDataOrigins = {
  streams: "wss://stream.testnet.binance.vision",
  rest: "https://testnet.binance.vision",
};

const ORIGIN =
  /^(?:https:\/\/[a-z0-9.-]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]))(?::\d{1,5})?$/;

/**
 * Returns whether `text` is an origin that may be connected to: encrypted, or on loopback.
 *
 * @example
 * ```ts
 * isOrigin("http://127.0.0.1:8080"); // => true
 * isOrigin("http://example.com"); // => false
 * ```
 */
export function isOrigin(text: string): boolean {
  return ORIGIN.test(text);
}

/**
 * Returns the origins of a venue that serves both protocols at one `http` or `https` origin.
 *
 * @example
 * ```ts
 * originsAt("http://127.0.0.1:80").streams; // => "ws://127.0.0.1:80"
 * ```
 */
export function originsAt(origin: string): MarketDataOrigins {
  return { streams: origin.replace(/^http/, "ws"), rest: origin };
}

/** Path of combined streams. */
export const STREAMS_PATH = "/stream";
/** Path of depth snapshots. */
export const DEPTH_PATH = "/api/v3/depth";

/** Most levels a side that a snapshot may be asked for; its weight is 250 of 6,000 a minute. */
export const DEPTH_LIMIT_MAX = 5_000;

/**
 * Returns the venue's symbol of an instrument.
 *
 * @example
 * ```ts
 * venueSymbolOf({ base: "BTC", quote: "USDT" }); // => "BTCUSDT"
 * ```
 */
export function venueSymbolOf(instrument: Pick<Instrument, "base" | "quote">): string {
  return (instrument.base + instrument.quote).toUpperCase();
}

/** Returns the instruments by the venue's symbol. */
export function bySymbol(instruments: readonly Instrument[]): ReadonlyMap<string, Instrument> {
  return new Map(instruments.map((instrument) => [venueSymbolOf(instrument), instrument]));
}

/**
 * Returns the names of the three streams of an instrument: depth, ticker, trades.
 *
 * @example
 * ```ts
 * streamNamesOf({ base: "BTC", quote: "USDT" })[0]; // => "btcusdt@depth@100ms"
 * ```
 */
export function streamNamesOf(
  instrument: Pick<Instrument, "base" | "quote">,
): readonly [depth: string, quote: string, trade: string] {
  const symbol = venueSymbolOf(instrument).toLowerCase();
  return [`${symbol}@depth@100ms`, `${symbol}@bookTicker`, `${symbol}@trade`];
}

/** Returns the URL of one connection for all streams of some instruments. */
export function streamsUrl(
  origins: MarketDataOrigins,
  instruments: readonly Pick<Instrument, "base" | "quote">[],
): string {
  return `${origins.streams}${STREAMS_PATH}?streams=${instruments.flatMap(streamNamesOf).join("/")}`;
}

/** Returns the URL of a depth snapshot of at most `limit` levels a side. */
export function depthUrl(
  origins: MarketDataOrigins,
  instrument: Pick<Instrument, "base" | "quote">,
  limit = DEPTH_LIMIT_MAX,
): string {
  return `${origins.rest}${DEPTH_PATH}?symbol=${venueSymbolOf(instrument)}&limit=${limit}`;
}
