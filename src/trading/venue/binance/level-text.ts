/** Rows of a depth message, `["61837.63000000", "3.78826000"]`, to pairs of ticks and lots. */
import { stepsOrNaN } from "../../../core/decimal.ts";
import type { Instrument } from "../../market/instrument.ts";
import { shown } from "./json.ts";

/** Sides of a depth message as one list: pairs of ticks and lots, bids and then asks. */
export type DepthLevels = { readonly levels: readonly number[]; readonly bidCount: number };

/** Returns the levels of both sides, or the reason why they are refused. */
export function readDepthLevels(
  instrument: Instrument,
  bids: unknown,
  asks: unknown,
): DepthLevels | string {
  const levels: number[] = [];
  const reason = appendRows(levels, bids, instrument);
  if (reason !== null) return reason;
  const bidCount = levels.length / 2;
  return appendRows(levels, asks, instrument) ?? { levels, bidCount };
}

/** Returns the price that `text` says, or NaN: not text, off the grid, or below one tick. */
export function ticksOrNaN(text: unknown, instrument: Instrument): number {
  const ticks = typeof text === "string" ? stepsOrNaN(text, instrument.tick) : Number.NaN;
  return ticks > 0 ? ticks : Number.NaN;
}

/** Returns the quantity that `text` says, from 0, or NaN: not text, off the grid, or negative. */
export function lotsOrNaN(text: unknown, instrument: Instrument): number {
  const lots = typeof text === "string" ? stepsOrNaN(text, instrument.lot) : Number.NaN;
  return lots >= 0 ? lots : Number.NaN;
}

function appendRows(levels: number[], rows: unknown, instrument: Instrument): string | null {
  if (!Array.isArray(rows)) return `levels are a list: found ${shown(rows)}`;
  for (const row of rows as readonly unknown[]) {
    if (!Array.isArray(row)) return `a level is a price and a quantity: found ${shown(row)}`;
    const ticks = ticksOrNaN(row[0], instrument);
    const lots = lotsOrNaN(row[1], instrument);
    if (Number.isNaN(ticks) || Number.isNaN(lots)) {
      return `a level of ${instrument.name} is on its grid: found ${shown(row)}`;
    }
    levels.push(ticks, lots);
  }
  return null;
}
