/** Who is late and who is stuck, on a virtual clock. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { type Rung, Watchdog } from "../../../../src/runtime/supervisor/watchdog/watchdog.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const TICK_MS = 50;
const WARN_MS = 500;
const LATE_MS = 1_000;

const watched = (name: string, heartbeat: number) => ({
  name,
  heartbeat,
  warnMs: WARN_MS,
  lateMs: LATE_MS,
});

/** Looks every `stepMs` at a child that never beats; returns when it came to which rung. */
function climb(
  dog: Watchdog,
  fromMs: number,
  stepMs = TICK_MS,
): Partial<Record<Rung["kind"], number>> {
  const at: Partial<Record<Rung["kind"], number>> = {};
  for (let nowMs = fromMs; nowMs < fromMs + 10_000; nowMs += stepMs) {
    for (const { kind } of dog.tick([watched("feed", 7)], nowMs)) {
      expect(at[kind]).toBeUndefined();
      at[kind] = nowMs - fromMs;
    }
  }
  return at;
}

const kindsOf = (rungs: readonly Rung[]) => rungs.map(({ kind }) => kind);

describe("Watchdog", () => {
  // S-27
  test("a child without a beat is suspected, late and stuck: each once, in time and no sooner", () => {
    expect(climb(new Watchdog(TICK_MS), 5_000)).toEqual({
      SUSPECT: WARN_MS / 2 + TICK_MS,
      LATE: WARN_MS + TICK_MS,
      STUCK: LATE_MS + TICK_MS,
    });
  });

  test("a beat sends it back to the ground, and the next silence is told anew", () => {
    const dog = new Watchdog(TICK_MS);
    const told: Rung[] = [];
    for (let tick = 0; tick < 200; tick += 1) {
      const heartbeat = Math.floor(tick / 19);
      told.push(...dog.tick([watched("feed", heartbeat)], tick * TICK_MS));
    }
    expect(dog.silentMs("feed")).toBe(9 * TICK_MS);
    const silences = Array.from({ length: 10 }, () => ["SUSPECT", "LATE"] as const);
    expect(kindsOf(told)).toEqual([...silences.flat(), "SUSPECT"]);
  });

  test("names the one that is late and no other, and how long it was silent", () => {
    const dog = new Watchdog(TICK_MS);
    const told: Rung[] = [];
    for (let tick = 0; tick < 12; tick += 1) {
      told.push(...dog.tick([watched("feed", tick), watched("risk", 3)], tick * TICK_MS));
    }
    expect(told.at(-1)).toEqual({ kind: "LATE", name: "risk", silentMs: WARN_MS + TICK_MS });
    expect(new Set(told.map(({ name }) => name))).toEqual(new Set(["risk"]));
  });

  test("a warning that never comes before the end is left out", () => {
    const dog = new Watchdog(TICK_MS);
    const child = { ...watched("feed", 7), warnMs: LATE_MS };
    const told: Rung[] = [];
    for (let nowMs = 0; nowMs <= 1_200; nowMs += TICK_MS) told.push(...dog.tick([child], nowMs));
    expect(kindsOf(told)).toEqual(["SUSPECT", "STUCK"]);
  });

  test.each([
    ["main was blocked for 5 s", 5_000],
    ["the process was stopped for 10 s", 10_000],
    ["the machine slept for an hour", 3_600_000],
  ])("after %s nobody is late", (_, gapMs) => {
    const dog = new Watchdog(TICK_MS);
    for (let nowMs = 0; nowMs <= 100; nowMs += TICK_MS) dog.tick([watched("feed", 7)], nowMs);
    expect(dog.tick([watched("feed", 7)], 100 + gapMs)).toEqual([]);
    // Two looks of silence before, and two ticks for the gap.
    expect(dog.silentMs("feed")).toBe(4 * TICK_MS);
  });

  test("a clock that steps back makes nobody late, and nobody young", () => {
    const dog = new Watchdog(TICK_MS);
    for (let nowMs = 0; nowMs <= 200; nowMs += TICK_MS) dog.tick([watched("feed", 7)], nowMs);
    const before = dog.silentMs("feed");
    expect(dog.tick([watched("feed", 7)], -3_600_000)).toEqual([]);
    expect(dog.tick([watched("feed", 7)], Number.NaN)).toEqual([]);
    expect(dog.silentMs("feed")).toBe(before);
  });

  test("a child that is stuck all the same is called stuck after its time of undelayed looks", () => {
    const dog = new Watchdog(TICK_MS);
    dog.tick([watched("feed", 7)], 0);
    expect(climb(dog, 3_600_000).STUCK).toBe(LATE_MS - TICK_MS);
  });

  test("a new life begins without the silence of the last one", () => {
    const dog = new Watchdog(TICK_MS);
    climb(dog, 0);
    dog.reset("feed");
    expect(dog.silentMs("feed")).toBe(0);
    expect(climb(dog, 20_000).STUCK).toBe(LATE_MS + TICK_MS);
  });

  test(`no child that beats within its time is ever stuck, however late main looks (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let run = 0; run < 100; run += 1) {
      const dog = new Watchdog(TICK_MS);
      let nowMs = prng.between(0, 1e9);
      const bornMs = nowMs;
      for (let look = 0; look < 300; look += 1) {
        // It beats every 900 ms, and main looks when it can.
        nowMs += prng.pick([50, 51, 60, 99, 100, 400, 2_000, 5_000, 10_000, 90_000]);
        const heartbeat = Math.floor((nowMs - bornMs) / 900);
        expect(kindsOf(dog.tick([watched("feed", heartbeat)], nowMs))).not.toContain("STUCK");
      }
    }
  });
});
