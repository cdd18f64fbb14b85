/**
 * One order in the place of another, and an order made smaller. Each half of a replace is judged alone,
 * and what is not known is asked for.
 *
 * Invariant: no second replace is sent while the first is not answered, nor before the venue has shown
 * what became of the order. A first one that arrives behind that finds no order to cancel, and stops.
 */
import { orderOutcome, replaceOutcome } from "../answers/order-answers.ts";
import type { Reply } from "../answers/reply.ts";
import { amendCall, type ReplaceMode, replaceCall } from "../requests/order-calls.ts";
import { takeVenueOrder } from "./adopting.ts";
import { recordAnswer } from "./answer-record.ts";
import type { SentCall } from "./call-desk.ts";
import { count, type GatewayState, tell } from "./gateway-state.ts";
import { GatewayOrder, type GatewayTicket } from "./order/gateway-order.ts";
import { inDoubt } from "./order/in-doubt.ts";
import {
  cancelledAs,
  isTaken,
  mayArriveUntil,
  placedAs,
  placeName,
  refusalOf,
  ticketRefusalOf,
  unsent,
} from "./placing.ts";

/** Why something is not asked of an order: one thing at a time. */
export const BUSY = "a request of it is under way";

/** Asks for a new order in the place of one that works. */
export function replace(
  state: GatewayState,
  wanted: { readonly oldId: string; readonly ticket: GatewayTicket; readonly mode: ReplaceMode },
  now: number,
): undefined {
  const { oldId, ticket, mode } = wanted;
  if (isTaken(state, ticket.id)) return;
  const refusal = replaceRefusalOf(state, oldId) ?? ticketRefusalOf(state, ticket, now);
  if (refusal !== null) return unsent(state, ticket, "REJECTED", refusal);
  const call = replaceCall({ ...ticket, oldId, mode });
  state.waiting.set(ticket.id, GatewayOrder.of(ticket));
  const purpose = { kind: "REPLACE", id: oldId, newId: ticket.id } as const;
  const { validUntilNs } = ticket;
  const offered = state.calls.want(
    { call, purpose, name: placeName(ticket.id), validUntilNs },
    now,
  );
  if (offered.kind === "WAITS") return;
  state.waiting.delete(ticket.id);
  unsent(state, ticket, "REJECTED", `venue limit: ${offered.why}`);
}

/** Why an order cannot be replaced now; null when it can: it has not ended, and nothing is asked of it. */
export function replaceRefusalOf(state: GatewayState, oldId: string): string | null {
  const old = state.table.get(oldId);
  if (old === undefined || old.isDone) return "ORDER_CLOSED";
  return old.isBusy || old.doubt !== null ? BUSY : null;
}

/** The replace is written now: either half may reach the venue. */
export function replaceLeaves(
  state: GatewayState,
  { id, newId }: { readonly id: string; readonly newId: string },
  sent: SentCall,
): undefined {
  const old = state.table.get(id);
  if (old === undefined) return;
  old.cancelReason = `replaced by ${newId}`;
  old.replacedBy = newId;
  tell(state, old, old.apply({ kind: "CANCEL_REQUESTED" }, sent.sentNs), sent.sentNs);
  mayArriveUntil(state, old, sent);
}

/** What became of a replace. */
export function replaced(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { id, newId } = sent.purpose as { readonly id: string; readonly newId: string };
  const outcome = replaceOutcome(sent.call, reply, state.settings.instruments);
  recordAnswer(state, sent, { reply, outcome, orderId: newId });
  const old = state.table.get(id);
  const fresh = state.table.get(newId);
  if (old === undefined || fresh === undefined) return;
  old.replacedBy = "";
  if (outcome.kind === "PARTIAL") {
    if (outcome.cancel.kind !== "CONFIRMED") old.cancelReason = "";
    cancelledAs(state, old, outcome.cancel, now);
    if (outcome.place.kind !== "NOT_ATTEMPTED") return placedAs(state, fresh, outcome.place, now);
    tell(state, fresh, fresh.apply({ kind: "REJECTED", reason: "replace stopped" }, now), now);
    return;
  }
  state.calls.learn(outcome, sent.call, now);
  if (outcome.kind === "CONFIRMED") {
    cancelledAs(state, old, { kind: "CONFIRMED", value: outcome.value.cancelled }, now);
    placedAs(state, fresh, { kind: "CONFIRMED", value: outcome.value.placed }, now);
    return;
  }
  placedAs(state, fresh, outcome.kind === "NOT_FOUND" ? asRefused(outcome) : outcome, now);
  goesOn(state, old, now);
  // What was refused as a whole was not begun.
  if (outcome.kind !== "REFUSED") inDoubt(state, old, now);
}

