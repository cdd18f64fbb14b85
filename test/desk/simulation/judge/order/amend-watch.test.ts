/** What of amendments is noted as seen, and what is not. */
import { describe, expect, test } from "bun:test";
import { AmendWatch } from "../../../../../src/desk/simulation/judge/order/amend-watch.ts";
import { approvedOf, courtAt, eventOf, say } from "../judged.ts";

const asked = ["approved", approvedOf({ action: "AMEND", lots: 6 })] as const;
const said = (kind: Parameters<typeof eventOf>[0], leavesLots = 6) =>
  ["order-event", eventOf(kind, { leavesLots })] as const;
const died = (kind: string, what = "DIED") => ["actor-life", { kind, what }] as const;

function notedOf(steps: readonly (readonly [name: string, body: object])[]) {
  const court = courtAt();
  const watch = new AmendWatch(court);
  for (const [name, body] of steps) say(watch.hearings, name, body);
  watch.onCrash();
  return [...court.sometimes];
}

describe("AmendWatch notes", () => {
  test.each([
    [[asked, said("FILL"), said("AMENDED")], "a fill while an amendment is under way"],
    [[asked, said("AMEND_REJECTED"), said("AMENDED")], "amended behind a no"],
    [[asked, died("execution")], "a gateway died while an amendment is under way"],
    [[asked, said("ACK")], "a crash while an amendment is under way"],
  ])("of %j: %s", (steps, note) => {
    expect(notedOf(steps)).toEqual([note]);
  });

  test.each([
    ["once it is answered", [asked, said("AMENDED"), said("FILL"), died("execution")]],
    ["once it is refused", [asked, said("AMEND_REJECTED"), said("FILL")]],
    ["once its order is over", [asked, said("CANCELED", 0), died("execution")]],
    ["where none was asked for", [said("FILL"), died("execution")]],
    [
      "when another is asked for and answered",
      [asked, said("AMEND_REJECTED"), asked, said("AMENDED")],
    ],
  ])("nothing %s", (_, steps) => {
    expect(notedOf(steps)).toEqual([]);
  });

  test("no death of another actor, and no other step of a gateway's life", () => {
    const crash = "a crash while an amendment is under way";
    expect(notedOf([asked, died("feed"), died("execution", "READY")])).toEqual([crash]);
  });
});
