/** Looks at all that the venue has: at the start, behind each loss of the connection, and every 10 s. */

import type { Instrument } from "../../../market/instrument.ts";
import {
  type Findings,
  type PassStep,
  ReconcilePass,
  TOUCHED_NS,
} from "../../../order/reconciliation.ts";
import { withPass } from "../../../order/settling.ts";
import { beginDoubt } from "../../../order/unknown-outcome.ts";
import { ordersOutcome, tradesOutcome } from "../answers/order-answers.ts";
import type { Reply } from "../answers/reply.ts";
import type { BadItem, ItemList, VenueOrder, VenueTrade } from "../answers/venue-order.ts";
import { cancelCall } from "../requests/order-calls.ts";
import { allOrdersCall, myTradesCall, openOrdersCall } from "../requests/query-calls.ts";
import type { VenueCall } from "../requests/venue-call.ts";
import {
  adoptOrphan,
  isEnd,
  isSame,
  noteExternal,
  noteExternalTrade,
  takeVenueOrder,
} from "./adopting.ts";
import type { SentCall } from "./call-desk.ts";
import { takeListed } from "./doubting.ts";
import { laterMoves } from "./funds/watching-funds.ts";
import type { CallPurpose } from "./gateway-io.ts";
import {
  alarm,
  count,
  type GatewayState,
  isAnyInDoubt,
  type ListedOrder,
  type ListedTrade,
} from "./gateway-state.ts";
import { nextPage, oldestFirst } from "./hunt/trade-pages.ts";
import { noteDrift } from "./order/drift.ts";
import { doubtDeadlineOf } from "./order/in-doubt.ts";
import type { ToldTrade } from "./order/order-table.ts";

/** A pass whose questions wait for longer has failed. Nanoseconds. */
const QUESTION_NS_MAX = 30e9;
/** Newest trades that are read again with each look. */
const OVERLAP = 64;
const LOOK_BACK_MS = 24 * 3_600_000;

type PassPurpose = CallPurpose & { readonly kind: "PASS" };

/** Begins a pass that is due, and asks its next question. */
export function passOn(state: GatewayState, now: number): undefined {
  const { settling, link } = state;
  if (state.pass === null) {
    if (!link.isSubscribed || !(now >= settling.nextNs)) return;
    if (Number.isNaN(state.calls.venueMs(now))) return;
    const instruments = [...state.settings.instruments.values()].map(({ number }) => number);
    state.pass = new ReconcilePass(instruments, now);
    state.passNumber += 1;
    state.isPassChanging = false;
  }
  const step = state.pass.next();
  if (step !== null) askStep(state, step, now);
}

/** A pass that was under way says nothing any more. */
export function dropPass(state: GatewayState): undefined {
  state.pass = null;
}

/** What a list says. */
export function tookStep(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { pass, step } = sent.purpose as PassPurpose;
  const under = state.pass;
  if (under === null || pass !== state.passNumber) return;
  if (step.kind === "TRADES") tookTrades(state, under, { sent, reply }, now);
  else tookOrders(state, under, { sent, reply, step }, now);
  const { state: stands } = under;
  if (stands === "ASKING") return passOn(state, now);
  endPass(state, under, stands, now);
}

type Pass = ReconcilePass<ListedOrder, ListedTrade>;
type Answer = { readonly sent: SentCall; readonly reply: Reply };

function tookTrades(
  state: GatewayState,
  pass: Pass,
  { sent, reply }: Answer,
  now: number,
): undefined {
  const outcome = tradesOutcome(sent.call, reply, state.settings.instruments);
  state.calls.learn(outcome, sent.call, now);
  const list = wholeOf(state, outcome.kind === "CONFIRMED" ? outcome.value : null);
  if (list === null) pass.failed();
  else pass.tookTrades({ items: list.map(listedTrade), next: nextPage(list) }, state.table);
}

function tookOrders(
  state: GatewayState,
  pass: Pass,
  { sent, reply, step }: Answer & { readonly step: PassStep },
  now: number,
): undefined {
  const outcome = ordersOutcome(sent.call, reply, state.settings.instruments);
  state.calls.learn(outcome, sent.call, now);
  const list = wholeOf(state, outcome.kind === "CONFIRMED" ? outcome.value : null);
  if (list === null) pass.failed();
  else if (step.kind === "ORDER_OF") pass.tookOwners(list.map(listedOrder));
  else pass.tookOrders({ items: list.map(listedOrder), next: null });
}

