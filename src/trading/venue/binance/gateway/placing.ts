/** Orders and cancels: how they leave, and what their answers mean. */

import { beginDoubt, isOverdue, widenDoubt } from "../../../order/unknown-outcome.ts";
import { surelyReachedNs } from "../../policy/venue-clock.ts";
import { orderOutcome } from "../answers/order-answers.ts";
import type { Outcome } from "../answers/outcome.ts";
import type { Reply } from "../answers/reply.ts";
import type { VenueOrder } from "../answers/venue-order.ts";
import { cancelCall, placeCall } from "../requests/order-calls.ts";
import { takeVenueOrder } from "./adopting.ts";
import { recordAnswer } from "./answer-record.ts";
import { type SentCall, TIME_UNSURE } from "./call-desk.ts";
import { fundsRefusalOf } from "./funds/watching-funds.ts";
import { alarm, count, type GatewayState, tell, wantGone, wantNoMore } from "./gateway-state.ts";
import { GatewayOrder, type GatewayTicket } from "./order/gateway-order.ts";
import { doubtDeadlineOf, inDoubt } from "./order/in-doubt.ts";
import { type WorthTicket, worthRefusalOf } from "./rules/least-worth.ts";

/** Most orders of unknown outcome with which new ones still leave. */
const UNKNOWN_MAX = 3;
/** Beyond the window: the venue's own timeout, and a margin. Milliseconds. */
const VENUE_TIMEOUT_MS = 10_000;
const MARGIN_MS = 2_000;
/** First pause before a cancel without an outcome is repeated, and the longest. Nanoseconds. */
const CANCEL_AGAIN_NS = 0.25e9;
const CANCEL_AGAIN_NS_MAX = 8e9;
/** By these the venue speaks of the order itself: unknown, or over. All others are of the request. */
const ORDER_CODES: ReadonlySet<number> = new Set([-2_011, -2_013, -2_026]);

/** Why an order never left, where no way was open to it. */
export const NOT_CONNECTED = "not connected";

/** Why no new order of an instrument may leave now; null when one may. */
export function refusalOf(state: GatewayState, instrument: number, now: number): string | null {
  if (!state.isKeyFine) return "the key is not checked";
  if (!state.link.isSubscribed) return NOT_CONNECTED;
  if (state.settling.state !== "SETTLED") return "reconciling";
  // The account's money is compared, or counted from, before the first order of this life.
  const funds = fundsRefusalOf(state);
  if (funds !== null) return funds;
  if (state.unknownHalt !== "") return state.unknownHalt;
  if (!state.calls.hasStamp(now)) return TIME_UNSURE;
  if (state.calls.isFailing(now)) return "the venue fails";
  if (state.halted.has(instrument)) return "instrument halted";
  return state.rules.get(instrument) ?? null;
}

/** Why this order may not leave now; null when it may. */
export function ticketRefusalOf(
  state: GatewayState,
  ticket: WorthTicket,
  now: number,
): string | null {
  const refusal = refusalOf(state, ticket.instrument.number, now);
  return refusal ?? worthRefusalOf(state.leastWorths, ticket);
}

/** Takes an order in. It leaves when it is its turn, or never. */
export function place(state: GatewayState, ticket: GatewayTicket, now: number): undefined {
  if (isTaken(state, ticket.id)) return;
  const refusal = ticketRefusalOf(state, ticket, now);
  if (refusal !== null) return unsent(state, ticket, "REJECTED", refusal);
  const order = GatewayOrder.of(ticket);
  const call = placeCall(ticket);
  state.waiting.set(ticket.id, order);
  const wanted = {
    call,
    purpose: { kind: "PLACE", id: ticket.id } as const,
    name: placeName(ticket.id),
    validUntilNs: ticket.validUntilNs,
  };
  const late = state.calls.refusalOf(call, now);
  const offered = state.calls.want(wanted, now);
  if (offered.kind === "WAITS") return;
  state.waiting.delete(ticket.id);
  const reason = offered.why === "TOO_LATE" ? "too late" : (late ?? `venue limit: ${offered.why}`);
  unsent(state, ticket, offered.why === "TOO_LATE" ? "EXPIRED" : "REJECTED", reason);
}

/** An id that came before is dropped: its order is the first one. */
export function isTaken(state: GatewayState, id: string): boolean {
  if (state.table.get(id) === undefined && !state.waiting.has(id)) return false;
  count(state, "execution:duplicates");
  alarm(state, "ERROR", `order ${id} came twice: the second is dropped`);
  return true;
}

