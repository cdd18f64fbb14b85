/** Each rule of the futures exchange on a case of its own, with numbers computed by hand. */
import { describe, expect, test } from "bun:test";
import { BTC, codeOf, order, PlayedFutures, placed, UNIT } from "../kit/played-futures.ts";

const NO_FEES = { maker: 0, taker: 0 };
const key = (orderId: number) => ({ symbol: "BTCUSDT", orderId, clientOrderId: "" });

/** Account 0 is long, and account 1 short, of `lots` at 30,000.0. */
function held(lots: number, accounts = 3): PlayedFutures {
  const played = new PlayedFutures(accounts, 100_000n, NO_FEES);
  placed(played, 1, { side: "SELL", lots });
  placed(played, 0, { lots });
  return played;
}

const lotsOf = ({ exchange }: PlayedFutures, account: number) =>
  exchange.account(account).positionOf("BTCUSDT")?.lots ?? 0;

describe("money", () => {
  test("profit and fees go to the wallet as computed by hand", () => {
    const played = new PlayedFutures(2, 1_000n, { maker: 200, taker: 500 });
    // 0.010 BTC at 30,000: 300 USDT. Maker 0.06, taker 0.15.
    placed(played, 1, { side: "SELL", lots: 10 });
    placed(played, 0, { lots: 10 });
    expect(played.exchange.account(0).wallet).toBe(99_985_000_000n);
    expect(played.exchange.account(1).wallet).toBe(99_994_000_000n);
    // 0.004 sold at 30,500: 122 USDT, taker 0.061, profit 2.
    placed(played, 1, { priceTicks: 305_000, lots: 4 });
    placed(played, 0, { side: "SELL", priceTicks: 305_000, lots: 4 });
    expect(played.exchange.account(0).wallet).toBe(100_178_900_000n);
    // What is left, 0.006 bought at 30,000, stands at the last trade: the book is empty.
    expect(played.exchange.margin(0).unrealized).toBe(3n * UNIT);
    // 0.006 at 30,500 with a leverage of 20.
    expect(played.exchange.margin(0).position).toBe(915_000_000n);
    expect(played.exchange.feesTaken).toBe(21_000_000n + 6_100_000n + 2_440_000n);
  });

  test("an order needs its margin, a reducing one does not", () => {
    const played = new PlayedFutures(2, 100n, NO_FEES);
    // 100 USDT at a leverage of 20: 2,000 USDT, which is 0.066 BTC.
    expect(codeOf(played.exchange.place(0, order({ lots: 67 }), 1))).toBe(-2019);
    placed(played, 1, { side: "SELL", lots: 66 });
    placed(played, 0, { lots: 66 });
    expect(codeOf(played.exchange.place(0, order({ lots: 1 }), 2))).toBe(-2019);
    expect(codeOf(played.exchange.place(0, order({ side: "SELL", lots: 66 }), 2))).toBe(0);
  });

  test("leverage decides the margin, and is not lowered below what is bound", () => {
    const played = new PlayedFutures(2, 100n, NO_FEES);
    const { exchange } = played;
    const leverage = (value: number) =>
      codeOf(exchange.setLeverage(0, { symbol: "BTCUSDT", leverage: value }, 1));
    expect(leverage(0)).toBe(-4028);
    expect(leverage(126)).toBe(-4028);
    expect(leverage(100)).toBe(0);
    placed(played, 0, { lots: 300 });
    expect(exchange.margin(0).orders).toBe(90n * UNIT);
    expect(leverage(50)).toBe(-2028);
    expect(exchange.account(0).leverage("BTCUSDT")).toBe(100);
  });

  test("what is bound is not withdrawn", () => {
    const played = new PlayedFutures(1, 100n, NO_FEES);
    placed(played, 0, { lots: 20 });
    expect(codeOf(played.exchange.deposit(0, -71n * UNIT, 2))).toBe(-4050);
    expect(codeOf(played.exchange.deposit(0, -70n * UNIT, 2))).toBe(0);
    expect(played.changes.at(-1)).toMatchObject({ reason: "WITHDRAW", moved: -70n * UNIT });
  });

  test("the mark price is the median of bid, ask and last trade", () => {
    const played = held(10);
    expect(played.exchange.markTicks("BTCUSDT")).toBe(300_000);
    placed(played, 2, { side: "SELL", priceTicks: 299_900 });
    placed(played, 2, { priceTicks: 299_800 });
    expect(played.exchange.markTicks("BTCUSDT")).toBe(299_900);
    expect(played.exchange.markTicks("ETHUSDT")).toBeNaN();
  });
});

