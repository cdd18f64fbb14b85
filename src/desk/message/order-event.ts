/** What happened to an order, with absolute and delta quantities. Fills never drop. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";

export const OrderEvent = defineMessage("order-event", 3, {
  /**
   * EXPIRED: never sent, since the last look refused it; or ended by the venue, when `sentAt` says
   * that it left. SENT: handed to the venue. UNKNOWN: perhaps at the venue, which did not say. AMENDED: `orderLots` is
   * smaller now. AMEND_REJECTED: it is not, or nobody knows that it is.
   */
  kind: oneOf(
    "SENT",
    "ACK",
    "FILL",
    "CANCELED",
    "CANCEL_REJECTED",
    "REJECTED",
    "EXPIRED",
    "UNKNOWN",
    "AMENDED",
    "AMEND_REJECTED",
  ),
  side: oneOf("BUY", "SELL"),
  liquidity: oneOf("NONE", "MAKER", "TAKER"),
  instrument: int32("instrument"),
  strategy: int32("actor"),
  orderLots: float64("lots"),
  /** Of this event alone: 0 unless it is a fill. */
  deltaLots: float64("lots"),
  /** Of the order's life until now. */
  cumLots: float64("lots"),
  /** What can still be filled; 0 once the order is over. */
  leavesLots: float64("lots"),
  /** Of the fill, else of the order. */
  priceTicks: float64("ticks"),
  /** Cost of the fill, positive is paid; rounded up. 0 when its asset cannot be valued. */
  feeMinor: float64("minor units of the quote asset"),
  /** In what the venue took it. */
  feeAsset: oneOf("QUOTE", "BASE", "OTHER"),
  /** When the gateway handed the order to the venue; NaN when it never did. */
  sentAt: float64("ns"),
  orderId: text(),
  /** Of the fill: unique within the execution actor and instrument. */
  tradeId: text(),
  /** What it took, in that asset, as a decimal; empty without a fee. */
  feeText: text(),
  /** Why, in a few words; empty where the kind says all. */
  reason: text(),
});
