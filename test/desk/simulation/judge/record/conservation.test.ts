/** At rest all who keep count have counted the same, and each difference is told. */
import { describe, expect, test } from "bun:test";
import { emptyPair, type FilledBody } from "../../../../../src/desk/record/filled-pair.ts";
import { VenueTruth } from "../../../../../src/desk/simulation/judge/order/venue-truth.ts";
import { checkConservation } from "../../../../../src/desk/simulation/judge/record/conservation.ts";
import type { DeskReading } from "../../../../../src/desk/simulation/world/desk-reading.ts";
import { courtAt, eventOf } from "../judged.ts";

/** What the board of an execution says of strategy 5 in instrument 0. */
const pairOf = (lots: number, cost = `${lots * 100}`) => ({
  "5/0": { ...emptyPair(5, 0), lots, cost },
});

/** A venue that has filled 4 lots of that at 100, and what the boards say of it. */
function judged(filled: Readonly<Record<string, FilledBody>>, position: object | null) {
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
    expect(judged(pairOf(4), REST)).toBeNull();
  });

  test.each<[string, Readonly<Record<string, FilledBody>>, object, RegExp]>([
    ["the execution counts less", pairOf(3), REST, /execution counts 3 lots .* fills are 4/],
    ["the execution counts nothing", {}, REST, /execution counts 0 lots/],
    ["the execution counts another cost", pairOf(4, "399"), REST, /-399 ticks .* made -400/],
    ["the execution knows no cost any more", pairOf(4, ""), REST, /counts null ticks/],
    ["risk counts more", pairOf(4), { ...REST, lots: 8 }, /risk counts 8 lots .* fills are 4/],
    ["risk counts the other way", pairOf(4), { ...REST, lots: -4 }, /risk counts -4 lots/],
    ["risk counts what is over", pairOf(4), { ...REST, workingBuyLots: 6 }, /6 lots to buy/],
    ["risk counts a sale that is over", pairOf(4), { ...REST, workingSellLots: 1 }, /1 to sell/],
  ])("accuses when %s", (_, filled, position, text) => {
    expect(judged(filled, position)).toMatch(text);
  });
});
