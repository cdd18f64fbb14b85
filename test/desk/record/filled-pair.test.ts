/** One slot of the board of fills: what a fill adds, and what stays unknown. */
import { describe, expect, test } from "bun:test";
import { Filled } from "../../../src/desk/message/filled.ts";
import {
  basisOf,
  emptyPair,
  feesOf,
  filledPair,
  NOT_KNOWN,
  type PairFill,
} from "../../../src/desk/record/filled-pair.ts";

const FILL: PairFill = {
  strategy: 3,
  instrument: 0,
  side: "BUY",
  deltaLots: 4,
  priceTicks: 100,
  liquidity: "TAKER",
  feeAsset: "BASE",
  feeText: "0.004",
};
const EMPTY = emptyPair(3, 0);

describe("filledPair", () => {
  test("adds lots, their cost and the fee, and names the event", () => {
    const first = filledPair(EMPTY, FILL, 7);
    expect(first).toEqual({
      ...{ strategy: 3, instrument: 0, lots: 4, fills: 1, sequence: 7 },
      ...{ cost: "400", realised: "0", feeQuote: "0", feeBase: "0.004", feeUnknownFills: 0 },
    });
    const sold = { ...FILL, side: "SELL", priceTicks: 110, feeAsset: "QUOTE", feeText: "0.44" };
    expect(filledPair(first, sold as PairFill, 9)).toEqual({
      ...{ strategy: 3, instrument: 0, lots: 0, fills: 2, sequence: 9 },
      ...{ cost: "0", realised: "40", feeQuote: "0.44", feeBase: "0.004", feeUnknownFills: 0 },
    });
  });

  test("a pair of an older program moves its lots, and what it earned stays unknown", () => {
    const old = { strategy: 3, instrument: 0, lots: 5, fills: 2, sequence: 1, ...NOT_KNOWN };
    const next = filledPair(old, FILL, 2);
    expect(next).toEqual({ ...old, lots: 9, fills: 3, sequence: 2 });
    expect([basisOf(next), feesOf(next)]).toEqual([null, null]);
  });

  test.each([
    ["without a price", { priceTicks: Number.NaN }],
    ["of half a lot", { deltaLots: 0.5 }],
  ])("a fill %s is not lost: what it cost is not known", (_, change) => {
    const next = filledPair(EMPTY, { ...FILL, ...change }, 1);
    expect(next).toMatchObject({ fills: 1, cost: "", realised: "", feeBase: "0.004" });
  });

  test("a number that its field has no room for is not known, rather than cut", () => {
    const full = { ...EMPTY, cost: "9".repeat(31), feeBase: `${"9".repeat(27)}.999` };
    const next = filledPair({ ...full, lots: 1 }, { ...FILL, feeText: "0.001" }, 1);
    expect(next).toMatchObject({ cost: "", realised: "0", feeBase: `1${"0".repeat(27)}` });
    expect(basisOf(next)).toBeNull();
    const wide = filledPair(full, { ...FILL, feeText: "0.00001" }, 1);
    expect(wide.feeBase).toBe("");
    expect(feesOf(wide)).toBeNull();
    const data = new DataView(new ArrayBuffer(Filled.slotBytes));
    expect(() => Filled.codec.write(data, 0, next)).not.toThrow();
  });
});
