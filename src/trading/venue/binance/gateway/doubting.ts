/** Orders of unknown outcome, and fills that are missing: what is asked of them, and what is proven. */
import {
  beginDoubt,
  type Evidence,
  type EvidenceSource,
  isOverdue,
  nextQuestions,
  withEvidence,
} from "../../../order/unknown-outcome.ts";
import { orderOutcome, ordersOutcome, tradesOutcome } from "../answers/order-answers.ts";
import type { Reply } from "../answers/reply.ts";
import type { ItemList, VenueOrder, VenueTrade } from "../answers/venue-order.ts";
import {
  allOrdersCall,
  myTradesCall,
  openOrdersCall,
  orderStatusCall,
  PAGE_MAX,
} from "../requests/query-calls.ts";
import type { VenueCall } from "../requests/venue-call.ts";
import { adoptOrphan, noteExternal, takeTrade, takeVenueOrder } from "./adopting.ts";
import { recordAnswer } from "./answer-record.ts";
import type { SentCall } from "./call-desk.ts";
import type { CallPurpose } from "./gateway-io.ts";
import { alarm, count, type GatewayState, haltInstrument, tell } from "./gateway-state.ts";
import type { GatewayOrder } from "./order/gateway-order.ts";

/** A question that waits for longer is of no use. Nanoseconds. */
const QUESTION_NS_MAX = 8e9;
const FILLS_AGAIN_NS = 1e9;
const FILLS_AGAIN_NS_MAX = 16e9;
/** After so many looks without the fills that the venue told of, somebody must look. */
const FILL_TRIES_MAX = 10;
/** How far back the trades of an order of an earlier life are looked for. Milliseconds. */
const LOOK_BACK_MS = 24 * 3_600_000;

type EvidencePurpose = CallPurpose & { readonly kind: "EVIDENCE" };
type StrangerPurpose = CallPurpose & { readonly kind: "STRANGER" };

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
    const purpose = { kind: "EVIDENCE", id: order.id, round, source } as const;
    ask(state, callOf(state, order, source, now), purpose, now);
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
    case "TRADES":
      return tookTrades(state, order, sent, reply, now);
  }
}

/** Whose order a strange trade is of. */
export function tookStranger(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const purpose = sent.purpose as StrangerPurpose;
  const { id, round, venueOrderId } = purpose;
  const order = state.table.get(id);
  const key = huntKey(id, round);
  const hunt = state.hunts.get(key);
  if (order === undefined || hunt === undefined) return;
  const outcome = ordersOutcome(sent.call, reply, state.settings.instruments);
  state.calls.learn(outcome, sent.call, now);
  const found =
    outcome.kind === "CONFIRMED"
      ? outcome.value.items.find((one) => one.venueOrderId === venueOrderId)
      : undefined;
  if (found === undefined) {
    state.hunts.delete(key);
    return said(state, order, { round, source: "TRADES", evidence: "ERROR" }, now);
  }
  const whose = state.table.get(found.id);
  if (whose !== undefined) takeVenueOrder(state, whose, found, now);
  else if (state.table.isOwn(found.id)) {
    const orphan = adoptOrphan(state, found, 0);
    if (orphan !== null) takeVenueOrder(state, orphan, found, now);
  } else noteExternal(state, found, false);
  hunt.open.delete(venueOrderId);
  endHunt(state, order, round, now);
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
  fillsAgain(order, now);
  if (outcome.kind !== "CONFIRMED" || outcome.value.bad.length > 0) return;
  const { items } = outcome.value;
  for (const trade of oldestFirst(items)) {
    if (trade.venueOrderId === order.venueOrderId) takeListed(state, order, trade, now);
  }
  const next = nextPage(items);
  if (next !== null) {
    const call = myTradesCall(order.about, { kind: "TRADE_ID", tradeId: next });
    ask(state, call, { kind: "FILLS", id }, now);
  } else if (order.missingLots > 0 && order.fillTries === FILL_TRIES_MAX) {
    haltInstrument(state, order.instrument, `order ${id} lacks fills that the venue told of`);
  }
}

/** Where the next page of trades begins; null behind the last. */
export function nextPage(items: readonly VenueTrade[]): string | null {
  const last = oldestFirst(items).at(-1);
  return last === undefined || items.length < PAGE_MAX ? null : `${BigInt(last.tradeId) + 1n}`;
}

