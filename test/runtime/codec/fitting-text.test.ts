/** What of a text a field has room for. */
import { describe, expect, test } from "bun:test";
import { fittingText } from "../../../src/runtime/codec/fitting-text.ts";
import { TEXT_BYTES_MAX, textBytes, writeText } from "../../../src/runtime/codec/text-field.ts";

describe("fittingText", () => {
  test.each([
    ["", ""],
    ["filled", "filled"],
    ["x".repeat(31), "x".repeat(31)],
    ["x".repeat(32), "x".repeat(31)],
    ["\u00e9".repeat(16), "\u00e9".repeat(15)],
    [`${"x".repeat(28)}\u{1f600}`, "x".repeat(28)],
    [`${"x".repeat(27)}\u{1f600}`, `${"x".repeat(27)}\u{1f600}`],
    ["a\ud800", "a\ufffd"],
    [`${"\u{1f600}".repeat(40)}`, "\u{1f600}".repeat(7)],
  ])("of %j it is %j", (text, fitting) => {
    expect(fittingText(text)).toBe(fitting);
  });

  test("a field takes whatever it returns", () => {
    const data = new DataView(new ArrayBuffer(64));
    for (const text of ["-1013 Filter failure: PERCENT_PRICE_BY_SIDE", "\ud83d".repeat(50)]) {
      const fitting = fittingText(text);
      expect(textBytes(fitting)).toBeLessThanOrEqual(1 + TEXT_BYTES_MAX);
      expect(writeText(data, 0, fitting, "text")).toBe(textBytes(fitting));
    }
  });
});
