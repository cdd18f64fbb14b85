/** One rule of the exchange each: what it takes, refuses, holds, charges and says. */
import { describe, expect, test } from "bun:test";
import type { PlaceRequest } from "../../../../../src/trading/venue/simulated/exchange/order.ts";
import { BTC, cancelOf, order, PlayedExchange } from "./kit/played-exchange.ts";

const UNIT = 10n ** 8n;
const [ALICE, BOB] = [0, 1];

/** Two accounts with 10 BTC and 100,000 USDT each. */
function opened(): PlayedExchange {
  const played = new PlayedExchange();
  for (const name of ["alice", "bob"]) {
    const account = played.exchange.openAccount({ name });
    played.exchange.deposit(account, "BTC", 10n * UNIT, 0);
    played.exchange.deposit(account, "USDT", 100_000n * UNIT, 0);
  }
  return played;
}

/** One BTC is 100,000 lots, and one USDT a hundred ticks. */
const limit = (side: "BUY" | "SELL", usdt: number, btc: number, more: Partial<PlaceRequest> = {}) =>
  order({ side, priceTicks: usdt * 100, lots: btc * 100_000, timeInForce: "GTC", ...more });

const market = (side: "BUY" | "SELL", more: Partial<PlaceRequest>) =>
  order({ side, type: "MARKET", ...more });

function balanceOf({ exchange }: PlayedExchange, account: number, asset: string) {
  const found = exchange.balances(account).find((one) => one.asset === asset);
  return [found?.free ?? 0n, found?.locked ?? 0n];
}

const place = (played: PlayedExchange, account: number, request: PlaceRequest) => {
  const placed = played.exchange.place(account, request, 1);
  if (!placed.ok) throw new Error(placed.failure.msg);
  return placed.value;
};

const codeOf = (played: PlayedExchange, account: number, request: PlaceRequest) => {
  const placed = played.exchange.place(account, request, 1);
  return placed.ok ? 0 : placed.failure.code;
};

const msgOf = (played: PlayedExchange, account: number, request: PlaceRequest) => {
  const placed = played.exchange.place(account, request, 1);
  return placed.ok ? "" : placed.failure.msg;
};

describe("a fill", () => {
  test("is at the maker's price; each side pays its fee from what it receives", () => {
    const played = opened();
    place(played, ALICE, limit("SELL", 60_000, 1));
    const bought = place(played, BOB, limit("BUY", 61_000, 0.5));
    expect(bought).toMatchObject({ status: "FILLED", executedLots: 50_000, held: 0n });
    expect(bought.executedQuote).toBe(30_000n * UNIT);
    expect(balanceOf(played, BOB, "BTC")).toEqual([10n * UNIT + 49_950_000n, 0n]);
    expect(balanceOf(played, BOB, "USDT")).toEqual([70_000n * UNIT, 0n]);
    expect(balanceOf(played, ALICE, "BTC")).toEqual([9n * UNIT, UNIT / 2n]);
    expect(balanceOf(played, ALICE, "USDT")).toEqual([129_970n * UNIT, 0n]);
  });

  test("is said to both, the order's NEW before it, and balances behind it", () => {
    const played = opened();
    place(played, ALICE, limit("SELL", 60_000, 1));
    played.reports.length = 0;
    played.balances.length = 0;
    place(played, BOB, limit("BUY", 60_000, 0.25));
    expect(played.reports.map(({ account, type, status }) => [account, type, status])).toEqual([
      [BOB, "NEW", "NEW"],
      [BOB, "TRADE", "FILLED"],
      [ALICE, "TRADE", "PARTIALLY_FILLED"],
    ]);
    expect(played.balances.map(({ account }) => account)).toEqual([BOB, ALICE]);
  });
});

describe("a market order", () => {
  const liquid = () => {
    const played = opened();
    place(played, ALICE, limit("SELL", 100, 1));
    place(played, ALICE, limit("SELL", 200, 1));
    place(played, ALICE, limit("BUY", 50, 2));
    return played;
  };

  test("by an amount of quote buys as many whole lots as it pays", () => {
    const played = liquid();
    const bought = place(played, BOB, market("BUY", { quoteAtoms: 150n * UNIT }));
    expect(bought).toMatchObject({ status: "FILLED", lots: 125_000, executedQuote: 150n * UNIT });
    expect(balanceOf(played, BOB, "USDT")).toEqual([99_850n * UNIT, 0n]);
  });

  test("by an amount of quote sells as many whole lots as earn it", () => {
    const played = liquid();
    const sold = place(played, BOB, market("SELL", { quoteAtoms: 75n * UNIT }));
    expect(sold).toMatchObject({ status: "FILLED", lots: 150_000, executedQuote: 75n * UNIT });
  });

  test("that is larger than the book is filled with what is there, and expires", () => {
    const played = liquid();
    const bought = place(played, BOB, market("BUY", { lots: 300_000 }));
    expect(bought).toMatchObject({ status: "EXPIRED", executedLots: 200_000, held: 0n });
  });

  test("that the account cannot pay is refused before it trades", () => {
    const played = liquid();
    expect(codeOf(played, BOB, market("SELL", { lots: 1_100_000 }))).toBe(-2010);
    expect(played.trades).toEqual([]);
  });

  test("without anything to take is refused", () => {
    expect(codeOf(opened(), BOB, market("BUY", { lots: 100_000 }))).toBe(-2010);
  });
});

