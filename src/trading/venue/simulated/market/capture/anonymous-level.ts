/**
 * The recorded orders of one price, whose owners nobody knows: orders of the house, as many lots as
 * were recorded, less what somebody here took of them.
 *
 * A level that grows does so behind everybody. One that shrinks without a print does so from its end:
 * the youngest go first, so that whoever orders here moves up only when nobody recorded is left behind
 * him.
 *
 * Bias: against whoever orders here. In truth some of those who cancel stood before him.
 */
import type { Exchange } from "../../exchange/exchange.ts";
import type { ExchangeOrder } from "../../exchange/order.ts";
import type { Side } from "../../exchange/words.ts";
import { type HouseTrader, leavesOf } from "../house-trader.ts";

/** Orders of one level from which on the youngest is made larger, where nobody else stands there. */
const PIECES_MAX = 8;

export class AnonymousLevel {
  readonly side: Side;
  readonly priceTicks: number;
  readonly #exchange: Exchange;
  readonly #trader: HouseTrader;
  /** The oldest first. */
  #pieces: ExchangeOrder[] = [];
  /** Lots that it has unless somebody took of them since. */
  #given = 0;
  /** Lots that somebody here took, and the recording still has. */
  #taken = 0;

  constructor(
    exchange: Exchange,
    trader: HouseTrader,
    { side, priceTicks }: { readonly side: Side; readonly priceTicks: number },
  ) {
    this.#exchange = exchange;
    this.#trader = trader;
    this.side = side;
    this.priceTicks = priceTicks;
  }

  /** Lots that it has now. */
  get lots(): number {
    return this.#pieces.reduce((sum, piece) => sum + leavesOf(piece), 0);
  }

  /** Whether nothing is known of it that matters. */
  get isEmpty(): boolean {
    return this.#taken === 0 && this.#given === 0;
  }

  /** What it has too much of the recording's lots goes. */
  shrinkTo(recorded: number, at: number): undefined {
    this.#settle();
    this.#taken = Math.min(this.#taken, recorded);
    let excess = this.#given - (recorded - this.#taken);
    while (excess > 0) {
      const youngest = this.#pieces.at(-1);
      if (youngest === undefined) break;
      const leaves = leavesOf(youngest);
      if (leaves > excess) this.#trader.shrink(youngest, excess, at);
      else this.#cancelYoungest(at);
      excess -= Math.min(leaves, excess);
    }
    this.#given = this.lots;
  }

  /** After {@link shrinkTo}: what it has too little comes, and may trade with somebody at once. */
  growTo(recorded: number, at: number): undefined {
    this.#settle();
    const missing = recorded - this.#taken - this.#given;
    if (missing > 0) this.#append(missing, at);
  }

  /** A print is about to consume `lots` here: they are there, whoever has them. */
  provide(lots: number, at: number): undefined {
    this.#settle();
    const shown = this.#exchange.shownLots(this.#trader.symbol, this.side, this.priceTicks);
    if (lots > shown) this.#append(lots - shown, at);
  }

  /** A recorded print consumed what it did: that is in the recording. */
  printed(): undefined {
    this.#given = this.lots;
  }

  /** It is not there for now: the recording has not said so yet, but what it printed has. */
  withdraw(at: number): undefined {
    this.#settle();
    while (this.#pieces.length > 0) this.#cancelYoungest(at);
    this.#given = 0;
  }

  /** What is missing now was taken by somebody here, unless the venue took it out. */
  #settle(): undefined {
    for (const piece of this.#pieces) {
      if (piece.status !== "CANCELED") continue;
      this.#given -= piece.lots - piece.executedLots - piece.preventedLots;
    }
    this.#pieces = this.#pieces.filter((piece) => leavesOf(piece) > 0);
    const { lots } = this;
    this.#taken += this.#given - lots;
    this.#given = lots;
  }

  #append(lots: number, at: number): undefined {
    this.#given += lots;
    const youngest = this.#pieces.at(-1);
    const shown = this.#exchange.shownLots(this.#trader.symbol, this.side, this.priceTicks);
    if (this.#pieces.length < PIECES_MAX || youngest === undefined || shown > this.lots) {
      this.#place(lots, at);
      return;
    }
    const leaves = leavesOf(youngest);
    this.#cancelYoungest(at);
    this.#place(lots + leaves, at);
  }

  #place(lots: number, at: number): undefined {
    const { side, priceTicks } = this;
    const limit = { side, type: "LIMIT", timeInForce: "GTC", priceTicks, lots } as const;
    const piece = this.#trader.place(limit, at);
    if (piece !== null) this.#pieces.push(piece);
    else this.#given -= lots;
  }

  #cancelYoungest(at: number): undefined {
    const youngest = this.#pieces.pop();
    if (youngest !== undefined && leavesOf(youngest) > 0) this.#trader.cancel(youngest, at);
  }
}
