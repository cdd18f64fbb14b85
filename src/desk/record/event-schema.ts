/**
 * Which records are order events that the fold may count: those of today's layout, and those of the
 * versions before it, whose fields all are still there and mean the same.
 */
import type { Schema } from "../../runtime/codec/message-type.ts";
import { hashSchema } from "../../runtime/codec/schema-hash.ts";
import { OrderEvent } from "../message/order-event.ts";

const OLDER_HASHES: readonly string[] = [
  // Version 1: without UNKNOWN, and with the fee in the quote asset only.
  "cdee6a2d097ff122",
  // Version 2: without AMENDED and its rejection.
  "9d8524cb6c500c3a",
];

const HASH = hashSchema(OrderEvent.schema);

/** OLDER: it has to be decoded by the file's own schema. NONE: it says nothing of orders. */
export type EventLayout = "CURRENT" | "OLDER" | "NONE";

/** Returns how a record of this schema is read. */
export function eventLayoutOf(schema: Schema): EventLayout {
  if (schema.name !== OrderEvent.name) return "NONE";
  const hash = hashSchema(schema);
  if (hash === HASH) return "CURRENT";
  return OLDER_HASHES.includes(hash) ? "OLDER" : "NONE";
}
