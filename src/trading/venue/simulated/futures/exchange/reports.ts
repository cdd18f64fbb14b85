/** What a futures exchange says of itself, in the order in which it happened. */
import type { MarketTrade } from "../../exchange/reports.ts";
import type { Atoms, Side } from "../../exchange/words.ts";
import type { FuturesFill, FuturesOrder } from "./order.ts";

/** The `x` of an order's event. */
export type FuturesExecutionType = "NEW" | "TRADE" | "CANCELED" | "EXPIRED" | "AMENDMENT";

export type FuturesExecution = {
  readonly account: number;
  readonly type: FuturesExecutionType;
  /** As it is right after this: read it now, it changes. */
  readonly order: FuturesOrder;
  /** Of TRADE. */
  readonly fill: FuturesFill | null;
  readonly at: number;
};

/** Wallet, or a position and the wallet, are others now. */
export type AccountChange = {
  readonly account: number;
  readonly reason: "ORDER" | "DEPOSIT" | "WITHDRAW";
  /** What was moved in or out, signed; 0 of fills: neither profit nor fees are in it. */
  readonly moved: Atoms;
  /** Contract of the position that changed; "" when none did. */
  readonly symbol: string;
  readonly at: number;
};

/** What the exchange calls, before the command that caused it returns. */
export type FuturesSink = {
  /** A fill, as fast as can be: told before `change` and `execution`, which tell it again. */
  filled(report: FuturesExecution): undefined;
  change(change: AccountChange): undefined;
  execution(report: FuturesExecution): undefined;
  leverage(account: number, symbol: string, leverage: number, at: number): undefined;
  trade(trade: MarketTrade): undefined;
  /** All that a level shows now; 0: it is gone. `updateId` rises over all contracts, with gaps. */
  level(
    symbol: string,
    side: Side,
    priceTicks: number,
    lots: number,
    updateId: number,
    at: number,
  ): undefined;
  /** The command is done. */
  settled(at: number): undefined;
};
