/**
 * Board of an execution at a real venue, a slot an open order that is to be gone, and whose end the venue has
 * not said yet: the next life asks for it as this one does.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { text } from "../../runtime/codec/field.ts";
import { OPEN_ORDERS_MAX } from "./open-order.ts";

export const EndingOrder = defineMessage(
  "ending-order",
  1,
  {
    /** Empty where the slot is free. */
    orderId: text(),
    /** Why our own side ends it; empty when its strategy does. */
    reason: text(),
  },
  { slots: OPEN_ORDERS_MAX, isDurable: true },
);
