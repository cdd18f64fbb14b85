/** What a reader may be given of a topic, and what must be told. */
import { describe, expect, test } from "bun:test";
import {
  DeliveryJudge,
  type Place,
} from "../../../../../src/desk/simulation/judge/runtime/delivery-judge.ts";
import { courtAt } from "../judged.ts";

type Step = number | { readonly gap: number } | "LIFE" | "LET_GO";

/** @param steps A sequence, a gap that is told, another life of the reader, or nobody waits for it. */
function judged(steps: readonly Step[], isGate = false, isHeld = false) {
  const court = courtAt();
  const judge = new DeliveryJudge(court);
  const place: Place = {
    reader: "r",
    writer: "w",
    isGate,
    isHeld,
    last: Number.NaN,
    toldMissed: 0,
    isNewLife: false,
    wasLetGo: false,
  };
  for (const step of steps) {
    if (step === "LIFE") place.isNewLife = true;
    else if (step === "LET_GO") place.wasLetGo = true;
    else if (typeof step === "number") judge.onRecord(place, step);
    else judge.onGap(place, step.gap);
  }
  return court.violation?.text ?? null;
}

describe("DeliveryJudge", () => {
  test.each<[string, readonly Step[], boolean]>([
    ["one record after the other, from wherever it begins", [7, 8, 9], true],
    ["a gap of which it was told exactly", [7, { gap: 2 }, 10, 11], false],
    ["two gaps before one record", [7, { gap: 2 }, { gap: 3 }, 13], false],
    ["a record that was lost with its last life", [7, "LIFE", 9], true],
    ["a gap of a gating reader that was let go", [7, "LET_GO", { gap: 2 }, 10], true],
  ])("has nothing against %s", (_, steps, isGate) => {
    expect(judged(steps, isGate)).toBeNull();
  });

  test("one that holds what it has handled gets it again in a next life, and misses nothing", () => {
    expect(judged([7, 8, 9, "LIFE", 8, 9, 10], true, true)).toBeNull();
    expect(judged([7, 8, 8], true, true)).toMatch(/record 8 of w came again/);
    expect(judged([7, "LIFE", 9], true, true)).toMatch(/record 9 of w came too early/);
    expect(judged([7, 8, "LIFE", 7, 7], true, true)).toMatch(/record 7 of w came again/);
  });

  test.each<[string, readonly Step[], boolean, RegExp]>([
    ["a record that comes again", [7, 8, 8], false, /record 8 of w came again to r: 9 was next/],
    ["a record of before, in a next life", [7, 8, "LIFE", 8], false, /came again/],
    ["one that is left out", [7, 9], false, /record 9 of w came too early to r: 8 was next/],
    ["two that are left out with a life", [7, "LIFE", 10], false, /came too early/],
    ["a gap that is told too small", [7, { gap: 1 }, 10], false, /9 was next/],
    ["a gap that is told too large", [7, { gap: 3 }, 10], false, /11 was next/],
    [
      "a gap of a reader for which the writer waits",
      [7, { gap: 2 }],
      true,
      /r, for which w waits, missed 2 records/,
    ],
  ])("accuses %s", (_, steps, isGate, text) => {
    expect(judged(steps, isGate)).toMatch(text);
  });
});
