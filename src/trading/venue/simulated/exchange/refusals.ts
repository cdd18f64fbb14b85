/** The venue's own codes and words for what it does not do. */
import type { Refusal } from "./words.ts";

const say = (code: number, msg: string): Refusal => ({ code, msg });

export const REFUSALS = {
  invalidSymbol: say(-1121, "Invalid symbol."),
  marketClosed: say(-1013, "Market is closed."),
  duplicate: say(-2010, "Duplicate order sent."),
  insufficient: say(-2010, "Account has insufficient balance for requested action."),
  wouldMatch: say(-2010, "Order would immediately match and take."),
  wouldTrigger: say(-2010, "Stop price would trigger immediately."),
  noLiquidity: say(-2010, "Order book liquidity is less than LOT_SIZE filter minimum quantity."),
  unknownOrder: say(-2011, "Unknown order sent."),
  restricted: say(-2011, "Order was not canceled due to cancel restrictions."),
  noSuchOrder: say(-2013, "Order does not exist."),
  amendNotSmaller: say(-2038, "The new order quantity must be lower than the original quantity."),
  withdrawn: say(-4026, "User has insufficient balance"),
} as const;

/** The venue names the filter that an order does not pass. */
export function filterFailure(filter: string): Refusal {
  return say(-1013, `Filter failure: ${filter}`);
}
