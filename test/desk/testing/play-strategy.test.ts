/** A strategy under the test kit: what the test says of its market and its orders, and what it does. */
import { describe, expect, test } from "bun:test";
import { playStrategy } from "outcry/testing";
import maker from "../../../actors/strategy/market-maker.ts";
import reversion from "../../../actors/strategy/mean-reversion.ts";
import { defineStrategy } from "../../../src/desk/strategy/define-strategy.ts";
import { quantity } from "../../../src/runtime/actor/setting.ts";

const INSTRUMENTS = ["BTC-USDT"] as const;

/** Buys at the ask whenever it may, with one order at a time; throws at a price of 666. */
const buyer = defineStrategy({
  args: { clip: quantity({ min: 1 }) },
  start: (_ctx, args) => args,
  on: {
    quote(_state, quote) {
      if (quote.bidTicks === 666) throw new RangeError("the beast");
    },
    trade(_state, { priceTicks, lots, aggressor }, ctx) {
      ctx.log("info", `${aggressor} ${lots} at ${priceTicks}`);
    },
  },
  settle({ clip }, ctx) {
    ctx.log("debug", `live ${ctx.market.live}, holds ${ctx.position.lots}`);
    if (ctx.market.live && ctx.orders.working === 0) ctx.orders.buy(clip, ctx.market.ask);
    if (ctx.market.live && ctx.market.bid > 20_000) ctx.orders.cancelAll();
  },
});

const QUOTE = { bid: "100.00", ask: "100.01" } as const;

async function bought() {
  const desk = await playStrategy(buyer, { args: { clip: "0.01" }, instruments: INSTRUMENTS });
  desk.quote(QUOTE);
  return desk;
}

describe("a played market", () => {
  test("is not live before the first quote, and is with it", async () => {
    const desk = await playStrategy(buyer, { args: { clip: "0.01" }, instruments: INSTRUMENTS });
    desk.advance("1s");
    expect(desk.orders).toEqual([]);
    desk.quote(QUOTE);
    expect(desk.orders).toMatchObject([
      {
        side: "BUY",
        instrument: "BTC-USDT@test",
        price: "100.01",
        priceTicks: 10_001,
        quantity: "0.01000",
        lots: 1000,
        filledLots: 0,
        leavesLots: 1000,
        state: "DECIDED",
        validForMs: 250,
        cancels: 0,
      },
    ]);
  });

  test("goes stale, and a strategy that acts on a live one only does nothing", async () => {
    const desk = await playStrategy(maker, {
      args: { clip: "0.01", halfSpreadBps: 10, skewBps: 0, refreshBps: 1 },
      limits: { position: "1" },
      instruments: INSTRUMENTS,
    });
    desk.stale();
    desk.advance("1s");
    expect(desk.orders).toEqual([]);
    desk.quote({ bid: "99.00", ask: "101.00" });
    expect(desk.orders.map(({ side }) => side)).toEqual(["BUY", "SELL"]);
    for (const order of desk.orders) desk.accept(order);
    desk.stale();
    expect(desk.orders.map(({ cancels }) => cancels)).toEqual([1, 1]);
    for (const order of desk.orders) desk.cancelled(order);
    desk.advance("1s");
    expect(desk.orders).toHaveLength(2);
    desk.quote({ bid: "99.00", ask: "101.00" });
    expect(desk.orders).toHaveLength(4);
  });

  test.each(["feed", "risk", "execution"])("is not live while %s is down", async (peer) => {
    const desk = await playStrategy(buyer, { args: { clip: "0.01" }, instruments: INSTRUMENTS });
    desk.down(peer);
    desk.quote(QUOTE);
    expect(desk.orders).toEqual([]);
    desk.up(peer);
    expect(desk.orders).toHaveLength(1);
  });

  test("has trades, and instruments with steps of their own", async () => {
    const eth = { name: "ETH-EUR@kraken", tick: "0.5", lot: "0.1" };
    const instruments = [...INSTRUMENTS, eth];
    const desk = await playStrategy(buyer, { args: { clip: "1" }, instruments });
    const trade = { price: "10.5", quantity: "1.5", aggressor: "SELL" } as const;
    desk.trade({ ...trade, instrument: "ETH-EUR" });
    expect(desk.logs.map(({ text }) => text)).toContain("SELL 15 at 21");
    expect(() => desk.trade({ ...trade, price: "10.4", instrument: "ETH-EUR" })).toThrow(
      'price: must be a whole number of ticks of ETH-EUR@kraken: found "10.4"\n  help: one tick is 0.5',
    );
    expect(() => desk.quote({ ...QUOTE, instrument: "DOGE" })).toThrow(
      "the test has BTC-USDT@test, ETH-EUR@kraken",
    );
  });

  test("takes whole ticks and lots as numbers, and an empty side", async () => {
    const desk = await playStrategy(buyer, { args: { clip: "0.01" }, instruments: INSTRUMENTS });
    desk.quote({ bid: null, ask: 10_001, askQuantity: 5 });
    expect(desk.orders).toMatchObject([{ priceTicks: 10_001 }]);
    expect(() => desk.quote({ bid: 100.5, ask: 101 })).toThrow(
      'bid: must be whole ticks: found the number 100.5\n  help: one is 0.01 of BTC-USDT@test\n  help: decimals are text: bid: "100.5"',
    );
  });
});

