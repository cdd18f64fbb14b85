/** Pages of the venue's history of trades. */
import type { VenueTrade } from "../../answers/venue-order.ts";
import { PAGE_MAX } from "../../requests/query-calls.ts";

/** Where the next page of trades begins; null behind the last. */
export function nextPage(items: readonly VenueTrade[]): string | null {
  const last = oldestFirst(items).at(-1);
  return last === undefined || items.length < PAGE_MAX ? null : `${BigInt(last.tradeId) + 1n}`;
}

/** By trade id. */
export function oldestFirst(items: readonly VenueTrade[]): readonly VenueTrade[] {
  return items.toSorted((left, right) => {
    const [one, other] = [BigInt(left.tradeId), BigInt(right.tradeId)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}
