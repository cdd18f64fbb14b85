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

/** 3 lots short at 60,000.10 of which one was bought back, with fees in both assets. */
const SOLD = {
  ...{ strategy: MAKER, instrument: 0, lots: -2, fills: 2, sequence: 1 },
  ...{ cost: "-12000020", realised: "1010", feeQuote: "0.18", feeBase: "0.000001" },
  feeUnknownFills: 0,
};
const TOUCH = { state: "LIVE", bidLots: 1, askLots: 1, sequence: 1, receivedAt: 0 };

describe("what was traded", () => {
  test("is shown with its average price, its profit at the mid, and its fees by asset", () => {
    const { reader, filled, top } = stage();
    top.put({ ...TOUCH, bidTicks: 5_999_000, askTicks: 5_999_001 });
    filled.put(SOLD, 0);
    const { traded, totals } = reader.traded();
    expect(traded).toEqual([
      {
        ...{ strategy: "maker", instrument: "BTC-USDT@binance", fills: 2, position: "-0.002" },
        ...{ averagePrice: "60000.1000", mark: "59990.005", markState: "LIVE", quote: "USDT" },
        ...{ realised: "0.0101", unrealised: "0.02019", net: "-0.209700005" },
        fees: [
          { asset: "USDT", amount: "0.18" },
          { asset: "BTC", amount: "0.000001" },
        ],
        feeUnknownFills: 0,
      },
    ]);
    expect(totals).toMatchObject({
      profits: [{ quote: "USDT", net: "-0.209700005" }],
      fees: [
        { asset: "USDT", amount: "0.18" },
        { asset: "BTC", amount: "0.000001" },
      ],
    });
  });

  test("adds up over strategies and instruments, by the quote asset", () => {
    const { reader, filled, top } = stage();
    top.put({ ...TOUCH, bidTicks: 5_999_000, askTicks: 5_999_001 });
    top.put({ ...TOUCH, bidTicks: 20_000, askTicks: 20_010 }, 1);
    filled.put(SOLD, 0);
    filled.put({ ...SOLD, strategy: 9, feeBase: "0", feeQuote: "-0.05", realised: "-10" }, 1);
    const eth = { instrument: 1, lots: 4, cost: "80000", realised: "0", feeBase: "0.00004" };
    filled.put({ ...SOLD, ...eth }, 2);
    const { traded, totals } = reader.traded();
    expect(traded.map(({ strategy, unrealised }) => [strategy, unrealised])).toEqual([
      ["maker", "0.02019"],
      ["actor 9", "0.02019"],
      ["maker", "0.02"],
    ]);
    expect(totals).toEqual({
      profits: [{ quote: "USDT", realised: "0.01", unrealised: "0.06038", net: "-0.379630005" }],
      fees: [
        { asset: "USDT", amount: "0.31" },
        { asset: "BTC", amount: "0.000001" },
        { asset: "ETH", amount: "0.00004" },
      ],
      feeUnknownFills: 0,
    });
  });

  test("what is not known is null, of the row and of all sums that it is in", () => {
    const { reader, filled, top } = stage();
    top.put({ ...TOUCH, state: "STALE", bidTicks: 5_999_000, askTicks: 5_999_001 });
    filled.put(SOLD, 0);
    const unknown = { cost: "", realised: "", feeQuote: "", feeBase: "" };
    filled.put({ ...SOLD, ...unknown, instrument: 1, lots: 4, fills: 7 }, 1);
    filled.put({ ...SOLD, strategy: 9, feeUnknownFills: 1 }, 2);
    const { traded, totals } = reader.traded();
    expect(traded).toMatchObject([
      { markState: "STALE", net: "-0.209700005" },
      { averagePrice: null, mark: null, markState: "UNKNOWN", realised: null, net: null, fees: [] },
      { realised: "0.0101", unrealised: "0.02019", net: null, feeUnknownFills: 1 },
    ]);
    expect(traded[1]?.feeUnknownFills).toBe(7);
    expect(totals.profits).toEqual([
      { quote: "USDT", realised: null, unrealised: null, net: null },
    ]);
    expect(totals.feeUnknownFills).toBe(8);
  });

  test("of a desk that has filled nothing there is nothing", () => {
    expect(stage().reader.traded()).toEqual({
      traded: [],
      totals: { profits: [], fees: [], feeUnknownFills: 0 },
    });
  });
});
