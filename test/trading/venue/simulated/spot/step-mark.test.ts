/** Marks of steps: the newest of this exchange counts, whatever a death has torn. */
import { expect, test } from "bun:test";
import {
  lastStepOf,
  STEPS_BEGIN,
  stepLine,
} from "../../../../../src/trading/venue/simulated/spot/step-mark.ts";

const ORIGIN = 1_700_000_000_000_000;
const line = (at: number, originUs = ORIGIN) => stepLine({ originUs, at });

test("the newest mark counts, in whatever order they are", () => {
  expect(lastStepOf("", ORIGIN)).toBe(0);
  expect(lastStepOf(line(5) + line(9) + line(7), ORIGIN)).toBe(9);
});

test("marks of an exchange that was begun anew are not its own", () => {
  expect(lastStepOf(line(5) + line(9, ORIGIN + 1), ORIGIN)).toBe(5);
});

test("wherever a death tears the last mark, those before and behind it count", () => {
  const torn = line(9);
  for (let bytes = 0; bytes < torn.length - 1; bytes += 1) {
    const left = line(5) + torn.slice(0, bytes);
    expect(lastStepOf(left, ORIGIN)).toBe(5);
    expect(lastStepOf(left + STEPS_BEGIN + line(7), ORIGIN)).toBe(7);
  }
});

test("a mark whose bytes are others does not count", () => {
  expect(lastStepOf(line(5) + line(9).replace("9]", "8]"), ORIGIN)).toBe(5);
});
