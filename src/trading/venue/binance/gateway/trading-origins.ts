/** Where an account of Binance spot is traded: REST, the WebSocket API, and whether keys can be asked about. */
import { isOrigin } from "../endpoints.ts";

export type TradingOrigins = {
  /** `https://` or, on loopback, `http://`; without a path. */
  readonly rest: string;
  /** Whole URL of the WebSocket API. */
  readonly api: string;
  /** Where the same venue can be had as well. */
  readonly restOthers: readonly string[];
  readonly apiOthers: readonly string[];
  /** Whether the venue surely tells what a key may do: its test network may not, and is asked once. */
  readonly tellsPermissions: boolean;
};

const API_PATH = "/ws-api/v3";

const NAMED: Readonly<Record<string, TradingOrigins>> = {
  live: {
    rest: "https://api.binance.com",
    api: `wss://ws-api.binance.com:443${API_PATH}`,
    restOthers: ["api-gcp", "api1", "api2", "api3", "api4"].map(
      (name) => `https://${name}.binance.com`,
    ),
    apiOthers: [`wss://ws-api.binance.com:9443${API_PATH}`],
    tellsPermissions: true,
  },
  testnet: {
    rest: "https://testnet.binance.vision",
    api: `wss://ws-api.testnet.binance.vision${API_PATH}`,
    restOthers: [],
    apiOthers: [],
    tellsPermissions: false,
  },
};

/**
 * Returns where `endpoint` is: `live`, `testnet`, or the origin of a venue that serves both protocols;
 * null when it is none of them.
 *
 * @example
 * ```ts
 * tradingOriginsOf("http://127.0.0.1:9000")?.api; // => "ws://127.0.0.1:9000/ws-api/v3"
 * tradingOriginsOf("http://example.com"); // => null
 * ```
 */
export function tradingOriginsOf(endpoint: string): TradingOrigins | null {
  const named = Object.hasOwn(NAMED, endpoint) ? NAMED[endpoint] : undefined;
  if (named !== undefined) return named;
  if (!isOrigin(endpoint)) return null;
  const api = `${endpoint.replace(/^http/, "ws")}${API_PATH}`;
  return { rest: endpoint, api, restOthers: [], apiOthers: [], tellsPermissions: true };
}

/** Returns the same venue with more of its origins; those that are none are left out. */
export function withMirrors(origins: TradingOrigins, mirrors: readonly string[]): TradingOrigins {
  const others = mirrors.map(tradingOriginsOf).filter((other) => other !== null);
  return {
    ...origins,
    restOthers: [...origins.restOthers, ...others.map(({ rest }) => rest)],
    apiOthers: [...origins.apiOthers, ...others.map(({ api }) => api)],
  };
}