/** By trade id. */
export function oldestFirst(items: readonly VenueTrade[]): readonly VenueTrade[] {
  return items.toSorted((left, right) => {
    const [one, other] = [BigInt(left.tradeId), BigInt(right.tradeId)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
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

/** Since when trades of an order are looked for. Epoch milliseconds. */
function sinceOf(state: GatewayState, order: GatewayOrder, now: number): number {
  if (order.sinceMs > 0) return order.sinceMs;
  return Math.max(1, state.calls.venueMs(now) - LOOK_BACK_MS);
}

function callOf(
  state: GatewayState,
  order: GatewayOrder,
  source: EvidenceSource,
  now: number,
): VenueCall {
  const { about: instrument, id } = order;
  if (source === "ORDER") return orderStatusCall({ instrument, id });
  if (source === "OPEN_ORDERS") return openOrdersCall(instrument);
  return myTradesCall(instrument, { kind: "TIME", sinceMs: sinceOf(state, order, now) });
}

function ask(state: GatewayState, call: VenueCall, purpose: CallPurpose, now: number): undefined {
  const name = JSON.stringify([purpose, call.params.fromId ?? ""]);
  const offered = state.calls.want(
    { call, purpose, name, validUntilNs: now + QUESTION_NS_MAX },
    now,
  );
  if (offered.kind === "WAITS" || purpose.kind === "FILLS") return;
  if (purpose.kind !== "EVIDENCE" && purpose.kind !== "STRANGER") return;
  const order = state.table.get(purpose.id);
  if (order === undefined) return;
  said(state, order, { round: purpose.round, source: "TRADES", evidence: "ERROR" }, now);
}

function askForFills(state: GatewayState, order: GatewayOrder, now: number): undefined {
  fillsAgain(order, now);
  if (order.venueOrderId === "") {
    // Only the order itself tells under which number its trades are.
    order.doubt ??= beginDoubt(now, now);
    return;
  }
  const { about, venueOrderId, id } = order;
  ask(state, myTradesCall(about, { kind: "ORDER", venueOrderId }), { kind: "FILLS", id }, now);
}

function fillsAgain(order: GatewayOrder, now: number): undefined {
  order.fillTries += 1;
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

function tookTrades(
  state: GatewayState,
  order: GatewayOrder,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { round, id } = sent.purpose as EvidencePurpose;
  const outcome = tradesOutcome(sent.call, reply, state.settings.instruments);
  state.calls.learn(outcome, sent.call, now);
  const list = outcome.kind === "CONFIRMED" ? outcome.value : null;
  if (!isWhole(list))
    return said(state, order, { round, source: "TRADES", evidence: "ERROR" }, now);
  const key = huntKey(id, round);
  const hunt = state.hunts.get(key) ?? { open: new Set<string>(), isLastPage: false };
  state.hunts.set(key, hunt);
  for (const { instrument, venueOrderId } of list.items) {
    if (state.table.knowsOwner(instrument.number, venueOrderId)) continue;
    if (hunt.open.has(venueOrderId)) continue;
    hunt.open.add(venueOrderId);
    const call = allOrdersCall(order.about, venueOrderId, 1);
    ask(state, call, { kind: "STRANGER", id, round, venueOrderId }, now);
  }
  const next = nextPage(list.items);
  if (next === null) hunt.isLastPage = true;
  else
    ask(state, myTradesCall(order.about, { kind: "TRADE_ID", tradeId: next }), sent.purpose, now);
  endHunt(state, order, round, now);
}

/** All trades are somebody else's: the history does not have the order. */
function endHunt(state: GatewayState, order: GatewayOrder, round: number, now: number): undefined {
  const key = huntKey(order.id, round);
  const hunt = state.hunts.get(key);
  if (hunt === undefined || !hunt.isLastPage || hunt.open.size > 0) return;
  state.hunts.delete(key);
  said(state, order, { round, source: "TRADES", evidence: "ABSENT" }, now);
}

function said(
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
  if (!order.isDone) order.doubt = { ...beginDoubt(now, now), nextNs: now + QUESTION_NS_MAX };
}

function isWhole<Item extends VenueOrder | VenueTrade>(
  list: ItemList<Item> | null,
): list is ItemList<Item> {
  return list !== null && list.bad.length === 0;
}

function huntKey(id: string, round: number): string {
  return `${id}/${round}`;
}
