/** Requests under way: flags beside the base, so that a fill meanwhile never hides them. */
import { assert } from "../../core/assert.ts";
import { isOver, type Order } from "./order.ts";
import type { PendingEvent } from "./order-event.ts";

/** Most replaces of one order that may be under way. */
const REPLACES_MAX = 64;

/**
 * Returns the order after a request of ours, or after the answer no to one.
 *
 * @throws {AssertionError} When too many replaces of it are under way.
 */
export function withPending(order: Order, event: PendingEvent): Order {
  switch (event.kind) {
    case "CANCEL_REQUESTED":
      if (isOver(order)) return order;
      return { ...order, pendingCancel: order.pendingCancel + 1, isCancelWanted: true };
    case "CANCEL_REJECTED":
      return withCancelRejected(order, event.because);
    case "REPLACE_REQUESTED": {
      if (isOver(order)) return order;
      assert(order.pendingReplace.length < REPLACES_MAX, "replaces under way have a bound of 64");
      const { id, orderLots, priceTicks } = event;
      return { ...order, pendingReplace: [...order.pendingReplace, { id, orderLots, priceTicks }] };
    }
    case "REPLACE_REJECTED":
      return withoutReplace(order, event.id);
  }
}

/** Returns the order without the replace of this id. */
export function withoutReplace(order: Order, id: string): Order {
  const pendingReplace = order.pendingReplace.filter((request) => request.id !== id);
  return { ...order, pendingReplace };
}

/** Returns the order with nothing under way: it is over. */
export function withNothingPending(order: Order): Order {
  return { ...order, pendingCancel: 0, pendingReplace: [], isCancelWanted: false };
}

/** That the venue does not know a new order yet proves nothing, and the cancel is still wanted. */
function withCancelRejected(order: Order, because: string): Order {
  const isInDoubt = order.base === "PENDING_NEW" || order.base === "UNKNOWN";
  if (because === "UNKNOWN_ORDER" && isInDoubt) {
    return { ...order, base: "UNKNOWN", pendingCancel: 0 };
  }
  return { ...order, pendingCancel: 0, isCancelWanted: false };
}
