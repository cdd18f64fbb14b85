/** How an order is reported: of all that is true of it, what takes precedence, as FIX has it. */
import type { Order, OrderBase } from "./order.ts";

/** What an order is said to be. */
export type OrderStatus = OrderBase | "PENDING_CANCEL" | "PENDING_REPLACE";

/** FIX 4.4, appendix D. What FIX does not know stands where an order without news stands. */
const PRECEDENCE: Readonly<Record<OrderStatus, number>> = {
  PENDING_CANCEL: 12,
  PENDING_REPLACE: 11,
  DFD: 10,
  FILLED: 8,
  SUSPENDED: 6,
  CANCELED: 5,
  EXPIRED: 5,
  PARTIAL: 4,
  NEW: 2,
  REJECTED: 2,
  PENDING_NEW: 2,
  UNKNOWN: 2,
  DENIED: 2,
  INIT: 2,
};

/**
 * Returns the status to report. A partial fill while a cancel is pending leaves it PENDING_CANCEL,
 * and the cancel's rejection shows what the fills made of the order meanwhile.
 */
export function statusOf(order: Order): OrderStatus {
  const states: OrderStatus[] = [order.base];
  if (order.pendingCancel > 0) states.push("PENDING_CANCEL");
  if (order.pendingReplace.length > 0) states.push("PENDING_REPLACE");
  return states.reduce((best, state) => (PRECEDENCE[state] > PRECEDENCE[best] ? state : best));
}
