/** Parameters that name an order, or a stretch of a list. */
import type { CancelRequest, OrderKey } from "../../exchange/order.ts";
import type { ParamReader } from "./param-reader.ts";
import { missingEither, VENUE_ERRORS } from "./venue-error.ts";

const RESTRICTIONS = ["NONE", "ONLY_NEW", "ONLY_PARTIALLY_FILLED"] as const;
const DAY_US = 86_400_000_000;

/** Which of the names that a parameter has. */
export type KeyNames = { readonly orderId: string; readonly clientId: string };

const OWN_NAMES: KeyNames = { orderId: "orderId", clientId: "origClientOrderId" };

/** The order that is meant: by the venue's id, the client's, or both. */
export function readOrderKey(read: ParamReader, names: KeyNames = OWN_NAMES): OrderKey {
  const orderId = read.integer(names.orderId);
  const clientOrderId = read.clientId(names.clientId);
  if (Number.isNaN(orderId) && clientOrderId === "") {
    read.fail(missingEither(names.clientId, names.orderId));
  }
  return { orderId, clientOrderId };
}

export function readRestriction(read: ParamReader): CancelRequest["restriction"] {
  if (!read.has("cancelRestrictions")) return "NONE";
  const found = read.word("cancelRestrictions", RESTRICTIONS, {
    error: VENUE_ERRORS.badRestrictions,
  });
  if (found === "NONE") read.fail(VENUE_ERRORS.badRestrictions);
  return found;
}

/** Times that bound a list; NaN: no bound. Wall microseconds. */
export type TimeSpan = { readonly startAt: number; readonly endAt: number };

/** @param isOneDay More than a day between the two is refused. */
export function readSpan(read: ParamReader, isOneDay: boolean): TimeSpan {
  const startAt = read.time("startTime");
  const endAt = read.time("endTime");
  if (endAt < startAt) read.fail(VENUE_ERRORS.badCombination);
  if (isOneDay && endAt - startAt > DAY_US) read.fail(VENUE_ERRORS.moreThanADay);
  return { startAt, endAt };
}

/** What of a list is asked for. */
export type Page = TimeSpan & {
  /** The lowest id that is asked for; NaN: the newest are. */
  readonly fromId: number;
  readonly limit: number;
};

/** Returns a page of what is in order of id: from the lowest that is asked for, or else the newest. */
export function pageOf<Item>(
  items: readonly Item[],
  { fromId, startAt, endAt, limit }: Page,
  { id, at }: { readonly id: (item: Item) => number; readonly at: (item: Item) => number },
): readonly Item[] {
  const found = items.filter((item) => {
    const time = at(item);
    return !(id(item) < fromId) && !(time < startAt) && !(time > endAt);
  });
  const isFromStart = !Number.isNaN(fromId) || !Number.isNaN(startAt);
  return isFromStart ? found.slice(0, limit) : found.slice(-limit);
}
