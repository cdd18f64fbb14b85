/**
 * The order state machine: what an event makes of an order. Pure.
 *
 * ```
 *  INIT -> PENDING_NEW -> NEW <-> PARTIAL -> FILLED        SUSPENDED, DFD: beside NEW and PARTIAL
 *    |          |          |         |
 *  DENIED    UNKNOWN ------+---------+---> CANCELED, EXPIRED, REJECTED
 * ```
 *
 * Invariant: whatever the venue says happened, happened: a fill counts in every state, and what is
 * wrong with it is an alarm. No venue's event throws, unless a sum passes 2^53.
 * Invariant: silence changes nothing. Only a venue's word or a proof ends an order.
 */
import { isClosed, type Order, type OrderBase } from "./order.ts";
import type {
  Alarm,
  AlarmKind,
  Applied,
  CorrectionEvent,
  OrderEvent,
  PlainEvent,
  ReplacedEvent,
  StatusEvent,
  TradeEvent,
} from "./order-event.ts";
import { fillOf, isRepeat, isTradable, withCorrection, withTrade } from "./order-fills.ts";
import { withNothingPending, withoutReplace, withPending } from "./order-pending.ts";
import { type Cell, type Column, TRANSITIONS } from "./transition-table.ts";

/** Most ids that an order's chain remembers. */
const CHAIN_MAX = 64;

/** Returns the order after `event`, with what somebody must look at. */
export function applyOrderEvent(order: Order, event: OrderEvent): Applied {
  switch (event.kind) {
    case "TRADE":
      return applyTrade(order, event);
    case "BUST":
    case "CORRECT":
      return applyCorrection(order, event);
    case "REPLACED":
      return applyReplaced(order, event);
    case "STATUS":
      return applyStatus(order, event);
    case "CANCEL_REQUESTED":
    case "CANCEL_REJECTED":
    case "REPLACE_REQUESTED":
    case "REPLACE_REJECTED":
      return { order: withPending(order, event), alarms: [] };
    default:
      return applyPlain(order, event);
  }
}

function applyPlain(order: Order, event: PlainEvent): Applied {
  if (event.kind === "SENT") {
    return { order: order.base === "INIT" ? { ...order, base: "PENDING_NEW" } : order, alarms: [] };
  }
  if (event.kind === "REJECTED" && event.isLocal === true && order.base === "INIT") {
    return { order: ended(order, "DENIED", event.reason), alarms: [] };
  }
  return move(order, event.kind, event);
}

/** Moves the base alone, as the table says. */
function move(
  order: Order,
  column: Column,
  event: { readonly kind: OrderEvent["kind"]; readonly reason?: string | undefined },
): Applied {
  const cell = TRANSITIONS[order.base][column];
  const alarms = alarmsOf(order, event, cell.alarm);
  if (!cell.takes) return { order, alarms };
  const base = baseAfter(order, cell);
  if (isClosed(base) || column === "CANCELED") {
    return { order: ended(order, base, event.reason), alarms };
  }
  return { order: { ...order, base }, alarms };
}

function applyTrade(order: Order, trade: TradeEvent): Applied {
  if (!isTradable(trade)) return { order, alarms: alarmsOf(order, trade, "PROTOCOL_ERROR") };
  const known = fillOf(order, trade.tradeId);
  if (known !== undefined) {
    const conflict = isRepeat(known, trade) ? null : "DATA_CONFLICT";
    return { order, alarms: alarmsOf(order, trade, conflict) };
  }
  const filled = withTrade(order, trade);
  const cell = TRANSITIONS[order.base].TRADE;
  // A report told of this fill already: only its word is late, and it revives nothing.
  const isExpected = filled.cumLots <= order.reportedLots && cell.next === "LATE";
  const overfill = filled.cumLots > order.orderLots ? "OVERFILL" : null;
  return {
    order: { ...filled, base: baseAfter(filled, cell) },
    alarms: alarmsOf(order, trade, isExpected ? null : cell.alarm, overfill),
  };
}

