/** Each type of order that does not wait, cancel and amend, and what a caller may not do. */
import { describe, expect, test } from "bun:test";
import type { NewOrder } from "../../../../../src/trading/venue/simulated/engine/new-order.ts";
import { queueAt, start, withAsks } from "./engine-kit.ts";

describe("a limit order", () => {
  test("rests when it reaches nothing", () => {
    const { submit, said, engine } = withAsks();
    expect(submit({ priceTicks: 100, lots: 3 })).toBe("RESTING");
    expect(said()).toEqual(["rested 1 3"]);
    expect([engine.best("BUY"), engine.best("SELL")]).toEqual([100, 101]);
  });

  test("takes the best price first, at a price who came first, and rests with the rest", () => {
    const { submit, said, engine } = withAsks();
    expect(submit({ priceTicks: 103, lots: 18 })).toBe("RESTING");
    expect(said()).toEqual([
      "trade 11 1 101 5",
      "trade 12 1 101 5",
      "trade 13 1 103 5",
      "rested 1 3",
    ]);
    expect(engine.best("SELL")).toBeNaN();
    expect(engine.lastPriceTicks).toBe(103);
    expect(engine.leaves(1)).toBe(3);
  });

  test("trades at the maker's price, down to its own", () => {
    const { submit, said } = withAsks();
    expect(submit({ priceTicks: 102, lots: 12 })).toBe("RESTING");
    expect(said()).toEqual(["trade 11 1 101 5", "trade 12 1 101 5", "rested 1 2"]);
  });

  test("leaves a maker that it fills in part at the head of its level", () => {
    const { submit, engine } = withAsks();
    expect(submit({ priceTicks: 101, lots: 2 })).toBe("DONE");
    expect(queueAt(engine, "SELL", 101)).toEqual(["11: 3 + 0", "12: 5 + 0"]);
  });

  test("that is IOC takes what there is, and expires with the rest", () => {
    const { submit, said, engine } = withAsks();
    expect(submit({ priceTicks: 101, lots: 12, timeInForce: "IOC" })).toBe("DONE");
    expect(said()).toEqual(["trade 11 1 101 5", "trade 12 1 101 5", "expired 1 2 IOC"]);
    expect(engine.best("BUY")).toBeNaN();
  });

  test("that is FOK is filled when all of it can be", () => {
    const { submit, said } = withAsks();
    expect(submit({ priceTicks: 103, lots: 15, timeInForce: "FOK" })).toBe("DONE");
    expect(said()).toEqual(["trade 11 1 101 5", "trade 12 1 101 5", "trade 13 1 103 5"]);
  });

  test("that is FOK expires without a trade when a lot is missing", () => {
    const { submit, said } = withAsks();
    expect(submit({ priceTicks: 103, lots: 16, timeInForce: "FOK" })).toBe("DONE");
    expect(said()).toEqual(["expired 1 16 FOK"]);
  });
});

describe("a market order", () => {
  test("takes at any price, never rests, and expires with what nothing is left for", () => {
    const { submit, said, engine } = withAsks();
    expect(submit({ type: "MARKET", lots: 16, priceTicks: 1 })).toBe("DONE");
    expect(said().slice(2)).toEqual(["trade 13 1 103 5", "expired 1 1 NO_LIQUIDITY"]);
    expect(engine.openCount).toBe(0);
  });

  test("with a budget trades whole lots for at most that, and says nothing of lots it cannot pay", () => {
    const { submit, said } = withAsks();
    const budget = 10 * 101 + 2 * 103 + 102;
    expect(submit({ type: "MARKET", lots: 1_000, budget })).toBe("DONE");
    expect(said()).toEqual(["trade 11 1 101 5", "trade 12 1 101 5", "trade 13 1 103 2"]);
  });

  test("with a budget for not one lot expires", () => {
    const { submit, said } = withAsks();
    expect(submit({ type: "MARKET", lots: 1_000, budget: 100 })).toBe("DONE");
    expect(said()).toEqual(["expired 1 1000 NO_LIQUIDITY"]);
  });

  test("with a budget expires when nothing is left to take", () => {
    const { submit, said } = withAsks();
    expect(submit({ type: "MARKET", lots: 1_000, budget: 1e6 })).toBe("DONE");
    expect(said().at(-1)).toBe("expired 1 985 NO_LIQUIDITY");
  });
});

