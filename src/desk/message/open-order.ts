/** Board of an execution, a slot an open order: brings a restarted strategy or risk up to date. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";
import { LIMIT_STYLES } from "../../trading/order/limit-style.ts";

/** Most orders that one execution actor has open; a full board refuses the next. */
export const OPEN_ORDERS_MAX = 1_024;

export const OpenOrder = defineMessage(
  "open-order",
  3,
  {
    /** SENT: on its way to the venue. UNKNOWN: perhaps there, nobody knows. */
    state: oneOf("FREE", "SENT", "WORKING", "UNKNOWN"),
    side: oneOf("BUY", "SELL"),
    style: oneOf(...LIMIT_STYLES),
    instrument: int32("instrument"),
    strategy: int32("actor"),
    priceTicks: float64("ticks"),
    orderLots: float64("lots"),
    cumLots: float64("lots"),
    /** When the gateway handed it to the venue. */
    sentAt: float64("ns"),
    /** Of the event in the execution's topic that made it so. */
    sequence: float64("ring sequence"),
    orderId: text(),
    /** The order whose place it takes, or took; empty when none. */
    replaces: text(),
  },
  { slots: OPEN_ORDERS_MAX, isDurable: true },
);
