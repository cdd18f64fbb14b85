/**
 * The search of the trades for orders in doubt. All orders of an instrument that are in doubt together
 * share one: its pages of trades, and pages of orders from the oldest stranger's on, which name a
 * thousand owners for the price of one.
 *
 * Invariant: a search says nothing to a round that was begun behind it: it waits for the next one.
 * Invariant: whose a trade is stays known, so that a search that could not end is shorter next time.
 */
import type { Evidence } from "../../../../order/unknown-outcome.ts";
import { ordersOutcome, tradesOutcome } from "../../answers/order-answers.ts";
import type { Outcome } from "../../answers/outcome.ts";
import type { Reply } from "../../answers/reply.ts";
import type { VenueOrder, VenueTrade } from "../../answers/venue-order.ts";
import { allOrdersCall, myTradesCall } from "../../requests/query-calls.ts";
import type { VenueCall } from "../../requests/venue-call.ts";
import { adoptOrphan, noteExternal, takeVenueOrder } from "../adopting.ts";
import type { SentCall } from "../call-desk.ts";
import type { CallPurpose } from "../gateway-io.ts";
import type { GatewayState } from "../gateway-state.ts";
import type { GatewayOrder } from "../order/gateway-order.ts";
import { isWhole, said } from "./evidence.ts";
import type { Hunt } from "./hunt.ts";
import { nextPage } from "./trade-pages.ts";

type HuntPurpose = CallPurpose & { readonly kind: "HUNT" };

/** A question that waits for longer is of no use. Nanoseconds. */
const QUESTION_NS_MAX = 8e9;
/** How far back the trades of an order of an earlier life are looked for. Milliseconds. */
const LOOK_BACK_MS = 24 * 3_600_000;

/** A round of an order wants to know whether a trade is of it. */
export function wantHunt(state: GatewayState, order: GatewayOrder, round: number): undefined {
  const wanted = state.hunts.wanted.get(order.instrument) ?? new Map<string, number>();
  wanted.set(order.id, round);
  state.hunts.wanted.set(order.instrument, wanted);
}

/** Begins what is wanted, one search of an instrument at a time. */
export function huntOn(state: GatewayState, now: number): undefined {
  for (const instrument of state.settings.instruments.values()) {
    const { number } = instrument;
    const rounds = state.hunts.wanted.get(number);
    if (rounds === undefined || state.hunts.running.has(number)) continue;
    state.hunts.wanted.delete(number);
    const waiters = [...rounds].flatMap(([id, round]) => waiting(state, id, round) ?? []);
    if (waiters.length === 0) continue;
    state.hunts.last += 1;
    const hunt: Hunt = {
      ...{ number: state.hunts.last, instrument, rounds, strange: new Set<string>() },
    };
    state.hunts.running.set(number, hunt);
    const sinceMs = Math.min(...waiters.map((order) => sinceOf(state, order, now)));
    ask(state, hunt, { call: myTradesCall(instrument, { kind: "TIME", sinceMs }), from: "" }, now);
  }
}

/** A page of trades, or of orders behind strange ones. */
export function tookHunt(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { instrument, hunt: number, from } = sent.purpose as HuntPurpose;
  const hunt = state.hunts.running.get(instrument);
  if (from === "") {
    const list = listOf(
      state,
      tradesOutcome(sent.call, reply, state.settings.instruments),
      sent,
      now,
    );
    if (hunt?.number !== number) return;
    if (isWhole(list)) tookTrades(state, hunt, list.items, now);
    else end(state, hunt, "ERROR", now);
    return;
  }
  const list = listOf(
    state,
    ordersOutcome(sent.call, reply, state.settings.instruments),
    sent,
    now,
  );
  if (hunt?.number !== number) return;
  tookOwners(state, hunt, { from, items: list?.items ?? [] }, now);
}

