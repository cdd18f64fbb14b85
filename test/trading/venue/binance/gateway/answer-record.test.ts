/** What of the venue's words may be kept and printed. */
import { expect, test } from "bun:test";
import { shownText } from "../../../../../src/trading/venue/binance/gateway/answer-record.ts";

test.each([
  ["a signature in hexadecimal", "5f".repeat(32)],
  ["a key", "K4narienvogel".padEnd(64, "q7")],
  ["a signature of Ed25519 in base64", `${"aB+/".repeat(21)}aQ==`],
])("%s is hidden, wherever it stands in the venue's text", (_what, word) => {
  expect(shownText(`Signature ${word} is not valid.`)).toBe("Signature [hidden] is not valid.");
  expect(shownText(word)).toBe("[hidden]");
});

test("words, codes and our order ids are shown, in 160 characters and one line", () => {
  const plain = "-2011 Unknown order o000070300100001 sent.";
  expect(shownText(plain)).toBe(plain);
  expect(shownText("a\nb\u001b[2J")).toBe("a b [2J");
  expect(shownText("no ".repeat(100))).toHaveLength(160);
});
