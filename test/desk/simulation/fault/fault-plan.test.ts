/** Faults that a seed draws: the same for the same seed, and every class with and without each other. */
import { describe, expect, test } from "bun:test";
import {
  drawPlan,
  EXCHANGE_FAULTS,
  FAULT_CLASSES,
  type FaultClass,
  onlyFaults,
} from "../../../../src/desk/simulation/fault/fault-plan.ts";

const SPAN_MS = 20_000;
const planOf = (seed: number, hasExchange = false) =>
  drawPlan({ seed, spanMs: SPAN_MS, hasExchange });
const plans = Array.from({ length: 500 }, (_, seed) => planOf(seed));

describe("drawPlan", () => {
  test("draws the same for the same seed, and another for another", () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(planOf(7)).not.toEqual(planOf(8));
  });

  test("has each class on and off in about half of the seeds, each pair of them apart", () => {
    const classes = Object.keys(FAULT_CLASSES) as FaultClass[];
    for (const one of classes) {
      const on = plans.filter(({ classes: own }) => own.includes(one));
      expect(on.length).toBeWithin(200, 301);
      for (const other of classes.filter((name) => name !== one)) {
        expect(on.filter(({ classes: own }) => !own.includes(other)).length).toBeGreaterThan(50);
      }
    }
  });

  test("draws only faults of its classes, in order of time, within its span", () => {
    for (const { classes, faults } of plans) {
      const kinds: readonly string[] = classes.flatMap((one) => FAULT_CLASSES[one]);
      for (const [index, fault] of faults.entries()) {
        expect(kinds).toContain(fault.kind);
        expect(fault.number).toBe(index);
        expect(fault.atMs).toBeWithin(faults[index - 1]?.atMs ?? 0, SPAN_MS);
      }
    }
  });

  test("draws every kind of every class", () => {
    const drawn = new Set<string>(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...drawn].sort()).toEqual(Object.values(FAULT_CLASSES).flat().sort());
  });
});

describe("of a desk with an exchange of its own", () => {
  const withExchange = Array.from({ length: 500 }, (_, seed) => planOf(seed, true));

  test("the plan is the same one, with faults of the exchange behind the others", () => {
    for (const [seed, { faults, ...rest }] of withExchange.entries()) {
      const { faults: own, ...plain } = plans[seed] ?? planOf(seed);
      expect(faults.slice(0, own.length)).toEqual(own as (typeof faults)[number][]);
      expect(rest).toEqual(plain);
      for (const [index, { kind, number, atMs }] of faults.entries()) {
        expect(number).toBe(index);
        expect(atMs).toBeWithin(0, SPAN_MS);
        expect(kind.startsWith("EXCHANGE_")).toBe(index >= own.length);
      }
    }
  });

  test("every kind of them is drawn, and some seeds have none", () => {
    const drawn = withExchange.flatMap(({ faults }) => faults.map(({ kind }) => kind));
    const own = drawn.filter((kind) => kind.startsWith("EXCHANGE_"));
    expect([...new Set<string>(own)].sort()).toEqual([...EXCHANGE_FAULTS].sort());
    const without = withExchange.filter(
      ({ faults }, seed) => faults.length === plans[seed]?.faults.length,
    );
    expect(without.length).toBeWithin(60, 250);
  });
});

describe("onlyFaults", () => {
  test("keeps the numbers of the whole plan", () => {
    const plan = plans.find(({ faults }) => faults.length > 5);
    const part = onlyFaults(plan ?? planOf(1), [4, 1]);
    expect(part.faults.map(({ number }) => number)).toEqual([1, 4]);
    expect(part.classes).toEqual(plan?.classes ?? []);
    expect(part.form).toEqual(plan?.form ?? planOf(1).form);
  });
});
