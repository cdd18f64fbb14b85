/** What the console shows of trading: the market, what the desk holds, and what works at the venue. */

/** One instrument. Prices and quantities as the venue writes them; null where nobody knows. */
export type MarketRow = {
  readonly instrument: string;
  /** Of its book: LIVE, STALE, or UNKNOWN before the first quote. */
  readonly state: "LIVE" | "STALE" | "UNKNOWN";
  readonly bid: string | null;
  readonly bidQuantity: string | null;
  readonly ask: string | null;
  readonly askQuantity: string | null;
  /** Of the mid, in 1/10,000. */
  readonly spreadBps: number | null;
  /** Positive is long. */
  readonly position: string | null;
  readonly workingBuy: string | null;
  readonly workingSell: string | null;
};

/** One order that may still trade. */
export type OrderRow = {
  readonly orderId: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly side: "BUY" | "SELL";
  readonly price: string;
  readonly quantity: string;
  readonly filled: string;
  /** SENT: on its way. UNKNOWN: perhaps there, nobody knows. */
  readonly state: "SENT" | "WORKING" | "UNKNOWN";
  /** Since it was handed to the venue; null when it never was. Milliseconds. */
  readonly ageMs: number | null;
};

/** What one strategy has traded in one instrument since the run began. */
export type TradedRow = {
  readonly strategy: string;
  readonly instrument: string;
  readonly fills: number;
  /** Bought less sold. */
  readonly position: string;
};

export type TradingView = {
  /** As risk has it; null before it has said so. */
  readonly state: string | null;
  readonly markets: readonly MarketRow[];
  /** The newest first. */
  readonly orders: readonly OrderRow[];
  readonly traded: readonly TradedRow[];
};
