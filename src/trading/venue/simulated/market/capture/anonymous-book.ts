/**
 * A recorded book on the exchange, among the orders of whoever trades here.
 *
 * A recorded print at a price consumes what stands there, first come first served, somebody's order
 * among it; one through somebody's price fills him wholly, whatever its size: a better price cannot have
 * been left behind. What he takes of the recorded book stays gone, at its price, until the recording
 * has fewer there.
 *
 * Bias: for whoever orders here, in that nobody recorded reacts to him, and that his fill by a print
 * through his price is not taken from the print; against him, in how levels shrink.
 */
import type { Exchange } from "../../exchange/exchange.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import type { Side } from "../../exchange/words.ts";
import { HouseTrader } from "../house-trader.ts";
import { AnonymousLevel } from "./anonymous-level.ts";

/** What is recorded of a price. */
export type RecordedLevel = {
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
};

export type RecordedPrint = {
  readonly aggressor: Side;
  readonly priceTicks: number;
  readonly lots: number;
};

/** More than anybody has at a price. */
const LOTS_ALL = 10 ** 12;

export class AnonymousBook {
  readonly #exchange: Exchange;
  readonly #symbol: string;
  /** Has the recorded orders. */
  readonly #maker: HouseTrader;
  /** Makes the recorded prints. */
  readonly #taker: HouseTrader;
  readonly #levels: Readonly<Record<Side, Map<number, AnonymousLevel>>> = {
    BUY: new Map(),
    SELL: new Map(),
  };
  /** Levels that prints changed since the recording last said what they have. */
  readonly #touched = new Set<AnonymousLevel>();

  constructor(exchange: Exchange, rules: SymbolRules, at: number) {
    this.#exchange = exchange;
    this.#symbol = rules.symbol;
    const trader = (name: string) =>
      new HouseTrader({ exchange, name: `${rules.symbol}/recorded-${name}`, rules, at });
    this.#maker = trader("maker");
    this.#taker = trader("taker");
  }

  /**
   * Follows the recording.
   *
   * @param changed Levels that changed; one that is not there has 0 lots.
   * @param recordedLots What any other level has now; it is asked of those that prints changed.
   */
  follow(
    changed: readonly RecordedLevel[],
    recordedLots: (side: Side, priceTicks: number) => number,
    at: number,
  ): undefined {
    const wanted = new Map<AnonymousLevel, number>();
    for (const level of this.#touched) {
      wanted.set(level, recordedLots(level.side, level.priceTicks));
    }
    this.#touched.clear();
    for (const { side, priceTicks, lots } of changed) {
      if (lots > 0 || this.#levels[side].has(priceTicks)) {
        wanted.set(this.#level(side, priceTicks), lots);
      }
    }
    // Nothing grows into what is about to go.
    for (const [level, lots] of wanted) level.shrinkTo(lots, at);
    for (const [level, lots] of wanted) level.growTo(lots, at);
    for (const level of wanted.keys()) {
      if (level.isEmpty) this.#levels[level.side].delete(level.priceTicks);
    }
  }

  /** Follows the recording where all of it is said anew. */
  replace(levels: readonly RecordedLevel[], at: number): undefined {
    const wanted: RecordedLevel[] = [];
    for (const side of ["BUY", "SELL"] as const) {
      for (const priceTicks of this.#levels[side].keys())
        wanted.push({ side, priceTicks, lots: 0 });
    }
    this.follow([...wanted, ...levels], () => 0, at);
  }

  /** The venue took all orders out, and prices are others now: nothing is there. */
  forget(): undefined {
    for (const side of ["BUY", "SELL"] as const) this.#levels[side].clear();
    this.#touched.clear();
  }

  /** Makes a recorded print. */
  print({ aggressor, priceTicks, lots }: RecordedPrint, at: number): undefined {
    const passive = opposite(aggressor);
    // It printed here, so nothing recorded can stand where it would have printed before.
    this.#clear(passive, priceTicks, false, at);
    this.#clear(aggressor, priceTicks, true, at);
    for (const side of [passive, aggressor]) this.#fillThrough(side, priceTicks, at);
    const level = this.#touch(passive, priceTicks);
    level.provide(lots, at);
    this.#take(aggressor, priceTicks, lots, at);
    level.printed();
  }

  /** Takes out what is recorded at prices better than `priceTicks`, for those who take; or as good. */
  #clear(side: Side, priceTicks: number, isSameToo: boolean, at: number): undefined {
    const best = this.#best(side);
    if (!isBetter(side, best, priceTicks) && !(isSameToo && best === priceTicks)) return;
    for (const level of this.#levels[side].values()) {
      const isGone = isSameToo && level.priceTicks === priceTicks;
      if (!isGone && !isBetter(side, level.priceTicks, priceTicks)) continue;
      this.#touched.add(level);
      level.withdraw(at);
    }
  }

  /** Fills somebody's orders at prices better than `priceTicks`. */
  #fillThrough(side: Side, priceTicks: number, at: number): undefined {
    if (!isBetter(side, this.#best(side), priceTicks)) return;
    const last = side === "BUY" ? priceTicks + 1 : priceTicks - 1;
    this.#take(opposite(side), last, LOTS_ALL, at);
  }

  #take(side: Side, priceTicks: number, lots: number, at: number): undefined {
    this.#taker.place({ side, type: "LIMIT", timeInForce: "IOC", priceTicks, lots }, at);
  }

  #touch(side: Side, priceTicks: number): AnonymousLevel {
    const level = this.#level(side, priceTicks);
    this.#touched.add(level);
    return level;
  }

  #level(side: Side, priceTicks: number): AnonymousLevel {
    let level = this.#levels[side].get(priceTicks);
    if (level === undefined) {
      level = new AnonymousLevel(this.#exchange, this.#maker, { side, priceTicks });
      this.#levels[side].set(priceTicks, level);
    }
    return level;
  }

  /** NaN when the side is empty. */
  #best(side: Side): number {
    const { bids, asks } = this.#exchange.depth(this.#symbol, 1);
    return (side === "BUY" ? bids : asks)[0]?.priceTicks ?? Number.NaN;
  }
}

/** Whether whoever takes would rather have `ticks` than `otherTicks`, of orders of `side`. */
function isBetter(side: Side, ticks: number, otherTicks: number): boolean {
  return side === "BUY" ? ticks > otherTicks : ticks < otherTicks;
}

function opposite(side: Side): Side {
  return side === "BUY" ? "SELL" : "BUY";
}