describe("a played order", () => {
  test("is accepted, filled in parts and over, and the position follows", async () => {
    const desk = await bought();
    desk.accept();
    expect(desk.orders).toMatchObject([{ state: "WORKING", leavesLots: 1000 }]);
    desk.fill({ lots: 400 });
    desk.fill(desk.orders[0], { quantity: "0.005", price: "99.99", liquidity: "MAKER" });
    expect(desk.orders).toMatchObject([{ filledLots: 900, leavesLots: 100 }]);
    desk.fill();
    expect(desk.orders[0]).toMatchObject({ state: "FILLED", filledLots: 1000, leavesLots: 0 });
    expect(desk.logs.at(-1)?.text).toBe("live true, holds 1000");
    // It is over, so the strategy decides anew.
    expect(desk.orders).toHaveLength(2);
  });

  test("leaves its place on the board to a later one: there may be any number in turn", async () => {
    const desk = await bought();
    for (let filled = 0; filled < 1_100; filled += 1) desk.fill();
    expect(desk.orders).toHaveLength(1_101);
  });

  test("is known although what was said is forgotten", async () => {
    const desk = await bought();
    desk.forget();
    desk.fill();
    desk.forget();
    expect(desk.said()).toEqual([]);
    expect(desk.orders.map(({ state }) => state)).toEqual(["FILLED", "DECIDED"]);
  });

  test("is filled at once, and is accepted by that", async () => {
    const desk = await bought();
    desk.fill({ quantity: "0.001" });
    expect(desk.orders).toMatchObject([{ state: "WORKING", filledLots: 100 }]);
  });

  test("is cancelled by the venue, asked or not", async () => {
    const desk = await bought();
    desk.accept();
    desk.cancelled(undefined, "self trade");
    expect(desk.orders.map(({ state }) => state)).toEqual(["CANCELLED", "DECIDED"]);
  });

  test("whose cancel is rejected works on, and is asked for again", async () => {
    const desk = await bought();
    desk.accept();
    desk.quote({ bid: "300.00", ask: "300.01" });
    expect(desk.orders).toMatchObject([{ state: "WORKING", cancels: 1 }]);
    desk.rejectCancel();
    expect(desk.orders).toMatchObject([{ state: "WORKING", cancels: 2 }]);
  });

  test("is refused by the gate: the strategy holds back for a moment", async () => {
    const desk = await bought();
    desk.refuse(desk.orders[0], "POSITION", { limit: 500, value: 1000, name: "position" });
    desk.quote(QUOTE);
    expect(desk.orders.map(({ state }) => state)).toEqual(["REFUSED"]);
    expect(desk.counters["strategy:refused"]).toBe(1);
    desk.advance("100ms");
    desk.quote(QUOTE);
    expect(desk.orders).toHaveLength(2);
  });

  test("is rejected by the venue, or expires unsent", async () => {
    const desk = await bought();
    desk.reject();
    desk.expire();
    expect(desk.orders.map(({ state }) => state)).toEqual(["REJECTED", "EXPIRED", "DECIDED"]);
  });

  test("that nobody answers is given up by the strategy's own desk", async () => {
    const desk = await bought();
    desk.advance("4s");
    expect(desk.logs.map(({ text }) => text).join()).toContain("is over: no answer");
  });
});

