/** Orders of unknown outcome, and fills that are missing: what is asked of them. */
import { beginDoubt, isOverdue, nextQuestions } from "../../../order/unknown-outcome.ts";
import { orderOutcome, ordersOutcome, tradesOutcome } from "../answers/order-answers.ts";
import type { Reply } from "../answers/reply.ts";
import type { VenueTrade } from "../answers/venue-order.ts";
import { myTradesCall, openOrdersCall, orderStatusCall } from "../requests/query-calls.ts";
import type { VenueCall } from "../requests/venue-call.ts";
import { takeTrade, takeVenueOrder } from "./adopting.ts";
import { recordAnswer } from "./answer-record.ts";
import type { SentCall } from "./call-desk.ts";
import type { CallPurpose } from "./gateway-io.ts";
import { alarm, type GatewayState, haltInstrument } from "./gateway-state.ts";
import { isWhole, said } from "./hunt/evidence.ts";
import { wantHunt } from "./hunt/hunting.ts";
import { nextPage, oldestFirst } from "./hunt/trade-pages.ts";
import type { GatewayOrder } from "./order/gateway-order.ts";

/** A question that waits for longer is of no use. Nanoseconds. */
const QUESTION_NS_MAX = 8e9;
const FILLS_AGAIN_NS = 1e9;
const FILLS_AGAIN_NS_MAX = 16e9;
/** After so many lists without the fills that the venue told of, somebody must look. */
const FILLS_LACKED_MAX = 5;

type EvidencePurpose = CallPurpose & { readonly kind: "EVIDENCE" };

/** Asks what is due of an order. */
export function askAbout(state: GatewayState, order: GatewayOrder, now: number): undefined {
  if (order.fillsDueNs <= now) askForFills(state, order, now);
  const { doubt } = order;
  if (doubt === null) return;
  if (!order.isDoubtAlarmed && isOverdue(doubt, now)) {
    order.isDoubtAlarmed = true;
    alarm(state, "HALT", `order ${order.id} is of unknown outcome for 30 s`);
  }
  // Without the venue's time no question can be signed.
  if (Number.isNaN(state.calls.venueMs(now))) return;
  const next = nextQuestions(doubt, now);
  if (next === null) return;
  order.doubt = next.doubt;
  const { round, sources } = next.questions;
  for (const source of sources) {
    if (source === "TRADES") {
      wantHunt(state, order, round);
      continue;
    }
    const purpose = { kind: "EVIDENCE", id: order.id, round, source } as const;
    ask(state, callOf(order, source), purpose, now);
  }
}

/** What a source said of an order in doubt. */
export function tookEvidence(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const purpose = sent.purpose as EvidencePurpose;
  const order = state.table.get(purpose.id);
  if (order === undefined) return;
  switch (purpose.source) {
    case "ORDER":
      return tookOrder(state, order, sent, reply, now);
    case "OPEN_ORDERS":
      return tookOpenOrders(state, order, sent, reply, now);
  }
}

/** The trades of an order of which the venue told more fills than there are. */
export function tookFills(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { id } = sent.purpose as { readonly id: string };
  const order = state.table.get(id);
  const outcome = tradesOutcome(sent.call, reply, state.settings.instruments);
  state.calls.learn(outcome, sent.call, now);
  if (order === undefined) return;
  fillsLater(order, now);
  if (outcome.kind !== "CONFIRMED") return;
  const { items, bad } = outcome.value;
  if (bad.length > 0) return lacksFills(state, order);
  for (const trade of oldestFirst(items)) {
    if (trade.venueOrderId === order.venueOrderId) takeListed(state, order, trade, now);
  }
  const next = nextPage(items);
  if (next === null) return lacksFills(state, order);
  ask(
    state,
    myTradesCall(order.about, { kind: "TRADE_ID", tradeId: next }),
    { kind: "FILLS", id },
    now,
  );
}

/** A list of its trades is at its end, and some are missing or cannot be read. */
function lacksFills(state: GatewayState, order: GatewayOrder): undefined {
  if (!(order.missingLots > 0)) return;
  order.fillsLacked += 1;
  if (!(order.fillsLacked >= FILLS_LACKED_MAX)) return;
  haltInstrument(state, order.instrument, `order ${order.id} lacks fills that the venue told of`);
}

/** A trade of a list. Whether it was news. */
export function takeListed(
  state: GatewayState,
  order: GatewayOrder,
  trade: VenueTrade,
  now: number,
  isHistory = true,
): boolean {
  const liquidity = trade.isMaker ? "MAKER" : "TAKER";
  return takeTrade(state, order, { ...trade, liquidity }, { now, isHistory });
}

function callOf(
  { about: instrument, id }: GatewayOrder,
  source: "ORDER" | "OPEN_ORDERS",
): VenueCall {
  return source === "ORDER" ? orderStatusCall({ instrument, id }) : openOrdersCall(instrument);
}

function ask(state: GatewayState, call: VenueCall, purpose: CallPurpose, now: number): undefined {
  const name = JSON.stringify([purpose, call.params.fromId ?? ""]);
  const offered = state.calls.want(
    { call, purpose, name, validUntilNs: now + QUESTION_NS_MAX },
    now,
  );
  if (offered.kind === "WAITS" || purpose.kind !== "EVIDENCE") return;
  const { id, round, source } = purpose;
  const order = state.table.get(id);
  if (order !== undefined) said(state, order, { round, source, evidence: "ERROR" }, now);
}

function askForFills(state: GatewayState, order: GatewayOrder, now: number): undefined {
  order.fillTries += 1;
  fillsLater(order, now);
  if (order.venueOrderId === "") {
    // Only the order itself tells under which number its trades are.
    order.doubt ??= beginDoubt(now, now);
    return;
  }
  const { about, venueOrderId, id } = order;
  ask(state, myTradesCall(about, { kind: "ORDER", venueOrderId }), { kind: "FILLS", id }, now);
}

/** The next look at its trades, after a pause that grows. */
function fillsLater(order: GatewayOrder, now: number): undefined {
  order.fillsDueNs =
    now + Math.min(FILLS_AGAIN_NS_MAX, FILLS_AGAIN_NS * 2 ** (order.fillTries - 1));
}

function tookOrder(
  state: GatewayState,
  order: GatewayOrder,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { round } = sent.purpose as EvidencePurpose;
  const outcome = orderOutcome(sent.call, reply, state.settings.instruments);
  recordAnswer(state, sent, { reply, outcome, orderId: order.id });
  state.calls.learn(outcome, sent.call, now);
  if (outcome.kind === "CONFIRMED" && takeVenueOrder(state, order, outcome.value, now)) return;
  const evidence = outcome.kind === "NOT_FOUND" ? "ABSENT" : "ERROR";
  said(state, order, { round, source: "ORDER", evidence }, now);
}

function tookOpenOrders(
  state: GatewayState,
  order: GatewayOrder,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { round } = sent.purpose as EvidencePurpose;
  const outcome = ordersOutcome(sent.call, reply, state.settings.instruments);
  state.calls.learn(outcome, sent.call, now);
  const list = outcome.kind === "CONFIRMED" ? outcome.value : null;
  const found = list?.items.find(({ id }) => id === order.id);
  if (found !== undefined && takeVenueOrder(state, order, found, now)) return;
  // An item that cannot be read may be the one.
  const evidence = isWhole(list) && found === undefined ? "ABSENT" : "ERROR";
  said(state, order, { round, source: "OPEN_ORDERS", evidence }, now);
}
