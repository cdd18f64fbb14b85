/**
 * The position stays within its limit whatever becomes of the orders that are out.
 *
 * At worst every order of one side fills and none of the other: unknown orders and approved ones
 * that nobody has sent yet count in full. An order that reduces is held to the same sum, so it may
 * not turn a position into one beyond the limit on the other side; but one that brings a position
 * back from beyond the limit passes.
 */
import { exactAdd, exactSubtract } from "../../core/exact.ts";
import type { Control, GateIntent, GateView } from "./gate-look.ts";
import { bareRefusal, missingLimit } from "./refusal.ts";

/** Refuses an order after which the position could be beyond the limit. */
export const checkPosition: Control = ({ intent, view, limits }) => {
  if (limits.positionLots === undefined) return missingLimit("position");
  const worstLots = worstLotsOf(intent, view);
  if ((intent.side === "BUY" ? worstLots : -worstLots) <= limits.positionLots) return null;
  return { kind: "POSITION", limit: limits.positionLots, value: worstLots };
};

/** Returns the position that the order could lead to at worst; negative is short. Lots. */
export function worstLotsOf(
  { side, lots }: Pick<GateIntent, "side" | "lots">,
  { exposure }: Pick<GateView, "exposure">,
): number {
  const { positionLots, workingBuyLots, workingSellLots } = exposure;
  return side === "BUY"
    ? exactAdd(exactAdd(positionLots, workingBuyLots), lots)
    : exactSubtract(exactSubtract(positionLots, workingSellLots), lots);
}

/** Refuses an order that could not be counted: too many are out already. */
export const checkRoom: Control = ({ view }) =>
  view.hasRoom ? null : bareRefusal("GATE_ERROR", "too many open orders");
