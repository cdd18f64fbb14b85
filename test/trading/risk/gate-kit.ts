/** An intent that passes, what the gate sees with it, and limits it is within. */

import type { Side } from "../../../src/trading/market/instrument.ts";
import { makeOrderId } from "../../../src/trading/order/order-id.ts";
import { NO_EXPOSURE } from "../../../src/trading/risk/exposure.ts";
import { review } from "../../../src/trading/risk/gate.ts";
import type {
  GateIntent,
  GateLimits,
  GateLook,
  GateView,
} from "../../../src/trading/risk/gate-look.ts";
import type { Refusal } from "../../../src/trading/risk/refusal.ts";

/** Number of the strategy. */
export const STRATEGY = 3;
/** Time of the decision. Nanoseconds. */
export const NOW = 10_000_000_000;
/** One second. Nanoseconds. */
export const SECOND = 1_000_000_000;

/** Returns the strategy's `counter`th id. */
export function idOf(counter: number, actor = STRATEGY): string {
  return makeOrderId({ instance: "00", runEpoch: 1, actor, incarnation: 0 }, counter);
}

/** To buy 10 lots at the market. */
export const intent: GateIntent = {
  action: "NEW",
  orderId: idOf(1),
  instrument: 0,
  side: "BUY",
  style: "GTC",
  replaces: "",
  priceTicks: 10_000,
  lots: 10,
  validUntil: NOW + 1,
};

/** A fresh book, nothing held, nothing sent before. */
export const view: GateView = {
  strategy: STRATEGY,
  trading: "ACTIVE",
  isOwnInstrument: true,
  book: { isSynced: true, seenAt: NOW - 100, bidTicks: 9_999, askTicks: 10_001 },
  exposure: NO_EXPOSURE,
  target: null,
  hasRoom: true,
  lastOrderId: "",
  orderTimes: [],
};

/** All of them, wide enough. */
export const limits: GateLimits = {
  positionLots: 100,
  orderLots: 50,
  orderRatePerS: 5,
  priceCollarBps: 200,
  bookAgeNs: 250,
};

/** What differs from the kit's. */
export type Difference = {
  readonly intent?: Partial<GateIntent>;
  readonly view?: Partial<GateView>;
  readonly limits?: Partial<GateLimits>;
  readonly now?: number;
};

/** Returns all that the gate looks at. */
export function lookAt(difference: Difference = {}): GateLook {
  return {
    intent: { ...intent, ...difference.intent },
    view: { ...view, ...difference.view },
    limits: { ...limits, ...difference.limits },
    now: difference.now ?? NOW,
  };
}

/** Returns why the gate refuses, or null when it approves. */
export function refusalOf(difference: Difference = {}): Refusal | null {
  const look = lookAt(difference);
  const answer = review(look.intent, look.view, look.limits, look.now);
  return answer.kind === "REFUSED" ? answer.refusal : null;
}

/** Returns a position with what works on both sides. Lots. */
export function held(positionLots: number, workingBuyLots = 0, workingSellLots = 0) {
  return { exposure: { positionLots, workingBuyLots, workingSellLots } };
}

/** Returns an intent's side, size and price, where they matter. */
export function order(side: Side, lots: number, priceTicks = intent.priceTicks) {
  return { side, lots, priceTicks };
}
