/**
 * One order as we know it. Quantities are the truth: what is left, what it cost and how it is
 * reported are computed from them, never stored, so that they cannot disagree.
 *
 * Plain data: a snapshot may carry it.
 *
 * Invariant: cumLots is the sum of the live lots of all fills with different trade ids.
 */
import { assert } from "../../core/assert.ts";
import { exactMultiply } from "../../core/exact.ts";
import type { Side } from "../market/instrument.ts";

/** Where an order stands, its pending requests apart. */
export type OrderBase =
  /** Decided, not yet handed to the venue. */
  | "INIT"
  /** Never sent: our side said no. */
  | "DENIED"
  /** Handed to the venue, no answer yet. */
  | "PENDING_NEW"
  /** Perhaps at the venue: only evidence makes it something else. It counts in full. */
  | "UNKNOWN"
  | "NEW"
  | "PARTIAL"
  | "FILLED"
  | "CANCELED"
  | "EXPIRED"
  | "REJECTED"
  /** Done for the day. It may live again. */
  | "DFD"
  | "SUSPENDED";

/** A trade of the order. */
export type Fill = {
  readonly tradeId: string;
  /** As they are in force: 0 lots once busted. */
  readonly lots: number;
  readonly priceTicks: number;
  /** As the trade said them; null when its correction came first. */
  readonly first: { readonly lots: number; readonly priceTicks: number } | null;
};

/** A replace that was asked for and is not answered. */
export type ReplaceRequest = {
  readonly id: string;
  readonly orderLots: number;
  readonly priceTicks: number;
};

/** An order and all that happened to it. */
export type Order = {
  /** The first id, by which we know it for ever. */
  readonly id: string;
  /** Ids under which the venue knew it, oldest first; the last is in force. */
  readonly chain: readonly string[];
  readonly instrument: number;
  readonly side: Side;
  readonly priceTicks: number;
  readonly orderLots: number;
  readonly base: OrderBase;
  readonly cumLots: number;
  /** Sum of price times lots over all live fills. Ticks times lots. */
  readonly paidTickLots: number;
  /** The most that a report said is filled; above cumLots while fills are missing. */
  readonly reportedLots: number;
  /** The newest fills, oldest first. */
  readonly fills: readonly Fill[];
  /** Cancels that were asked for and are not answered. */
  readonly pendingCancel: number;
  readonly pendingReplace: readonly ReplaceRequest[];
  /** Somebody wants it gone, and nobody said that it cannot be. */
  readonly isCancelWanted: boolean;
  /** Why it ended, in the venue's words; empty while unknown. */
  readonly reason: string;
};

/** What a strategy decides. */
export type NewOrder = Pick<Order, "id" | "instrument" | "side" | "priceTicks" | "orderLots">;

/**
 * Returns an order before anything happened to it.
 *
 * @throws {AssertionError} When its lots are no positive integer.
 */
export function newOrder({ id, instrument, side, priceTicks, orderLots }: NewOrder): Order {
  assert(
    Number.isSafeInteger(orderLots) && orderLots > 0,
    `an order has a positive count of lots: current value is ${orderLots}`,
  );
  return {
    id,
    chain: [id],
    instrument,
    side,
    priceTicks,
    orderLots,
    base: "INIT",
    cumLots: 0,
    paidTickLots: 0,
    reportedLots: 0,
    fills: [],
    pendingCancel: 0,
    pendingReplace: [],
    isCancelWanted: false,
    reason: "",
  };
}

/**
 * Returns an order that works at the venue and of whose life nothing else is known, as a restarted
 * actor finds it. What was filled stands as one fill without an id, at the order's own price: a
 * limit order was filled no worse.
 *
 * @param cumLots Filled until now; less than the order.
 * @throws {AssertionError} When `cumLots` is not in [0, orderLots).
 */
export function adoptedOrder(order: NewOrder, cumLots: number): Order {
  const fresh: Order = { ...newOrder(order), base: "NEW" };
  if (cumLots === 0) return fresh;
  const { orderLots, priceTicks } = order;
  assert(
    Number.isSafeInteger(cumLots) && cumLots > 0 && cumLots < orderLots,
    `an adopted order is not filled: current values are ${cumLots} of ${orderLots} lots`,
  );
  const fills = [{ tradeId: ADOPTED, lots: cumLots, priceTicks, first: null }];
  const paidTickLots = exactMultiply(cumLots, priceTicks);
  return { ...fresh, base: "PARTIAL", cumLots, paidTickLots, fills };
}

/** Stands for the trades before an adoption. No venue gives an empty trade id. */
const ADOPTED = "";

/** Whether nothing more is expected of it. A late fill or a bust can prove that wrong. */
export function isOver({ base }: Order): boolean {
  return base === "FILLED" || isClosed(base);
}

/** Whether it ended otherwise than by being filled. */
export function isClosed(base: OrderBase): boolean {
  return base === "CANCELED" || base === "EXPIRED" || base === "REJECTED" || base === "DENIED";
}

/** Returns what can still be filled; 0 once it is over or done for the day. Lots. */
export function leavesLotsOf(order: Order): number {
  if (isOver(order) || order.base === "DFD") return 0;
  return Math.max(0, order.orderLots - order.cumLots);
}

/** Returns what was filled beyond the order. Lots. */
export function overfillLotsOf(order: Order): number {
  return Math.max(0, order.cumLots - order.orderLots);
}

/**
 * Returns what the order may still add to a position, at worst: what is left under the largest of
 * its pending replaces, and fills that a report told of and no trade has shown. Lots.
 */
export function exposedLotsOf(order: Order): number {
  const missingLots = Math.max(0, order.reportedLots - order.cumLots);
  if (isOver(order) || order.base === "DFD") return missingLots;
  const replaceLots = order.pendingReplace.map((request) => request.orderLots);
  return Math.max(missingLots, Math.max(order.orderLots, ...replaceLots) - order.cumLots);
}

/** Returns the average price of its fills, not rounded. NaN without a fill. Ticks. */
export function averageTicksOf(order: Order): number {
  return order.paidTickLots / order.cumLots;
}

/** Whether a wanted cancel has to be sent, again: the venue knows the order, and none is under way. */
export function isCancelDue(order: Order): boolean {
  const isKnown = order.base === "NEW" || order.base === "PARTIAL" || order.base === "SUSPENDED";
  return isKnown && order.isCancelWanted && order.pendingCancel === 0;
}
