/** The window of restarts against all that it ever admitted. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { RestartWindow } from "../../../../../src/runtime/supervisor/tree/pace/restart-window.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

describe("RestartWindow", () => {
  test("a window of 0 admits nothing", () => {
    expect(new RestartWindow(0, 1_000).admit(0, 0)).toBe(false);
  });

  test("both ends of a window belong to it", () => {
    const window = new RestartWindow(1, 500);
    expect([0, 500, 500.1].map((nowMs) => window.admit(nowMs, 0))).toEqual([true, false, true]);
  });

  test("a restart that is planned counts already, and from its own time on", () => {
    const window = new RestartWindow(1, 100);
    expect(window.admit(0, 1_000)).toBe(true);
    expect(window.admit(500, 0)).toBe(false);
    expect(window.admit(1_100, 0)).toBe(false);
    expect(window.admit(1_101, 0)).toBe(true);
  });

  test(`no window has more than the most, and none is refused that has room (SEED=${SEED})`, () => {
    const prng = new Prng(SEED);
    for (let round = 0; round < 100; round += 1) {
      const max = prng.between(0, 5);
      const periodMs = prng.between(1, 300);
      const window = new RestartWindow(max, periodMs);
      const admitted: number[] = [];
      for (let nowMs = 0; nowMs < 2_000; nowMs += prng.between(0, 60)) {
        const afterMs = prng.between(0, 1) * prng.between(0, 100);
        const recent = admitted.filter((atMs) => atMs >= nowMs - periodMs).length;
        expect(window.admit(nowMs, afterMs)).toBe(recent < max);
        if (recent < max) admitted.push(nowMs + afterMs);
      }
      for (const end of admitted) {
        const inside = admitted.filter((atMs) => atMs <= end && atMs >= end - periodMs);
        expect(inside.length).toBeLessThanOrEqual(max);
      }
    }
  });
});