function endPass(
  state: GatewayState,
  pass: Pass,
  stands: "DONE" | "FAILED",
  now: number,
): undefined {
  state.pass = null;
  const { startedNs } = pass;
  const was = state.settling.state;
  if (stands === "FAILED") {
    count(state, "execution:failedPasses");
    state.settling = withPass(state.settling, { kind: "FAILED", startedNs, endedNs: now });
    return;
  }
  count(state, "execution:passes");
  const found = pass.findings(state.table);
  takeFindings(state, found, startedNs, now);
  readOn(state, found.trades);
  const isDirty = state.isPassChanging || isAnyInDoubt(state);
  const kind = isDirty ? "CHANGED" : "CLEAN";
  state.passedNs = startedNs;
  state.settling = withPass(state.settling, { kind, startedNs, endedNs: now });
  if (was !== state.settling.state)
    alarm(state, "INFO", "reconciled: the desk has what the venue has");
}

function takeFindings(
  state: GatewayState,
  found: Findings<ListedOrder, ListedTrade>,
  startedNs: number,
  now: number,
): undefined {
  for (const { venue } of found.known) takeKnown(state, venue, startedNs, now);
  for (const { venue } of found.orphans) {
    const orphan = adoptOrphan(state, venue, 0);
    if (orphan === null) continue;
    changed(state);
    takeVenueOrder(state, orphan, venue, now);
  }
  for (const { venue } of found.external) noteExternal(state, venue, false);
  for (const id of found.missing) {
    const order = state.table.get(id);
    if (order === undefined || order.isDone) continue;
    order.doubt ??= beginDoubt(now, doubtDeadlineOf(order, now));
    changed(state);
  }
  for (const { venue } of found.trades) takeFoundTrade(state, venue, now);
}

function takeKnown(
  state: GatewayState,
  venue: VenueOrder,
  startedNs: number,
  now: number,
): undefined {
  const order = state.table.get(venue.id);
  if (order === undefined) return;
  if (order.isDone) return takeGhost(state, venue, startedNs, now);
  // Whose trades are behind the number is true at any time: they must not be taken for a stranger's.
  if (order.venueOrderId === "" && isSame(order, venue))
    state.table.noteVenueOrder(order, venue.venueOrderId);
  // An answer that is older than what happened since changes nothing that counts, and may be odd.
  if (order.touchedNs >= startedNs) return;
  const before = order.order;
  takeVenueOrder(state, order, venue, now);
  const { base, reportedLots } = order.order;
  if (before.base !== base || before.reportedLots < reportedLots) changed(state);
}

function takeFoundTrade(state: GatewayState, trade: VenueTrade, now: number): undefined {
  const { instrument, venueOrderId, tradeId } = trade;
  laterMoves(state, trade);
  const order = state.table.byVenueOrder(instrument.number, venueOrderId);
  if (order !== undefined) {
    // Which of its trades count, only all of them tell, from its first on: they are asked for.
    if (order.uncountedLots > 0 && state.table.foldedLotsOf(order.id) > 0) return;
    if (takeListed(state, order, trade, now, false)) changed(state);
    return;
  }
  // Of an order that an earlier life saw the end of, or of somebody else's.
  if (state.table.knowsTrade(instrument.number, tradeId)) return;
  const owner = state.table.externalOf(instrument.number, venueOrderId);
  if (owner !== null) {
    const isStranger = owner !== "" && !state.settings.isOwn(owner);
    // What is older than this life was there to be seen when it was begun.
    if (isStranger && trade.timeUs >= bornMsOf(state, now) * 1_000)
      noteExternalTrade(state, { instrument, venueOrderId, id: owner, side: trade.side }, trade);
    return;
  }
  state.table.noteExternal(instrument.number, venueOrderId, "");
  count(state, "execution:external");
  alarm(
    state,
    "ERROR",
    `trade ${tradeId} on ${instrument.name}: the venue has no order ${venueOrderId} to it`,
  );
}

