/** What the gate looked at for one new order, as it goes on record right before the verdict. */
import type { GateCheck } from "../../src/desk/message/gate-check.ts";
import type { Intent } from "../../src/desk/message/intent.ts";
import type { BodyOf } from "../../src/runtime/actor/context.ts";
import type { View } from "../../src/runtime/codec/message-type.ts";
import { bookAgeNsOf } from "../../src/trading/risk/book-age.ts";
import type { GateBook, GateLimits, GateView } from "../../src/trading/risk/gate-look.ts";
import { orderRateOf } from "../../src/trading/risk/order-rate.ts";
import { worstLotsOf } from "../../src/trading/risk/position.ts";
import { collarBpsOf } from "../../src/trading/risk/price-collar.ts";

/** The touch that the gate looked at, and where it stands in the feed's topic. */
export type SeenTop = GateBook & { readonly sequence: number };

/** One look of the gate at one intent. */
export type Look = {
  readonly intent: View<BodyOf<typeof Intent>>;
  /** Its place in the strategy's topic. */
  readonly intentSequence: number;
  readonly view: GateView;
  readonly limits: GateLimits;
  readonly top: SeenTop | null;
  /** Nanoseconds. */
  readonly now: number;
};

/** The numbers of a look beside their limits. What the gate could not know is NaN. */
export function checkOf(
  { intent, intentSequence, view, limits, top, now }: Look,
  verdict: "APPROVED" | "REFUSED",
): BodyOf<typeof GateCheck> {
  const { side, style, instrument, priceTicks, lots, validUntil, decidedAt, orderId } = intent;
  const { basisFrom, basisSequence, basisAt } = intent;
  const { orderRatePerS = Number.NaN } = limits;
  return {
    action: intent.action === "REPLACE" ? "REPLACE" : "NEW",
    ...{ verdict, side, style, instrument, strategy: view.strategy, priceTicks, lots, validUntil },
    ...{ decidedAt, basisFrom, basisSequence, basisAt, checkedAt: now, intentSequence },
    bookSequence: top?.sequence ?? Number.NaN,
    bidTicks: top?.bidTicks ?? Number.NaN,
    askTicks: top?.askTicks ?? Number.NaN,
    bookAgeNs: top === null ? Number.NaN : bookAgeNsOf(top, now),
    bookAgeNsMax: limits.bookAgeNs ?? Number.NaN,
    orderLotsMax: limits.orderLots ?? Number.NaN,
    ...view.exposure,
    worstLots: worstLotsOrNaN(intent, view),
    positionLotsMax: limits.positionLots ?? Number.NaN,
    collarBps: collarBpsOf(intent, view),
    collarBpsMax: limits.priceCollarBps ?? Number.NaN,
    orderRate: orderRateOf(view.orderTimes, now, orderRatePerS),
    orderRateMax: orderRatePerS,
    orderId,
    replaces: intent.replaces,
  };
}

/** Of an order whose sum is none that can be held exactly: the gate has refused it. */
function worstLotsOrNaN(intent: Look["intent"], view: GateView): number {
  try {
    return worstLotsOf(intent, view);
  } catch {
    return Number.NaN;
  }
}