describe("a stop", () => {
  const traded = () => {
    const played = opened();
    place(played, ALICE, limit("SELL", 100, 1));
    place(played, BOB, limit("BUY", 100, 1));
    place(played, ALICE, limit("SELL", 110, 1));
    place(played, ALICE, limit("SELL", 150, 1));
    return played;
  };
  const stopBuy = order({ type: "STOP_LOSS", stopTicks: 11_000, lots: 100_000 });

  test("waits, holds, and becomes live when a trade reaches it", () => {
    const played = traded();
    const stop = place(played, BOB, stopBuy);
    expect(stop).toMatchObject({ status: "NEW", isWorking: false, workingAt: -1 });
    expect(stop.held).toBe(115n * UNIT + UNIT / 2n);
    place(played, BOB, limit("BUY", 110, 0.5));
    expect(stop).toMatchObject({ status: "EXPIRED", executedLots: 50_000, held: 0n });
  });

  test("whose price is reached already is refused", () => {
    const played = traded();
    const reached = { type: "STOP_LOSS_LIMIT", stopTicks: 10_000, timeInForce: "GTC" } as const;
    expect(msgOf(played, BOB, limit("BUY", 101, 1, reached))).toBe(
      "Stop price would trigger immediately.",
    );
  });
});

describe("the venue refuses", () => {
  test("a post-only order that would take", () => {
    const played = opened();
    place(played, ALICE, limit("SELL", 100, 1));
    expect(msgOf(played, BOB, limit("BUY", 100, 1, { type: "LIMIT_MAKER" }))).toBe(
      "Order would immediately match and take.",
    );
    expect(codeOf(played, BOB, limit("BUY", 99, 1, { type: "LIMIT_MAKER" }))).toBe(0);
  });

  test("an id of an open order, and takes it again once that is over", () => {
    const played = opened();
    const first = place(played, BOB, limit("BUY", 100, 1, { clientOrderId: "mine" }));
    expect(msgOf(played, BOB, limit("BUY", 90, 1, { clientOrderId: "mine" }))).toBe(
      "Duplicate order sent.",
    );
    expect(codeOf(played, ALICE, limit("BUY", 90, 1, { clientOrderId: "mine" }))).toBe(0);
    played.exchange.cancel(BOB, cancelOf(first), 2);
    const second = place(played, BOB, limit("BUY", 90, 1, { clientOrderId: "mine" }));
    const key = { orderId: Number.NaN, clientOrderId: "mine" };
    expect(played.exchange.order(BOB, "BTCUSDT", key)).toBe(second);
  });

  test.each([
    ["a price of nothing", { priceTicks: 0 }, "PRICE_FILTER"],
    ["a price that is not there", { priceTicks: Number.NaN }, "PRICE_FILTER"],
    ["a price above the highest", { priceTicks: 100_000_001 }, "PRICE_FILTER"],
    ["too many lots", { lots: 10 ** 12 + 1 }, "LOT_SIZE"],
    ["no lots", { lots: Number.NaN }, "LOT_SIZE"],
    ["less money than the least", { priceTicks: 100, lots: 499_999 }, "NOTIONAL"],
    ["an iceberg of too many parts", { lots: 101_000, icebergLots: 1_000 }, "ICEBERG_PARTS"],
  ])("%s", (_, wrong, filter) => {
    expect(msgOf(opened(), BOB, limit("BUY", 100, 1, wrong))).toBe(`Filter failure: ${filter}`);
  });

  test("one order more than may be open", () => {
    const played = opened();
    for (let count = 0; count < BTC.ordersMax; count += 1) {
      place(played, BOB, limit("BUY", 10, 1, { lots: 100_000 }));
    }
    expect(msgOf(played, BOB, limit("BUY", 10, 1))).toBe("Filter failure: MAX_NUM_ORDERS");
  });

  test("what the account does not have, to the atom", () => {
    const played = opened();
    place(played, BOB, limit("BUY", 100_000, 1));
    expect(balanceOf(played, BOB, "USDT")).toEqual([0n, 100_000n * UNIT]);
    expect(codeOf(played, BOB, limit("BUY", 100, 0.1))).toBe(-2010);
    expect(codeOf(played, BOB, limit("SELL", 200_000, 10))).toBe(0);
    expect(codeOf(played, BOB, limit("SELL", 200_000, 0.00005))).toBe(-2010);
  });
});

