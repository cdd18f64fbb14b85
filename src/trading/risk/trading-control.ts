/** The trading state as a control: halted takes no order, reducing only what reduces. */
import type { Control, GateIntent, GateView } from "./gate-look.ts";
import { bareRefusal } from "./refusal.ts";

/** Refuses every order while halted, and those that could increase a position while reducing. */
export const checkTradingState: Control = ({ intent, view }) => {
  if (view.trading === "ACTIVE") return null;
  if (view.trading !== "REDUCING") return bareRefusal("HALTED", "HALTED");
  const { reducibleLots, lots } = reductionOf(intent, view);
  if (lots <= reducibleLots) return null;
  return { kind: "HALTED", limit: reducibleLots, value: lots, name: "REDUCING" };
};

/** Refuses while halted: nothing but a cancel leaves then. */
export const checkNotHalted: Control = ({ view }) =>
  view.trading === "ACTIVE" || view.trading === "REDUCING" ? null : bareRefusal("HALTED", "HALTED");

/**
 * Whether the order brings the position nearer to zero, whatever becomes of the orders that are out:
 * all of its side together, with it, do not reach beyond zero.
 */
export function surelyReduces(
  intent: Pick<GateIntent, "side" | "lots">,
  view: Pick<GateView, "exposure">,
): boolean {
  const { reducibleLots, lots } = reductionOf(intent, view);
  return lots <= reducibleLots;
}

function reductionOf(
  { side, lots }: Pick<GateIntent, "side" | "lots">,
  { exposure }: Pick<GateView, "exposure">,
): { readonly reducibleLots: number; readonly lots: number } {
  const { positionLots, workingBuyLots, workingSellLots } = exposure;
  const isBuy = side === "BUY";
  return {
    reducibleLots: Math.max(0, isBuy ? -positionLots : positionLots),
    lots: (isBuy ? workingBuyLots : workingSellLots) + lots,
  };
}
