/** Whose heap is too large, on a virtual clock. */
import { describe, expect, test } from "bun:test";
import {
  HeapWatch,
  type HeapWatched,
  SOFT_RESTART_MS,
} from "../../../../src/runtime/supervisor/watchdog/heap-watch.ts";

const thread = (heapMb: number, change: Partial<HeapWatched> = {}): HeapWatched => ({
  name: "feed",
  incarnation: 1,
  heapBytes: heapMb * 1e6,
  softMb: 100,
  hardMb: 200,
  ...change,
});

describe("HeapWatch", () => {
  test("leaves a heap at its limits alone, and one of which nothing is known yet", () => {
    const watch = new HeapWatch();
    expect(watch.tick([thread(100)], 0)).toEqual([]);
    expect(watch.tick([thread(200, { softMb: null })], 0)).toEqual([]);
    expect(watch.tick([thread(0)], 0)).toEqual([]);
    expect(watch.tick([thread(1e6, { softMb: null, hardMb: null })], 0)).toEqual([]);
  });

  test("above the soft limit it restarts the thread, once a life", () => {
    const watch = new HeapWatch();
    const reason = "heap of 150 MB above its soft limit of 100 MB";
    expect(watch.tick([thread(150)], 0)).toEqual([{ kind: "RESTART", name: "feed", reason }]);
    expect(watch.tick([thread(150)], SOFT_RESTART_MS * 2)).toEqual([]);
  });

  test("above the hard limit it ends the thread, also one that it was to restart or warned of", () => {
    const watch = new HeapWatch();
    watch.tick([thread(150)], 0);
    const reason = "heap of 612 MB above its hard limit of 200 MB";
    expect(watch.tick([thread(612)], 50)).toEqual([{ kind: "KILL", name: "feed", reason }]);
    expect(watch.tick([thread(612)], 100)).toEqual([]);
    const [next] = watch.tick([thread(201, { incarnation: 2 })], 150);
    expect(next?.kind).toBe("KILL");
  });

  test("a limit below what it needs does not loop: the second life within a minute is warned of and left alone", () => {
    const watch = new HeapWatch();
    const kinds: string[] = [];
    let incarnation = 1;
    for (let nowMs = 0; nowMs < 10 * SOFT_RESTART_MS; nowMs += 1_000) {
      for (const { kind } of watch.tick([thread(150, { incarnation })], nowMs)) {
        kinds.push(kind);
        if (kind === "RESTART") incarnation += 1;
      }
    }
    expect(kinds).toEqual(["RESTART", "WARN"]);
  });

  test("one that leaks slowly is restarted again and again, a minute apart at least", () => {
    const watch = new HeapWatch();
    const restartedMs: number[] = [];
    let incarnation = 1;
    let heapMb = 0;
    for (let nowMs = 0; nowMs < 10 * SOFT_RESTART_MS; nowMs += 1_000) {
      heapMb += 1;
      for (const { kind } of watch.tick([thread(heapMb, { incarnation })], nowMs)) {
        expect(kind).toBe("RESTART");
        restartedMs.push(nowMs);
        incarnation += 1;
        heapMb = 0;
      }
    }
    expect(restartedMs).toEqual([100_000, 201_000, 302_000, 403_000, 504_000]);
  });

  test("a figure that is not a number is above every limit", () => {
    expect(new HeapWatch().tick([thread(Number.NaN)], 0)[0]?.kind).toBe("KILL");
  });
});