describe("self-trade prevention", () => {
  test("books nothing, tells both, and gives back what was held", () => {
    const played = opened();
    const maker = place(played, BOB, limit("SELL", 100, 1));
    const taker = place(played, BOB, limit("BUY", 100, 0.4, { stp: "DECREMENT" }));
    expect(taker).toMatchObject({ status: "EXPIRED_IN_MATCH", executedLots: 0, held: 0n });
    expect(maker).toMatchObject({ status: "NEW", preventedLots: 40_000 });
    expect(maker.held).toBe((UNIT * 6n) / 10n);
    expect(played.trades).toEqual([]);
    expect(balanceOf(played, BOB, "USDT")).toEqual([100_000n * UNIT, 0n]);
    expect(played.exchange.preventedMatches(BOB, "BTCUSDT")).toMatchObject([
      { matchId: 1, mode: "DECREMENT", makerLots: 40_000, takerLots: 40_000 },
    ]);
  });
});

describe("a cancel", () => {
  test("gives back what was held, and has an id of its own", () => {
    const played = opened();
    const one = place(played, BOB, limit("BUY", 100, 1));
    const cancelled = played.exchange.cancel(BOB, { ...cancelOf(one), newClientOrderId: "c" }, 2);
    expect(cancelled).toMatchObject({ ok: true, value: { clientOrderId: "c" } });
    expect(balanceOf(played, BOB, "USDT")).toEqual([100_000n * UNIT, 0n]);
    const { clientOrderId, origClientOrderId } = played.reports.at(-1) ?? {};
    expect([clientOrderId, origClientOrderId]).toEqual(["c", one.clientOrderId]);
  });

  test("of another's order, or twice, finds nothing", () => {
    const played = opened();
    const one = place(played, BOB, limit("BUY", 100, 1));
    expect(played.exchange.cancel(ALICE, cancelOf(one), 2)).toMatchObject({
      failure: { code: -2011 },
    });
    played.exchange.cancel(BOB, cancelOf(one), 2);
    expect(played.exchange.cancel(BOB, cancelOf(one), 2)).toMatchObject({ ok: false });
    expect(played.exchange.cancelAll(BOB, "BTCUSDT", 2)).toMatchObject({
      failure: { code: -2011 },
    });
  });

  test("with a new order leaves the old one when it fails and that was asked for", () => {
    const played = opened();
    const one = place(played, BOB, limit("BUY", 100, 1));
    const cancel = { ...cancelOf(one), orderId: 99 };
    const wanted = { cancel, place: limit("BUY", 90, 1) };
    const stopped = played.exchange.replace(BOB, { ...wanted, mode: "STOP_ON_FAILURE" }, 2);
    expect(stopped).toMatchObject({ cancel: { ok: false }, place: null });
    const went = played.exchange.replace(BOB, { ...wanted, mode: "ALLOW_FAILURE" }, 2);
    expect(went).toMatchObject({ cancel: { ok: false }, place: { ok: true } });
    expect(played.exchange.openOrders(BOB, "BTCUSDT")).toHaveLength(2);
  });
});

test("an amendment keeps the order's place, and gives back what it holds less", () => {
  const played = opened();
  const first = place(played, BOB, limit("BUY", 100, 1));
  place(played, ALICE, limit("BUY", 100, 1));
  const key = {
    symbol: "BTCUSDT",
    orderId: first.orderId,
    clientOrderId: "",
    newClientOrderId: "",
  };
  expect(played.exchange.amend(BOB, { ...key, lots: 100_000 }, 2)).toMatchObject({ ok: false });
  expect(played.exchange.amend(BOB, { ...key, lots: 60_000 }, 2)).toMatchObject({ ok: true });
  expect(first.held).toBe(60n * UNIT);
  place(played, ALICE, limit("SELL", 100, 0.6));
  expect(first.status).toBe("FILLED");
});

describe("rules that change", () => {
  test("a halt refuses orders, and cancels go on", () => {
    const played = opened();
    const one = place(played, BOB, limit("BUY", 100, 1));
    played.exchange.setRules({ ...BTC, status: "HALT" }, 2);
    expect(msgOf(played, BOB, limit("BUY", 100, 1))).toBe("Market is closed.");
    expect(played.exchange.cancel(BOB, cancelOf(one), 3)).toMatchObject({ ok: true });
  });

  test("another tick cancels what was open, and the last price goes on in it", () => {
    const played = opened();
    place(played, ALICE, limit("SELL", 100, 1));
    place(played, BOB, limit("BUY", 100, 1));
    const one = place(played, BOB, limit("BUY", 90, 1));
    played.exchange.setRules({ ...BTC, tick: { digits: 1, scale: 1 } }, 2);
    expect(one.status).toBe("CANCELED");
    expect(played.exchange.depth("BTCUSDT", 10).bids).toEqual([]);
    expect(played.exchange.lastPriceTicks("BTCUSDT")).toBe(1_000);
    expect([...played.shown.keys()]).toEqual([]);
  });
});