/** Asks for the end of an order, until the venue has said what became of it. */
export function cancel(state: GatewayState, id: string, reason: string, now: number): undefined {
  const waiting = state.waiting.get(id);
  if (waiting !== undefined) {
    state.calls.withdraw(placeName(id));
    state.waiting.delete(id);
    return unsent(state, ticketOf(waiting), "EXPIRED", "cancelled unsent");
  }
  const order = state.table.get(id);
  if (order === undefined || order.isDone) return;
  wantGone(state, order, reason);
  cancelDue(state, order, now);
}

/** Sends a cancel that is wanted and not under way. */
export function cancelDue(state: GatewayState, order: GatewayOrder, now: number): undefined {
  if (!order.isCancelWanted || order.isCancelHeld || order.isCancelUnderWay || order.isDone) return;
  if (!(now >= order.cancelDueNs)) return;
  // It cannot be signed yet: that is no try, so that it leaves as soon as it can be.
  if (Number.isNaN(state.calls.venueMs(now))) return;
  tell(state, order, order.apply({ kind: "CANCEL_REQUESTED" }, now), now);
  const offered = state.calls.want(
    {
      call: cancelCall({ instrument: order.about, id: order.id }),
      purpose: { kind: "CANCEL", id: order.id },
      name: `cancel/${order.id}`,
      validUntilNs: Number.POSITIVE_INFINITY,
    },
    now,
  );
  if (offered.kind === "REFUSED") cancelAgain(state, order, now);
}

/** An order is written now: from here on nobody may say that the venue does not have it. */
export function leaves(state: GatewayState, order: GatewayOrder, sent: SentCall): undefined {
  state.waiting.delete(order.id);
  state.table.add(order);
  order.sentAt = sent.sentNs;
  order.sinceMs = sent.stamp.timestampMs - 1_000;
  mayArriveUntil(state, order, sent);
  tell(state, order, order.apply({ kind: "SENT" }, sent.sentNs), sent.sentNs);
}

/** Something that was sent for an order may reach the venue until then. */
export function mayArriveUntil(
  state: GatewayState,
  order: GatewayOrder,
  sent: SentCall,
): undefined {
  const { timestampMs, recvWindowMs } = sent.stamp;
  const doubtMs = 2 * state.calls.uncertaintyMs(sent.sentNs);
  const lastMs = timestampMs + recvWindowMs + VENUE_TIMEOUT_MS + MARGIN_MS;
  const deadlineNs = surelyReachedNs(state.calls.clock, lastMs) + doubtMs * 1e6;
  order.deadlineNs = Math.max(order.deadlineNs, deadlineNs);
  if (order.doubt !== null) order.doubt = widenDoubt(order.doubt, order.deadlineNs);
}

/** What became of a placing. */
export function placed(state: GatewayState, sent: SentCall, reply: Reply, now: number): undefined {
  const { id } = sent.purpose as { readonly id: string };
  const order = state.table.get(id);
  const outcome = orderOutcome(sent.call, reply, state.settings.instruments);
  recordAnswer(state, sent, { reply, outcome, orderId: id });
  state.calls.learn(outcome, sent.call, now);
  if (order !== undefined) placedAs(state, order, outcome, now);
}

/** The outcome of a placing, or of that half of a replace. */
export function placedAs(
  state: GatewayState,
  order: GatewayOrder,
  outcome: Outcome<VenueOrder>,
  now: number,
): undefined {
  switch (outcome.kind) {
    case "CONFIRMED":
      if (!takeVenueOrder(state, order, outcome.value, now)) inDoubt(state, order, now);
      return;
    case "REFUSED":
      return rejected(state, order, `${outcome.code} ${outcome.reason}`, now);
    case "RATE_LIMITED":
      limited(state, outcome);
      if (!outcome.isRefusal) return inDoubt(state, order, now);
      return rejected(state, order, `VENUE_RATE ${outcome.reason}`, now);
    default:
      return inDoubt(state, order, now);
  }
}

/** What became of a cancel. */
export function cancelled(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { id } = sent.purpose as { readonly id: string };
  const order = state.table.get(id);
  const outcome = orderOutcome(sent.call, reply, state.settings.instruments);
  recordAnswer(state, sent, { reply, outcome, orderId: id });
  state.calls.learn(outcome, sent.call, now);
  if (order !== undefined) cancelledAs(state, order, outcome, now);
}

/** The outcome of a cancel, or of that half of a replace. */
export function cancelledAs(
  state: GatewayState,
  order: GatewayOrder,
  outcome: Outcome<VenueOrder>,
  now: number,
): undefined {
  switch (outcome.kind) {
    case "CONFIRMED":
      order.cancelTries = 0;
      if (!takeVenueOrder(state, order, outcome.value, now)) inDoubt(state, order, now);
      return;
    case "NOT_FOUND":
      // Mostly it is filled; or it has not arrived yet.
      order.isCancelHeld = true;
      withoutCancel(state, order, "UNKNOWN_ORDER", now);
      return inDoubt(state, order, now);
    case "REFUSED":
      return cancelRefused(state, order, outcome, now);
    case "RATE_LIMITED":
      limited(state, outcome);
      cancelAgain(state, order, now);
      return outcome.isRefusal ? undefined : inDoubt(state, order, now);
    case "AMBIGUOUS":
      // A cancel may be repeated: it does nothing twice.
      cancelAgain(state, order, now);
      return inDoubt(state, order, now);
  }
}

