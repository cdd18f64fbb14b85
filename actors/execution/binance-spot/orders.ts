/**
 * From an approval to the core of the gateway: what waited for the disk, what ends before it left, and
 * what is to be cancelled.
 */
import { deskFactsOf } from "../../../src/desk/message/desk-facts.ts";
import type { Instrument } from "../../../src/trading/market/instrument.ts";
import { type LastLook, lastLook } from "./last-look.ts";
import { act } from "./perform.ts";
import { type Approval, type ApprovedBody, type Ctx, newest, type State } from "./state.ts";

/** What waited for the disk and may leave now. */
export function sendDue(state: State, ctx: Ctx): undefined {
  for (const { order, committedAt } of state.queue.takeDue(ctx)) {
    const refusal = lastLook(state, order, ctx);
    if (refusal !== null) {
      refuse(state, order, refusal, ctx);
      continue;
    }
    const instrument = deskFactsOf(ctx).instruments[order.instrument];
    if (instrument === undefined) {
      refuse(state, order, { kind: "REJECTED", reason: "unknown instrument" }, ctx);
      continue;
    }
    if (order.action === "AMEND") amend(state, order, ctx);
    else if (order.orderId > (state.lastIds.get(order.strategy) ?? ""))
      submit(state, { order, committedAt }, instrument, ctx);
    else refuse(state, order, { kind: "REJECTED", reason: "id not new" }, ctx);
  }
  act(state, ctx);
}

function submit(state: State, approval: Approval, instrument: Instrument, ctx: Ctx): undefined {
  const { order } = approval;
  const { orderId: id, strategy, side, style, priceTicks, lots, validUntil: validUntilNs } = order;
  const reduces = order.priority === "REDUCE";
  const about = { id, strategy, instrument, side, style, reduces, priceTicks, lots, validUntilNs };
  state.approvals.set(id, approval);
  newest(state, strategy, id);
  if (order.action !== "REPLACE") return state.core.place(about, ctx.now());
  // Without the end of the old order there is no new one.
  const mode = "STOP_ON_FAILURE";
  return state.core.replace({ oldId: order.replaces, ticket: about, mode }, ctx.now());
}

function amend(state: State, order: ApprovedBody, ctx: Ctx): undefined {
  const { orderId, lots, validUntil } = order;
  const reason = state.core.amend(orderId, lots, ctx.now(), validUntil);
  if (reason === null) state.amendments.set(orderId, order);
  else refuse(state, order, { kind: "REJECTED", reason }, ctx);
}

/** Also of what waits for the disk: that ends unsent. */
export function cancel(state: State, orderId: string, ctx: Ctx): undefined {
  const waiting = state.queue.remove(orderId);
  if (waiting !== null) {
    return refuse(state, waiting.order, { kind: "EXPIRED", reason: "cancelled unsent" }, ctx);
  }
  state.core.cancel(orderId, "", ctx.now());
  return act(state, ctx);
}

/** Also what is still on its way: its cancel reaches the venue after it. */
export function cancelAll(state: State, reason: string, ctx: Ctx): undefined {
  for (const { order } of state.queue.takeAll()) {
    refuse(state, order, { kind: "EXPIRED", reason }, ctx);
  }
  const wanted = state.core.cancelAll(reason, ctx.now());
  if (wanted > 0) ctx.count("execution:ownCancels", wanted);
}

/** Over before it was sent: the venue never heard of it. */
export function refuse(state: State, approved: ApprovedBody, look: LastLook, ctx: Ctx): undefined {
  if (approved.action === "AMEND") {
    const order = state.core.get(approved.orderId);
    if (order?.isDone === false) state.ledger.say(order, order.amendRejected(look.reason), ctx);
    return;
  }
  // Under the id of an order that is open, an end would be taken for that order's own.
  if (state.ledger.has(approved.orderId)) {
    ctx.count("execution:duplicates");
    ctx.log("error", `order ${approved.orderId} came twice: the second is dropped`);
    return;
  }
  state.ledger.sayUnsent(approved, look, ctx);
}
