/** A side of the book board as the paper venue's matching wants it. */
import type { BookTop } from "../../../src/desk/message/book.ts";
import type { BodyOf } from "../../../src/runtime/actor/context.ts";
import type { Levels } from "../../../src/trading/venue/paper/match.ts";

type BookBody = Readonly<BodyOf<typeof BookTop>>;

/** Of a book that is not known. */
export const EMPTY: Levels = { count: 0, ticks: () => Number.NaN, lots: () => Number.NaN };

/** Best first. An unknown book has no levels: nothing is filled against it. */
export function levelsOf(book: BookBody | null, side: "BUY" | "SELL"): Levels {
  if (book === null) return EMPTY;
  const { levels, bidCount } = book;
  const start = side === "BUY" ? 0 : bidCount;
  const count = side === "BUY" ? bidCount : levels.length / 2 - bidCount;
  return {
    count,
    ticks: (index) => levels.at((start + index) * 2) ?? Number.NaN,
    lots: (index) => levels.at((start + index) * 2 + 1) ?? Number.NaN,
  };
}
