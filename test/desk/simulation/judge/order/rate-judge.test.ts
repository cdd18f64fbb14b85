/** One order too many in any second is accused, whoever lived meanwhile. */
import { describe, expect, test } from "bun:test";
import { RateJudge } from "../../../../../src/desk/simulation/judge/order/rate-judge.ts";
import { RunCourt } from "../../../../../src/desk/simulation/judge/run-court.ts";
import { approvedOf, say } from "../judged.ts";

function judged(atMs: readonly number[], { perS = 2, action = "NEW" as "NEW" | "CANCEL" } = {}) {
  const court = new RunCourt(() => 0);
  const judge = new RateJudge(court, () => perS);
  for (const ms of atMs) {
    say(judge.hearings, "approved", approvedOf({ action }), ms * 1e6);
  }
  return court.violation?.text ?? null;
}

describe("RateJudge", () => {
  test("has nothing against as many in a second as the file allows", () => {
    expect(judged([0, 500, 1_000, 1_500])).toBeNull();
  });

  test("accuses one more, over any edge of a second", () => {
    expect(judged([900, 1_000, 1_899])).toBe(
      "strategy 5 had 3 orders approved in a second: limit is 2",
    );
  });

  test("accuses the first where no file says", () => {
    expect(judged([0], { perS: Number.NaN })).toMatch(/limit is NaN$/);
  });

  test("counts no cancels", () => {
    expect(judged([0, 1, 2, 3], { action: "CANCEL" })).toBeNull();
  });
});
