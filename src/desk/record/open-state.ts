/** What an event makes of the place of its order on the board of open orders. */
import type { BodyOf } from "../../runtime/actor/context.ts";
import type { OpenOrder } from "../message/open-order.ts";
import type { OrderEvent } from "../message/order-event.ts";

export type OpenState = BodyOf<typeof OpenOrder>["state"];

/**
 * Returns the state to show. A rejection of what was asked of an order says nothing of where
 * it is.
 *
 * @param before What stood there of this order; FREE when nothing did.
 */
export function openStateAfter(
  before: OpenState,
  { kind, leavesLots }: Pick<BodyOf<typeof OrderEvent>, "kind" | "leavesLots">,
): OpenState {
  if (leavesLots === 0) return "FREE";
  if (kind === "SENT" || kind === "UNKNOWN") return kind;
  if ((kind === "CANCEL_REJECTED" || kind === "AMEND_REJECTED") && before !== "FREE") return before;
  return "WORKING";
}
