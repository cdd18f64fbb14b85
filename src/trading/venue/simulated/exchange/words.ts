/** The words of a spot exchange, as Binance spells them. */
import type { Side } from "../../../market/instrument.ts";

/** Money: an exact count of 1e-8 of an asset. */
export type Atoms = bigint;

/** Atoms in one unit of an asset. */
export const ATOMS_PER_UNIT = 100_000_000n;

export const ORDER_TYPES = [
  "LIMIT",
  "MARKET",
  "LIMIT_MAKER",
  "STOP_LOSS",
  "STOP_LOSS_LIMIT",
  "TAKE_PROFIT",
  "TAKE_PROFIT_LIMIT",
] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ["GTC", "IOC", "FOK"] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** Self-trade prevention; the taker's mode decides. */
export const STP_MODES = [
  "NONE",
  "EXPIRE_TAKER",
  "EXPIRE_MAKER",
  "EXPIRE_BOTH",
  "DECREMENT",
] as const;
export type StpMode = (typeof STP_MODES)[number];

export type ExchangeOrderStatus =
  | "NEW"
  | "PARTIALLY_FILLED"
  | "FILLED"
  | "CANCELED"
  | "REJECTED"
  | "EXPIRED"
  | "EXPIRED_IN_MATCH";

/** What happened to an order: the `x` of an execution report. */
export type ExecutionType =
  | "NEW"
  | "CANCELED"
  | "REPLACED"
  | "REJECTED"
  | "TRADE"
  | "EXPIRED"
  | "TRADE_PREVENTION";

/** Why nothing was done, in the venue's own code and words. */
export type Refusal = { readonly code: number; readonly msg: string };

export type { Side };
