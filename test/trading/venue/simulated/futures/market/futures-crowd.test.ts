/** Those who trade futures from a seed keep a market, by times of their own. */
import { expect, test } from "bun:test";
import { FuturesFront } from "../../../../../../src/trading/venue/simulated/futures/futures-front.ts";
import { FuturesCrowd } from "../../../../../../src/trading/venue/simulated/futures/market/futures-crowd.ts";
import { FuturesVenue } from "../../../../../../src/trading/venue/simulated/futures/wire/call/futures-venue.ts";
import {
  BTCUSDT_PROFILE,
  ETHUSDT_PROFILE,
} from "../../../../../../src/trading/venue/simulated/market/agents/market-profile.ts";
import { START } from "../kit/futures-desk.ts";
import { BTC, ETH } from "../kit/played-futures.ts";

const STEP = 100_000;
const MINUTES_2 = 120_000_000;

function market(seed: number) {
  const venue = new FuturesVenue({ contracts: [BTC, ETH] });
  const profiles = [BTCUSDT_PROFILE, ETHUSDT_PROFILE];
  const traders = new FuturesCrowd({
    ...{ exchange: venue.exchange, seed, originUs: START, stepUs: STEP, profiles },
  });
  return { venue, front: new FuturesFront(venue, { traders }) };
}

test("both contracts have two sides, that move and trade, and nobody trades with itself", () => {
  const { venue, front } = market(7);
  const bests = new Set<number>();
  for (let at = START; at <= START + MINUTES_2; at += 1_000_000) {
    front.tick(at);
    for (const { symbol } of [BTC, ETH]) {
      const { bids, asks } = venue.exchange.depth(symbol, 100);
      expect([bids.length, asks.length].every((count) => count >= 35)).toBe(true);
      expect(bids[0]?.priceTicks).toBeLessThan(asks[0]?.priceTicks ?? 0);
      bests.add(bids[0]?.priceTicks ?? 0);
    }
  }
  expect(bests.size).toBeGreaterThan(20);
  for (const { symbol } of [BTC, ETH]) {
    expect(venue.exchange.trades(symbol).length).toBeGreaterThan(100);
    expect(venue.exchange.account(0).positionOf(symbol)?.lots).toBe(
      -(venue.exchange.account(1).positionOf(symbol)?.lots ?? 0),
    );
  }
});

test("the same seed gives the same trades, however often somebody looks", () => {
  const [seldom, often, other] = [market(7), market(7), market(8)];
  seldom.front.tick(START + MINUTES_2);
  other.front.tick(START + MINUTES_2);
  for (let at = START; at <= START + MINUTES_2; at += 37_000) often.front.tick(at);
  often.front.tick(START + MINUTES_2);
  const trades = ({ venue }: ReturnType<typeof market>) => venue.exchange.trades("BTCUSDT");
  expect(trades(often)).toEqual(trades(seldom));
  expect(trades(other)).not.toEqual(trades(seldom));
});
