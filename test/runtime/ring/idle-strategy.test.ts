/** A spinner polls until there is news or its time is over, and only while it may. */
import { describe, expect, test } from "bun:test";
import { Spinner } from "../../../src/runtime/ring/idle-strategy.ts";
import { allocateLines, attachLines } from "../../../src/runtime/ring/lines.ts";
import {
  grantSpinTokens,
  holdsSpinToken,
  releaseSpinToken,
  setWorkerLives,
} from "../../../src/runtime/ring/spin-tokens.ts";

const LINE = 4;

function spinnerOf(tokens: number, cores = 2) {
  const lines = allocateLines();
  const words = attachLines(lines);
  grantSpinTokens(words, { cores, tokens });
  setWorkerLives(words, LINE, true);
  const clock = { nowNs: 1e9, looks: 0 };
  const spinner = new Spinner(lines, LINE, () => {
    clock.looks += 1;
    clock.nowNs += 1_000;
    return clock.nowNs;
  });
  return { lines, words, spinner, clock };
}

/** A poll that counts itself, and has news at poll `at`. */
function pollOf(at = Number.POSITIVE_INFINITY) {
  const poll = {
    count: 0,
    hasNews: () => {
      poll.count += 1;
      return poll.count === at;
    },
  };
  return poll;
}

describe("Spinner.spin", () => {
  test("ends with the news, and looks at the clock no more", () => {
    const { spinner, clock } = spinnerOf(1);
    const deadlineNs = spinner.deadline();
    const { looks } = clock;
    const poll = pollOf(3);
    expect(spinner.spin(deadlineNs, poll.hasNews)).toBe(true);
    expect([poll.count, clock.looks]).toEqual([3, looks]);
  });

  // S-60
  test("ends without news when 50 us have passed by the clock, however many polls that were", () => {
    const { spinner, clock } = spinnerOf(1);
    const deadlineNs = spinner.deadline();
    expect(deadlineNs - clock.nowNs).toBe(50_000);
    const quick = pollOf();
    expect(spinner.spin(deadlineNs, quick.hasNews)).toBe(false);
    expect(clock.nowNs).toBe(deadlineNs);
    // The machine stood still for a while: one look at the clock ends it.
    clock.nowNs += 1e6;
    const late = pollOf();
    expect(spinner.spin(deadlineNs, late.hasNews)).toBe(false);
    expect(late.count).toBeGreaterThan(0);
    expect(late.count).toBeLessThan(quick.count / 10);
  });
});

describe("Spinner.maySpin", () => {
  // rings case 42
  test("is false without a token, and true as soon as there is one", () => {
    const { lines, words, spinner } = spinnerOf(1);
    const other = new Spinner(lines, LINE + 1, () => 0);
    expect([other.maySpin(), spinner.maySpin()]).toEqual([true, false]);
    other.release();
    expect([spinner.maySpin(), other.maySpin()]).toEqual([true, false]);
    expect(holdsSpinToken(words, LINE)).toBe(true);
    spinner.release();
    expect(holdsSpinToken(words, LINE)).toBe(false);
  });

  test("is false once main took its token and another has it", () => {
    const { lines, words, spinner } = spinnerOf(1);
    expect(spinner.maySpin()).toBe(true);
    expect(releaseSpinToken(words, LINE)).toBe(true);
    expect(new Spinner(lines, LINE + 1, () => 0).maySpin()).toBe(true);
    expect(spinner.maySpin()).toBe(false);
    // What it does not hold it cannot give back.
    spinner.release();
    expect(holdsSpinToken(words, LINE + 1)).toBe(true);
  });

  // S-61
  test("is false while more workers run than there are cores, and it keeps its token", () => {
    const { words, spinner } = spinnerOf(1, 2);
    setWorkerLives(words, 0, true);
    expect(spinner.maySpin()).toBe(true);
    setWorkerLives(words, 1, true);
    expect(spinner.maySpin()).toBe(false);
    expect(holdsSpinToken(words, LINE)).toBe(true);
    setWorkerLives(words, 1, false);
    expect(spinner.maySpin()).toBe(true);
  });
});
