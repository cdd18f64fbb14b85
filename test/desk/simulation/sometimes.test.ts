/** What a set of seeds must have seen, and how what is missing is told. */
import { describe, expect, test } from "bun:test";
import { EXCHANGE_FAULTS } from "../../../src/desk/simulation/fault/fault-plan.ts";
import { sometimesOf, unseen } from "../../../src/desk/simulation/sometimes.ts";

describe.each([true, false])("of a desk, with an exchange of its own: %p", (hasExchange) => {
  const wanted = sometimesOf(hasExchange);

  test("each is wanted once, and every fault of the exchange where there is one", () => {
    expect(new Set(wanted).size).toBe(wanted.length);
    const faults = EXCHANGE_FAULTS.filter((kind) => wanted.includes(`fault ${kind}`));
    expect(faults).toHaveLength(hasExchange ? EXCHANGE_FAULTS.length : 0);
  });

  test("what no seed saw is missing, and nothing else", () => {
    const [rare = "", ...others] = wanted;
    expect(unseen(wanted, new Map(others.map((one) => [one, 1])))).toEqual([rare]);
    expect(unseen(wanted, new Map(wanted.map((one) => [one, one === rare ? 0 : 2])))).toEqual([
      rare,
    ]);
    expect(unseen(wanted, new Map(wanted.map((one) => [one, 1])))).toEqual([]);
  });
});