describe("a post-only order", () => {
  test("is refused where it would take, and the sink hears nothing", () => {
    const { submit, ledger, engine } = withAsks();
    expect(submit({ type: "LIMIT_MAKER", priceTicks: 101 })).toBe("POST_ONLY_CROSSES");
    expect(ledger.said).toEqual([]);
    expect(engine.openCount).toBe(3);
  });

  test("rests otherwise, whatever its time in force says", () => {
    const { submit, said } = withAsks();
    const order = { type: "LIMIT_MAKER", priceTicks: 100, timeInForce: "FOK" } as const;
    expect(submit(order)).toBe("RESTING");
    expect(said()).toEqual(["rested 1 1"]);
  });
});

describe("an iceberg", () => {
  test("shows its peak, and each new peak stands behind all others", () => {
    const { submit, said, engine } = start();
    submit({ number: 1, lots: 10, peakLots: 4 });
    submit({ number: 2, lots: 5 });
    expect(engine.shownLotsAt("BUY", 100)).toBe(9);
    submit({ number: 3, owner: 9, side: "SELL", lots: 6 });
    expect(said()).toEqual(["trade 1 3 100 4", "trade 2 3 100 2"]);
    expect(queueAt(engine, "BUY", 100)).toEqual(["2: 3 + 0", "1: 4 + 2"]);
    submit({ number: 4, owner: 9, side: "SELL", lots: 9 });
    expect(said()).toEqual(["trade 2 4 100 3", "trade 1 4 100 4", "trade 1 4 100 2"]);
  });

  test("takes with all its lots, and hides when it rests", () => {
    const { submit, said, engine } = withAsks();
    expect(submit({ priceTicks: 101, lots: 17, peakLots: 3 })).toBe("RESTING");
    expect(said()).toEqual(["trade 11 1 101 5", "trade 12 1 101 5", "rested 1 7"]);
    expect(queueAt(engine, "BUY", 101)).toEqual(["1: 3 + 4"]);
    expect(engine.crossableLots("SELL", 101)).toBe(7);
  });

  test("is taken whole by a fill-or-kill order", () => {
    const { submit, said } = start();
    submit({ number: 1, lots: 10, peakLots: 4 });
    submit({ number: 2, owner: 9, side: "SELL", lots: 10, timeInForce: "FOK" });
    expect(said()).toEqual(["trade 1 2 100 4", "trade 1 2 100 4", "trade 1 2 100 2"]);
  });
});

describe("cancel and amend", () => {
  test("cancel answers what was left, once", () => {
    const { submit, engine } = withAsks();
    submit({ priceTicks: 101, lots: 2 });
    expect(engine.cancel(11)).toBe(3);
    expect(engine.cancel(11)).toBe(-1);
    expect(engine.cancel(1)).toBe(-1);
    expect(queueAt(engine, "SELL", 101)).toEqual(["12: 5 + 0"]);
  });

  test("cancel takes an order out of the middle of its level", () => {
    const { submit, engine } = start();
    for (const number of [1, 2, 3]) submit({ number });
    engine.cancel(2);
    expect(queueAt(engine, "BUY", 100)).toEqual(["1: 1 + 0", "3: 1 + 0"]);
  });

  test("amend makes smaller only, and keeps the place", () => {
    const { engine } = withAsks();
    expect(engine.amend(11, 2)).toBe(true);
    expect(queueAt(engine, "SELL", 101)).toEqual(["11: 2 + 0", "12: 5 + 0"]);
    for (const lots of [2, 3, 0, -1, 1.5, Number.NaN]) expect(engine.amend(11, lots)).toBe(false);
    expect(engine.amend(99, 1)).toBe(false);
  });

  test("amend takes from what is hidden first, and then what is shown", () => {
    const { submit, engine } = start();
    submit({ lots: 10, peakLots: 4 });
    engine.amend(1, 5);
    expect(queueAt(engine, "BUY", 100)).toEqual(["1: 4 + 1"]);
    engine.amend(1, 3);
    expect(queueAt(engine, "BUY", 100)).toEqual(["1: 3 + 0"]);
  });
});

