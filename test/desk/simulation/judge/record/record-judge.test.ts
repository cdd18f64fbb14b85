/** What must be on the disk when an order leaves, and what must be found there after a crash. */
import { describe, expect, test } from "bun:test";
import { JournalFold } from "../../../../../src/desk/record/journal-fold.ts";
import {
  judgeDurable,
  RecordJudge,
  type ShownDurable,
} from "../../../../../src/desk/simulation/judge/record/record-judge.ts";
import { approvedOf, courtAt, eventOf, say } from "../judged.ts";

/** An approval at sequence 1 of risk's topic, then an event of its order. */
function judged(
  durable: ShownDurable | null,
  { kind = "SENT", approval = approvedOf(), isKept = true, isForgotten = false } = {},
) {
  const court = courtAt();
  const judge = new RecordJudge(court, { isKept, durableOfRisk: () => durable });
  say(judge.hearings, "approved", approval);
  if (isForgotten) judge.forget();
  say(judge.hearings, "order-event", eventOf(kind as "SENT"));
  return court.violation?.text ?? null;
}

describe("RecordJudge", () => {
  test("has nothing against an order whose approval is on the disk, nor of a desk without a journal", () => {
    expect(judged({ since: 1, sequence: 1 })).toBeNull();
    expect(judged({ since: 0, sequence: 9 })).toBeNull();
    expect(judged(null, { isKept: false })).toBeNull();
    expect(judged(null, { kind: "EXPIRED" })).toBeNull();
  });

  test.each<[string, ShownDurable | null, object]>([
    ["nothing is on the disk", null, {}],
    ["the disk is not so far", { since: 1, sequence: 0 }, {}],
    ["the disk has only what followed", { since: 2, sequence: 9 }, {}],
    ["what is there is no number", { since: Number.NaN, sequence: 9 }, {}],
    ["it was never approved", { since: 1, sequence: 1 }, { isForgotten: true }],
    [
      "only its cancel was approved",
      { since: 1, sequence: 1 },
      { approval: approvedOf({ action: "CANCEL" }) },
    ],
  ])("accuses an order that leaves while %s", (_, durable, change) => {
    expect(judged(durable, change)).toMatch(/^order o000010100200001 left at/);
  });
});

describe("judgeDurable", () => {
  const shown = new Map([[3, { since: 1, sequence: 8 }]]);
  const foldTo = (sequence: number) => {
    const fold = new JournalFold();
    fold.takeRecord(3, sequence);
    return fold;
  };

  test.each([
    [8, null],
    [9, null],
    [7, "of actor 3 the journal has 7: 8 was durable"],
  ])("a journal that has records up to %d", (sequence, text) => {
    const court = courtAt();
    judgeDurable(court, shown, foldTo(sequence));
    expect(court.violation?.text ?? null).toBe(text);
  });

  test("accuses a journal of which nothing is left", () => {
    const court = courtAt();
    judgeDurable(court, shown, null);
    expect(court.violation?.text).toBe("of actor 3 the journal has 0: 8 was durable");
  });
});
