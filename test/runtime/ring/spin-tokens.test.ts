/** Who may spin: how many, who holds a token, and whether every runnable worker has a core. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { Doorbell } from "../../../src/runtime/ring/doorbell.ts";
import { allocateLines, attachLines, WORKERS_MAX } from "../../../src/runtime/ring/lines.ts";
import {
  grantSpinTokens,
  hasCoreForEach,
  holdsSpinToken,
  releaseSpinToken,
  setWorkerLives,
  spinRulesOf,
  takeSpinToken,
} from "../../../src/runtime/ring/spin-tokens.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

const LINES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 127];

function granted(tokens: number, cores = 8) {
  const lines = allocateLines();
  const words = attachLines(lines);
  grantSpinTokens(words, { cores, tokens });
  return { lines, words };
}

describe("spinRulesOf", () => {
  // S-61
  test.each([
    [1, null, 0],
    [2, null, 0],
    [3, null, 0],
    [4, null, 2],
    [16, null, 14],
    [1_000, null, WORKERS_MAX],
    [2, 1, 0],
    [3, 1, 1],
    [3, 2, 1],
    [8, 0, 0],
    [8, 2, 2],
    [8, 100, 6],
  ])("on %p cores, where the desk says %p, %p threads may spin", (cores, tokensMax, tokens) => {
    expect(spinRulesOf(cores, tokensMax)).toEqual({ cores, tokens });
  });
});

describe("takeSpinToken", () => {
  // rings case 42
  test("gives a worker one token, and none to the surplus", () => {
    const { words } = granted(2);
    expect([3, 3, 0, 5, 3].map((line) => takeSpinToken(words, line))).toEqual([
      true,
      true,
      true,
      false,
      true,
    ]);
    expect([0, 3, 5].map((line) => holdsSpinToken(words, line))).toEqual([true, true, false]);
  });

  test("gives none where none were granted", () => {
    expect(takeSpinToken(attachLines(allocateLines()), 0)).toBe(false);
    expect(takeSpinToken(granted(0).words, 0)).toBe(false);
  });

  test("gives what was given back", () => {
    const { words } = granted(1);
    expect(takeSpinToken(words, 0)).toBe(true);
    expect(releaseSpinToken(words, 1)).toBe(false);
    expect(takeSpinToken(words, 1)).toBe(false);
    expect(releaseSpinToken(words, 0)).toBe(true);
    expect(releaseSpinToken(words, 0)).toBe(false);
    expect(takeSpinToken(words, 1)).toBe(true);
    expect([0, 1].map((line) => holdsSpinToken(words, line))).toEqual([false, true]);
  });

  test(`never gives more tokens than there are, nor two to one worker (SEED=${seed})`, () => {
    const prng = new Prng(seed);
    for (let run = 0; run < 50; run += 1) {
      const tokens = prng.between(0, 5);
      const { words } = granted(tokens);
      const holders = new Set<number>();
      for (let step = 0; step < 400; step += 1) {
        takeOrRelease(words, holders, { tokens, prng });
        const held = LINES.filter((line) => holdsSpinToken(words, line));
        expect(held).toEqual(LINES.filter((line) => holders.has(line)));
      }
    }
  });

  test.each([-1, WORKERS_MAX + 1, Number.NaN])("there are never %p tokens", (tokens) => {
    expect(() => granted(tokens)).toThrow("spin tokens are 0 to 128");
  });
});

/** One step of one line, on memory and on the model. */
function takeOrRelease(
  words: Int32Array,
  holders: Set<number>,
  { tokens, prng }: { readonly tokens: number; readonly prng: Prng },
): undefined {
  const line = prng.pick(LINES);
  if (prng.unit() < 0.4) {
    expect(releaseSpinToken(words, line)).toBe(holders.delete(line));
    return;
  }
  const expected = holders.has(line) || holders.size < tokens;
  expect(takeSpinToken(words, line)).toBe(expected);
  if (expected) holders.add(line);
}

describe("hasCoreForEach", () => {
  test("counts the workers that live and do not sleep", () => {
    const { lines, words } = granted(1, 2);
    expect(hasCoreForEach(words)).toBe(true);
    for (const line of [0, 1, 9]) setWorkerLives(words, line, true);
    expect(hasCoreForEach(words)).toBe(false);
    const bell = new Doorbell(lines, 1);
    bell.prepareToSleep();
    expect(hasCoreForEach(words)).toBe(true);
    bell.cancelSleep();
    expect(hasCoreForEach(words)).toBe(false);
    setWorkerLives(words, 9, false);
    expect(hasCoreForEach(words)).toBe(true);
  });

  test("the last bell line counts too", () => {
    const { words } = granted(1, 1);
    for (const line of [WORKERS_MAX - 1, 0]) setWorkerLives(words, line, true);
    expect(hasCoreForEach(words)).toBe(false);
  });
});
