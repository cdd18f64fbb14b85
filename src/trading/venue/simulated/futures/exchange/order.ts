/** An order of a futures exchange, and what is asked to make or change one. */
import type { Atoms, Side } from "../../exchange/words.ts";

/** What has a trigger has moved to the venue's algo orders, which are not simulated. */
export const FUTURES_ORDER_TYPES = ["LIMIT", "MARKET"] as const;
export type FuturesOrderType = (typeof FUTURES_ORDER_TYPES)[number];

/** GTX: good till it would take, which is post-only. */
export const FUTURES_TIMES_IN_FORCE = ["GTC", "IOC", "FOK", "GTX"] as const;
export type FuturesTimeInForce = (typeof FUTURES_TIMES_IN_FORCE)[number];

export const FUTURES_STP_MODES = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"] as const;
export type FuturesStpMode = (typeof FUTURES_STP_MODES)[number];

export type FuturesOrderStatus =
  | "NEW"
  | "PARTIALLY_FILLED"
  | "FILLED"
  | "CANCELED"
  | "EXPIRED"
  | "EXPIRED_IN_MATCH";

/** Absent numbers are NaN. */
export type FuturesPlaceRequest = {
  readonly symbol: string;
  readonly side: Side;
  readonly type: FuturesOrderType;
  /** Of MARKET it is of no account, and told as GTC. */
  readonly timeInForce: FuturesTimeInForce;
  readonly priceTicks: number;
  readonly lots: number;
  /** It may only make the position smaller. */
  readonly isReduceOnly: boolean;
  /** "" lets the exchange make one. */
  readonly clientOrderId: string;
  readonly stp: FuturesStpMode;
};

/** One fill of one side. */
export type FuturesFill = {
  /** Counter of the contract, from 1. */
  readonly tradeId: number;
  readonly priceTicks: number;
  readonly lots: number;
  /** In the margin asset, from the wallet. */
  readonly fee: Atoms;
  /** Profit that it realized, before the fee. */
  readonly realized: Atoms;
  readonly isMaker: boolean;
  readonly at: number;
};

/** Only the exchange changes it: whoever is shown one reads it before the next command. */
export type FuturesOrder = {
  /** Counter of the whole exchange, from 1. A modified order keeps it. */
  readonly orderId: number;
  readonly account: number;
  readonly symbol: string;
  readonly side: Side;
  readonly type: FuturesOrderType;
  readonly timeInForce: FuturesTimeInForce;
  priceTicks: number;
  /** As it is now: a modification, or a position that became smaller, changes it. */
  lots: number;
  readonly isReduceOnly: boolean;
  readonly stp: FuturesStpMode;
  readonly clientOrderId: string;
  status: FuturesOrderStatus;
  executedLots: number;
  /** Sum of price times lots of its fills. */
  executedQuote: Atoms;
  /** Wall microseconds. */
  readonly createdAt: number;
  updatedAt: number;
};

/** The exchange's own id, which goes before the client's when both are there. */
export type FuturesOrderKey = {
  /** NaN without one. */
  readonly orderId: number;
  /** "" without one. */
  readonly clientOrderId: string;
};

export type ModifyRequest = FuturesOrderKey & {
  readonly symbol: string;
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
};
