/**
 * The position stays within its limit whatever becomes of the orders that are out.
 *
 * At worst every order of one side fills and none of the other: unknown orders and approved ones
 * that nobody has sent yet count in full. An order that reduces is held to the same sum, so it may
 * not turn a position into one beyond the limit on the other side; but one that brings a position
 * back from beyond the limit passes.
 */
import { exactAdd, exactSubtract } from "../../core/exact.ts";
import type { Control } from "./gate-look.ts";
import { bareRefusal, missingLimit } from "./refusal.ts";

/** Refuses an order after which the position could be beyond the limit. */
export const checkPosition: Control = ({ intent, view, limits }) => {
  if (limits.positionLots === undefined) return missingLimit("position");
  const { positionLots, workingBuyLots, workingSellLots } = view.exposure;
  const isBuy = intent.side === "BUY";
  const worstLots = isBuy
    ? exactAdd(exactAdd(positionLots, workingBuyLots), intent.lots)
    : exactSubtract(exactSubtract(positionLots, workingSellLots), intent.lots);
  if ((isBuy ? worstLots : -worstLots) <= limits.positionLots) return null;
  return { kind: "POSITION", limit: limits.positionLots, value: worstLots };
};

/** Refuses an order that could not be counted: too many are out already. */
export const checkRoom: Control = ({ view }) =>
  view.hasRoom ? null : bareRefusal("GATE_ERROR", "too many open orders");
