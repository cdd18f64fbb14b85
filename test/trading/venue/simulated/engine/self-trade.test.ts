/** Each mode of self-trade prevention, by an example. */
import { describe, expect, test } from "bun:test";
import { queueAt, start, withAsks } from "./engine-kit.ts";

describe("self-trade prevention", () => {
  test.each([
    ["NONE", ["trade 11 1 101 5", "trade 12 1 101 1"], ["12: 4 + 0"]],
    ["EXPIRE_TAKER", ["prevented 11 1 101 0 6", "expired 1 0 STP"], ["11: 5 + 0", "12: 5 + 0"]],
    [
      "EXPIRE_MAKER",
      [
        "prevented 11 1 101 5 0",
        "expired 11 0 STP",
        "prevented 12 1 101 5 0",
        "expired 12 0 STP",
        "rested 1 6",
      ],
      [],
    ],
    [
      "EXPIRE_BOTH",
      ["prevented 11 1 101 5 6", "expired 11 0 STP", "expired 1 0 STP"],
      ["12: 5 + 0"],
    ],
    [
      "DECREMENT",
      ["prevented 11 1 101 5 5", "expired 11 0 STP", "prevented 12 1 101 1 1", "expired 1 0 STP"],
      ["12: 4 + 0"],
    ],
  ] as const)("%s decides what an order does to its owner's", (stp, wanted, left) => {
    const { submit, said, engine } = withAsks(1);
    submit({ priceTicks: 101, lots: 6, stp });
    expect(said()).toEqual([...wanted]);
    expect(queueAt(engine, "SELL", 101)).toEqual([...left]);
  });

  test("ends both with DECREMENT when they are equal", () => {
    const { submit, said } = withAsks(1);
    submit({ priceTicks: 101, lots: 5, stp: "DECREMENT" });
    expect(said()).toEqual(["prevented 11 1 101 5 5", "expired 11 0 STP", "expired 1 0 STP"]);
  });

  test("is the taker's: what the maker once asked for does not count", () => {
    const { submit, said } = start();
    submit({ number: 1, stp: "EXPIRE_BOTH" });
    submit({ number: 2, side: "SELL" });
    expect(said()).toEqual(["trade 1 2 100 1"]);
  });

  test("does not touch what others rest before and behind", () => {
    const { submit, said } = start();
    submit({ number: 1, owner: 7, lots: 2 });
    submit({ number: 2, lots: 2 });
    submit({ number: 3, owner: 7, lots: 2 });
    submit({ number: 4, side: "SELL", lots: 4, stp: "EXPIRE_MAKER" });
    expect(said()).toEqual([
      "trade 1 4 100 2",
      "prevented 2 4 100 2 0",
      "expired 2 0 STP",
      "trade 3 4 100 2",
    ]);
  });

  test("expires an iceberg whole, and takes DECREMENT's lots from what it hides", () => {
    const whole = start();
    whole.submit({ number: 1, lots: 10, peakLots: 2 });
    whole.submit({ number: 2, side: "SELL", lots: 1, stp: "EXPIRE_MAKER", timeInForce: "IOC" });
    expect(whole.said()[0]).toBe("prevented 1 2 100 10 0");

    const part = start();
    part.submit({ number: 1, lots: 10, peakLots: 2 });
    part.submit({ number: 2, side: "SELL", lots: 7, stp: "DECREMENT" });
    expect(part.said()).toEqual(["prevented 1 2 100 7 7", "expired 2 0 STP"]);
    expect(queueAt(part.engine, "BUY", 100)).toEqual(["1: 2 + 1"]);
  });

  test.each([
    ["NONE", "trade 11 1 101 5"],
    ["EXPIRE_TAKER", "expired 1 10 FOK"],
    ["EXPIRE_MAKER", "expired 1 10 FOK"],
    ["EXPIRE_BOTH", "expired 1 10 FOK"],
    ["DECREMENT", "expired 1 10 FOK"],
  ] as const)("%s is foreseen by a fill-or-kill order, which touches nothing", (stp, first) => {
    const { submit, said } = withAsks(1);
    submit({ priceTicks: 103, lots: 10, stp, timeInForce: "FOK" });
    expect(said()[0]).toBe(first);
  });

  test("lets a fill-or-kill order be filled that is full before it meets its owner", () => {
    const { submit, said } = start();
    submit({ number: 1, owner: 7, lots: 9, peakLots: 3 });
    submit({ number: 2, lots: 2 });
    const taker = { owner: 1, side: "SELL", stp: "EXPIRE_TAKER", timeInForce: "FOK" } as const;
    submit({ ...taker, number: 3, lots: 4 });
    expect(said()).toEqual(["expired 3 4 FOK"]);
    submit({ ...taker, number: 4, lots: 3 });
    expect(said()).toEqual(["trade 1 4 100 3"]);
  });
});
