/** Faults that a seed draws: the same for the same seed, and every class with and without each other. */
import { describe, expect, test } from "bun:test";
import {
  drawPlan,
  FAULT_CLASSES,
  type FaultClass,
  onlyFaults,
} from "../../../../src/desk/simulation/fault/fault-plan.ts";

const SPAN_MS = 20_000;
const plans = Array.from({ length: 500 }, (_, seed) => drawPlan(seed, SPAN_MS));

describe("drawPlan", () => {
  test("draws the same for the same seed, and another for another", () => {
    expect(drawPlan(7, SPAN_MS)).toEqual(drawPlan(7, SPAN_MS));
    expect(drawPlan(7, SPAN_MS)).not.toEqual(drawPlan(8, SPAN_MS));
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

describe("onlyFaults", () => {
  test("keeps the numbers of the whole plan", () => {
    const plan = plans.find(({ faults }) => faults.length > 5);
    const part = onlyFaults(plan ?? drawPlan(1, SPAN_MS), [4, 1]);
    expect(part.faults.map(({ number }) => number)).toEqual([1, 4]);
    expect(part.classes).toEqual(plan?.classes ?? []);
  });
});
