/**
 * Recorded prices and sizes in the steps that the symbol has now: the venue may change its tick over
 * a recorded day, which goes on in the steps in which it was recorded.
 *
 * Bids are rounded down and asks up, so that rounding makes nobody cross; levels that meet are one.
 */
import { isSameGrid, type SymbolRules } from "../../exchange/symbol-rules.ts";
import type { Side } from "../../exchange/words.ts";
import { tickAtoms } from "../house-trader.ts";
import type { RecordedLevel, RecordedPrint } from "./anonymous-book.ts";

/** Calls back for each recorded level of a side. */
export type EachLevel = (
  side: Side,
  visit: (priceTicks: number, lots: number) => undefined,
) => undefined;

export class RecordedGrid {
  /** Whether the symbol's steps are the recorded ones. */
  readonly isRecorded: boolean;
  readonly #recorded: Steps;
  readonly #now: Steps;

  constructor(recorded: SymbolRules, now: SymbolRules) {
    this.isRecorded = isSameGrid(recorded, now);
    this.#recorded = stepsOf(recorded);
    this.#now = stepsOf(now);
  }

  /** All that is recorded, in the present steps. */
  levels(each: EachLevel): readonly RecordedLevel[] {
    return (["BUY", "SELL"] as const).flatMap((side) => {
      const atoms = new Map<number, number>();
      each(side, (recordedTicks, lots) => {
        const ticks = this.#ticks(side, recordedTicks);
        atoms.set(ticks, (atoms.get(ticks) ?? 0) + lots * this.#recorded.lotAtoms);
      });
      return [...atoms].map(([priceTicks, sum]) => ({ side, priceTicks, lots: this.#lots(sum) }));
    });
  }

  /** At the level where whoever it consumes stands. Its lots may be 0. */
  print({ aggressor, priceTicks, lots }: RecordedPrint): RecordedPrint {
    return {
      aggressor,
      priceTicks: this.#ticks(aggressor === "BUY" ? "SELL" : "BUY", priceTicks),
      lots: this.#lots(lots * this.#recorded.lotAtoms),
    };
  }

  #ticks(side: Side, recordedTicks: number): number {
    const ticks = (recordedTicks * this.#recorded.tickAtoms) / this.#now.tickAtoms;
    return side === "BUY" ? Math.floor(ticks) : Math.ceil(ticks);
  }

  #lots(atoms: number): number {
    return Math.floor(atoms / this.#now.lotAtoms);
  }
}

/** In 1e-8 of the quote asset, and of the base asset. */
type Steps = { readonly tickAtoms: number; readonly lotAtoms: number };

function stepsOf(rules: SymbolRules): Steps {
  return { tickAtoms: tickAtoms(rules), lotAtoms: Number(rules.atomsPerLot) };
}
