/**
 * What the gate looked at for one new order, said right before its verdict: the whole intent, what
 * it was based on, and every number beside its limit. So a verdict can be explained, and taken again.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";
import { LIMIT_STYLES } from "../../trading/order/limit-style.ts";

export const GateCheck = defineMessage("gate-check", 2, {
  action: oneOf("NEW", "REPLACE"),
  verdict: oneOf("APPROVED", "REFUSED"),
  side: oneOf("BUY", "SELL"),
  style: oneOf(...LIMIT_STYLES),
  instrument: int32("instrument"),
  strategy: int32("actor"),
  priceTicks: float64("ticks"),
  lots: float64("lots"),
  validUntil: float64("ns"),
  decidedAt: float64("ns"),
  /** The newest market message that the strategy had seen: whose, which, and its commit. */
  basisFrom: int32("actor"),
  basisSequence: float64("ring sequence"),
  basisAt: float64("ns"),
  /** When the gate decided. */
  checkedAt: float64("ns"),
  /** Sequence of the intent in the strategy's topic. */
  intentSequence: float64("ring sequence"),
  /** The book that the gate used, and where it stands in the feed's topic; NaN without one. */
  bookSequence: float64("ring sequence"),
  bidTicks: float64("ticks"),
  askTicks: float64("ticks"),
  /** Each number as the gate saw it, and the limit it was held against; NaN where there is none. */
  bookAgeNs: float64("ns"),
  bookAgeNsMax: float64("ns"),
  orderLotsMax: float64("lots"),
  positionLots: float64("lots"),
  workingBuyLots: float64("lots"),
  workingSellLots: float64("lots"),
  /** Position that this order could lead to at worst. */
  worstLots: float64("lots"),
  positionLotsMax: float64("lots"),
  collarBps: float64("bps"),
  collarBpsMax: float64("bps"),
  /** Orders a second with this one. */
  orderRate: float64("1/s"),
  orderRateMax: float64("1/s"),
  orderId: text(),
  /** The order whose place it takes: that one counts beside it. Empty of a NEW. */
  replaces: text(),
});
