/** Refusals as sentences: what was refused, what must hold, and what is. */
import { describe, expect, test } from "bun:test";
import {
  bareRefusal,
  describeRefusal,
  missingLimit,
  REFUSAL_KINDS,
  type Refusal,
} from "../../../src/trading/risk/refusal.ts";

describe("describeRefusal", () => {
  test.each<[Refusal, string]>([
    [
      { kind: "POSITION", limit: 100, value: -101 },
      "Cannot submit order as position must stay within 100 lots: it could be -101 lots",
    ],
    [
      { kind: "STALE_BOOK", limit: 250e6, value: 900e6 },
      "Cannot submit order as book age must be <= 250 ms: current age is 900 ms",
    ],
    [missingLimit("position"), "Cannot submit order as limit position must be set: it is missing"],
    [
      { kind: "BAD_ORDER", limit: 1, value: 0, name: "lots" },
      "Cannot submit order as its lots must be a positive integer: current value is 0",
    ],
    [
      bareRefusal("BAD_ORDER", "side"),
      "Cannot submit order as its side must be well formed: it is not",
    ],
    [
      { kind: "HALTED", limit: 5, value: 6, name: "REDUCING" },
      "Cannot submit order as only reducing orders are taken: at most 5 lots may reduce and it would be 6",
    ],
    [bareRefusal("HALTED"), "Cannot submit order as trading must be active: it is halted"],
  ])("%o", (refusal, sentence) => {
    expect(describeRefusal(refusal)).toBe(sentence);
  });

  test("says of a cancel that it is one", () => {
    const refusal: Refusal = { kind: "BAD_ORDER", limit: 3, value: 4, name: "owner" };
    expect(describeRefusal(refusal, "CANCEL")).toBe(
      "Cannot cancel order as its id must be of strategy 3: it is of 4",
    );
  });

  test.each(REFUSAL_KINDS)("has one sentence for %s, with the limit and the value", (kind) => {
    const sentence = describeRefusal({ kind, limit: 1_234e6, value: 5_678e6, name: "this" });
    expect(sentence).toMatch(/^Cannot submit order as [^.]+: [^.]+$/);
    expect(sentence).not.toMatch(/undefined|NaN/);
  });
});
