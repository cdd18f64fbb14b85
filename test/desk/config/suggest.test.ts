/** Which slip gets which suggestion. */
import { describe, expect, test } from "bun:test";
import { nearest, suggestion } from "../../../src/desk/config/suggest.ts";

describe("nearest", () => {
  test.each([
    ["a letter is missing", "halfSpred", "halfSpread"],
    ["a letter is too many", "clipp", "clip"],
    ["two letters are swapped", "cilp", "clip"],
    ["the case differs", "CLIP", "clip"],
    ["nothing is near", "endpoint", null],
    ["a short name is not near to everything", "x", null],
  ])("%s", (_, given, expected) => {
    expect(nearest(given, ["halfSpread", "clip"])).toBe(expected);
  });

  test("the nearer of two wins", () => {
    expect(nearest("stop", ["shop", "stops", "stop2x"])).toBe("shop");
    expect(nearest("stopx", ["shop", "stop"])).toBe("stop");
  });
});

describe("suggestion", () => {
  test("without a near name all names are listed", () => {
    expect(suggestion("endpoint", ["clip", "halfSpread"])).toEqual(["one of `clip`, `halfSpread`"]);
  });
});
