/** What the calls that change orders, or ask for them, came to. */
import type { InstrumentsBySymbol } from "../frame.ts";
import { isRecord } from "../json.ts";
import type { VenueCall } from "../requests/venue-call.ts";
import { CODE, classify, classifyError } from "./classify.ts";
import type { NotAttempted, Outcome, PartlyDone } from "./outcome.ts";
import { readList, readOrder, readTrade } from "./read-order.ts";
import type { Reply } from "./reply.ts";
import type { ItemList, VenueOrder, VenueTrade } from "./venue-order.ts";

/** Both orders of a replace that went well. */
export type Replaced = { readonly cancelled: VenueOrder; readonly placed: VenueOrder };

/** What a replace came to. */
export type ReplaceOutcome = Outcome<Replaced> | PartlyDone<VenueOrder, VenueOrder>;

type Call = Pick<VenueCall, "method" | "isMutation">;

/** Of a place, a cancel, an amendment, or the query of one order. */
export function orderOutcome(
  call: Call,
  reply: Reply,
  instruments: InstrumentsBySymbol,
): Outcome<VenueOrder> {
  return classify(call, reply, (result) => {
    const order = isRecord(result) ? (amendedOf(result) ?? result) : result;
    return readOrder(order, instruments).item ?? undefined;
  });
}

/** When it became so stands beside the amended order, and not in it. */
function amendedOf({ amendedOrder, transactTime }: Readonly<Record<string, unknown>>): unknown {
  const hasTime = isRecord(amendedOrder) && transactTime !== undefined;
  return hasTime ? { transactTime, ...amendedOrder } : amendedOrder;
}

/** Of the open orders, the history of orders, or the cancel of all. */
export function ordersOutcome(
  call: Call,
  reply: Reply,
  instruments: InstrumentsBySymbol,
): Outcome<ItemList<VenueOrder>> {
  return classify(call, reply, (result) =>
    Array.isArray(result)
      ? readList(result.flatMap(ordersOfItem), (value) => readOrder(value, instruments))
      : undefined,
  );
}

/** Of the history of trades. */
export function tradesOutcome(
  call: Call,
  reply: Reply,
  instruments: InstrumentsBySymbol,
): Outcome<ItemList<VenueTrade>> {
  return classify(call, reply, (result) =>
    Array.isArray(result) ? readList(result, (value) => readTrade(value, instruments)) : undefined,
  );
}

/** Of a replace. Each half is judged alone: what failed says nothing of the other. */
export function replaceOutcome(
  call: Call,
  reply: Reply,
  instruments: InstrumentsBySymbol,
): ReplaceOutcome {
  const { error } = reply;
  const isPartly =
    error?.code === CODE.REPLACE_PARTLY_FAILED || error?.code === CODE.REPLACE_FAILED;
  if (isPartly && reply.status < 500 && isRecord(error.data)) {
    const { cancelResult, newOrderResult, cancelResponse, newOrderResponse } = error.data;
    const read = { instruments };
    return {
      kind: "PARTIAL",
      cancel: notAttemptedIsDoubt(halfOutcome("order.cancel", cancelResult, cancelResponse, read)),
      place: halfOutcome("order.place", newOrderResult, newOrderResponse, read),
    };
  }
  return classify(call, reply, (result) => {
    if (!isRecord(result)) return undefined;
    const cancelled = readOrder(result.cancelResponse, instruments).item;
    const placed = readOrder(result.newOrderResponse, instruments).item;
    return cancelled === null || placed === null ? undefined : { cancelled, placed };
  });
}

/** An order list that was cancelled carries its orders. */
function ordersOfItem(item: unknown): readonly unknown[] {
  return isRecord(item) && Array.isArray(item.orderReports) ? item.orderReports : [item];
}

function halfOutcome(
  method: "order.cancel" | "order.place",
  word: unknown,
  response: unknown,
  { instruments }: { readonly instruments: InstrumentsBySymbol },
): Outcome<VenueOrder> | NotAttempted {
  if (word === "NOT_ATTEMPTED") return { kind: "NOT_ATTEMPTED" };
  if (word === "SUCCESS") {
    const order = readOrder(response, instruments).item;
    if (order !== null) return { kind: "CONFIRMED", value: order };
  }
  if (word === "FAILURE" && isRecord(response)) {
    const { code, msg } = response;
    if (typeof code === "number" && Number.isSafeInteger(code) && typeof msg === "string") {
      return classifyError(method, { code, text: msg, data: undefined });
    }
  }
  return { kind: "AMBIGUOUS", doubt: "UNREADABLE", reason: `${method} of a replace: ${word}` };
}

/** The cancel is what a replace begins with. */
function notAttemptedIsDoubt(half: Outcome<VenueOrder> | NotAttempted): Outcome<VenueOrder> {
  if (half.kind !== "NOT_ATTEMPTED") return half;
  return { kind: "AMBIGUOUS", doubt: "UNREADABLE", reason: "a replace without its cancel" };
}
