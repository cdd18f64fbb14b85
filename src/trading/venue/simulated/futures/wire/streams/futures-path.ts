/** What a client of USD-M streams asks for by the address that it connects to. */
import { streamPath } from "../../../wire/streams/stream-path.ts";
import type { StreamRoute } from "./futures-stream-name.ts";

export type FuturesPath = {
  readonly route: StreamRoute;
  /** Streams, and listen keys, from the start. */
  readonly names: readonly string[];
  readonly isCombined: boolean;
};

const ROUTED = /^\/(public|market|private)(\/.*)$/;
const ROUTES = { public: "PUBLIC", market: "MARKET", private: "PRIVATE" } as const;

/**
 * Reads path and query of an upgrade; null when nothing is there.
 *
 * @example
 * ```ts
 * futuresPath("/public/ws/btcusdt@depth", "");
 * // => { route: "PUBLIC", names: ["btcusdt@depth"], isCombined: false }
 * futuresPath("/stream", "streams=btcusdt@depth/btcusdt@aggTrade")?.route; // => "NONE"
 * futuresPath("/public/api", ""); // => null
 * ```
 */
export function futuresPath(path: string, query: string): FuturesPath | null {
  const [, word, rest] = ROUTED.exec(path) ?? [];
  const found = streamPath(rest ?? path, query);
  if (found === null) return null;
  const route = word === undefined ? "NONE" : ROUTES[word as keyof typeof ROUTES];
  const key = new URLSearchParams(query).get("listenKey");
  const names = key === null || route !== "PRIVATE" ? found.names : [...found.names, key];
  return { route, names, isCombined: found.isCombined };
}
