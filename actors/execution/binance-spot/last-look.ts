/** What must still hold when an order leaves. */
import { OPEN_ORDERS_MAX } from "../../../src/desk/message/open-order.ts";
import { worksAs } from "../../../src/trading/venue/binance/gateway/order/gateway-order.ts";
import { namedBy, notWorking } from "../durable-queue.ts";
import type { ApprovedBody, Ctx, State } from "./state.ts";

export type LastLook = { readonly kind: "EXPIRED" | "REJECTED"; readonly reason: string };

/** What must still hold when the order leaves; a doubt refuses. */
export function lastLook(state: State, approved: ApprovedBody, ctx: Ctx): LastLook | null {
  const duty = state.duty.look(ctx);
  if (ctx.held) return { kind: "REJECTED", reason: "held" };
  if (duty.kind !== "TRADE") return { kind: "EXPIRED", reason: duty.reason };
  if (duty.epoch !== approved.riskEpoch) return { kind: "EXPIRED", reason: "old risk epoch" };
  if (!(ctx.now() <= approved.validUntil)) return { kind: "EXPIRED", reason: "too late" };
  const named = namedBy(approved);
  if (named !== "" && !worksAs(state.core.get(named), approved)) {
    return { kind: "REJECTED", reason: notWorking(approved) };
  }
  if (approved.action === "AMEND") {
    return state.ledger.takesOrders ? null : { kind: "REJECTED", reason: "events wait" };
  }
  if (!isCount(approved.lots) || !isCount(approved.priceTicks)) {
    return { kind: "REJECTED", reason: "no positive integer" };
  }
  if (!state.ledger.takesOrders) return { kind: "REJECTED", reason: "events wait" };
  if (state.ledger.count >= OPEN_ORDERS_MAX) return { kind: "REJECTED", reason: "too many open" };
  return null;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
