/**
 * The hot messages: all of the catalogue that have a compiled layout, and bodies of them with
 * values as a desk has them. Whole ticks and lots, times beyond 32 bits, ids of the usual length.
 */
import { Approved } from "../../src/desk/message/approved.ts";
import { BOOK_LEVELS, BookTop } from "../../src/desk/message/book.ts";
import { Durable } from "../../src/desk/message/durable.ts";
import { EndingOrder } from "../../src/desk/message/ending-order.ts";
import { Filled } from "../../src/desk/message/filled.ts";
import { GateCheck } from "../../src/desk/message/gate-check.ts";
import { Intent } from "../../src/desk/message/intent.ts";
import { KeptFunds } from "../../src/desk/message/kept-funds.ts";
import { L2Delta } from "../../src/desk/message/l2-delta.ts";
import { OpenOrder } from "../../src/desk/message/open-order.ts";
import { OrderEvent } from "../../src/desk/message/order-event.ts";
import { Pace } from "../../src/desk/message/pace.ts";
import { Position } from "../../src/desk/message/position.ts";
import { Progress } from "../../src/desk/message/progress.ts";
import { Quote } from "../../src/desk/message/quote.ts";
import { RecentOrders } from "../../src/desk/message/recent-orders.ts";
import { Refused } from "../../src/desk/message/refused.ts";
import { Stream } from "../../src/desk/message/stream.ts";
import { ToldTrade } from "../../src/desk/message/told-trade.ts";
import { Top } from "../../src/desk/message/top.ts";
import { Trade } from "../../src/desk/message/trade.ts";
import { Trading } from "../../src/desk/message/trading.ts";
import type { MessageType, SchemaField } from "../../src/runtime/codec/message-type.ts";

/** A body whose fields are known by their schema alone. */
export type AnyBody = Readonly<Record<string, number | string | readonly number[]>>;

const TYPES = [
  Quote,
  Trade,
  L2Delta,
  Intent,
  Approved,
  Refused,
  OrderEvent,
  Top,
  BookTop,
  Stream,
  OpenOrder,
  ToldTrade,
  EndingOrder,
  Filled,
  KeptFunds,
  Position,
  Trading,
  Pace,
  RecentOrders,
  Durable,
  GateCheck,
  Progress,
] as const;

/** By name. */
export const HOT_MESSAGES: ReadonlyMap<string, MessageType<AnyBody>> = new Map(
  TYPES.map((type) => [type.name, type as unknown as MessageType<AnyBody>]),
);

const UPDATE_LEVELS = 20;
/** Levels of one body, both sides together. */
const LEVELS: Readonly<Record<string, number>> = {
  [BookTop.name]: 2 * BOOK_LEVELS,
  [L2Delta.name]: UPDATE_LEVELS,
};

/** Body `i` of a message: every number differs from those of the body before. */
export function bodyOf({ name, schema }: MessageType<AnyBody>, i: number): AnyBody {
  return Object.fromEntries(
    schema.fields.map((field) => [field.name, valueOfField(name, field, i)]),
  );
}

function valueOfField(message: string, field: SchemaField, i: number): AnyBody[string] {
  const { kind, names = [] } = field;
  if (kind === "enum") return names[i % names.length] ?? "";
  if (kind === "text") return textOf(field.name, i);
  if (kind === "int32") return i & 0xff;
  if (kind === "float64") return numberOf(field.unit, i);
  return Array.from({ length: 2 * (LEVELS[message] ?? 0) }, (_, at) =>
    at % 2 === 0 ? 6_500_000 + at + i : at * 3 + i,
  );
}

function numberOf(unit: string, i: number): number {
  if (unit === "ticks") return 6_500_000 + i;
  if (unit === "ns") return 1e15 + i * 1_000.5;
  if (unit === "us") return 1.7e15 + i;
  if (unit.endsWith("sequence")) return 5e10 + i;
  return 100 + i;
}

function textOf(name: string, i: number): string {
  if (name === "orderId") return `r7a2i1${String(1_000_000_000 + i * 7_919)}`;
  if (name === "tradeId") return String(4_711_000_000 + i * 13);
  if (name === "name") return "orderRatePerS";
  return "";
}
