/** At rest all who keep count have counted the same, and each difference is told. */
import { describe, expect, test } from "bun:test";
import { checkConservation } from "../../../../src/desk/simulation/judge/conservation.ts";
import { VenueTruth } from "../../../../src/desk/simulation/judge/venue-truth.ts";
import type { DeskReading } from "../../../../src/desk/simulation/world/desk-reading.ts";
import { courtAt, eventOf } from "./judged.ts";

/** A venue that has filled 4 lots of strategy 5 in instrument 0, and what the boards say of it. */
function judged(filled: Readonly<Record<string, number>>, position: object | null) {
  const truth = new VenueTruth();
  truth.take(eventOf("SENT"));
  truth.take(eventOf("FILL", { deltaLots: 4, cumLots: 4 }));
  truth.take(eventOf("CANCELED"));
  const court = courtAt();
  const boards = { filled: () => new Map(Object.entries(filled)), position: () => position };
  const plan = { instruments: [{ number: 0 }] } as never;
  checkConservation(court, truth, boards as unknown as DeskReading, plan);
  return court.violation?.text ?? null;
}

const REST = { lots: 4, workingBuyLots: 0, workingSellLots: 0 };

describe("checkConservation", () => {
  test("has nothing against boards that say what was filled", () => {
    expect(judged({ "5/0": 4 }, REST)).toBeNull();
  });

  test.each<[string, Readonly<Record<string, number>>, object, RegExp]>([
    ["the execution counts less", { "5/0": 3 }, REST, /execution counts 3 lots .* fills are 4/],
    ["the execution counts nothing", {}, REST, /execution counts 0 lots/],
    ["risk counts more", { "5/0": 4 }, { ...REST, lots: 8 }, /risk counts 8 lots .* fills are 4/],
    ["risk counts the other way", { "5/0": 4 }, { ...REST, lots: -4 }, /risk counts -4 lots/],
    ["risk counts what is over", { "5/0": 4 }, { ...REST, workingBuyLots: 6 }, /6 lots to buy/],
    ["risk counts a sale that is over", { "5/0": 4 }, { ...REST, workingSellLots: 1 }, /1 to sell/],
  ])("accuses when %s", (_, filled, position, text) => {
    expect(judged(filled, position)).toMatch(text);
  });
});