function applyCorrection(order: Order, event: CorrectionEvent): Applied {
  const known = fillOf(order, event.tradeId);
  const cell = TRANSITIONS[order.base].CORRECTED;
  const isInvalid = event.kind === "CORRECT" && !isTradable(event);
  if (isInvalid || (known === undefined && !cell.takes)) {
    return { order, alarms: alarmsOf(order, event, "PROTOCOL_ERROR") };
  }
  const corrected = withCorrection(order, event);
  const deltaLots = corrected.cumLots - order.cumLots;
  const restated = {
    ...corrected,
    reportedLots: Math.max(0, corrected.reportedLots + (known === undefined ? 0 : deltaLots)),
  };
  const base = baseAfter(restated, cell);
  const missing = known === undefined ? "FILLS_MISSING" : null;
  const overfill = deltaLots > 0 && corrected.cumLots > order.orderLots ? "OVERFILL" : null;
  const alarms = alarmsOf(order, event, cell.takes ? cell.alarm : null, missing, overfill);
  if (order.base === "FILLED" && base !== "FILLED" && event.isLive === false) {
    return { order: ended(restated, "CANCELED"), alarms };
  }
  return { order: { ...restated, base }, alarms };
}

function applyReplaced(order: Order, event: ReplacedEvent): Applied {
  const { id, priceTicks } = event;
  const isReopened = order.base === "FILLED" && event.reopens === true;
  const cell = isReopened ? TRANSITIONS.PARTIAL.REPLACED : TRANSITIONS[order.base].REPLACED;
  const isInvalid = !isTradable({ lots: event.orderLots, priceTicks });
  if (isInvalid || !cell.takes) return { order, alarms: alarmsOf(order, event, "PROTOCOL_ERROR") };
  const replaced = {
    ...withoutReplace(order, id),
    chain: order.chain.at(-1) === id ? order.chain : [...order.chain, id].slice(-CHAIN_MAX),
    priceTicks,
    // Fills that crossed the replace stay: the venue amends the quantity to them.
    orderLots: Math.max(event.orderLots, order.cumLots),
  };
  return {
    order: { ...replaced, base: baseAfter(replaced, cell) },
    alarms: alarmsOf(order, event, cell.alarm),
  };
}

function applyStatus(order: Order, event: StatusEvent): Applied {
  const { cumLots, orderLots = order.orderLots } = event;
  const isPlain = event.status === "NEW" || event.status === "PARTIAL";
  const column = isPlain ? "ACK" : event.status;
  const isValid =
    Number.isSafeInteger(cumLots) &&
    cumLots >= 0 &&
    isTradable({ lots: orderLots, priceTicks: order.priceTicks });
  if (!isValid || !TRANSITIONS[order.base][column].takes) {
    return { order, alarms: alarmsOf(order, event, "PROTOCOL_ERROR") };
  }
  const reported = {
    ...order,
    orderLots: Math.max(orderLots, order.cumLots),
    reportedLots: Math.max(order.reportedLots, cumLots),
  };
  const moved = move(reported, column, event);
  const missing = reported.reportedLots > order.cumLots ? "FILLS_MISSING" : null;
  return { order: moved.order, alarms: [...moved.alarms, ...alarmsOf(order, event, missing)] };
}

function ended(order: Order, base: OrderBase, reason = order.reason): Order {
  const why = base === order.base ? order.reason : reason;
  return { ...withNothingPending(order), base, reason: why };
}

/** Where `order`, its quantities already taken, goes by `next`. NEW and PARTIAL are by quantity. */
function baseAfter(order: Order, { next }: Cell): OrderBase {
  const quantity = baseByQuantity(order);
  if (next === "LIVE" || (next === "LATE" && quantity === "FILLED")) return quantity;
  const base = next === "SAME" || next === "LATE" ? order.base : next;
  return base === "NEW" || base === "PARTIAL" ? quantity : base;
}

function baseByQuantity({ cumLots, reportedLots, orderLots }: Order): OrderBase {
  const filledLots = Math.max(cumLots, reportedLots);
  if (filledLots >= orderLots) return "FILLED";
  return filledLots > 0 ? "PARTIAL" : "NEW";
}

function alarmsOf(
  order: Order,
  event: { readonly kind: OrderEvent["kind"] },
  ...kinds: readonly (AlarmKind | null)[]
): Alarm[] {
  return kinds
    .filter((kind) => kind !== null)
    .map((kind) => ({ kind, base: order.base, event: event.kind }));
}
