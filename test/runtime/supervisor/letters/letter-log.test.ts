/** How many dead letters are told of, on a virtual clock. */
import { describe, expect, test } from "bun:test";
import { LetterLog } from "../../../../src/runtime/supervisor/letters/letter-log.ts";

const LETTERS = 3;
const WINDOW_MS = 60_000;

describe("LetterLog", () => {
  test("T-85: stops after n, says how many it suppressed once the window is over, and resumes", () => {
    const log = new LetterLog(LETTERS, WINDOW_MS);
    const first = [0, 1, 2, 3, 4, WINDOW_MS - 1].map((nowMs) => log.take(nowMs));
    expect(first).toEqual(["TELL", "TELL", "MUTE", "SUPPRESS", "SUPPRESS", "SUPPRESS"]);
    expect(log.takeSuppressed(WINDOW_MS - 1)).toBe(0);

    expect(log.takeSuppressed(WINDOW_MS)).toBe(3);
    expect(log.takeSuppressed(WINDOW_MS)).toBe(0);
    const second = [WINDOW_MS, WINDOW_MS + 1, WINDOW_MS + 2, WINDOW_MS + 3];
    expect(second.map((nowMs) => log.take(nowMs))).toEqual(["TELL", "TELL", "MUTE", "SUPPRESS"]);
  });

  test("a window begins with its first letter, so a trickle is told in full", () => {
    const log = new LetterLog(LETTERS, WINDOW_MS);
    const everyMs = WINDOW_MS / 2;
    const verdicts = Array.from({ length: 20 }, (_, index) => log.take(index * everyMs));
    expect(new Set(verdicts)).toEqual(new Set(["TELL"]));
    expect(log.takeSuppressed(100 * WINDOW_MS)).toBe(0);
  });

  test("says nothing of a window without a letter too many", () => {
    const log = new LetterLog(LETTERS, WINDOW_MS);
    for (let nowMs = 0; nowMs < LETTERS; nowMs += 1) log.take(nowMs);
    expect(log.takeSuppressed(WINDOW_MS)).toBe(0);
  });

  test("what is suppressed in two windows is told once for each", () => {
    const log = new LetterLog(1, WINDOW_MS);
    const told: number[] = [];
    for (let nowMs = 0; nowMs <= 3 * WINDOW_MS; nowMs += 1_000) {
      const suppressed = log.takeSuppressed(nowMs);
      if (suppressed > 0) told.push(suppressed);
      log.take(nowMs);
    }
    expect(told).toEqual([59, 59, 59]);
  });
});
