/** What is shown of trading, by boards that others have written. */
import { describe, expect, test } from "bun:test";
import { Filled } from "../../../../src/desk/message/filled.ts";
import { OpenOrder } from "../../../../src/desk/message/open-order.ts";
import { Position } from "../../../../src/desk/message/position.ts";
import { Top } from "../../../../src/desk/message/top.ts";
import { TradingReader } from "../../../../src/desk/run/state/trading-reader.ts";
import { defineInstrument } from "../../../../src/trading/market/instrument.ts";
import { statusOf } from "../../http/view-kit.ts";
import { board } from "../kit/written-board.ts";

const BTC = defineInstrument({ number: 0, name: "BTC-USDT@binance", tick: "0.01", lot: "0.001" });
const ETH = defineInstrument({ number: 1, name: "ETH-USDT@binance", tick: "0.1", lot: "0.01" });
const MAKER = 7;
const ORDER = {
  state: "WORKING",
  side: "BUY",
  style: "GTC",
  replaces: "",
  instrument: 0,
  strategy: MAKER,
  priceTicks: 6_000_050,
  orderLots: 20,
  cumLots: 5,
  sentAt: 1e9,
  sequence: 1,
  orderId: "o1",
} as const;

function stage() {
  const boards = {
    top: board(Top, 2),
    position: board(Position, 2),
    openOrder: board(OpenOrder, 8),
    filled: board(Filled, 8),
  };
  const owners = { feed: ["top"], risk: ["position"], gateway: ["openOrder", "filled"] };
  const system = {
    boardOf: (actor: string, name: string) => {
      const isHis = owners[actor as keyof typeof owners]?.includes(name);
      return isHis ? boards[name as keyof typeof boards].memory : null;
    },
    status: () => [statusOf("maker", { number: MAKER })],
  };
  const plan = {
    instruments: [BTC, ETH],
    actors: [
      { name: "feed", kind: "feed", instruments: [0, 1] },
      { name: "risk", kind: "risk", instruments: [] },
      { name: "gateway", kind: "execution", instruments: [0, 1] },
    ] as const,
  };
  return {
    ...boards,
    reader: new TradingReader(
      system,
      () => plan,
      () => 1.25e9,
    ),
  };
}

describe("a market", () => {
  test("is shown in the venue's decimals, with what is held and what works", () => {
    const { reader, top, position } = stage();
    top.put({
      state: "LIVE",
      bidTicks: 5_999_995,
      bidLots: 1_500,
      askTicks: 6_000_005,
      askLots: 20,
      sequence: 1,
      receivedAt: 0,
    });
    position.put({ lots: -12, workingBuyLots: 20, workingSellLots: 0 });
    const [market] = reader.markets();
    expect(market).toMatchObject({
      instrument: "BTC-USDT@binance",
      state: "LIVE",
      bid: "59999.95",
      bidQuantity: "1.500",
      ask: "60000.05",
      askQuantity: "0.020",
      position: "-0.012",
      workingBuy: "0.020",
      workingSell: "0.000",
    });
    expect(market?.spreadBps).toBeCloseTo(0.016667, 5);
  });

  test("of which nothing is known yet, or of which a side is empty, shows what there is", () => {
    const { reader, top } = stage();
    const stale = { state: "STALE", sequence: 1, receivedAt: 0 };
    top.put({ ...stale, bidTicks: Number.NaN, bidLots: Number.NaN, askTicks: 1, askLots: 1 }, 1);
    const [unknown, half] = reader.markets();
    expect(unknown).toMatchObject({ state: "UNKNOWN", bid: null, spreadBps: null, position: null });
    expect(half).toMatchObject({ state: "STALE", bid: null, ask: "0.1", spreadBps: null });
  });
});

test("orders that may still trade are shown, the newest first; a free slot is not", () => {
  const { reader, openOrder } = stage();
  openOrder.put(ORDER, 0);
  openOrder.put({ ...ORDER, state: "FREE", orderId: "o2" }, 1);
  openOrder.put({ ...ORDER, state: "UNKNOWN", instrument: 1, sentAt: 1.2e9, orderId: "o3" }, 2);
  expect(reader.orders()).toMatchObject([
    { orderId: "o3", state: "UNKNOWN", instrument: "ETH-USDT@binance", ageMs: 50 },
    {
      orderId: "o1",
      strategy: "maker",
      price: "60000.50",
      quantity: "0.020",
      filled: "0.005",
      ageMs: 250,
    },
  ]);
});

test("what each strategy has traded is shown, also of one that is not there any more", () => {
  const { reader, filled } = stage();
  filled.put({ strategy: MAKER, instrument: 0, lots: -3, fills: 2, sequence: 1 }, 0);
  filled.put({ strategy: 9, instrument: 1, lots: 4, fills: 1, sequence: 1 }, 1);
  expect(reader.traded()).toEqual([
    { strategy: "maker", instrument: "BTC-USDT@binance", fills: 2, position: "-0.003" },
    { strategy: "actor 9", instrument: "ETH-USDT@binance", fills: 1, position: "0.04" },
  ]);
});
