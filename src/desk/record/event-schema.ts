/**
 * Which records are order events that the fold may count: those of today's layout, and those of the
 * first version, whose fields all are still there and mean the same.
 */
import type { Schema } from "../../runtime/codec/message-type.ts";
import { hashSchema } from "../../runtime/codec/schema-hash.ts";
import { OrderEvent } from "../message/order-event.ts";

/** Layout of `order-event` version 1: without UNKNOWN, and with the fee in the quote asset only. */
const FIRST_HASH = "cdee6a2d097ff122";

const HASH = hashSchema(OrderEvent.schema);

/** FIRST: it has to be decoded by the file's own schema. NONE: it says nothing of orders. */
export type EventLayout = "CURRENT" | "FIRST" | "NONE";

/** Returns how a record of this schema is read. */
export function eventLayoutOf(schema: Schema): EventLayout {
  if (schema.name !== OrderEvent.name) return "NONE";
  const hash = hashSchema(schema);
  if (hash === HASH) return "CURRENT";
  return hash === FIRST_HASH ? "FIRST" : "NONE";
}
