/** What the venue's sources said of an order in doubt, until it is proven that the venue does not have it. */
import {
  beginDoubt,
  type Evidence,
  type EvidenceSource,
  withEvidence,
} from "../../../../order/unknown-outcome.ts";
import type { ItemList, VenueOrder, VenueTrade } from "../../answers/venue-order.ts";
import { count, type GatewayState, tell } from "../gateway-state.ts";
import type { GatewayOrder } from "../order/gateway-order.ts";

/** After a proof against an order that the venue had once. Nanoseconds. */
const AGAIN_NS = 8e9;

/** Takes in what one source said. */
export function said(
  state: GatewayState,
  order: GatewayOrder,
  what: { readonly round: number; readonly source: EvidenceSource; readonly evidence: Evidence },
  now: number,
): undefined {
  if (order.doubt === null) return;
  order.doubt = withEvidence(order.doubt, what, now);
  if (!order.doubt.isProven) return;
  order.doubt = null;
  if (order.isUnknown) count(state, "execution:notPlaced");
  tell(state, order, order.apply({ kind: "NOT_FOUND_PROVEN" }, now), now);
  // The venue had it once: it is asked for on and on, and a person looks.
  if (!order.isDone) order.doubt = { ...beginDoubt(now, now), nextNs: now + AGAIN_NS };
}

/** Whether a list says anything of what is not in it: an item that cannot be read may be the one. */
export function isWhole<Item extends VenueOrder | VenueTrade>(
  list: ItemList<Item> | null,
): list is ItemList<Item> {
  return list !== null && list.bad.length === 0;
}
