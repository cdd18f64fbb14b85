/** What a replace and an amend must name: an order of the same strategy that may still work. */
import type { Control, GateLook } from "./gate-look.ts";
import { checkPositiveInteger } from "./order-form.ts";
import { bareRefusal } from "./refusal.ts";

/**
 * Refuses a replace of what does not count: nobody's order, one that is over, or one of another
 * strategy, instrument or side. So a replace never becomes an order of its own.
 */
export const checkReplaced: Control = (look) => {
  const { replaces, orderId } = look.intent;
  const isAnother =
    replaces !== "" && replaces !== orderId && look.view.target?.orderId === replaces;
  return isAnother && isOwnTarget(look) ? null : bareRefusal("BAD_ORDER", "replaces");
};

/** Refuses what is no amendment to fewer lots of an order that counts. */
export const checkAmended: Control = (look) => {
  const { intent, view } = look;
  const isNamed = view.target !== null && view.target.orderId === intent.orderId;
  if (!isNamed || !isOwnTarget(look)) return bareRefusal("BAD_ORDER", "amended order");
  const { orderLots = Number.NaN } = view.target;
  const refusal = checkPositiveInteger(intent, "lots");
  if (refusal !== null || intent.lots < orderLots) return refusal;
  return { kind: "BAD_ORDER", limit: orderLots, value: intent.lots, name: "amend" };
};

function isOwnTarget({ intent, view }: GateLook): boolean {
  const { target } = view;
  return (
    target !== null &&
    target.strategy === view.strategy &&
    target.instrument === intent.instrument &&
    target.side === intent.side
  );
}
