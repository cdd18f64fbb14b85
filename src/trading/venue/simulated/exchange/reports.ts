/** What an exchange says of itself, in the order in which it happened. */
import type { ExchangeOrder, OrderFill } from "./order.ts";
import type { Atoms, ExecutionType, Side } from "./words.ts";

/** A print. */
export type MarketTrade = {
  readonly symbol: string;
  /** Counter of the symbol, from 1. */
  readonly tradeId: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly makerOrderId: number;
  readonly takerOrderId: number;
  readonly makerSide: Side;
  /** Microseconds, wall. */
  readonly at: number;
};

export type ExecutionReport = {
  readonly account: number;
  readonly type: ExecutionType;
  /** Counter of the whole exchange. */
  readonly executionId: number;
  /** As it is right after this execution: read it now, it changes. */
  readonly order: ExchangeOrder;
  /** The request's own id: of a cancel, the cancel's; else the order's. */
  readonly clientOrderId: string;
  /** Of a cancel or amendment, the order's own id before it; else "". */
  readonly origClientOrderId: string;
  /** Of REPLACED, the order's lots before it; else NaN. */
  readonly lotsBefore: number;
  /** Of TRADE. */
  readonly fill: OrderFill | null;
  /** Of TRADE_PREVENTION; else null. */
  readonly prevention: {
    readonly matchId: number;
    readonly lots: number;
    readonly priceTicks: number;
    readonly counterOrderId: number;
  } | null;
  /** "NONE", or why it was refused or expired. */
  readonly reason: string;
  readonly at: number;
};

export type AssetBalance = {
  readonly asset: string;
  readonly free: Atoms;
  readonly locked: Atoms;
};

/** What the exchange calls, before the command that caused it returns. */
export type ExchangeSink = {
  execution(report: ExecutionReport): undefined;
  /** Absolute, of the assets that changed in one step; after the executions of that step. */
  balances(account: number, changed: readonly AssetBalance[], at: number): undefined;
  /** A deposit or withdrawal, signed. */
  balanceUpdate(account: number, asset: string, delta: Atoms, at: number): undefined;
  trade(trade: MarketTrade): undefined;
  /** All that a level shows now; 0: it is gone. `updateId` rises by one for each, a symbol. */
  level(
    symbol: string,
    side: Side,
    priceTicks: number,
    lots: number,
    updateId: number,
    at: number,
  ): undefined;
  /** Rules or status of a symbol are others now. */
  rules(symbol: string, at: number): undefined;
};
