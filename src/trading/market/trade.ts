/** A print: somebody's trade on the venue, and sides of trades. */
import type { Side } from "./instrument.ts";

/** One print. */
export type Trade = {
  /** Side of the taker. */
  readonly aggressor: Side;
  readonly priceTicks: number;
  readonly lots: number;
  /** The venue's own id: opaque. */
  readonly tradeId: string;
};

/** Returns the side of the taker, where a venue says which side was the maker. */
export function aggressorOf(isBuyerMaker: boolean): Side {
  return isBuyerMaker ? "SELL" : "BUY";
}

/** Returns the other side. */
export function oppositeOf(side: Side): Side {
  return side === "BUY" ? "SELL" : "BUY";
}

/** Returns +1 for a buy and -1 for a sell: the sign of what the position gains. */
export function signOf(side: Side): 1 | -1 {
  return side === "BUY" ? 1 : -1;
}
