/** An order is held against a book that is whole and fresh, or not sent. */
import type { Control, GateBook } from "./gate-look.ts";
import { bareRefusal, missingLimit } from "./refusal.ts";

/**
 * Refuses without a book, on one that is not synchronised, has no side or is crossed, and on one
 * older than the limit.
 */
export const checkBook: Control = ({ view, limits, now }) => {
  const { book } = view;
  if (book === null) return bareRefusal("UNKNOWN_BOOK", "missing");
  const fault = faultOf(book);
  if (fault !== null) return bareRefusal("UNKNOWN_BOOK", fault);
  if (limits.bookAgeNs === undefined) return missingLimit("bookAge");
  const ageNs = bookAgeNsOf(book, now);
  if (ageNs <= limits.bookAgeNs) return null;
  return { kind: "STALE_BOOK", limit: limits.bookAgeNs, value: ageNs };
};

/** Returns how old a book is: 0 when it is newer than `now`. Nanoseconds. */
export function bookAgeNsOf(book: Pick<GateBook, "seenAt">, now: number): number {
  return Math.max(0, now - book.seenAt);
}

function faultOf({ isSynced, bidTicks, askTicks }: GateBook): string | null {
  if (!isSynced) return "not synchronised";
  if (Number.isNaN(bidTicks) && Number.isNaN(askTicks)) return "empty";
  return bidTicks >= askTicks ? "crossed" : null;
}
