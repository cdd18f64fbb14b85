/** What a strategy holds of one instrument. */
import type { DecimalStep } from "../../core/decimal-step.ts";
import { exactDecimalOf } from "../../core/exact-decimal.ts";
import { heldLots } from "../../trading/account/held-lots.ts";
import type { FilledBody } from "../record/filled-pair.ts";

/** Of the pair of strategy and instrument, as the execution's board has it. */
export type HeldPair = Pick<FilledBody, "lots" | "feeBase">;

export class PositionView {
  /** Limit of the strategy's file. Lots; NaN when the file does not say: then every order is refused. */
  readonly limitLots: number;
  readonly #lot: DecimalStep;
  readonly #read: () => HeldPair | null;

  /** @param read Null before the first fill. */
  constructor(limitLots: number, lot: DecimalStep, read: () => HeldPair | null) {
    this.limitLots = limitLots;
    this.#lot = lot;
    this.#read = read;
  }

  /** Bought less sold: what the gate holds against the limit. Positive is long. Lots. */
  get lots(): number {
    return this.#read()?.lots ?? 0;
  }

  /**
   * What a sale closes a long position with: `lots` less the fees that the venue took of them, rounded
   * down; 0 when nothing is left to sell. NaN when the fees are not known: no order has so many lots.
   *
   * What sells already is not taken off, nor is a fee that no event told.
   */
  get sellableLots(): number {
    const pair = this.#read();
    if (pair === null) return 0;
    const fees = exactDecimalOf(pair.feeBase);
    return fees === null ? Number.NaN : Math.max(0, heldLots(pair.lots, fees, this.#lot));
  }
}
