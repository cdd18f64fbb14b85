/** Durations as people type them, both ways. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { durationText, parseDuration } from "../../../src/desk/cli/duration.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

describe("parseDuration", () => {
  test.each([
    ["500ms", 500],
    ["20s", 20_000],
    ["2m", 120_000],
    ["1.5h", 5_400_000],
    ["0.5ms", 1],
    ["0s", null],
    ["20", null],
    ["s", null],
    ["-1s", null],
    ["1e3s", null],
    [" 1s", null],
    ["1S", null],
  ])("%p is %p ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test(`reads what durationText writes (seed ${SEED})`, () => {
    const random = new Prng(SEED);
    for (let round = 0; round < 200; round++) {
      const ms = random.between(1, 1_000) * random.pick([1, 1_000, 60_000, 3_600_000]);
      expect(parseDuration(durationText(ms))).toBe(ms);
    }
  });
});
