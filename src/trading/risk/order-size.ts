/**
 * No single order is larger than its limit, whatever is held: a typing error is one order.
 *
 * The limit is in lots of the instrument, as the strategy's file says it. It stands beside the limit
 * of the position: a strategy that may hold much need not be able to buy it at once.
 */
import type { Control } from "./gate-look.ts";
import { missingLimit } from "./refusal.ts";

/** Refuses an order of more lots than the limit. Exactly the limit passes. */
export const checkOrderSize: Control = ({ intent, limits }) => {
  if (limits.orderLots === undefined) return missingLimit("orderSize");
  if (intent.lots <= limits.orderLots) return null;
  return { kind: "ORDER_SIZE", limit: limits.orderLots, value: intent.lots };
};