describe("reduce-only", () => {
  test("is refused without a position, and on its side", () => {
    const played = held(10);
    const refused = (account: number, side: "BUY" | "SELL") =>
      played.exchange.place(account, order({ side, isReduceOnly: true }), 2);
    expect(refused(2, "SELL")).toEqual({
      ok: false,
      failure: { code: -2022, msg: "ReduceOnly Order is rejected." },
    });
    expect(codeOf(refused(0, "BUY"))).toBe(-2022);
    expect(codeOf(refused(0, "SELL"))).toBe(0);
  });

  test("is cut to what there is to reduce, and binds no margin", () => {
    const played = held(10);
    // Filled, it turns the position: ten more to sell would bind something.
    placed(played, 0, { side: "SELL", priceTicks: 301_000, lots: 20 });
    const before = played.exchange.margin(0);
    const one = placed(played, 0, {
      side: "SELL",
      priceTicks: 301_000,
      lots: 50,
      isReduceOnly: true,
    });
    expect(one.lots).toBe(10);
    expect(played.exchange.margin(0)).toEqual(before);
  });

  test("becomes smaller with the position, and is over when that is closed", () => {
    const played = held(10);
    const rest = placed(played, 0, { side: "SELL", priceTicks: 301_000, isReduceOnly: true });
    placed(played, 1, { lots: 4 });
    placed(played, 0, { side: "SELL", lots: 4 });
    expect(rest.lots).toBe(6);
    placed(played, 1, { lots: 6 });
    placed(played, 0, { side: "SELL", lots: 6 });
    expect(played.storyOf(rest.orderId)).toEqual(["NEW NEW", "AMENDMENT NEW", "EXPIRED EXPIRED"]);
    expect(played.exchange.openOrders(0, null)).toEqual([]);
  });

  test("is over before its turn when the same order takes the position away in front of it", () => {
    const played = held(10);
    placed(played, 0, { side: "SELL", priceTicks: 300_500, lots: 10 });
    const rest = placed(played, 0, { side: "SELL", priceTicks: 300_600, isReduceOnly: true });
    placed(played, 2, { side: "SELL", priceTicks: 300_700, lots: 5 });
    const taker = placed(played, 1, { priceTicks: 300_700, lots: 15 });
    expect(lotsOf(played, 0)).toBe(0);
    expect(rest.status).toBe("EXPIRED");
    expect(taker.status).toBe("FILLED");
    expect(played.trades.at(-1)?.priceTicks).toBe(300_700);
  });

  test("that would be over does not count for an order that must be filled at once", () => {
    const played = held(10);
    placed(played, 0, { side: "SELL", priceTicks: 300_500, lots: 10 });
    placed(played, 0, { side: "SELL", priceTicks: 300_600, isReduceOnly: true });
    const fok = order({ priceTicks: 300_600, lots: 11, timeInForce: "FOK" });
    expect(codeOf(played.exchange.place(1, fok, 2))).toBe(-5021);
    expect(codeOf(played.exchange.place(1, { ...fok, lots: 10 }, 2))).toBe(0);
  });
});

