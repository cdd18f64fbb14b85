/** The crowd of a seed: the same trades however it is stepped, and a market that one can trade in. */
import { expect, test } from "bun:test";
import { stepOf } from "../../../../../../src/core/decimal-step.ts";
import { Prng } from "../../../../../../src/core/prng.ts";
import { FLASH_CRASH } from "../../../../../../src/trading/venue/simulated/market/agents/flash-crash.ts";
import { order } from "../../exchange/kit/played-exchange.ts";
import { BTCUSDT, CrowdedExchange, ETHUSDT, ORIGIN_US, STEP_US } from "../kit/crowded-exchange.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const STEPS = 600;
const SYMBOLS = [BTCUSDT.symbol, ETHUSDT.symbol];
/** Five makers with 20 quotes a side, three noise traders with 8 orders. */
const OPEN_MAX = 5 * 2 * 20 + 3 * 8;

function openOrders({ exchange }: CrowdedExchange, symbol: string): number {
  let count = 0;
  for (let account = 0; account < 24; account += 1) {
    count += exchange.openOrders(account, symbol).length;
  }
  return count;
}

test(`a seed decides every print, however the steps are cut [SEED=${SEED}]`, () => {
  const whole = new CrowdedExchange(SEED);
  whole.runTo(STEPS);
  const cut = new CrowdedExchange(SEED);
  const prng = new Prng(SEED);
  for (let at = ORIGIN_US; cut.market.steps <= STEPS; at += prng.between(0, 9 * STEP_US)) {
    cut.market.advance(Math.min(at, ORIGIN_US + STEPS * STEP_US), prng.between(1, 5));
  }
  expect(whole.tape.length).toBeGreaterThan(100);
  expect(cut.tape).toEqual(whole.tape);
});

test("another seed gives other prints", () => {
  const [one, other] = [new CrowdedExchange(1), new CrowdedExchange(2)];
  for (const crowded of [one, other]) crowded.runTo(100);
  expect(one.tape).not.toEqual(other.tape);
});

test(`at each step both sides are there, narrow, deep, and bounded [SEED=${SEED}]`, () => {
  const crowded = new CrowdedExchange(SEED);
  for (let step = 0; step <= STEPS; step += 1) {
    crowded.runTo(step);
    for (const symbol of SYMBOLS) {
      const { bid, ask } = crowded.touch(symbol);
      expect(ask - bid).toBeGreaterThan(0);
      // A hundredth of a percent.
      expect((ask - bid) / bid).toBeLessThan(0.0001);
    }
    if (step % 50 !== 0) continue;
    for (const symbol of SYMBOLS) {
      const { bids, asks } = crowded.exchange.depth(symbol, 5_000);
      expect(Math.min(bids.length, asks.length)).toBeGreaterThanOrEqual(50);
      expect(openOrders(crowded, symbol)).toBeLessThanOrEqual(OPEN_MAX);
    }
  }
});

test(`each symbol prints some times a second [SEED=${SEED}]`, () => {
  const crowded = new CrowdedExchange(SEED);
  crowded.runTo(STEPS);
  for (const symbol of SYMBOLS) {
    const takers = new Set(crowded.exchange.trades(symbol).map((trade) => trade.takerOrderId));
    const perSecond = takers.size / (STEPS / 10);
    expect(perSecond).toBeGreaterThan(1);
    expect(perSecond).toBeLessThan(30);
  }
});

test(`a flash crash falls as far as it is asked to, and comes back [SEED=${SEED}]`, () => {
  const crowded = new CrowdedExchange(SEED);
  crowded.runTo(50);
  const before = crowded.touch("BTCUSDT").bid;
  const other = crowded.touch("ETHUSDT").bid;
  expect(crowded.market.flashCrash("BTCUSDT", FLASH_CRASH)).toBe(true);
  let lowest = before;
  for (let step = 51; step <= 200; step += 1) {
    crowded.runTo(step);
    lowest = Math.min(lowest, crowded.exchange.lastPriceTicks("BTCUSDT"));
  }
  expect(lowest / before).toBeLessThan(0.975);
  expect(lowest / before).toBeGreaterThan(0.95);
  expect(crowded.touch("BTCUSDT").bid / before).toBeGreaterThan(0.99);
  expect(crowded.touch("ETHUSDT").bid / other).toBeGreaterThan(0.99);
  expect(crowded.market.flashCrash("XRPUSDT", FLASH_CRASH)).toBe(false);
});

test("while a symbol does not trade, nobody orders there", () => {
  const crowded = new CrowdedExchange(3);
  crowded.runTo(20);
  crowded.exchange.setRules({ ...BTCUSDT, status: "HALT" }, ORIGIN_US);
  const prints = crowded.exchange.trades("BTCUSDT").length;
  crowded.runTo(120);
  expect(crowded.exchange.trades("BTCUSDT").length).toBe(prints);
  expect(crowded.exchange.trades("ETHUSDT").length).toBeGreaterThan(0);
  crowded.exchange.setRules(BTCUSDT, ORIGIN_US);
  crowded.runTo(220);
  expect(crowded.exchange.trades("BTCUSDT").length).toBeGreaterThan(prints);
});

test("with another tick the crowd trades on at the same price", () => {
  const crowded = new CrowdedExchange(3);
  crowded.runTo(20);
  const before = crowded.touch("BTCUSDT").bid;
  crowded.exchange.setRules({ ...BTCUSDT, tick: stepOf("0.1"), atomsPerTickLot: 100n }, ORIGIN_US);
  crowded.runTo(60);
  const { bid, ask } = crowded.touch("BTCUSDT");
  expect(bid / (before / 10)).toBeCloseTo(1, 2);
  expect(ask).toBeGreaterThan(bid);
  expect(crowded.exchange.depth("BTCUSDT", 5_000).bids.length).toBeGreaterThanOrEqual(50);
});

test("what somebody else orders meets the crowd", () => {
  const crowded = new CrowdedExchange(4);
  crowded.runTo(10);
  const account = crowded.exchange.openAccount({ name: "somebody" });
  crowded.exchange.deposit(account, "USDT", 10n ** 14n, ORIGIN_US);
  const bought = { type: "MARKET", lots: 100_000 } as const;
  const placed = crowded.exchange.place(account, order(bought), ORIGIN_US);
  expect(placed.ok && placed.value.status).toBe("FILLED");
  expect(placed.ok && placed.value.fills.length).toBeGreaterThan(1);
});
