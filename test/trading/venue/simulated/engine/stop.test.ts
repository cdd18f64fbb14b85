/** When orders that wait are triggered, and in which order they run. */
import { describe, expect, test } from "bun:test";
import { start } from "./engine-kit.ts";

describe("a stop", () => {
  /** A last price of 100, 20 lots to buy at 99 and 98 each, and to sell at 101 and 102. */
  function quiet() {
    const desk = start();
    desk.submit({ number: 90, owner: 8, lots: 1 });
    desk.submit({ number: 91, owner: 9, side: "SELL", lots: 1 });
    for (const away of [1, 2]) {
      const rest = { owner: 8, lots: 20 };
      desk.submit({ ...rest, number: 91 + away, priceTicks: 100 - away });
      desk.submit({ ...rest, number: 93 + away, side: "SELL", priceTicks: 100 + away });
    }
    return desk;
  }

  test.each([
    ["BUY", "STOP_LOSS", 101, "BUY"],
    ["BUY", "STOP_LOSS_LIMIT", 101, "BUY"],
    ["SELL", "TAKE_PROFIT", 101, "BUY"],
    ["SELL", "TAKE_PROFIT_LIMIT", 101, "BUY"],
    ["SELL", "STOP_LOSS", 99, "SELL"],
    ["SELL", "STOP_LOSS_LIMIT", 99, "SELL"],
    ["BUY", "TAKE_PROFIT", 99, "SELL"],
    ["BUY", "TAKE_PROFIT_LIMIT", 99, "SELL"],
  ] as const)(
    "to %s that is %s at %d is triggered by a trade there",
    (side, type, stopTicks, by) => {
      const { submit, said, engine } = quiet();
      const priceTicks = side === "BUY" ? 102 : 98;
      expect(submit({ side, type, stopTicks, priceTicks, lots: 2 })).toBe("WAITING");
      expect(said()).toEqual([]);
      expect(engine.leaves(1)).toBe(2);
      submit({ number: 2, owner: 5, side: by, type: "MARKET", lots: 1 });
      expect(said()[1]).toBe("triggered 1");
      expect(said()[2]).toBe(side === "BUY" ? "trade 94 1 101 2" : "trade 92 1 99 2");
      expect(engine.leaves(1)).toBe(0);
    },
  );

  test.each([
    ["BUY", "STOP_LOSS", 100],
    ["SELL", "STOP_LOSS_LIMIT", 100],
    ["SELL", "TAKE_PROFIT", 99],
    ["BUY", "TAKE_PROFIT_LIMIT", 101],
  ] as const)(
    "to %s that is %s at %d is refused when the last price is there or beyond",
    (side, type, stopTicks) => {
      const { submit, ledger } = quiet();
      expect(submit({ side, type, stopTicks })).toBe("STOP_WOULD_TRIGGER");
      expect(ledger.said).toEqual([]);
    },
  );

  test("waits where there was no trade yet", () => {
    expect(start().submit({ type: "STOP_LOSS", stopTicks: 1 })).toBe("WAITING");
  });

  test("is triggered by a price that its command has gone through, and come back from", () => {
    const { submit, said, engine } = start();
    submit({ number: 90, owner: 8, priceTicks: 105 });
    submit({ number: 91, owner: 9, side: "SELL", priceTicks: 105 });
    submit({ number: 1, side: "SELL", type: "STOP_LOSS_LIMIT", stopTicks: 101, priceTicks: 110 });
    submit({ number: 92, owner: 8, side: "SELL", priceTicks: 101 });
    submit({ number: 93, owner: 8, side: "SELL", priceTicks: 102 });
    submit({ number: 2, owner: 5, type: "MARKET", lots: 2 });
    expect(said()).toEqual(["trade 92 2 101 1", "trade 93 2 102 1", "triggered 1", "rested 1 1"]);
    expect(engine.lastPriceTicks).toBe(102);
  });

  test("runs when its command has come to rest", () => {
    const { submit, said } = quiet();
    submit({ number: 1, type: "STOP_LOSS", stopTicks: 101, lots: 2 });
    submit({ number: 2, owner: 5, priceTicks: 101, lots: 25 });
    expect(said()).toEqual(["trade 94 2 101 20", "rested 2 5", "triggered 1", "trade 95 1 102 2"]);
  });

  test("runs before one that came later, whichever price it waited for", () => {
    const { submit, said } = quiet();
    submit({ number: 1, type: "STOP_LOSS", stopTicks: 102, lots: 2 });
    submit({ number: 2, type: "STOP_LOSS", stopTicks: 101, lots: 3 });
    submit({ number: 3, owner: 5, type: "MARKET", lots: 22 });
    expect(said().slice(2)).toEqual([
      "triggered 1",
      "trade 95 1 102 2",
      "triggered 2",
      "trade 95 2 102 3",
    ]);
  });

  test("runs after its command is done, in the order of arrival, and those it triggers behind", () => {
    const { submit, said } = quiet();
    submit({ number: 1, type: "STOP_LOSS", stopTicks: 102, lots: 2 });
    submit({ number: 2, type: "STOP_LOSS", stopTicks: 101, lots: 19 });
    submit({ number: 3, type: "STOP_LOSS_LIMIT", stopTicks: 101, priceTicks: 90, lots: 4 });
    submit({ number: 4, owner: 5, priceTicks: 101, lots: 3 });
    expect(said()).toEqual([
      "trade 94 4 101 3",
      "triggered 2",
      "trade 94 2 101 17",
      "trade 95 2 102 2",
      "triggered 3",
      "rested 3 4",
      "triggered 1",
      "trade 95 1 102 2",
    ]);
  });

  test("can be canceled and made smaller while it waits", () => {
    const { submit, said, engine } = quiet();
    submit({ number: 1, type: "STOP_LOSS", stopTicks: 101, lots: 5 });
    submit({ number: 2, type: "STOP_LOSS", stopTicks: 101, lots: 5 });
    expect(engine.cancel(1)).toBe(5);
    expect(engine.amend(2, 2)).toBe(true);
    submit({ number: 3, owner: 5, type: "MARKET", lots: 1 });
    expect(said()).toEqual(["trade 94 3 101 1", "triggered 2", "trade 94 2 101 2"]);
  });
});
