/**
 * What the venue says of orders and trades is taken over here, whichever way it came: an answer, a
 * list, or a private event.
 */

import { assertNever } from "../../../../core/assert.ts";
import type { Instrument, Side } from "../../../market/instrument.ts";
import { isOver } from "../../../order/order.ts";
import { fillOf } from "../../../order/order-fills.ts";
import { venueTimeAt } from "../../policy/venue-clock.ts";
import type { VenueFee, VenueOrder, VenueStatus } from "../answers/venue-order.ts";
import type { OrderReport } from "../private/private-event.ts";
import { shownText } from "./answer-record.ts";
import { tradeMoves } from "./funds/watching-funds.ts";
import {
  alarm,
  count,
  type GatewayState,
  haltInstrument,
  hurry,
  tell,
  wantGone,
} from "./gateway-state.ts";
import { noteDrift } from "./order/drift.ts";
import { feeWorthOf } from "./order/fee-worth.ts";
import { type FillFacts, GatewayOrder } from "./order/gateway-order.ts";
import { standsStrangely } from "./order/in-doubt.ts";

/** A trade of an order of ours. */
export type OwnTrade = {
  readonly tradeId: string;
  readonly lots: number;
  readonly priceTicks: number;
  readonly liquidity: "NONE" | "MAKER" | "TAKER";
  readonly fee: VenueFee;
};

/** What an order of the venue has to say to be adopted. */
type Found = {
  readonly instrument: Instrument;
  readonly id: string;
  readonly venueOrderId: string;
  readonly side: Side;
  readonly status: VenueStatus;
  readonly priceTicks: number;
  readonly orderLots: number;
  readonly cumLots: number;
  readonly preventedLots: number;
};

/** Why our own side ends it. */
const ORPHAN = "orphan: nobody here sent it";

/**
 * Takes over what the venue says of one of our orders. False when it is of another order than it should
 * be, which says nothing; or in a word that nobody knows, which says that it is there.
 */
export function takeVenueOrder(
  state: GatewayState,
  order: GatewayOrder,
  venue: VenueOrder,
  now: number,
): boolean {
  if (!isSame(order, venue)) {
    alarm(
      state,
      "ERROR",
      `order ${order.id}: the venue's order ${venue.venueOrderId} is another one`,
    );
    return false;
  }
  noteDrift(state, venue.drift);
  state.table.noteVenueOrder(order, venue.venueOrderId);
  noteUncounted(state, order, venue);
  noteOther(state, order, venue);
  for (const fill of venue.fills) {
    takeTrade(state, order, { ...fill, liquidity: "TAKER" }, { now, isHistory: false });
  }
  if (venue.status === "UNKNOWN") {
    standsStrangely(state, order, shownText(venue.statusText), now);
    return false;
  }
  const said = { ...venue, reason: reasonOf(venue.statusText), timeUs: venue.updatedUs };
  takeStatus(state, order, said, now);
  return true;
}

/** A private report of an order. Of an order of ours that nobody knows, the order is adopted. */
export function takeReport(state: GatewayState, report: OrderReport, now: number): undefined {
  const order = state.table.get(report.id) ?? adoptedBy(state, report, now);
  if (order === null) return;
  if (!isSame(order, report)) {
    alarm(
      state,
      "ERROR",
      `order ${order.id}: the venue's order ${report.venueOrderId} is another one`,
    );
    return;
  }
  state.table.noteVenueOrder(order, report.venueOrderId);
  noteUncounted(state, order, report);
  noteOther(state, order, report);
  const { fill } = report;
  if (fill !== null) {
    const liquidity = fill.isMaker ? "MAKER" : "TAKER";
    // It is one of those that were there before this gateway began to count the order.
    if (report.cumLots <= order.uncountedLots) leaveUncounted(state, order, fill);
    else takeTrade(state, order, { ...fill, liquidity }, { now, isHistory: false });
  }
  const orderLots = restatedLotsOf(order, report);
  if (report.execution === "REPLACED" && isQuantityNews(order, report)) {
    const { id, priceTicks } = report;
    order.quantityUs = report.timeUs;
    tell(state, order, order.apply({ kind: "REPLACED", id, orderLots, priceTicks }, now), now);
  } else if (report.status !== "UNKNOWN") takeStatus(state, order, report, now);
  if (report.status === "UNKNOWN") standsStrangely(state, order, shownText(report.statusText), now);
}

/**
 * Counts a trade, once. A trade of the history may be one that an earlier life told of, without its id
 * being known any more.
 */
