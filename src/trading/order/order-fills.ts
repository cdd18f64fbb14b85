/** The fills of an order: each trade counts once, whoever tells of it and however often. */
import { exactAdd, exactMultiply } from "../../core/exact.ts";
import type { Fill, Order } from "./order.ts";
import type { CorrectionEvent, TradeEvent } from "./order-event.ts";

/**
 * Most fills that an order remembers. A repeat of an older one, or a correction of it, would be
 * taken for a trade never seen.
 */
export const FILLS_MAX = 1_024;

/** Whether lots and price can be those of a trade. */
export function isTradable({ lots, priceTicks }: Pick<Fill, "lots" | "priceTicks">): boolean {
  return Number.isSafeInteger(lots) && lots > 0 && Number.isSafeInteger(priceTicks);
}

/** Returns the fill with this trade id, or undefined when it was never seen. */
export function fillOf(order: Order, tradeId: string): Fill | undefined {
  return order.fills.find((fill) => fill.tradeId === tradeId);
}

/** Whether a trade says what the fill of the same id says. */
export function isRepeat(fill: Fill, trade: TradeEvent): boolean {
  if (fill.first === null) return true;
  return fill.first.lots === trade.lots && fill.first.priceTicks === trade.priceTicks;
}

/** Returns the order with one more fill. The oldest is forgotten beyond the bound. */
export function withTrade(order: Order, { tradeId, lots, priceTicks }: TradeEvent): Order {
  return withFill(order, { tradeId, lots, priceTicks, first: { lots, priceTicks } });
}

/**
 * Returns the order with a fill taken back or restated. Of a trade never seen, only what is in
 * force is remembered, so that the trade itself, when it comes, counts no more.
 */
export function withCorrection(order: Order, event: CorrectionEvent): Order {
  const { tradeId } = event;
  const known = fillOf(order, tradeId);
  const { lots, priceTicks } =
    event.kind === "BUST" ? { lots: 0, priceTicks: known?.priceTicks ?? 0 } : event;
  return withFill(order, { tradeId, lots, priceTicks, first: known?.first ?? null });
}

function withFill(order: Order, fill: Fill): Order {
  const known = fillOf(order, fill.tradeId);
  const deltaLots = fill.lots - (known?.lots ?? 0);
  const fills =
    known === undefined
      ? [...order.fills, fill].slice(-FILLS_MAX)
      : order.fills.map((other) => (other === known ? fill : other));
  const knownTickLots = known === undefined ? 0 : -exactMultiply(known.lots, known.priceTicks);
  const deltaTickLots = exactAdd(exactMultiply(fill.lots, fill.priceTicks), knownTickLots);
  return {
    ...order,
    fills,
    cumLots: exactAdd(order.cumLots, deltaLots),
    paidTickLots: exactAdd(order.paidTickLots, deltaTickLots),
  };
}
