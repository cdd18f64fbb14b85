/** Time that stands still while nobody looks. */
import { describe, expect, test } from "bun:test";
import { OwnTime } from "../../../src/runtime/supervisor/own-time.ts";

// S-119
describe("OwnTime", () => {
  test("begins at 0, and goes with the clock while it is read often enough", () => {
    const time = new OwnTime(100);
    expect([5_000, 5_050, 5_150, 5_151].map((nowMs) => time.read(nowMs))).toEqual([
      0, 50, 150, 151,
    ]);
  });

  test("stands still for what lies beyond a gap: main was blocked, or the machine slept", () => {
    const time = new OwnTime(100);
    time.read(0);
    expect(time.read(5_000)).toBe(100);
    expect(time.read(5_050)).toBe(150);
  });

  test("never goes back, whatever the clock says", () => {
    const time = new OwnTime(100);
    time.read(1_000);
    expect(time.read(1_060)).toBe(60);
    expect(time.read(900)).toBe(60);
    expect(time.read(Number.NaN)).toBe(60);
    expect(time.read(950)).toBe(60);
    expect(time.read(1_000)).toBe(110);
  });
});
