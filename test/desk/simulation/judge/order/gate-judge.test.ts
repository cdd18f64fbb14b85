/** What an approval may stand on, by the feed's own word. */
import { describe, expect, test } from "bun:test";
import { GateJudge } from "../../../../../src/desk/simulation/judge/order/gate-judge.ts";
import { approvedOf, courtAt, say } from "../judged.ts";

function judged(body: object, { heardAt = 1e9 - 1e6, isShownLive = true, midTicks = 100 } = {}) {
  const court = courtAt();
  const { hearings } = new GateJudge(court, {
    bookAgeNsMax: 2e6,
    isShownLive: () => isShownLive,
    sizeNow: () => 10,
    midTicks: () => midTicks,
    collarBps: 50,
  });
  if (heardAt > 0) say(hearings, "quote", { instrument: 0, receivedAt: heardAt });
  say(hearings, "approved", body);
  return court.violation?.text ?? null;
}

describe("GateJudge", () => {
  test("has nothing against an approval on a book that was just heard of", () => {
    expect(judged(approvedOf())).toBeNull();
  });

  test("does not look at cancels", () => {
    expect(judged(approvedOf({ action: "CANCEL", lots: Number.NaN }), { heardAt: 0 })).toBeNull();
  });

  test.each<[string, object, object, RegExp]>([
    ["a book that is old", {}, { heardAt: 1e9 - 3e6 }, /on a book of 3 ms/],
    ["a book that was never heard of", {}, { heardAt: 0 }, /on a book of NaN ms/],
    ["a book that the gate itself calls old", { bookAgeNs: 3e6 }, {}, /on a book of 1 ms/],
    ["a book that is not in step", {}, { isShownLive: false }, /not in step/],
    ["a price that is no number", { priceTicks: Number.NaN }, {}, /with 10 lots at NaN ticks/],
    ["half a lot", { lots: 0.5 }, {}, /with 0.5 lots/],
    ["more lots than one order may have", { lots: 11 }, {}, /with 11 lots: the largest has 10/],
    ["a price far from the mid", {}, { midTicks: 99 }, /101.0\d+ bps from the mid: at most 50/],
    ["a price where there is no mid", {}, { midTicks: Number.NaN }, /NaN bps from the mid/],
    ["less than nothing", { lots: -1 }, {}, /with -1 lots/],
  ])("accuses an approval of %s", (_, change, world, text) => {
    expect(judged(approvedOf(change), world)).toMatch(text);
  });
});