function listOf<List>(
  state: GatewayState,
  outcome: Outcome<List>,
  sent: SentCall,
  now: number,
): List | null {
  state.calls.learn(outcome, sent.call, now);
  return outcome.kind === "CONFIRMED" ? outcome.value : null;
}

function tookTrades(
  state: GatewayState,
  hunt: Hunt,
  items: readonly VenueTrade[],
  now: number,
): undefined {
  const { table } = state;
  for (const { instrument, venueOrderId, tradeId } of items) {
    const trader = table.traderOf(instrument.number, tradeId);
    // One that was told of an order in doubt is no absence of that order.
    const isTold = trader !== null && !hunt.rounds.has(trader);
    if (!isTold && !table.knowsOwner(instrument.number, venueOrderId))
      hunt.strange.add(venueOrderId);
  }
  const next = nextPage(items);
  if (next !== null) {
    const call = myTradesCall(hunt.instrument, { kind: "TRADE_ID", tradeId: next });
    ask(state, hunt, { call, from: "" }, now);
  } else goOn(state, hunt, now);
}

function tookOwners(
  state: GatewayState,
  hunt: Hunt,
  { from, items }: { readonly from: string; readonly items: readonly VenueOrder[] },
  now: number,
): undefined {
  for (const found of items) {
    if (!hunt.strange.delete(found.venueOrderId)) continue;
    const whose = state.table.get(found.id);
    if (whose !== undefined) takeVenueOrder(state, whose, found, now);
    else if (state.table.isOwn(found.id)) {
      const orphan = adoptOrphan(state, found, 0);
      if (orphan !== null) takeVenueOrder(state, orphan, found, now);
    } else noteExternal(state, found, false);
  }
  // Nobody says whose it is: it may be of any order in doubt.
  if (hunt.strange.has(from)) end(state, hunt, "ERROR", now);
  else goOn(state, hunt, now);
}

/** All trades are known: those that are left are not of the orders in doubt. */
function goOn(state: GatewayState, hunt: Hunt, now: number): undefined {
  const isOfUse = [...hunt.rounds].some(([id, round]) => waiting(state, id, round) !== undefined);
  if (!isOfUse || hunt.strange.size === 0) return end(state, hunt, "ABSENT", now);
  const [from = ""] = [...hunt.strange].toSorted((left, right) =>
    BigInt(left) < BigInt(right) ? -1 : 1,
  );
  ask(state, hunt, { call: allOrdersCall(hunt.instrument, from), from }, now);
}

function end(state: GatewayState, hunt: Hunt, evidence: Evidence, now: number): undefined {
  state.hunts.running.delete(hunt.instrument.number);
  for (const [id, round] of hunt.rounds) {
    const order = state.table.get(id);
    if (order !== undefined) said(state, order, { round, source: "TRADES", evidence }, now);
  }
}

/** The order that still wants to know; undefined when its round is over. */
function waiting(state: GatewayState, id: string, round: number): GatewayOrder | undefined {
  const order = state.table.get(id);
  return order?.doubt?.round?.number === round ? order : undefined;
}

/** Since when trades of an order are looked for. Epoch milliseconds. */
function sinceOf(state: GatewayState, order: GatewayOrder, now: number): number {
  if (order.sinceMs > 0) return order.sinceMs;
  return Math.max(1, state.calls.venueMs(now) - LOOK_BACK_MS);
}

function ask(
  state: GatewayState,
  hunt: Hunt,
  { call, from }: { readonly call: VenueCall; readonly from: string },
  now: number,
): undefined {
  const instrument = hunt.instrument.number;
  const purpose = { kind: "HUNT", instrument, hunt: hunt.number, from } as const;
  const name = JSON.stringify([purpose, call.params.fromId ?? ""]);
  const wanted = { call, purpose, name, validUntilNs: now + QUESTION_NS_MAX };
  if (state.calls.want(wanted, now).kind === "REFUSED") end(state, hunt, "ERROR", now);
}
