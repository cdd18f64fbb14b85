/** Restarts: their budget, their pauses, and what follows when the budget is spent. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { CHILD_DEFAULTS, type ChildSpec } from "../../../src/runtime/supervisor/child-spec.ts";
import {
  decideRestart,
  type RestartHistory,
} from "../../../src/runtime/supervisor/restart-decision.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const spec: ChildSpec = {
  ...CHILD_DEFAULTS,
  restartsMax: 3,
  periodMs: 30_000,
  backoffMs: [100, 10_000],
};

function pauseOf(history: RestartHistory, changes: Partial<ChildSpec> = {}, random = 0): number {
  const decision = decideRestart({ ...spec, ...changes }, { history, nowMs: 1_000, random });
  return decision.kind === "RESTART" ? decision.afterMs : Number.NaN;
}

describe("decideRestart", () => {
  // S-26
  test("the first restart is at once", () => {
    expect(decideRestart(spec, { history: [], nowMs: 1_000, random: 0.9 })).toEqual({
      kind: "RESTART",
      afterMs: 0,
      history: [1_000],
    });
  });

  test.each([
    [1, 50, 100],
    [2, 100, 200],
    [3, 200, 400],
    [7, 3_200, 6_400],
    [8, 5_000, 10_000],
    [60, 5_000, 10_000],
  ])("after %d restarts the pause lies between %d and %d ms", (restarts, least, greatest) => {
    const history = Array.from({ length: restarts }, () => 900);
    const changes = { restartsMax: 100 };
    expect(pauseOf(history, changes, 0)).toBe(least);
    expect(pauseOf(history, changes, 1 - 2 ** -53)).toBe(greatest);
  });

  test.each([
    ["two within the period are within the budget of three", [1_000, 2_000], "RESTART"],
    ["three within the period spend it", [1_000, 2_000, 3_000], "QUARANTINE"],
    ["one that is exactly a period old does not count", [500, 2_000, 3_000], "RESTART"],
  ] as const)("%s", (_, history, kind) => {
    expect(decideRestart(spec, { history, nowMs: 30_500, random: 0 }).kind).toBe(kind);
  });

  test("a supervisor that escalates does so where another quarantines", () => {
    const escalating: ChildSpec = { ...spec, restartsMax: 0, onExceeded: "escalate" };
    const crash = { history: [], nowMs: 0, random: 0 };
    expect(decideRestart(escalating, crash)).toEqual({ kind: "ESCALATE" });
    expect(decideRestart({ ...escalating, onExceeded: "quarantine" }, crash)).toEqual({
      kind: "QUARANTINE",
    });
  });

  test("after a quiet period the budget is whole and the next restart is at once", () => {
    const history = [1_000, 2_000, 3_000];
    expect(decideRestart(spec, { history, nowMs: 33_000, random: 0.5 })).toEqual({
      kind: "RESTART",
      afterMs: 0,
      history: [33_000],
    });
  });

  test(`no window of a period ever holds more restarts than the budget (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let run = 0; run < 200; run += 1) {
      const restartsMax = prng.between(0, 5);
      const periodMs = prng.between(1, 2_000);
      const given: ChildSpec = { ...spec, restartsMax, periodMs, backoffMs: [10, 200] };
      const restartsMs = crashAtRandom(given, prng);
      for (const atMs of restartsMs) {
        const within = restartsMs.filter((other) => other >= atMs && other - atMs < periodMs);
        expect(within.length).toBeLessThanOrEqual(restartsMax);
      }
    }
  });
});

/** Crashes a child a hundred times; returns when it was restarted. A quarantine is lifted later. */
function crashAtRandom(given: ChildSpec, prng: Prng): readonly number[] {
  const restartsMs: number[] = [];
  let history: RestartHistory = [];
  let nowMs = 0;
  for (let crash = 0; crash < 100; crash += 1) {
    nowMs += prng.between(0, 400);
    const decision = decideRestart(given, { history, nowMs, random: prng.unit() });
    if (decision.kind !== "RESTART") continue;
    expect(decision.afterMs).toBeLessThanOrEqual(200);
    nowMs += decision.afterMs;
    history = decision.history;
    restartsMs.push(nowMs);
  }
  return restartsMs;
}