export function takeTrade(
  state: GatewayState,
  order: GatewayOrder,
  trade: OwnTrade,
  { now, isHistory }: { readonly now: number; readonly isHistory: boolean },
): boolean {
  const { tradeId, priceTicks } = trade;
  const trader = state.table.traderOf(order.instrument, tradeId);
  if (trader !== null && trader !== order.id) {
    count(state, "execution:protocolErrors");
    alarm(state, "ERROR", `trade ${tradeId} of order ${order.id} was counted for order ${trader}`);
    return false;
  }
  // Told by an earlier life: the order does not have it, and the position does.
  if (trader !== null && fillOf(order.order, tradeId) === undefined) return false;
  const folded = trader === null && isHistory ? state.table.takeFolded(order.id, trade.lots) : 0;
  state.table.noteTrade(order.instrument, tradeId, order.id);
  if (folded === trade.lots) return false;
  const lots = trade.lots - folded;
  const before = order.cumLots;
  tell(
    state,
    order,
    order.apply({ kind: "TRADE", tradeId, lots, priceTicks }, now, factsOf(order, trade)),
    now,
  );
  const counted = order.cumLots - before;
  if (counted > 0)
    tradeMoves(
      state,
      { instrument: order.about, side: order.side },
      { lots: counted, priceTicks, fee: trade.fee },
    );
  return trader === null;
}

/** A trade that is in no position of this desk: it is known from now on, and never counted. */
function leaveUncounted(
  state: GatewayState,
  order: GatewayOrder,
  { tradeId, lots }: Pick<OwnTrade, "tradeId" | "lots">,
): undefined {
  if (state.table.knowsTrade(order.instrument, tradeId)) return;
  state.table.noteTrade(order.instrument, tradeId, order.id);
  state.table.takeFolded(order.id, lots);
}

/**
 * An earlier life may have adopted the order of an earlier run, and counted only what was left of it:
 * its board has fewer lots than the venue. Those that it left out are in no position.
 */
function noteUncounted(
  state: GatewayState,
  order: GatewayOrder,
  said: Pick<Found, "orderLots" | "preventedLots" | "cumLots">,
): undefined {
  if (!order.isFirstLook) return;
  order.isFirstLook = false;
  const isOfEarlierRun = state.settings.epochOf(order.id) < state.settings.firstRunEpoch;
  const beyond = said.orderLots - said.preventedLots - order.orderLots;
  if (!isOfEarlierRun || !(beyond > 0) || !(said.cumLots >= beyond)) return;
  order.uncountedLots = beyond;
  wantGone(state, order, ORPHAN);
  state.table.fold(order.id, beyond);
}

/**
 * What stands under our id is not what was approved: somebody else made it. It is where ours would be, so
 * it counts as the venue says, and a person looks.
 */
function noteOther(
  state: GatewayState,
  order: GatewayOrder,
  said: Pick<Found, "orderLots" | "preventedLots" | "priceTicks">,
): undefined {
  const lots = restatedLotsOf(order, said);
  if (!(lots > order.approvedLots) && said.priceTicks === order.priceTicks) return;
  const is = `${lots} lots at ${said.priceTicks} ticks`;
  const approved = `${order.approvedLots} at ${order.priceTicks}`;
  const text = `order ${order.id} has ${is} at the venue, and ${approved} were approved`;
  haltInstrument(state, order.instrument, `${text}: another desk may use this account`);
}

/**
 * An order of our making that nobody knows is adopted, and cancelled. Null when it is over already, and
 * nothing of it is news.
 */
export function adoptOrphan(
  state: GatewayState,
  found: Found,
  countedLots: number,
): GatewayOrder | null {
  const { id, instrument, side, priceTicks, orderLots, cumLots } = found;
  const toldLots = state.table.toldLotsOf(id);
  // What was filled before this desk's orders were counted is in no position of it.
  const isCounted = state.hasHistory && state.settings.epochOf(id) >= state.settings.firstRunEpoch;
  const uncountedLots = isCounted ? 0 : Math.max(0, cumLots - countedLots);
  const lots = orderLots - found.preventedLots - uncountedLots;
  // It ended in an earlier life, or before this desk's first: nothing of it is news.
  const isTold = toldLots > 0 && toldLots >= cumLots;
  const isPast = isEnd(found.status) && (isTold || (!isCounted && countedLots === 0));
  if (isPast || !(lots > 0)) {
    state.table.noteExternal(instrument.number, found.venueOrderId, id);
    return null;
  }
  const ticket = { id, instrument, side, priceTicks, lots, validUntilNs: Number.NaN };
  const strategy = state.settings.strategyOf(id);
  const order =
    toldLots > 0 && toldLots < lots
      ? GatewayOrder.restored(
          { ...ticket, strategy },
          { state: "UNKNOWN", cumLots: toldLots, sentAt: Number.NaN },
        )
      : GatewayOrder.orphan({ ...ticket, strategy }, uncountedLots);
  // When it left is not known: before this life.
  order.sentAt = state.bornNs;
  if (uncountedLots > 0) state.table.fold(id, uncountedLots);
  wantGone(state, order, ORPHAN);
  state.table.add(order);
  count(state, "execution:orphans");
  alarm(
    state,
    "WARN",
    `order ${id} is at the venue and nobody here knows it: it is adopted and cancelled`,
  );
  return order;
}

