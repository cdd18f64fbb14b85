/** One clock: it never goes back, it agrees with the kernel's, and wall time is about now. */
import { describe, expect, test } from "bun:test";
import { clockOriginMs, monotonicNs, wallMicros } from "../../src/core/clock.ts";

const READS = 200_000;

describe("monotonicNs", () => {
  test("never goes back and never stands still for long, once compiled", () => {
    let previous = monotonicNs();
    let backward = 0;
    let longestStill = 0;
    let still = 0;
    for (let read = 0; read < READS; read += 1) {
      const now = monotonicNs();
      if (now < previous) backward += 1;
      still = now === previous ? still + 1 : 0;
      longestStill = Math.max(longestStill, still);
      previous = now;
    }
    expect(backward).toBe(0);
    expect(longestStill).toBeLessThan(READS / 2);
  });

  test("is the same clock in a worker", async () => {
    const worker = new Worker(new URL("clock-worker.ts", import.meta.url));
    const answer = new Promise<number>((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
    const before = monotonicNs();
    worker.postMessage("read");
    const within = await answer;
    const after = monotonicNs();
    worker.terminate();
    expect(within).toBeGreaterThan(before);
    expect(within).toBeLessThan(after);
  });

  test("counts whole nanoseconds", () => {
    expect(Number.isInteger(monotonicNs())).toBe(true);
    expect(clockOriginMs()).toBeGreaterThan(0);
  });
});

describe("wallMicros", () => {
  test("is whole microseconds since the epoch", () => {
    const now = wallMicros();
    expect(Number.isSafeInteger(now)).toBe(true);
    expect(new Date(now / 1_000).getUTCFullYear()).toBeGreaterThan(2023);
  });
});
