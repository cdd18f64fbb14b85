/** A failing seed becomes the few faults that it takes. */
import { describe, expect, test } from "bun:test";
import { drawPlan, type FaultPlan } from "../../../src/desk/simulation/fault/fault-plan.ts";
import { shrink } from "../../../src/desk/simulation/shrink.ts";

const LONG = Array.from({ length: 500 }, (_, seed) =>
  drawPlan({ seed, spanMs: 60_000, hasExchange: false }),
).reduce((left, right) => (left.faults.length >= right.faults.length ? left : right));

const violation = (judge: string) => ({ judge, text: "wrong", at: 0 });
const numbersOf = ({ faults }: FaultPlan) => faults.map(({ number }) => number);

/** Shrinks a plan that fails when all of `needed` are there; returns what is left, and the runs. */
async function shrunk(needed: readonly number[], judgeOf = (_: FaultPlan) => "orders") {
  let runs = 0;
  const small = await shrink(LONG, violation("orders"), async (part) => {
    runs += 1;
    const numbers = numbersOf(part);
    return needed.every((one) => numbers.includes(one)) ? violation(judgeOf(part)) : null;
  });
  return { numbers: numbersOf(small), runs };
}

describe("shrink", () => {
  test.each([[[7]], [[0]], [[3, 90]], [[1, 2, 3]], [[0, 50, 100]]])(
    "finds the faults %j among many",
    async (needed) => {
      expect(LONG.faults.length).toBeGreaterThan(150);
      const { numbers, runs } = await shrunk(needed);
      expect(numbers).toEqual(needed);
      expect(runs).toBeLessThanOrEqual(200);
    },
  );

  test("finds that no fault is needed", async () => {
    expect((await shrunk([])).numbers).toEqual([]);
  });

  test("does not take another violation for the same", async () => {
    const { numbers } = await shrunk([9], (part) => (part.faults.length < 40 ? "gate" : "orders"));
    expect(numbers.length).toBeGreaterThanOrEqual(40);
    expect(numbers).toContain(9);
  });

  test("tells of each run how many there were and how many faults are left", async () => {
    const told: (readonly [number, number])[] = [];
    const fails = async (part: FaultPlan) =>
      numbersOf(part).includes(7) ? violation("orders") : null;
    const onRun = (runs: number, left: number) => void told.push([runs, left]);
    const small = await shrink(LONG, violation("orders"), fails, onRun);
    expect(told.map(([runs]) => runs)).toEqual(told.map((_, index) => index + 1));
    expect(told.at(-1)?.[1]).toBe(small.faults.length);
  });

  test("gives up after so many runs, with what still fails", async () => {
    const every = LONG.faults.map(({ number }) => number);
    const { numbers, runs } = await shrunk(every);
    expect(numbers).toEqual(every);
    expect(runs).toBeLessThanOrEqual(200);
  });
});
