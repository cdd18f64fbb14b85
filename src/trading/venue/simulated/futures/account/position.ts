/**
 * One account's position in one contract, one-way: lots held, signed, and what they cost.
 *
 * A reduction takes its share of the cost with it, cut to whole atoms; what is cut stays in the cost of
 * the rest. So realized profit and unrealized profit together are exact at any price, whatever was cut.
 */
import type { Atoms } from "../../exchange/words.ts";

export class Position {
  /** Signed: below zero is short. */
  lots = 0;
  /** What the lots cost, signed as they are. */
  cost: Atoms = 0n;
  /** Realized profit ever, before fees. */
  realized: Atoms = 0n;
  /** 0 before the first fill. Wall microseconds. */
  updatedAt = 0;

  /**
   * Books a fill.
   *
   * @param lots Signed, not 0.
   * @param perLot What a lot is worth at the price of the fill.
   * @returns profit that it realizes, signed
   */
  fill(lots: number, perLot: Atoms, at: number): Atoms {
    this.updatedAt = at;
    const isReducing = this.lots !== 0 && this.lots > 0 !== lots > 0;
    const closed = isReducing ? Math.min(Math.abs(lots), Math.abs(this.lots)) : 0;
    const profit = closed === 0 ? 0n : this.#close(closed, perLot);
    const opened = lots - Math.sign(lots) * closed;
    this.lots += opened;
    this.cost += BigInt(opened) * perLot;
    this.realized += profit;
    return profit;
  }

  /** @param perLot What a lot is worth now. */
  unrealized(perLot: Atoms): Atoms {
    return BigInt(this.lots) * perLot - this.cost;
  }

  /** Most lots that an order of `side` may trade without opening or turning the position. */
  reducible(side: "BUY" | "SELL"): number {
    return Math.max(0, side === "SELL" ? this.lots : -this.lots);
  }

  #close(lots: number, perLot: Atoms): Atoms {
    const share = (this.cost * BigInt(lots)) / BigInt(Math.abs(this.lots));
    const sign = this.lots > 0 ? 1 : -1;
    this.cost -= share;
    this.lots -= sign * lots;
    return BigInt(sign * lots) * perLot - share;
  }
}
