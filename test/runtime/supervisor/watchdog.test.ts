/** Who is stuck, on a virtual clock. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { Watchdog } from "../../../src/runtime/supervisor/watchdog.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const TICK_MS = 50;
const LATE_MS = 1_000;

const watched = (name: string, heartbeat: number) => ({ name, heartbeat, lateMs: LATE_MS });

/** Looks every `stepMs` at a child that never beats; returns when it is called stuck. */
function stuckAfterMs(dog: Watchdog, fromMs: number, stepMs = TICK_MS): number {
  for (let nowMs = fromMs; nowMs < fromMs + 60_000; nowMs += stepMs) {
    if (dog.tick([watched("feed", 7)], nowMs).length > 0) return nowMs - fromMs;
  }
  return Number.NaN;
}

describe("Watchdog", () => {
  // S-27
  test("calls a child stuck after more than its time without a beat, and no sooner", () => {
    expect(stuckAfterMs(new Watchdog(TICK_MS), 5_000)).toBe(LATE_MS + TICK_MS);
  });

  test("a beat starts its time anew", () => {
    const dog = new Watchdog(TICK_MS);
    for (let tick = 0; tick < 200; tick += 1) {
      const heartbeat = Math.floor(tick / 19);
      expect(dog.tick([watched("feed", heartbeat)], tick * TICK_MS)).toEqual([]);
    }
    expect(dog.silentMs("feed")).toBe(9 * TICK_MS);
  });

  test("names the stuck one and no other", () => {
    const dog = new Watchdog(TICK_MS);
    for (let tick = 0; tick < 21; tick += 1) {
      dog.tick([watched("feed", tick), watched("risk", 3)], tick * TICK_MS);
    }
    expect(dog.tick([watched("feed", 21), watched("risk", 3)], 21 * TICK_MS)).toEqual(["risk"]);
  });

  test("after main was blocked, or the machine slept for an hour, nobody is late", () => {
    const dog = new Watchdog(TICK_MS);
    dog.tick([watched("feed", 7)], 0);
    dog.tick([watched("feed", 7)], 50);
    expect(dog.tick([watched("feed", 7)], 3_600_000)).toEqual([]);
    expect(dog.silentMs("feed")).toBe(3 * TICK_MS);
  });

  test("a child that is stuck all the same is called stuck after its time of undelayed looks", () => {
    const dog = new Watchdog(TICK_MS);
    dog.tick([watched("feed", 7)], 0);
    const afterMs = stuckAfterMs(dog, 3_600_000);
    expect(afterMs).toBe(LATE_MS - TICK_MS);
  });

  test("a new life begins without the silence of the last one", () => {
    const dog = new Watchdog(TICK_MS);
    stuckAfterMs(dog, 0);
    dog.reset("feed");
    expect(dog.silentMs("feed")).toBe(0);
    expect(stuckAfterMs(dog, 2_000)).toBe(LATE_MS + TICK_MS);
  });

  test(`no child that beats within its time is ever late, however late main looks (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let run = 0; run < 100; run += 1) {
      const dog = new Watchdog(TICK_MS);
      let nowMs = prng.between(0, 1e9);
      const bornMs = nowMs;
      for (let look = 0; look < 300; look += 1) {
        // It beats every 900 ms, and main looks when it can.
        nowMs += prng.pick([50, 51, 60, 99, 100, 400, 2_000, 90_000]);
        const heartbeat = Math.floor((nowMs - bornMs) / 900);
        expect(dog.tick([watched("feed", heartbeat)], nowMs)).toEqual([]);
      }
    }
  });
});
