/**
 * The doors of a venue: it has several addresses for each of its protocols, and the gateway goes by the
 * one whose answers take least and fail least (`endpoint-balance.ts`). What is asked by REST measures the one
 * in use; the others are pinged now and then. Of the WebSocket API each connection is measured once, when
 * it is over: by the time that it took to connect, or as a failure. Another is tried when one cannot be
 * connected to, ends before private events came, or falls silent, three times in a row.
 */
import { Prng } from "../../../src/core/prng.ts";
import type { TradingOrigins } from "../../../src/trading/venue/binance/gateway/trading-origins.ts";
import {
  BALANCE_POLICY,
  EndpointBalance,
} from "../../../src/trading/venue/policy/endpoint-balance.ts";

/** A ping has a weight, too: half a percent of what an address may ask for. */
const POLICY = { ...BALANCE_POLICY, probeNs: 20_000_000_000, ageNsMax: 600_000_000_000 };

export const PING_PATH = "/api/v3/ping";

/** By protocol. */
export type Doors = {
  /** What they were made from. */
  readonly origins: TradingOrigins;
  readonly rest: EndpointBalance;
  readonly api: EndpointBalance;
};

/** @param random Drawn from only where there is something to choose. */
export function doorsOf(origins: TradingOrigins, random: Prng, now: number): Doors {
  const among = (first: string, others: readonly string[]) => {
    const names = [first, ...others.filter((other) => other !== first)];
    const prng = names.length === 1 ? new Prng(0) : random;
    return new EndpointBalance([...new Set(names)], { prng, now, policy: POLICY });
  };
  return {
    origins,
    rest: among(origins.rest, origins.restOthers),
    api: among(origins.api, origins.apiOthers),
  };
}
