/** How long a test lets time pass. */
import { periodMsOf } from "../../runtime/actor/every.ts";
import { TestMistake } from "./test-mistake.ts";

/** A whole number and a unit, as in `every`: `"250ms"`, `"2s"`; or milliseconds. */
export type TestDuration = string | number;

/** Returns it in nanoseconds. @throws {TestMistake} When it is no duration. */
export function nsOf(duration: TestDuration): number {
  if (typeof duration === "number" && duration >= 0) return duration * 1e6;
  try {
    return periodMsOf(String(duration)) * 1e6;
  } catch {
    throw new TestMistake(`Cannot advance by ${duration}: it is no duration`, [
      'a whole number and ms, s, m or h: advance("250ms"); or milliseconds: advance(250)',
    ]);
  }
}
