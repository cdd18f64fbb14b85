/** What a file says of the venue and its key, checked before anything is sent. No text of it is ever shown. */
import {
  type TradingOrigins,
  tradingOriginsOf,
} from "../../../src/trading/venue/binance/gateway/trading-origins.ts";
import { readVenueKey } from "../../../src/trading/venue/binance/signing/key-text.ts";
import type { VenueKey } from "../../../src/trading/venue/binance/signing/venue-key.ts";

const ACTOR = "actor:";

/** The venue's actor in this process; null when it is elsewhere. */
export function venueActorOf(endpoint: string): string | null {
  return endpoint.startsWith(ACTOR) ? endpoint.slice(ACTOR.length) : null;
}

/** Where a venue is that is not in this process; null when it is. */
export function originsOf(endpoint: string): TradingOrigins | null {
  return venueActorOf(endpoint) === null ? tradingOriginsOf(endpoint) : null;
}

/**
 * @param mode Of the desk.
 * @throws {Error} When it is no venue's, or one beyond this machine for a desk that is not live.
 */
export function checkEndpoint(endpoint: string, mode: string): undefined {
  const origins = tradingOriginsOf(endpoint);
  if (venueActorOf(endpoint) === null && origins !== null && mode !== "live") {
    const isHere = isLoopback(origins.rest) && isLoopback(origins.api);
    if (!isHere) {
      throw new Error(
        `endpoint ${JSON.stringify(endpoint)} is beyond this machine: desk.toml must say mode = "live", and says ${JSON.stringify(mode)}`,
      );
    }
  }
  if (venueActorOf(endpoint) !== null || origins !== null) return;
  throw new Error(
    `endpoint must be "live", "testnet", "actor:<name>", an https origin, or an http one on loopback: found ${JSON.stringify(endpoint)}`,
  );
}

/** @throws {Error} When it is no key: what is wrong is said, and no byte of it. */
export function keyOf(apiKey: string, secret: string): VenueKey {
  const key = readVenueKey(Buffer.from(apiKey), Buffer.from(secret));
  if (key.ok) return key.value;
  const name = key.failure.part === "SECRET" ? "secret" : "apiKey";
  throw new Error(`${name} cannot be used: ${key.failure.reason}`);
}

/** Whether the venue is in this process, or on this machine. */
export function isVenueHere(endpoint: string): boolean {
  const origins = originsOf(endpoint);
  return origins === null ? venueActorOf(endpoint) !== null : isLoopback(origins.rest);
}

function isLoopback(url: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
