/**
 * Board of risk, a slot a strategy by its number: how much of its order rate is used, and its newest
 * id. It outlives risk, so that a restart neither doubles a rate nor lets an id pass twice.
 */

import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, text } from "../../runtime/codec/field.ts";

/** Most actors that a desk has. */
const ACTORS_MAX = 128;

export const RecentOrders = defineMessage(
  "recent-orders",
  1,
  {
    /** Approved within the window of its rate, until `newestAt`. */
    count: int32("count"),
    /** When the newest was approved. */
    newestAt: float64("ns"),
    /** Of the newest that was approved. */
    lastOrderId: text(),
  },
  { slots: ACTORS_MAX },
);