describe("what cannot become of a played order", () => {
  test("nothing of one that is not there, and of several it is said which", async () => {
    const desk = await playStrategy(maker, {
      args: { clip: "0.01", halfSpreadBps: 10, skewBps: 0, refreshBps: 1 },
      limits: { position: "1" },
      instruments: INSTRUMENTS,
    });
    expect(() => desk.fill()).toThrow("0 are open\n  help: no order is open");
    desk.quote({ bid: "99.00", ask: "101.00" });
    expect(() => desk.accept()).toThrow(/2 are open\n.*BUY 0\.01000 at 99\.90.*SELL/);
    expect(() => desk.accept("o123")).toThrow("the strategy has said no such order");
  });

  test("more than it leaves, or an amount off the grid", async () => {
    const desk = await bought();
    expect(() => desk.fill({ lots: 1001 })).toThrow("it leaves 1000 lots, 0.01000");
    expect(() => desk.fill({ quantity: "0.000001" })).toThrow("one lot is 0.00001");
    expect(() => desk.fill({ lots: 1, price: "1.001" })).toThrow("one tick is 0.01");
  });

  test("what a desk never does: send a late order, cancel one that was not sent", async () => {
    const desk = await bought();
    expect(() => desk.cancelled()).toThrow("it is DECIDED\n  help: desk.accept(order) first");
    desk.advance("251ms");
    expect(() => desk.accept()).toThrow("it was good for 250 ms, 251 ms ago");
    desk.expire();
    const [first] = desk.orders;
    expect(() => desk.fill(first)).toThrow("it is EXPIRED\n  help: it is over");
  });

  test("a refusal behind the gate", async () => {
    const desk = await bought();
    desk.accept();
    expect(() => desk.refuse(undefined, "POSITION")).toThrow("the gate has let it pass");
  });
});

describe("the lives of a played strategy", () => {
  test("the next one decides from the window that the last one kept", async () => {
    const args = { clip: "0.01", bandSigma: 2 };
    const desk = await playStrategy(reversion, { args, instruments: INSTRUMENTS });
    for (let n = 0; n < 200; n += 1) desk.quote({ bid: "99.00", ask: "101.00" });
    await desk.restart();
    expect(desk.kept?.window).toHaveLength(200);
    desk.quote({ bid: "109.00", ask: "111.00" });
    expect(desk.orders).toMatchObject([{ side: "SELL", price: "109.00" }]);
  });

  test("the next one adopts what is open, and hears the rest of it", async () => {
    const desk = await bought();
    desk.fill({ lots: 400 });
    desk.kill();
    await desk.restart();
    desk.quote(QUOTE);
    expect(desk.orders).toHaveLength(1);
    desk.fill();
    expect(desk.logs.at(-1)?.text).toBe("live true, holds 1000");
    expect(desk.orders.map(({ id }) => id.slice(8, 11))).toEqual(["001", "002"]);
  });

  test("one that throws is told with its handler, and nothing of it is said", async () => {
    const desk = await bought();
    expect(() => desk.quote({ bid: 666, ask: 667 })).toThrow(
      "strategy crashed in on.quote: RangeError: the beast",
    );
    expect(desk.end?.handler).toBe("on.quote");
  });

  test("what it holds from before is on the board before it begins", async () => {
    const desk = await playStrategy(buyer, { args: { clip: "0.01" }, instruments: INSTRUMENTS });
    desk.holds("-0.5");
    desk.quote(QUOTE);
    expect(desk.logs.at(-1)?.text).toBe("live true, holds -50000");
    desk.fill();
    expect(desk.logs.at(-1)?.text).toBe("live true, holds -49000");
  });

  test("the same seed gives the same orders, ids and moments", async () => {
    const run = async () => {
      const desk = await bought();
      desk.fill({ lots: 10 });
      desk.advance("3s");
      await desk.restart();
      desk.fill();
      return [desk.orders, desk.said(), desk.logs];
    };
    expect(await run()).toEqual(await run());
  });
});
