/** Orders for tests: one of 10,000 lots, brought to where a test begins. */
import { newOrder, type Order, type OrderBase } from "../../../src/trading/order/order.ts";
import type { Alarm, OrderEvent } from "../../../src/trading/order/order-event.ts";
import { applyOrderEvent } from "../../../src/trading/order/order-state.ts";

/** Lots of the order that {@link orderAt} gives. */
export const LOTS = 10_000;
/** Its id. */
export const X = "X";

/** What filled, at 100 ticks unless told. */
export function trade(tradeId: string, lots: number, priceTicks = 100): OrderEvent {
  return { kind: "TRADE", tradeId, lots, priceTicks };
}

/** A replace that was asked for. */
export function ask(id: string, orderLots: number): OrderEvent {
  return { kind: "REPLACE_REQUESTED", id, orderLots, priceTicks: 100 };
}

/** A replace that the venue accepted. */
export function replaced(id: string, orderLots: number): OrderEvent {
  return { kind: "REPLACED", id, orderLots, priceTicks: 100 };
}

const sent: readonly OrderEvent[] = [{ kind: "SENT" }];
const acked: readonly OrderEvent[] = [...sent, { kind: "ACK" }];
const partial: readonly OrderEvent[] = [...acked, trade("t1", 4_000)];

const PATHS: Readonly<Record<OrderBase, readonly OrderEvent[]>> = {
  INIT: [],
  DENIED: [{ kind: "REJECTED", isLocal: true }],
  PENDING_NEW: sent,
  UNKNOWN: [...sent, { kind: "TIMEOUT" }],
  NEW: acked,
  PARTIAL: partial,
  FILLED: [...acked, trade("t1", LOTS)],
  CANCELED: [...partial, { kind: "CANCELED" }],
  EXPIRED: [...partial, { kind: "EXPIRED" }],
  REJECTED: [...sent, { kind: "REJECTED" }],
  DFD: [...partial, { kind: "DONE_FOR_DAY" }],
  SUSPENDED: [...partial, { kind: "SUSPENDED" }],
};

/** Applies `events` in order; alarms are those of all of them. */
export function fold(
  order: Order,
  ...events: readonly OrderEvent[]
): { order: Order; alarms: readonly Alarm["kind"][] } {
  const alarms: Alarm["kind"][] = [];
  let current = order;
  for (const event of events) {
    const applied = applyOrderEvent(current, event);
    alarms.push(...applied.alarms.map((alarm) => alarm.kind));
    current = applied.order;
  }
  return { order: current, alarms };
}

/** Returns the order X, to buy 10,000 lots at 100 ticks, where `base` says. */
export function orderAt(base: OrderBase): Order {
  const fresh = newOrder({ id: X, instrument: 0, side: "BUY", priceTicks: 100, orderLots: LOTS });
  return fold(fresh, ...PATHS[base]).order;
}