describe("times in force", () => {
  test("what would take is no post-only order, and nothing is remembered of it", () => {
    const played = new PlayedFutures(2);
    placed(played, 0, { side: "SELL" });
    expect(codeOf(played.exchange.place(1, order({ timeInForce: "GTX" }), 1))).toBe(-5022);
    expect(played.exchange.allOrders(1, "BTCUSDT")).toEqual([]);
    const rests = placed(played, 1, { timeInForce: "GTX", priceTicks: 299_999 });
    expect(rests.status).toBe("NEW");
  });

  test("what an IOC order, or one at the market, cannot have expires", () => {
    const played = new PlayedFutures(2);
    placed(played, 0, { side: "SELL", lots: 4 });
    const ioc = placed(played, 1, { timeInForce: "IOC", lots: 10 });
    expect([ioc.status, ioc.executedLots]).toEqual(["EXPIRED", 4]);
    const market = placed(played, 1, { type: "MARKET", priceTicks: Number.NaN });
    expect(market.status).toBe("EXPIRED");
  });

  test("an order at the market goes no further from the mark price than five percent", () => {
    const played = held(10);
    placed(played, 1, { side: "SELL", priceTicks: 315_000, lots: 1 });
    placed(played, 1, { side: "SELL", priceTicks: 315_001, lots: 1 });
    const market = placed(played, 0, { type: "MARKET", priceTicks: Number.NaN, lots: 2 });
    expect([market.status, market.executedLots]).toEqual(["EXPIRED", 1]);
  });

  test("a limit beyond five percent of the mark price is refused", () => {
    const { exchange } = held(10);
    const code = (side: "BUY" | "SELL", priceTicks: number) =>
      codeOf(exchange.place(2, order({ side, priceTicks, lots: 1 }), 2));
    expect([code("BUY", 315_001), code("SELL", 284_999)]).toEqual([-4016, -4024]);
    expect([code("BUY", 315_000), code("SELL", 285_000)]).toEqual([0, 0]);
  });
});

describe("modify", () => {
  /** Two orders at one price; the first is modified; another takes what is first in the queue. */
  function firstAfter(change: { priceTicks?: number; lots?: number }): number {
    const played = new PlayedFutures(3);
    const one = placed(played, 0, {});
    const other = placed(played, 1, {});
    const to = {
      ...key(one.orderId),
      side: "BUY",
      priceTicks: 300_000,
      lots: 10,
      ...change,
    } as const;
    expect(codeOf(played.exchange.modify(0, to, 2))).toBe(0);
    if (change.priceTicks !== undefined) {
      const back = { ...to, priceTicks: 300_000 };
      expect(codeOf(played.exchange.modify(0, back, 3))).toBe(0);
    }
    placed(played, 2, { side: "SELL", lots: 1 });
    return one.executedLots > 0 ? one.orderId : other.orderId;
  }

  test("keeps its place when it becomes smaller, and loses it otherwise", () => {
    expect(firstAfter({ lots: 9 })).toBe(1);
    expect(firstAfter({ lots: 11 })).toBe(2);
    expect(firstAfter({ priceTicks: 299_999 })).toBe(2);
  });

  test("to a price that crosses it takes, with its old id", () => {
    const played = new PlayedFutures(2);
    placed(played, 0, { side: "SELL", priceTicks: 300_100 });
    const one = placed(played, 1, {});
    const to = { ...key(one.orderId), side: "BUY", priceTicks: 300_100, lots: 10 } as const;
    expect(codeOf(played.exchange.modify(1, to, 2))).toBe(0);
    expect(played.storyOf(one.orderId)).toEqual(["NEW NEW", "AMENDMENT NEW", "TRADE FILLED"]);
  });

  test("ends an order that is filled up to it, and a post-only one that would take", () => {
    const played = new PlayedFutures(2);
    const one = placed(played, 0, {});
    placed(played, 1, { side: "SELL", lots: 5 });
    const to = { ...key(one.orderId), side: "BUY", priceTicks: 300_000, lots: 5 } as const;
    expect(codeOf(played.exchange.modify(0, to, 2))).toBe(0);
    expect(one.status).toBe("CANCELED");
    placed(played, 1, { side: "SELL", priceTicks: 300_500 });
    const post = placed(played, 0, { timeInForce: "GTX", lots: 3 });
    const up = { ...key(post.orderId), side: "BUY", priceTicks: 300_500, lots: 3 } as const;
    expect(codeOf(played.exchange.modify(0, up, 3))).toBe(0);
    expect(post.status).toBe("CANCELED");
  });

  test("to what it is already, of another side, or of nothing, is refused", () => {
    const played = new PlayedFutures(1);
    const one = placed(played, 0, {});
    const to = { ...key(one.orderId), side: "BUY", priceTicks: 300_000, lots: 10 } as const;
    const code = (change: object) => codeOf(played.exchange.modify(0, { ...to, ...change }, 2));
    expect([code({}), code({ side: "SELL" }), code({ orderId: 9 })]).toEqual([-5027, -4000, -2013]);
  });
});

