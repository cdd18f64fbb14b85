/** An intent must be well formed, of the strategy that sent it, and new. */
import { LIMIT_STYLES } from "../order/limit-style.ts";
import { parseOrderId } from "../order/order-id.ts";
import type { Control, GateIntent } from "./gate-look.ts";
import { bareRefusal, type Refusal } from "./refusal.ts";

/** Refuses an order of somebody else: its id must carry the sender's number. */
export const checkOwner: Control = ({ intent, view }) => {
  const actor = parseOrderId(intent.orderId)?.actor;
  if (actor === undefined) return bareRefusal("BAD_ORDER", "orderId");
  if (actor === view.strategy) return null;
  return { kind: "BAD_ORDER", limit: view.strategy, value: actor, name: "owner" };
};

/** Refuses lots and prices that are no positive integers, and a side or a style that nobody knows. */
export const checkForm: Control = ({ intent }) => {
  if (intent.action !== "NEW" && intent.action !== "REPLACE")
    return bareRefusal("BAD_ORDER", "action");
  if (intent.side !== "BUY" && intent.side !== "SELL") return bareRefusal("BAD_ORDER", "side");
  if (!LIMIT_STYLES.includes(intent.style)) return bareRefusal("BAD_ORDER", "style");
  return checkPositiveInteger(intent, "lots") ?? checkPositiveInteger(intent, "priceTicks");
};

/** Refuses an instrument that the strategy's file does not name. */
export const checkInstrument: Control = ({ intent, view }) => {
  if (view.isOwnInstrument) return null;
  return { kind: "UNKNOWN_INSTRUMENT", limit: Number.NaN, value: intent.instrument };
};

/** Refuses an id that is not newer than the last: the ids of one strategy sort as they are made. */
export const checkIdentity: Control = ({ intent, view }) =>
  intent.orderId > view.lastOrderId ? null : bareRefusal("DUPLICATE_ID");

/** Refuses a value that is no positive integer. */
export function checkPositiveInteger(
  intent: GateIntent,
  name: "lots" | "priceTicks",
): Refusal | null {
  const value = intent[name];
  if (Number.isSafeInteger(value) && value > 0) return null;
  return { kind: "BAD_ORDER", limit: 1, value, name };
}
