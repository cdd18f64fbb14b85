/**
 * One call of Binance spot's trading API, independent of how it travels: the same value becomes a frame
 * of the WebSocket API (`render-frame.ts`) or a REST request (`render-rest.ts`).
 *
 * Parameters are text as the venue reads it, in the order in which they are sent. What changes from one
 * sending to the next - timestamp, window, key, signature - is added when it is rendered.
 */
import type { CallClass, CallCost } from "../../policy/call-class.ts";

/** Names of the WebSocket API; of what only REST has, a name of the same kind. */
export type CallMethod = keyof typeof CALLS;

/** NONE: anybody may ask. LOGON: always signed, also in a session that is logged on. */
export type CallSecurity = "NONE" | "SIGNED" | "LOGON";

/** Plain data. */
export type VenueCall = {
  readonly method: CallMethod;
  readonly callClass: CallClass;
  /** An order counts also when it is then refused. */
  readonly cost: CallCost;
  /** It changes something at the venue: it is never sent again because no answer came. */
  readonly isMutation: boolean;
  readonly security: CallSecurity;
  readonly params: CallParams;
};

/** By name, in the order of sending. Values are never empty. */
export type CallParams = Readonly<Record<string, string>>;

type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

type CallForm = {
  /** Null: only the WebSocket API has it. */
  readonly rest: readonly [method: HttpMethod, path: string] | null;
  /** False: only REST has it. True by default. */
  readonly isFrame?: boolean;
  readonly weight: number;
  readonly orders?: number;
  readonly isMutation?: boolean;
  readonly security?: CallSecurity;
};

/** What the venue's own pages say of each call. */
const CALLS = {
  "order.place": {
    rest: ["POST", "/api/v3/order"],
    weight: 1,
    orders: 1,
    isMutation: true,
  },
  "order.cancel": { rest: ["DELETE", "/api/v3/order"], weight: 1, isMutation: true },
  "order.cancelReplace": {
    rest: ["POST", "/api/v3/order/cancelReplace"],
    weight: 1,
    orders: 1,
    isMutation: true,
  },
  "order.amend.keepPriority": {
    rest: ["PUT", "/api/v3/order/amend/keepPriority"],
    weight: 4,
    isMutation: true,
  },
  "openOrders.cancelAll": { rest: ["DELETE", "/api/v3/openOrders"], weight: 1, isMutation: true },
  "order.status": { rest: ["GET", "/api/v3/order"], weight: 4 },
  "openOrders.status": { rest: ["GET", "/api/v3/openOrders"], weight: 6 },
  allOrders: { rest: ["GET", "/api/v3/allOrders"], weight: 20 },
  myTrades: { rest: ["GET", "/api/v3/myTrades"], weight: 20 },
  "account.status": { rest: ["GET", "/api/v3/account"], weight: 20 },
  "account.rateLimits.orders": { rest: ["GET", "/api/v3/rateLimit/order"], weight: 40 },
  time: { rest: ["GET", "/api/v3/time"], weight: 1, security: "NONE" },
  exchangeInfo: { rest: ["GET", "/api/v3/exchangeInfo"], weight: 20, security: "NONE" },
  "session.logon": { rest: null, weight: 2, security: "LOGON" },
  "userDataStream.subscribe": { rest: null, weight: 2, security: "NONE" },
  "userDataStream.subscribe.signature": { rest: null, weight: 2, security: "LOGON" },
  apiRestrictions: {
    rest: ["GET", "/sapi/v1/account/apiRestrictions"],
    isFrame: false,
    weight: 1,
  },
} as const satisfies Readonly<Record<string, CallForm>>;

/** Every method there is. */
export const CALL_METHODS = Object.keys(CALLS) as readonly CallMethod[];

/** Returns a call; `weight` only where it depends on the parameters. */
export function callOf(
  method: CallMethod,
  callClass: CallClass,
  params: CallParams,
  weight?: number,
): VenueCall {
  const form: CallForm = CALLS[method];
  return {
    method,
    callClass,
    cost: { weight: weight ?? form.weight, orders: form.orders ?? 0 },
    isMutation: form.isMutation ?? false,
    security: form.security ?? "SIGNED",
    params,
  };
}

/** Returns method and path on REST; null when only the WebSocket API has the call. */
export function restFormOf(method: CallMethod): CallForm["rest"] {
  return CALLS[method].rest;
}

/** Whether the WebSocket API has the call. */
export function isFrameMethod(method: CallMethod): boolean {
  const form: CallForm = CALLS[method];
  return form.isFrame ?? true;
}
