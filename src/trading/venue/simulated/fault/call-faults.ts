/** What a fault does to one call. */
import { stepsOrNaN } from "../../../../core/decimal.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { type Fault, type FaultCall, NO_FAULT } from "../wire/call/fault-point.ts";
import { VENUE_ERRORS, type VenueError, venueError } from "../wire/request/venue-error.ts";
import {
  CALL_FAULTS,
  type CallFaultKind,
  type FaultDefinition,
  type ServerErrorCode,
} from "./fault.ts";
import type { OrderHands } from "./order-hands.ts";

const PLACE = "order.place";
const CANCEL = "order.cancel";
const CANCEL_ALL = "openOrders.cancelAll";
const AMEND = "order.amend.keepPriority";
const OF_ORDERS = [PLACE, CANCEL, CANCEL_ALL, "order.cancelReplace", AMEND];

/** Methods that a kind acts on when its definition names none; null: all. */
const METHODS: Readonly<Record<CallFaultKind, readonly string[] | null>> = {
  ACK_LOST: OF_ORDERS,
  REQUEST_LOST: OF_ORDERS,
  ACK_LATE: OF_ORDERS,
  ACK_LATE_AFTER_FILL: [PLACE],
  FILL_BEFORE_ACK: [PLACE],
  SERVER_ERROR: OF_ORDERS,
  CANCEL_FILL_RACE: [CANCEL, AMEND],
  PARTIAL_FILLS: [PLACE],
  SELF_TRADE_PREVENTED: [PLACE],
  CANCEL_ALL_FAILS: [CANCEL_ALL],
  RATE_LIMITED: null,
};

/** What an answer waits behind the events of a fill. */
const BEHIND_EVENTS_US = 1_000;
const SECOND_US = 1_000_000;

export function isCallFault(kind: string): kind is CallFaultKind {
  return (CALL_FAULTS as readonly string[]).includes(kind);
}

/** Whether a fault of this kind acts on calls of this name. */
export function takesMethod({ kind, method }: FaultDefinition, name: string): boolean {
  if (!isCallFault(kind)) return false;
  if (method !== "") return method === name;
  return METHODS[kind]?.includes(name) ?? true;
}

/** What a fault acts on, and with. */
export type CallMeans = {
  readonly fault: FaultDefinition;
  readonly call: FaultCall;
  readonly exchange: Exchange;
  readonly hands: OrderHands;
};

/** Returns what happens to the call; null: the fault finds nothing to act on, and waits on. */
export function applyToCall(
  kind: CallFaultKind,
  { fault, call, exchange, hands }: CallMeans,
): Fault | null {
  const { delayUs, isDone, code } = fault;
  switch (kind) {
    case "ACK_LOST":
      return { kind: "LOSE", isDone: true };
    case "REQUEST_LOST":
      return { kind: "LOSE", isDone: false };
    case "ACK_LATE":
      return { kind: "LATE", delayUs };
    case "ACK_LATE_AFTER_FILL":
      fillSoon(call, hands, Math.floor(delayUs / 2));
      return { kind: "LATE", delayUs };
    case "FILL_BEFORE_ACK":
      fillSoon(call, hands, 0);
      return { kind: "LATE", delayUs: BEHIND_EVENTS_US };
    case "SERVER_ERROR":
      return { kind: "ERROR", isDone, error: serverError(code) };
    case "CANCEL_ALL_FAILS":
      return { kind: "ERROR", isDone: false, error: serverError(code) };
    case "RATE_LIMITED":
      return { kind: "ERROR", isDone: false, error: rateError(call.at + delayUs) };
    case "CANCEL_FILL_RACE":
      return fillNow(fault, call, { exchange, hands }) ? NO_FAULT : null;
    case "PARTIAL_FILLS":
      fillInParts(fault, call, hands);
      return NO_FAULT;
    case "SELF_TRADE_PREVENTED":
      return meetOwn(call, exchange, hands) ? NO_FAULT : null;
  }
}

/** Answered to all while the venue does not work. */
export const MAINTENANCE_ERROR: VenueError = venueError(
  -1016,
  "This service is no longer available.",
);

/** @param until Wall microseconds. */
export function banError(until: number): VenueError {
  const msg = `Way too much request weight used; IP banned until ${Math.ceil(until / 1_000)}. Please use WebSocket Streams for live updates to avoid bans.`;
  return { ...venueError(-1003, msg), httpStatus: 418, retryAt: until };
}

function rateError(retryAt: number): VenueError {
  const msg =
    "Too many requests; please use WebSocket Streams for live updates to avoid polling the API.";
  // The venue tells whole seconds: never fewer than one.
  return { ...venueError(-1003, msg), retryAt: Math.ceil(retryAt / SECOND_US) * SECOND_US };
}

function serverError(code: ServerErrorCode): VenueError {
  switch (code) {
    case -1000:
      return VENUE_ERRORS.unknown;
    case -1001:
      return { ...VENUE_ERRORS.disconnected, httpStatus: 500 };
    case -1006:
      return VENUE_ERRORS.unexpectedAnswer;
    case -1007:
      return VENUE_ERRORS.timeout;
    case -1008:
      return VENUE_ERRORS.busy;
    case -1016:
      return MAINTENANCE_ERROR;
  }
}

function fillSoon(call: FaultCall, hands: OrderHands, delayUs: number): undefined {
  const awaited = hands.await(call.account, call.symbol, newIdOf(call));
  hands.plan(call.at + delayUs, (at) => {
    const order = hands.find(awaited);
    if (order !== null) hands.fill(order, order.lots, at);
  });
}

function fillNow(
  { lots }: FaultDefinition,
  call: FaultCall,
  { exchange, hands }: Pick<CallMeans, "exchange" | "hands">,
): boolean {
  const { account, symbol, params, at } = call;
  const orderId = Number(params.get("orderId") ?? Number.NaN);
  const clientOrderId = params.get("origClientOrderId") ?? "";
  const order = exchange.order(account, symbol, { orderId, clientOrderId });
  return order !== null && hands.fill(order, lots[0] ?? order.lots, at) > 0;
}

function fillInParts(
  { lots, delayUs }: FaultDefinition,
  call: FaultCall,
  hands: OrderHands,
): undefined {
  const awaited = hands.await(call.account, call.symbol, newIdOf(call));
  const part = (number: number, at: number): undefined => {
    const order = hands.find(awaited);
    const size = lots.length === 0 ? 2 ** number : (lots[number] ?? 0);
    if (order === null || hands.fill(order, size, at) === 0) return;
    hands.plan(at + delayUs, (next) => part(number + 1, next));
  };
  hands.plan(call.at, (at) => part(0, at));
}

function meetOwn(call: FaultCall, exchange: Exchange, hands: OrderHands): boolean {
  const { account, symbol, params, at } = call;
  const rules = exchange.rulesOf(symbol);
  const side = params.get("side");
  if (rules === null || (side !== "BUY" && side !== "SELL")) return false;
  const priceTicks = stepsOrNaN(params.get("price") ?? "", rules.tick);
  const lots = stepsOrNaN(params.get("quantity") ?? "", rules.lot);
  if (!(priceTicks > 0 && lots > 0)) return false;
  return hands.meet(account, { symbol, side, priceTicks, lots }, at);
}

function newIdOf({ params }: FaultCall): string {
  return params.get("newClientOrderId") ?? "";
}
