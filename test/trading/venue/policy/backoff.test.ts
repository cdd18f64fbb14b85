/** Waits between attempts: their bounds, their jitter, and when they start anew. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import {
  type BackoffState,
  backoffUp,
  NO_BACKOFF,
  nextBackoff,
} from "../../../../src/trading/venue/policy/backoff.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const policy = { baseMs: 100, capMs: 5_000, stableMs: 10_000 };

/** Longest wait that is possible in `state`, one that no draw reaches. */
function longest(state: BackoffState, nowMs = 0): number {
  const almostOne = 1 - 2 ** -52;
  return Math.round(nextBackoff(policy, state, { nowMs, unit: almostOne }).delayMs);
}

describe("nextBackoff", () => {
  test("doubles up to its cap, and stays there however many attempts fail", () => {
    let state = NO_BACKOFF;
    const seen: number[] = [];
    for (let wait = 0; wait < 2_000; wait += 1) {
      seen.push(longest(state));
      state = nextBackoff(policy, state, { nowMs: 0, unit: 0.5 }).state;
    }
    expect(seen.slice(0, 8)).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    expect(new Set(seen.slice(8))).toEqual(new Set([5_000]));
  });

  test(`is uniform from 0 to its bound (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const state = { waits: 20, upSinceMs: Number.NaN };
    const waits = Array.from(
      { length: 4_000 },
      () => nextBackoff(policy, state, { nowMs: 0, unit: prng.unit() }).delayMs,
    );
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(Math.min(...waits)).toBeLessThan(50);
    expect(Math.max(...waits)).toBeGreaterThan(4_950);
    expect(Math.max(...waits)).toBeLessThan(5_000);
    expect(Math.abs(mean - 2_500)).toBeLessThan(150);
  });

  test("starts anew after a connection that was stable, and not after one that was not", () => {
    const up = backoffUp({ waits: 4, upSinceMs: Number.NaN }, 1_000);
    expect(longest(up, 10_999)).toBe(1_600);
    expect(longest(up, 11_000)).toBe(100);
  });

  test("counts a stable connection once", () => {
    const up = backoffUp(NO_BACKOFF, 0);
    const lost = nextBackoff(policy, up, { nowMs: 60_000, unit: 0 }).state;
    expect(lost).toEqual({ waits: 1, upSinceMs: Number.NaN });
    expect(longest(lost, 120_000)).toBe(200);
  });

  test.each([1, -0.1, Number.NaN])("refuses a jitter of %d", (unit) => {
    const draw = () => nextBackoff(policy, NO_BACKOFF, { nowMs: 0, unit });
    expect(draw).toThrow("Invariant: a jitter is drawn from [0, 1)");
  });
});