/** Asks for an order to be made smaller, in its place in the queue. Returns why not, or null. */
export function amend(
  state: GatewayState,
  wanted: { readonly id: string; readonly lots: number; readonly validUntilNs: number },
  now: number,
): string | null {
  const { id, lots, validUntilNs } = wanted;
  const order = state.table.get(id);
  if (order === undefined || order.isDone) return "ORDER_CLOSED";
  if (order.isBusy || order.doubt !== null) return BUSY;
  if (!(lots < order.orderLots) || !(lots > order.cumLots))
    return "an amendment only makes it smaller";
  const refusal = refusalOf(state, order.instrument, now);
  if (refusal !== null) return refusal;
  const { priceTicks } = order;
  const call = amendCall({ instrument: order.about, id }, lots + order.uncountedLots);
  const purpose = { kind: "AMEND", id } as const;
  const name = `amend/${id}`;
  const offered = state.calls.want({ call, purpose, name, validUntilNs }, now);
  if (offered.kind === "REFUSED") return `venue limit: ${offered.why}`;
  tell(
    state,
    order,
    order.apply({ kind: "REPLACE_REQUESTED", id, orderLots: lots, priceTicks }, now),
    now,
  );
  return null;
}

/** What became of an amendment. */
export function amended(state: GatewayState, sent: SentCall, reply: Reply, now: number): undefined {
  const { id } = sent.purpose as { readonly id: string };
  const order = state.table.get(id);
  const outcome = orderOutcome(sent.call, reply, state.settings.instruments);
  recordAnswer(state, sent, { reply, outcome, orderId: id });
  state.calls.learn(outcome, sent.call, now);
  if (order === undefined) return;
  notAmended(state, order, now);
  if (outcome.kind === "CONFIRMED" && takeVenueOrder(state, order, outcome.value, now)) return;
  if (outcome.kind === "RATE_LIMITED") count(state, "execution:rateLimited");
  if (!order.isDone) {
    const reason = outcome.kind === "CONFIRMED" ? "the answer is of no such order" : outcome.reason;
    state.out.push({ kind: "SAY", order, saying: order.amendRejected(reason) });
  }
  if (outcome.kind !== "REFUSED") inDoubt(state, order, now);
}

/** Nothing is asked of it any more. */
function notAmended(state: GatewayState, order: GatewayOrder, now: number): undefined {
  const { id } = order;
  tell(state, order, order.apply({ kind: "REPLACE_REJECTED", id }, now), now);
}

/** Nothing was written: it is as large as before. */
export function amendmentRefused(
  state: GatewayState,
  order: GatewayOrder,
  reason: string,
  now: number,
): undefined {
  notAmended(state, order, now);
  if (!order.isDone) state.out.push({ kind: "SAY", order, saying: order.amendRejected(reason) });
}

/** A replace of it was not begun, or may have been: no cancel of it is under way. */
export function goesOn(state: GatewayState, order: GatewayOrder, now: number): undefined {
  if (!order.isCancelWanted) order.cancelReason = "";
  if (order.order.pendingCancel === 0) return;
  tell(state, order, order.apply({ kind: "CANCEL_REJECTED", because: "OTHER" }, now), now);
}

/** Without its old order the new one was not begun. */
function asRefused({ code, reason }: { readonly code: number; readonly reason: string }) {
  return { kind: "REFUSED", code, reason } as const;
}
