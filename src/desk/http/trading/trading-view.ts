/** What the console shows of trading: the market, what works, what came of it, and what was refused. */

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

/** An amount of an asset: an exact decimal, positive where it was paid. */
export type PaidAmount = { readonly asset: string; readonly amount: string };

/**
 * Profit and loss in `quote`: exact decimals. Null where something that it takes is not known, which is
 * not 0.
 */
export type ProfitFacts = {
  readonly quote: string;
  /** Of what was closed, at the average cost, before fees. */
  readonly realised: string | null;
  /** Of what is held, at the mid, before fees. */
  readonly unrealised: string | null;
  /** Both, less all fees; a fee in the base asset is worth the mid. */
  readonly net: string | null;
};

/** What one strategy has traded in one instrument since the run began, and what came of it. */
export type TradedRow = ProfitFacts & {
  readonly strategy: string;
  readonly instrument: string;
  readonly fills: number;
  /** Bought less sold. */
  readonly position: string;
  /** Of what is held, rounded; null when nothing is, or when it is not known. */
  readonly averagePrice: string | null;
  /** The mid that it is valued at; null when a side of the market is not known. */
  readonly mark: string | null;
  /** Of the book that has the mid. */
  readonly markState: MarketRow["state"];
  readonly fees: readonly PaidAmount[];
  /** Fills whose fee is in another asset than these, or is not known: it is not in `fees`. */
  readonly feeUnknownFills: number;
};

/** Of the whole desk. */
export type TradedTotals = {
  /** A row for each quote asset: amounts of two assets are not added. */
  readonly profits: readonly ProfitFacts[];
  readonly fees: readonly PaidAmount[];
  readonly feeUnknownFills: number;
};

/**
 * Steps of an order, each counted once in each: `intents` is `refused` and `expired`, which never left,
 * `sent`, and what still waits; `sent` is `acked`, `rejected`, `unanswered`, and what is on its way or in
 * doubt. `refused` is by risk and by a gateway's last look, `rejected` by the venue.
 */
export type FunnelStep =
  | "quotes"
  | "intents"
  | "refused"
  | "expired"
  | "sent"
  | "acked"
  | "rejected"
  | "unanswered"
  | "fills";

/** Since this process began. */
export type OrderFunnel = Readonly<Record<FunnelStep, number>>;

/** Who said no: risk's gate, a gateway's last look, or the venue. */
export type RefusalStep = "RISK" | "GATEWAY" | "VENUE";

/** Orders that were refused for one reason since this process began. Those of RISK and GATEWAY never left. */
export type RefusalRow = {
  readonly step: RefusalStep;
  /** Who counted them. */
  readonly actor: string;
  /** Of RISK a kind of refusal, else words, in which `<id>` stands for an order and `#` for a number. */
  readonly reason: string;
  readonly count: number;
};

export type TradingView = {
  /** As risk has it; null before it has said so. */
  readonly state: string | null;
  readonly markets: readonly MarketRow[];
  /** The newest first. */
  readonly orders: readonly OrderRow[];
  readonly traded: readonly TradedRow[];
  readonly totals: TradedTotals;
  readonly funnel: OrderFunnel;
  /** By step, and within it the most frequent first. */
  readonly refusals: readonly RefusalRow[];
};
