/** The trading state as a control: halted takes no order, reducing only what reduces. */
import type { Control } from "./gate-look.ts";
import { bareRefusal } from "./refusal.ts";

/** Refuses every order while halted, and those that could increase a position while reducing. */
export const checkTradingState: Control = ({ intent, view }) => {
  if (view.trading === "ACTIVE") return null;
  if (view.trading !== "REDUCING") return bareRefusal("HALTED", "HALTED");
  const { positionLots, workingBuyLots, workingSellLots } = view.exposure;
  const isBuy = intent.side === "BUY";
  const reducibleLots = Math.max(0, isBuy ? -positionLots : positionLots);
  const lots = (isBuy ? workingBuyLots : workingSellLots) + intent.lots;
  if (lots <= reducibleLots) return null;
  return { kind: "HALTED", limit: reducibleLots, value: lots, name: "REDUCING" };
};