describe("countdownCancelAll", () => {
  const arm = ({ exchange }: PlayedFutures, countdownUs: number, at: number, symbol = "BTCUSDT") =>
    exchange.countdownCancelAll(0, { symbol, countdownUs }, at);

  test("cancels what its account has open in its contract, at its time, whoever looks when", () => {
    const played = new PlayedFutures(2);
    const own = placed(played, 0, { priceTicks: 299_000 });
    const eth = placed(played, 0, { symbol: "ETHUSDT", priceTicks: 200_000 });
    const others = placed(played, 1, { priceTicks: 299_000 });
    arm(played, 1_000, 100);
    expect(played.exchange.nextAt).toBe(1_100);
    played.exchange.advance(1_099);
    expect(own.status).toBe("NEW");
    // Somebody's command comes later than the switch: it is as if it had fired before.
    const late = placed(played, 1, { side: "SELL", priceTicks: 299_000, lots: 20 }, 5_000);
    expect([own.status, own.updatedAt]).toEqual(["CANCELED", 1_100]);
    expect(late.executedLots).toBe(10);
    expect([eth.status, others.status]).toEqual(["NEW", "FILLED"]);
  });

  test("is off after it has fired, until it is set again", () => {
    const played = new PlayedFutures(1);
    arm(played, 1_000, 0);
    played.exchange.advance(1_000);
    const one = placed(played, 0, {}, 1_001);
    played.exchange.advance(1_000_000);
    expect(one.status).toBe("NEW");
    expect(played.exchange.nextAt).toBe(Number.POSITIVE_INFINITY);
    arm(played, 1_000, 1_000_000);
    played.exchange.advance(1_001_000);
    expect(one.status).toBe("CANCELED");
  });

  test("is put off by each call, and turned off by 0", () => {
    const played = new PlayedFutures(1);
    const one = placed(played, 0, {});
    arm(played, 1_000, 100);
    arm(played, 1_000, 1_000);
    played.exchange.advance(1_999);
    expect(one.status).toBe("NEW");
    arm(played, 0, 1_999);
    played.exchange.advance(10_000);
    expect(one.status).toBe("NEW");
  });
});

test("a client's id is of one open order at a time", () => {
  const played = new PlayedFutures(1);
  const one = placed(played, 0, { clientOrderId: "mine" });
  const again = () => codeOf(played.exchange.place(0, order({ clientOrderId: "mine" }), 2));
  expect(again()).toBe(-4116);
  expect(codeOf(played.exchange.cancel(0, key(one.orderId), 3))).toBe(0);
  expect(codeOf(played.exchange.cancel(0, key(one.orderId), 3))).toBe(-2011);
  expect(again()).toBe(0);
});

test("quantities are coins: a thousand lots of 0.001 are worth one coin", () => {
  expect(BigInt(1_000) * 300_000n * BTC.atomsPerTickLot).toBe(30_000n * UNIT);
});
