/** Who reads late is accused, but only while nothing meddles. */
import { describe, expect, test } from "bun:test";
import { RunCourt } from "../../../../../src/desk/simulation/judge/run-court.ts";
import { PromptJudge } from "../../../../../src/desk/simulation/judge/runtime/prompt-judge.ts";

function judged() {
  const clock = { now: 1e9 };
  const court = new RunCourt(() => clock.now);
  return { clock, court, judge: new PromptJudge(court) };
}

describe("PromptJudge", () => {
  test("accuses who reads a record 50 ms after it was said", () => {
    const { clock, court, judge } = judged();
    judge.begin();
    clock.now += 50e6;
    judge.onRecord("risk", "feed", 1e9);
    expect(court.violation).toBeNull();
    clock.now += 1;
    judge.onRecord("risk", "feed", 1e9);
    expect(court.violation?.text).toMatch(/^risk read what feed said after 50\.0\d* ms$/);
  });

  test("does not look at what was said before it began, nor behind its end", () => {
    const { clock, court, judge } = judged();
    judge.onRecord("risk", "feed", 0);
    judge.begin();
    judge.onRecord("risk", "feed", 1e9 - 1e8);
    judge.end();
    clock.now += 1e9;
    judge.onRecord("risk", "feed", 1e9);
    expect(court.violation).toBeNull();
  });
});
