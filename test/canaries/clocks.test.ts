/** Clocks: each worker's own begin with the worker, and the desk's is one for all threads. */
import { describe, expect } from "bun:test";
import { Worker } from "node:worker_threads";
import { canary, type Ours } from "./kit/canary.ts";
import { type Clocks, readClocks } from "./kit/read-clocks.ts";

const CLOCK: Ours = {
  "src/core/clock.ts": "reads CLOCK_MONOTONIC by a foreign call",
  "docs/adr/0005-one-monotonic-clock.md": "says why",
};
/** What two threads may differ by where the origin stands in for the kernel's clock. Nanoseconds. */
const ORIGIN_TOLERANCE_NS = 1e6;

/** The clocks of main before a worker is started, of the worker, and of main after its answer. */
async function readings(): Promise<readonly [before: Clocks, within: Clocks, after: Clocks]> {
  const before = readClocks();
  const worker = new Worker(new URL("kit/clock-worker.ts", import.meta.url));
  const answer = new Promise<Clocks>((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
  });
  worker.postMessage("read");
  const within = await answer;
  const after = readClocks();
  await worker.terminate();
  return [before, within, after];
}

/** Throws unless `clock` stood at zero when the worker began, whatever main's showed. */
async function beginsAnew(clock: "nanoseconds" | "performance" | "hrtime"): Promise<void> {
  const [before, within, after] = await readings();
  // A clock of the whole process shows more than main's did before.
  expect(within[clock]).toBeLessThan(after[clock] - before[clock]);
  expect(within[clock]).toBeGreaterThan(0);
}

describe("in a worker", () => {
  canary("clock-nanoseconds", "Bun.nanoseconds begins anew in each worker", CLOCK, () =>
    beginsAnew("nanoseconds"),
  );

  canary("clock-performance", "performance.now begins anew in each worker", CLOCK, () =>
    beginsAnew("performance"),
  );

  canary("clock-hrtime", "process.hrtime begins anew in each worker", CLOCK, () =>
    beginsAnew("hrtime"),
  );

  canary(
    "clock-origin",
    "performance.timeOrigin and performance.now together agree between threads",
    { "src/core/clock.ts": "stands on it where the kernel's clock cannot be read" },
    async () => {
      const [before, within, after] = await readings();
      expect(within.origin).toBeGreaterThan(before.origin - ORIGIN_TOLERANCE_NS);
      expect(within.origin).toBeLessThan(after.origin + ORIGIN_TOLERANCE_NS);
    },
  );

  canary(
    "clock-foreign-call",
    "clock_gettime by bun:ffi is one clock for all threads",
    CLOCK,
    async () => {
      const [before, within, after] = await readings();
      expect(within.ours).toBeGreaterThan(before.ours);
      expect(within.ours).toBeLessThan(after.ours);
    },
  );
});
