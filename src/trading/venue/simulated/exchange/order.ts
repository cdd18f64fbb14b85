/** An order as the exchange has it, and what is asked to make one. */
import type { SymbolRules } from "./symbol-rules.ts";
import type { Atoms, ExchangeOrderStatus, OrderType, Side, StpMode, TimeInForce } from "./words.ts";

/** What an account asks for. Absent numbers are NaN; the wire has read the text exactly. */
export type PlaceRequest = {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  /** Of MARKET and LIMIT_MAKER it is not asked for, and told as GTC. */
  readonly timeInForce: TimeInForce | null;
  readonly priceTicks: number;
  readonly lots: number;
  /** MARKET only, instead of lots: what may be spent or earned; null without it. */
  readonly quoteAtoms: Atoms | null;
  readonly stopTicks: number;
  /** Shown at once, of an iceberg. */
  readonly icebergLots: number;
  /** "" lets the exchange make one. */
  readonly clientOrderId: string;
  readonly stp: StpMode;
};

/** One fill of one side. */
export type OrderFill = {
  readonly tradeId: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly fee: Atoms;
  readonly feeAsset: string;
  readonly isMaker: boolean;
  readonly at: number;
};

/** Only the exchange changes it: whoever is shown one reads it before the next command. */
export type ExchangeOrder = {
  /** Counter of the whole exchange, from 1. */
  readonly orderId: number;
  readonly account: number;
  readonly symbol: string;
  /** When it was placed: its prices and lots are in these steps, whatever the symbol has later. */
  readonly rules: SymbolRules;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly priceTicks: number;
  /** As it is now: an amendment, or a prevented match of DECREMENT, changes it. */
  lots: number;
  readonly quoteAtoms: Atoms | null;
  readonly stopTicks: number;
  readonly icebergLots: number;
  readonly stp: StpMode;
  /** An amendment gives it another one. */
  clientOrderId: string;
  status: ExchangeOrderStatus;
  executedLots: number;
  /** Sum of price times lots of its fills, in quote atoms. */
  executedQuote: Atoms;
  /** Lots that self-trade prevention took. */
  preventedLots: number;
  /** Of the last prevented match; 0 without one. */
  preventedMatchId: number;
  /** On the book; false while a stop waits. */
  isWorking: boolean;
  /** Base or quote atoms that it holds of its account. */
  held: Atoms;
  /** Microseconds, wall. */
  readonly createdAt: number;
  updatedAt: number;
  /** When it came onto the book; -1 while a stop waits. */
  workingAt: number;
  readonly fills: OrderFill[];
};

/** Which order: the exchange's own id, or the client's; both, and they must agree. */
export type OrderKey = {
  /** NaN without one. */
  readonly orderId: number;
  /** "" without one. */
  readonly clientOrderId: string;
};

export type CancelRequest = OrderKey & {
  readonly symbol: string;
  /** Id of the cancel itself; "" lets the exchange make one. */
  readonly newClientOrderId: string;
  readonly restriction: "NONE" | "ONLY_NEW" | "ONLY_PARTIALLY_FILLED";
};

/** What a cancel did: the order after it, and the id of the cancel. */
export type Cancelled = { readonly order: ExchangeOrder; readonly clientOrderId: string };

export type ReplaceRequest = {
  readonly cancel: CancelRequest;
  readonly place: PlaceRequest;
  readonly mode: "STOP_ON_FAILURE" | "ALLOW_FAILURE";
};

export type AmendRequest = OrderKey & {
  readonly symbol: string;
  readonly lots: number;
  readonly newClientOrderId: string;
};

/** Two orders of one trade group met, and did not trade. */
export type PreventedMatch = {
  readonly symbol: string;
  /** Counter of the symbol, from 1. */
  readonly matchId: number;
  readonly makerOrderId: number;
  readonly takerOrderId: number;
  readonly accounts: readonly number[];
  readonly tradeGroup: number;
  /** The taker's. */
  readonly mode: StpMode;
  readonly priceTicks: number;
  readonly makerLots: number;
  readonly takerLots: number;
  readonly at: number;
};
