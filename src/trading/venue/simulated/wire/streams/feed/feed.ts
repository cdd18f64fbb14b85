/** What one stream makes of what its symbol does, and what it may look at. */
import type { Book } from "../../../../../market/book.ts";
import type { MarketTrade } from "../../../exchange/reports.ts";
import type { SymbolRules } from "../../../exchange/symbol-rules.ts";
import type { Side } from "../../../exchange/words.ts";
import type { AggTrade } from "../../tape/agg-trade.ts";
import type { CandleBook } from "../../tape/candle-book.ts";

/** One symbol as its feeds see it. */
export type SymbolView = {
  /** In capitals. */
  readonly symbol: string;
  readonly rules: SymbolRules;
  /** As the levels told it, up to `updateId`. */
  readonly book: Book;
  readonly updateId: number;
  readonly candles: CandleBook;
  /** Null before the first trade. */
  readonly lastTrade: MarketTrade | null;
};

/** Called in the order in which things happen. */
export type Feed = {
  /** A level is in the book of the view. */
  level?(side: Side, priceTicks: number, lots: number, at: number): undefined;
  /** A trade, and the aggregate that it is in as it is now. */
  trade?(trade: MarketTrade, aggregate: AggTrade | null, at: number): undefined;
  /** The command that did it is done. */
  settled?(at: number): undefined;
  /** The symbol's ticks and lots are about to be others. */
  renew?(at: number): undefined;
  /** Time between two ticks, which come on the clock. Microseconds; 0: it has none. */
  readonly everyUs: number;
  /** @param dueAt When the tick was due; what came after it was not yet told. */
  tick?(dueAt: number): undefined;
};
