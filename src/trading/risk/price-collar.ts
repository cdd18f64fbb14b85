/** A price far from the market is a mistake, on either side of it. */
import { midTicksOf } from "../market/quote.ts";
import type { Control, GateBook, GateIntent, GateView } from "./gate-look.ts";
import { missingLimit } from "./refusal.ts";

const BPS = 10_000;

/** Refuses a price further from the market than the limit, and one that is not positive. */
export const checkPriceCollar: Control = ({ intent, view, limits }) => {
  if (limits.priceCollarBps === undefined) return missingLimit("priceCollarBps");
  const distanceBps = collarBpsOf(intent, view);
  if (intent.priceTicks > 0 && distanceBps <= limits.priceCollarBps) return null;
  return { kind: "PRICE_COLLAR", limit: limits.priceCollarBps, value: distanceBps };
};

/** Returns how far the price is from the market; NaN where there is none. Basis points. */
export function collarBpsOf(intent: GateIntent, { book }: Pick<GateView, "book">): number {
  return distanceBpsOf(intent, referenceTicksOf(intent, book));
}

/** The mid, or, where the own side is empty, the touch that the order would meet. NaN: neither. */
function referenceTicksOf(intent: GateIntent, book: GateBook | null): number {
  if (book === null) return Number.NaN;
  const midTicks = midTicksOf({ ...book, bidLots: 0, askLots: 0 });
  if (!Number.isNaN(midTicks)) return midTicks;
  return intent.side === "BUY" ? book.askTicks : book.bidTicks;
}

/** Returns how far the price is from the reference; NaN unless the reference is positive. */
function distanceBpsOf({ priceTicks }: GateIntent, referenceTicks: number): number {
  if (!(referenceTicks > 0)) return Number.NaN;
  return (Math.abs(priceTicks - referenceTicks) * BPS) / referenceTicks;
}
