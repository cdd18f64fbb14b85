/** The book under an order: known, whole and fresh. */
import { describe, expect, test } from "bun:test";
import { bookAgeNsOf, checkBook } from "../../../src/trading/risk/book-age.ts";
import { lookAt, NOW } from "./gate-kit.ts";

const fresh = { isSynced: true, seenAt: NOW, bidTicks: 9_999, askTicks: 10_001 };

describe("checkBook", () => {
  test.each([
    ["missing", null],
    ["not synchronised", { ...fresh, isSynced: false }],
    ["empty", { ...fresh, bidTicks: Number.NaN, askTicks: Number.NaN }],
    ["crossed", { ...fresh, bidTicks: 10_002 }],
    ["crossed", { ...fresh, bidTicks: fresh.askTicks }],
  ])("a book that is %s is unknown: %o", (name, book) => {
    expect(checkBook(lookAt({ view: { book } }))).toMatchObject({ kind: "UNKNOWN_BOOK", name });
  });

  test("a book of one side is known", () => {
    expect(checkBook(lookAt({ view: { book: { ...fresh, bidTicks: Number.NaN } } }))).toBeNull();
  });

  test.each([
    [0, null],
    [250, null],
    [251, 251],
    [Number.NaN, Number.NaN],
  ])("one that is %d ns old is refused with %p", (ageNs, value) => {
    const refusal = checkBook(lookAt({ view: { book: { ...fresh, seenAt: NOW - ageNs } } }));
    expect(refusal?.value ?? null).toBe(value);
    if (value !== null) expect(refusal).toMatchObject({ kind: "STALE_BOOK", limit: 250 });
  });

  test("one that was published after the handler read its clock is fresh", () => {
    expect(bookAgeNsOf({ seenAt: NOW + 5 }, NOW)).toBe(0);
  });
});
