/** Risk that approves and counts less than works is accused. */
import { describe, expect, test } from "bun:test";
import {
  type CountedLots,
  ExposureJudge,
} from "../../../../../src/desk/simulation/judge/order/exposure-judge.ts";
import { VenueTruth } from "../../../../../src/desk/simulation/judge/order/venue-truth.ts";
import { approvedOf, courtAt, eventOf, say } from "../judged.ts";

/** Ten lots to buy work. */
function judged(counted: CountedLots | null, action: "NEW" | "CANCEL" = "NEW") {
  const court = courtAt();
  const truth = new VenueTruth();
  truth.take(eventOf("SENT"));
  say(new ExposureJudge(court, truth, () => counted).hearings, "approved", approvedOf({ action }));
  return court.violation?.text ?? null;
}

describe("ExposureJudge", () => {
  test("has nothing against risk that counts what works, or more", () => {
    expect(judged({ workingBuyLots: 10, workingSellLots: 0 })).toBeNull();
    expect(judged({ workingBuyLots: 20, workingSellLots: 5 })).toBeNull();
  });

  test.each([
    [{ workingBuyLots: 9, workingSellLots: 0 }, "counts 9 lots to buy and 0 to sell"],
    [{ workingBuyLots: Number.NaN, workingSellLots: 0 }, "counts NaN lots to buy"],
    [null, "counts NaN lots to buy and NaN to sell"],
  ])("accuses %p", (counted, text) => {
    expect(judged(counted)).toContain(text);
  });

  test("lets a cancel pass", () => {
    expect(judged(null, "CANCEL")).toBeNull();
  });
});