/** An order that is not of our making. It is counted, and never touched. */
export function noteExternal(
  state: GatewayState,
  found: { readonly instrument: Instrument; readonly venueOrderId: string; readonly id: string },
  hasFill: boolean,
): undefined {
  const { instrument, venueOrderId, id } = found;
  if (state.table.noteExternal(instrument.number, venueOrderId, id))
    count(state, "execution:external");
  if (!hasFill) return;
  const text = `order ${venueOrderId} on ${instrument.name} is not of this desk, and was filled`;
  haltInstrument(state, instrument.number, text);
}

/** A trade of this account that no order of the desk made. It halts its instrument. */
export function noteExternalTrade(
  state: GatewayState,
  found: Pick<Found, "instrument" | "venueOrderId" | "id" | "side">,
  trade: Pick<OwnTrade, "tradeId" | "lots" | "priceTicks" | "fee">,
): undefined {
  noteExternal(state, found, true);
  if (state.table.knowsTrade(found.instrument.number, trade.tradeId)) return;
  state.table.noteTrade(found.instrument.number, trade.tradeId, found.id);
  tradeMoves(state, found, trade);
}

function adoptedBy(state: GatewayState, report: OrderReport, now: number): GatewayOrder | null {
  if (!state.table.isOwn(report.id)) {
    if (report.fill === null) noteExternal(state, report, false);
    else noteExternalTrade(state, report, report.fill);
    return null;
  }
  // The end of one that is long forgotten: nothing is left to be counted.
  if (isEnd(report.status) && report.fill === null) return null;
  // Older than this life, and late: what became of the order since, only the venue's lists tell.
  const born = venueTimeAt(state.calls.clock, state.bornNs);
  if (born !== null && report.timeUs < born.lowMs * 1_000) {
    hurry(state, now);
    return null;
  }
  return adoptOrphan(state, report, report.fill?.lots ?? 0);
}

function takeStatus(
  state: GatewayState,
  order: GatewayOrder,
  said: Found & { readonly reason: string; readonly timeUs: number },
  now: number,
): undefined {
  const { status } = said;
  if (status === "UNKNOWN") return;
  const cumLots = Math.max(0, said.cumLots - order.uncountedLots);
  const restated = restatedLotsOf(order, said);
  const isOther = restated > 0 && restated !== order.orderLots;
  const orderLots = isOther && isQuantityNews(order, said) ? restated : undefined;
  if (said.timeUs > order.quantityUs) order.quantityUs = said.timeUs;
  // Prevented whole: it ends, and what is left is nothing.
  const ending = status === "FILLED" && restated <= 0 ? "EXPIRED" : status;
  const reason = said.reason;
  if (order.strangeWord !== "") {
    order.strangeWord = "";
    order.isDoubtAlarmed = false;
  }
  tell(
    state,
    order,
    order.apply({ kind: "STATUS", status: ending, cumLots, orderLots, reason }, now),
    now,
  );
  if (!order.isUnknown) order.doubt = null;
  if (!isOver(order.order)) order.isCancelHeld = false;
}

/** Of an order as the venue tells of it, those lots that count here. */
function restatedLotsOf(
  order: GatewayOrder,
  said: Pick<Found, "orderLots" | "preventedLots">,
): number {
  return said.orderLots - said.preventedLots - order.uncountedLots;
}

/**
 * What is older than an amendment must not take it back. Answers tell their time in whole milliseconds, and
 * of one millisecond the least was the last: an order only becomes smaller.
 */
function isQuantityNews(
  order: GatewayOrder,
  said: Pick<Found, "orderLots" | "preventedLots"> & { readonly timeUs: number },
): boolean {
  const [saidMs, lastMs] = [said.timeUs, order.quantityUs].map((us) => Math.floor(us / 1_000));
  if (saidMs === lastMs) return restatedLotsOf(order, said) < order.orderLots;
  return !(said.timeUs < order.quantityUs);
}

/** The venue's own word for an end that was asked for says nothing. */
function reasonOf(statusText: string): string {
  return statusText === "CANCELED" ? "" : statusText;
}

/** Whether an order that stands so is over. What nobody knows is not. */
export function isEnd(status: VenueStatus): boolean {
  switch (status) {
    case "FILLED":
    case "CANCELED":
    case "EXPIRED":
    case "REJECTED":
      return true;
    case "NEW":
    case "PARTIAL":
    case "UNKNOWN":
      return false;
    default:
      return assertNever(status);
  }
}

/** Whether what the venue says can be of this order. */
export function isSame(
  order: GatewayOrder,
  said: Pick<Found, "instrument" | "id" | "side">,
): boolean {
  return (
    said.id === order.id && said.instrument.number === order.instrument && said.side === order.side
  );
}

function factsOf(order: GatewayOrder, { liquidity, fee, priceTicks }: OwnTrade): FillFacts {
  return {
    liquidity,
    feeMinor: feeWorthOf(order.about, fee, priceTicks),
    feeAsset: fee.asset === "" ? "QUOTE" : fee.asset,
    feeText: fee.text,
  };
}
