/** What of an account is bounded, and at which bound: fees, memory, worth, waiting stops. */
import { describe, expect, test } from "bun:test";
import type { AccountOptions } from "../../../../../src/trading/venue/simulated/exchange/ledger/account.ts";
import type { PlaceRequest } from "../../../../../src/trading/venue/simulated/exchange/order.ts";
import { BTC, cancelOf, order, PlayedExchange } from "./kit/played-exchange.ts";

const UNIT = 10n ** 8n;
const SYMBOL = "BTCUSDT";

/** An account of plenty. */
function opened(played: PlayedExchange, options: Partial<AccountOptions> = {}): number {
  const account = played.exchange.openAccount({ name: "one", ...options });
  played.exchange.deposit(account, "BTC", 1_000n * UNIT, 0);
  played.exchange.deposit(account, "USDT", 100_000_000n * UNIT, 0);
  return account;
}

const limit = (side: "BUY" | "SELL", more: Partial<PlaceRequest> = {}) =>
  order({ side, priceTicks: 6_000_000, lots: 100_000, timeInForce: "GTC", ...more });

const refusalOf = (played: PlayedExchange, account: number, request: PlaceRequest) => {
  const placed = played.exchange.place(account, request, 1);
  return placed.ok ? "" : placed.failure.msg;
};

const place = (played: PlayedExchange, account: number, request: PlaceRequest) => {
  const placed = played.exchange.place(account, request, 1);
  if (!placed.ok) throw new Error(placed.failure.msg);
  return placed.value;
};

test("whoever waited pays as a maker, whoever came pays as a taker, each by its own account", () => {
  const played = new PlayedExchange();
  const fees = { makerFeeMillionths: 100, takerFeeMillionths: 2_000 };
  const [maker, taker] = [opened(played, fees), opened(played, fees)];
  const rested = place(played, maker, limit("SELL"));
  const came = place(played, taker, limit("BUY"));
  expect(rested.fills).toMatchObject([{ isMaker: true, feeAsset: "USDT", fee: 6n * UNIT }]);
  expect(came.fills).toMatchObject([{ isMaker: false, feeAsset: "BTC", fee: UNIT / 500n }]);
});

describe("of what is over an account remembers", () => {
  test("the newest orders, and by their client ids no others", () => {
    const played = new PlayedExchange();
    const account = opened(played, { history: 3 });
    const ids = ["a", "b", "c", "d", "e"];
    const open = place(played, account, limit("BUY", { clientOrderId: "open" }));
    for (const clientOrderId of ids) {
      const placed = place(played, account, limit("BUY", { clientOrderId }));
      expect(played.exchange.cancel(account, cancelOf(placed), 2).ok).toBe(true);
    }
    const known = played.exchange.allOrders(account, SYMBOL);
    expect(known.map(({ orderId }) => orderId)).toEqual([open.orderId, 4, 5, 6]);
    const found = (clientOrderId: string) =>
      played.exchange.order(account, SYMBOL, { orderId: Number.NaN, clientOrderId }) !== null;
    expect(ids.map(found)).toEqual([false, false, true, true, true]);
    expect(found("open")).toBe(true);
  });

  test("a client id whose first order is forgotten, and whose second is not", () => {
    const played = new PlayedExchange();
    const account = opened(played, { history: 2 });
    for (const clientOrderId of ["mine", "b", "mine", "c"]) {
      played.exchange.cancel(
        account,
        cancelOf(place(played, account, limit("BUY", { clientOrderId }))),
        2,
      );
    }
    const key = { orderId: Number.NaN, clientOrderId: "mine" };
    expect(played.exchange.order(account, SYMBOL, key)?.orderId).toBe(3);
  });

  test("of its trades at least as many, and less than twice as many", () => {
    const played = new PlayedExchange();
    const [maker, account] = [opened(played), opened(played, { history: 3 })];
    for (let trade = 1; trade <= 20; trade += 1) {
      place(played, maker, limit("SELL"));
      place(played, account, limit("BUY"));
      const kept = played.exchange.accountTrades(account, SYMBOL);
      expect(kept.length).toBeWithin(Math.min(trade, 3), 6);
      expect(kept.at(-1)?.tradeId).toBe(trade);
    }
  });
});

describe("an order is refused that", () => {
  /** 9,000,000 USDT, to the atom. */
  const most = { priceTicks: 100_000_000, lots: 900_000 };

  test("is worth more than the most, and not one that is worth just that", () => {
    const played = new PlayedExchange();
    const account = opened(played);
    const more = { ...most, lots: 900_001 };
    expect(refusalOf(played, account, limit("BUY", more))).toBe("Filter failure: NOTIONAL");
    expect(refusalOf(played, account, limit("BUY", most))).toBe("");
  });

  test("takes more than the most at the market, by amount and by lots", () => {
    const played = new PlayedExchange();
    const [maker, account] = [opened(played), opened(played)];
    place(played, maker, limit("SELL"));
    place(played, account, limit("BUY"));
    const market = (more: Partial<PlaceRequest>) =>
      refusalOf(played, account, order({ side: "BUY", type: "MARKET", ...more }));
    expect(market({ quoteAtoms: BTC.notionalMax + 1n })).toBe("Filter failure: NOTIONAL");
    expect(market({ lots: 15_000_001 })).toBe("Filter failure: NOTIONAL");
    expect(market({ lots: 15_000_000 })).not.toBe("Filter failure: NOTIONAL");
  });

  test("waits for a price where as many wait as may", () => {
    const played = new PlayedExchange();
    const [maker, account] = [opened(played), opened(played)];
    place(played, maker, limit("SELL"));
    place(played, maker, limit("BUY", { priceTicks: 5_900_000 }));
    place(played, account, limit("BUY"));
    const stop = limit("BUY", { type: "STOP_LOSS_LIMIT", stopTicks: 6_100_000 });
    const waiting = Array.from({ length: BTC.stopsMax }, () => place(played, account, stop));
    expect(refusalOf(played, account, stop)).toBe("Filter failure: MAX_NUM_ALGO_ORDERS");
    expect(refusalOf(played, account, limit("BUY", { priceTicks: 5_800_000 }))).toBe("");
    for (const one of waiting.slice(0, 1)) played.exchange.cancel(account, cancelOf(one), 2);
    expect(refusalOf(played, account, stop)).toBe("");
  });
});
