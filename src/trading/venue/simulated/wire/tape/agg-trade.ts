/** Aggregated trades: what one order took at one price, at once. A fold of the tape. */
import type { MarketTrade } from "../../exchange/reports.ts";
import type { Side } from "../../exchange/words.ts";

export type AggTrade = {
  /** Counter of the symbol, from 1. */
  readonly id: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly takerOrderId: number;
  readonly makerSide: Side;
  /** Microseconds, wall. */
  readonly at: number;
};

/** Aggregates that are remembered at least; twice as many at most. */
export const AGG_TRADES_MIN = 10_000;

/** Returns `last` with `trade` in it, or the next one when it is another order, price or time. */
export function foldAggTrade(
  last: AggTrade | null,
  trade: MarketTrade,
  /** Id of the last one before `last`, when that is null. */
  counted = 0,
): AggTrade {
  const { tradeId, priceTicks, lots, takerOrderId, makerSide, at } = trade;
  const isSame =
    last !== null &&
    last.takerOrderId === takerOrderId &&
    last.priceTicks === priceTicks &&
    last.at === at;
  if (isSame) return { ...last, lots: last.lots + lots, lastId: tradeId };
  return {
    id: (last?.id ?? counted) + 1,
    priceTicks,
    lots,
    firstId: tradeId,
    lastId: tradeId,
    takerOrderId,
    makerSide,
    at,
  };
}

/** The newest aggregates of one symbol. */
export class AggTape {
  #trades: AggTrade[] = [];
  #counted = 0;

  /** By id. Of the caller only until the next trade. */
  get trades(): readonly AggTrade[] {
    return this.#trades;
  }

  /** Forgets everything but the count. */
  forget(): undefined {
    this.#counted = this.#trades.at(-1)?.id ?? this.#counted;
    this.#trades = [];
  }

  /** Returns the aggregate that the trade is in, as it is now. */
  add(trade: MarketTrade): AggTrade {
    const last = this.#trades.at(-1) ?? null;
    const next = foldAggTrade(last, trade, this.#counted);
    if (last?.id === next.id) this.#trades.pop();
    this.#trades.push(next);
    if (this.#trades.length >= 2 * AGG_TRADES_MIN) {
      this.#trades = this.#trades.slice(-AGG_TRADES_MIN);
    }
    return next;
  }
}