/** The venue shows an order open of which we know that it ended: it is not ours to lose. */
function takeGhost(
  state: GatewayState,
  venue: VenueOrder,
  startedNs: number,
  now: number,
): undefined {
  const order = state.table.get(venue.id);
  if (order === undefined || isEnd(venue.status) || !(order.touchedNs < startedNs - TOUCHED_NS))
    return;
  changed(state);
  takeVenueOrder(state, order, venue, now);
  if (!order.isDone) return;
  alarm(state, "ERROR", `order ${venue.id} is open at the venue, and had ended: it is cancelled`);
  state.calls.want(
    {
      call: cancelCall({ instrument: order.about, id: order.id }),
      purpose: { kind: "CANCEL", id: order.id },
      name: `cancel/${order.id}`,
      validUntilNs: now + QUESTION_NS_MAX,
    },
    now,
  );
}

function askStep(state: GatewayState, step: PassStep, now: number): undefined {
  const instrument = [...state.settings.instruments.values()].find(
    ({ number }) => number === step.instrument,
  );
  if (instrument === undefined) return;
  const purpose = { kind: "PASS", pass: state.passNumber, step } as const;
  const call = callOf(state, step, instrument, now);
  const name = JSON.stringify(purpose);
  const offered = state.calls.want(
    { call, purpose, name, validUntilNs: now + QUESTION_NS_MAX },
    now,
  );
  if (offered.kind === "REFUSED") stepFailed(state, now);
}

/** What is older than all trades that are remembered was told, and is not read again. */
export function readFromOldest(state: GatewayState, told: readonly ToldTrade[]): undefined {
  for (const { instrument, tradeId } of told) {
    const least = state.readFrom.get(instrument);
    if (least === undefined || BigInt(tradeId) < BigInt(least)) {
      state.readFrom.set(instrument, tradeId);
    }
  }
}

/** The next look at the history begins with the newest trades of this one. */
function readOn(state: GatewayState, trades: readonly ListedTrade[]): undefined {
  for (const { number } of state.settings.instruments.values()) {
    const own = trades.filter(({ instrument }) => instrument === number);
    const newest = oldestFirst(own.map(({ venue }) => venue)).slice(-OVERLAP);
    if (newest[0] !== undefined) state.readFrom.set(number, newest[0].tradeId);
  }
}

/** The question could not be asked. */
export function stepFailed(state: GatewayState, now: number): undefined {
  const { pass } = state;
  if (pass === null) return;
  pass.failed();
  endPass(state, pass, "FAILED", now);
}

function callOf(
  state: GatewayState,
  step: PassStep,
  instrument: Instrument,
  now: number,
): VenueCall {
  switch (step.kind) {
    case "OPEN_ORDERS":
      return openOrdersCall(instrument);
    case "ORDER_OF":
      return allOrdersCall(instrument, step.venueOrderId);
    case "TRADES": {
      const tradeId = step.cursor ?? state.readFrom.get(step.instrument);
      if (tradeId !== undefined) return myTradesCall(instrument, { kind: "TRADE_ID", tradeId });
      return myTradesCall(instrument, { kind: "TIME", sinceMs: sinceOf(state, now) });
    }
  }
}

/** Before this desk's first order nothing is of interest; an earlier life may have traded since. */
function sinceOf(state: GatewayState, now: number): number {
  const sinceMs = bornMsOf(state, now) - 1_000;
  return Math.max(1, state.hasHistory ? sinceMs - LOOK_BACK_MS : sinceMs);
}

/** When this life began, by the venue's clock. Epoch milliseconds; NaN while that is not known. */
function bornMsOf(state: GatewayState, now: number): number {
  return state.calls.venueMs(now) - Math.ceil((now - state.bornNs) / 1e6);
}

function changed(state: GatewayState): undefined {
  state.isPassChanging = true;
}

/** A list with an item that cannot be read is no list: the item may be an order of ours. */
function wholeOf<Item extends VenueOrder | VenueTrade>(
  state: GatewayState,
  list: ItemList<Item> | null,
): readonly Item[] | null {
  if (list === null) return null;
  noteDrift(state, list.drift);
  const [bad]: readonly (BadItem | undefined)[] = list.bad;
  if (bad === undefined) return list.items;
  alarm(state, "ERROR", `a list of the venue cannot be read: ${bad.field}: ${bad.reason}`);
  return null;
}

function listedOrder(venue: VenueOrder): ListedOrder {
  const { id, venueOrderId, instrument } = venue;
  return { id, venueOrderId, instrument: instrument.number, venue };
}

function listedTrade(venue: VenueTrade): ListedTrade {
  const { tradeId, venueOrderId, instrument } = venue;
  return { tradeId, venueOrderId, instrument: instrument.number, venue };
}