describe("levels", () => {
  test("are told once for each order that came, went or took there, and not when nothing shows", () => {
    const told: string[] = [];
    const { engine, ledger, submit } = start();
    const { level } = ledger;
    ledger.level = (side, price, lots) => {
      told.push(`${side} ${price} ${lots}`);
      return level.call(ledger, side, price, lots);
    };
    submit({ number: 1, lots: 9, peakLots: 3 });
    submit({ number: 2, lots: 2 });
    submit({ number: 3, owner: 9, side: "SELL", lots: 3 });
    submit({ number: 4, owner: 9, side: "SELL", lots: 4 });
    ledger.close(1);
    engine.cancel(1);
    expect(told).toEqual(["BUY 100 3", "BUY 100 5", "BUY 100 1", "BUY 100 0"]);
    expect(ledger.broken).toEqual([]);
  });

  test("are visited from the best, as many as asked for", () => {
    const { engine } = withAsks();
    const seen: number[][] = [];
    engine.forEachLevel("SELL", 1, (price, lots) => void seen.push([price, lots]));
    engine.forEachLevel("SELL", 9, (price, lots) => void seen.push([price, lots]));
    expect(seen).toEqual([
      [101, 10],
      [101, 10],
      [103, 5],
    ]);
  });

  test.each(["BUY", "SELL"] as const)("are in order of price wherever they are (%s)", (side) => {
    const { engine, submit } = start();
    // Each price once, in no order.
    for (let number = 0; number < 101; number += 1) {
      submit({ number, side, priceTicks: 1 + ((number * 37) % 101) ** 3 });
    }
    for (let number = 0; number < 101; number += 3) engine.cancel(number);
    const left = Array.from({ length: 101 }, (_, number) => number).filter(
      (number) => number % 3 > 0,
    );
    const prices = left.map((number) => 1 + ((number * 37) % 101) ** 3);
    const seen: number[] = [];
    engine.forEachLevel(side, Number.POSITIVE_INFINITY, (price) => void seen.push(price));
    const sign = side === "BUY" ? -1 : 1;
    expect(seen).toEqual(prices.sort((first, second) => sign * (first - second)));
  });

  test("visiting orders stops where the visitor says so", () => {
    const { engine } = withAsks();
    const seen: number[] = [];
    engine.forEachOrderAt("SELL", 101, (number) => {
      seen.push(number);
      return false;
    });
    expect(seen).toEqual([11]);
  });
});

describe("a mistake of the caller", () => {
  test.each<Partial<NewOrder>>([
    { number: -1 },
    { number: 11 },
    { number: 0.5 },
    { owner: Number.NaN },
    { lots: 0 },
    { lots: 1.5 },
    { lots: Number.NaN },
    { priceTicks: 0 },
    { priceTicks: Number.NaN },
    { peakLots: -1 },
    { type: "STOP_LOSS", stopTicks: 0 },
    { type: "MARKET", budget: 0 },
    { budget: 100 },
  ])("%j throws, and nothing is done", (wrong) => {
    const { engine, ledger, submit } = withAsks();
    expect(() => submit(wrong)).toThrow("Invariant");
    expect(ledger.said).toEqual([]);
    expect(engine.openCount).toBe(3);
  });

  test("a sink that commands the engine throws", () => {
    const { engine, ledger, submit } = withAsks();
    ledger.trade = () => void engine.cancel(13);
    expect(() => submit({ priceTicks: 101 })).toThrow("a sink commands no engine");
  });
});