/** An order that never left. */
export function unsent(
  state: GatewayState,
  ticket: Pick<GatewayTicket, "id" | "strategy" | "instrument" | "side" | "priceTicks" | "lots">,
  kind: "EXPIRED" | "REJECTED",
  reason: string,
): undefined {
  state.out.push({ kind: "UNSENT", ticket, event: { kind, reason } });
}

/** What was approved of an order. */
export function ticketOf(order: GatewayOrder): GatewayTicket {
  const { id, strategy, about: instrument, side, priceTicks, orderLots: lots } = order;
  return { id, strategy, instrument, side, priceTicks, lots, validUntilNs: order.validUntilNs };
}

/** With too much unknown no new order leaves: a person looks. */
export function watchUnknown(state: GatewayState, now: number): undefined {
  // One whose word nobody knows is at the venue: it keeps its own instrument back, and no other.
  const unknown = [...state.table.live()].filter(
    ({ isUnknown, strangeWord }) => isUnknown && strangeWord === "",
  );
  const isOld = unknown.some(({ doubt }) => doubt !== null && isOverdue(doubt, now));
  const tooMany =
    unknown.length > UNKNOWN_MAX ? `${unknown.length} orders are of unknown outcome` : "";
  const halt = isOld ? "an order is of unknown outcome for too long" : tooMany;
  if (halt !== "" && state.unknownHalt === "") alarm(state, "HALT", `no new orders: ${halt}`);
  state.unknownHalt = halt;
}

export function placeName(id: string): string {
  return `place/${id}`;
}

/** The venue does not have it, and never will. */
export function rejected(
  state: GatewayState,
  order: GatewayOrder,
  reason: string,
  now: number,
): undefined {
  tell(state, order, order.apply({ kind: "REJECTED", reason }, now), now);
}

/**
 * The venue says that it will not cancel. Where it speaks of the order, the order goes on, and whoever
 * asked is told once; what our own side wants gone is asked for on and on. Where it speaks of the request
 * (a key, an address, a time), the order is as it was: a later request may be taken.
 */
function cancelRefused(
  state: GatewayState,
  order: GatewayOrder,
  { code, reason }: { readonly code: number; readonly reason: string },
  now: number,
): undefined {
  const isOfOrder = ORDER_CODES.has(code);
  const text = `${code} ${reason}`;
  if (!isOfOrder && order.cancelTries === 0)
    alarm(state, "WARN", `order ${order.id}: its cancel was refused, and is sent again: ${text}`);
  if (!isOfOrder || order.cancelReason !== "") cancelAgain(state, order, now);
  else {
    wantNoMore(state, order);
    order.cancelDueNs = now + CANCEL_AGAIN_NS_MAX;
    withoutCancel(state, order, "OTHER", now);
    if (!order.isDone) state.out.push({ kind: "SAY", order, saying: order.cancelRejected(text) });
  }
  if (isOfOrder && !order.isDone) order.doubt ??= beginDoubt(now, doubtDeadlineOf(order, now));
}

/** A cancel without an outcome is sent again, after a pause that grows. */
function cancelAgain(state: GatewayState, order: GatewayOrder, now: number): undefined {
  withoutCancel(state, order, "OTHER", now);
  const pauseNs = Math.min(CANCEL_AGAIN_NS_MAX, CANCEL_AGAIN_NS * 2 ** order.cancelTries);
  order.cancelTries += 1;
  order.cancelDueNs = now + pauseNs;
}

/** The connection did not take a cancel: it goes the other way, at once. */
export function cancelElsewhere(state: GatewayState, order: GatewayOrder, now: number): undefined {
  withoutCancel(state, order, "OTHER", now);
  cancelDue(state, order, now);
}

function withoutCancel(
  state: GatewayState,
  order: GatewayOrder,
  because: "UNKNOWN_ORDER" | "OTHER",
  now: number,
): undefined {
  if (order.order.pendingCancel === 0) return;
  tell(state, order, order.apply({ kind: "CANCEL_REJECTED", because }, now), now);
}

function limited(
  state: GatewayState,
  outcome: Outcome<never> & { kind: "RATE_LIMITED" },
): undefined {
  count(state, "execution:rateLimited");
  const isBan = outcome.pause === "BANNED";
  alarm(
    state,
    isBan ? "HALT" : "WARN",
    `the venue limits us (${outcome.pause}): ${outcome.reason}`,
  );
}
