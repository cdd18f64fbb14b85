/** What becomes of an order as it comes to the paper venue, by how it may be filled. */
import type { LimitStyle } from "../../order/limit-style.ts";
import { type Levels, take } from "./match.ts";
import { leavesOf, type PaperFill, type PaperOrder } from "./paper-order.ts";

export type Arrival = {
  readonly fills: readonly PaperFill[];
  /** REJECTED: it never worked. EXPIRED: what was not filled ends. RESTS: what was not filled works. */
  readonly next: "RESTS" | "REJECTED" | "EXPIRED";
  readonly reason: string;
};

/** @param opposite The side that it trades against; without levels while the book is not known. */
export function arrivalOf(order: PaperOrder, style: LimitStyle, opposite: Levels): Arrival {
  const fills = take(order, opposite);
  if (style === "POST_ONLY" && fills.length > 0) {
    return { fills: [], next: "REJECTED", reason: "it would take" };
  }
  if (style === "GTC" || style === "POST_ONLY") return { fills, next: "RESTS", reason: "" };
  const filledLots = fills.reduce((sum, { lots }) => sum + lots, 0);
  const isWhole = filledLots === leavesOf(order);
  if (style === "FOK" && !isWhole) {
    return { fills: [], next: "EXPIRED", reason: "cannot be filled at once" };
  }
  return { fills, next: "EXPIRED", reason: "not filled at once" };
}
