/**
 * What is held of one instrument, what it cost, and what was realised: a pure fold of fills.
 *
 * Amounts are integers in the instrument's minor unit (see `notional.ts`), and every sum is exact
 * or throws. Cost is released at the average: a partial close takes its share of the cost, rounded
 * toward zero; what rounding left stays in the cost of the rest, so nothing is ever lost.
 *
 * Invariant: realisedMinor equals what sells brought, less what buys cost, plus costMinor.
 * Invariant: a flat position has no cost.
 */
import { assert } from "../../core/assert.ts";
import { exactAdd, exactMultiply, exactSubtract } from "../../core/exact.ts";
import type { Instrument, Side } from "./instrument.ts";
import { notionalMinorOf } from "./notional.ts";
import { signOf } from "./trade.ts";

/** Plain data; the amounts are in minor units. */
export type Position = {
  /** Positive is long. */
  readonly lots: number;
  /** What the lots held were bought for; negative for what a short was sold for. */
  readonly costMinor: number;
  /** Profit of what was closed, before fees. */
  readonly realisedMinor: number;
  /** What was paid in fees; negative is a rebate. */
  readonly feesMinor: number;
};

/** What a fill does to a position. */
export type PositionFill = {
  readonly side: Side;
  readonly priceTicks: number;
  /** Positive integer. */
  readonly lots: number;
  readonly feeMinor?: number | undefined;
};

/** The position before the first fill. */
export const FLAT: Position = { lots: 0, costMinor: 0, realisedMinor: 0, feesMinor: 0 };

/**
 * Returns the position after a fill.
 *
 * @throws {AssertionError} When the lots are no positive integer, or a sum is beyond 2^53.
 */
export function applyFill(
  instrument: Instrument,
  position: Position,
  fill: PositionFill,
): Position {
  assert(Number.isSafeInteger(fill.lots) && fill.lots > 0, "a fill has a positive count of lots");
  const sign = signOf(fill.side);
  const isClosing = position.lots * sign < 0;
  const closedLots = isClosing ? Math.min(fill.lots, Math.abs(position.lots)) : 0;
  const releasedMinor = shareOf(position.costMinor, closedLots, Math.abs(position.lots));
  const closedMinor = sign * notionalMinorOf(instrument, fill.priceTicks, closedLots);
  const openedLots = fill.lots - closedLots;
  const openedMinor = sign * notionalMinorOf(instrument, fill.priceTicks, openedLots);
  const gainMinor = exactSubtract(-closedMinor, releasedMinor);
  const keptMinor = exactSubtract(position.costMinor, releasedMinor);
  return {
    lots: exactAdd(position.lots, exactMultiply(sign, fill.lots)),
    costMinor: exactAdd(keptMinor, openedMinor),
    realisedMinor: exactAdd(position.realisedMinor, gainMinor),
    feesMinor: exactAdd(position.feesMinor, fill.feeMinor ?? 0),
  };
}

/** Returns the average price of what is held. NaN when flat. Ticks, not rounded. */
export function averageTicksOf(instrument: Instrument, position: Position): number {
  return position.costMinor / position.lots / notionalMinorOf(instrument, 1, 1);
}

/** Returns `part / whole` of an amount, toward zero. BigInt: the product may pass 2^53. */
function shareOf(amountMinor: number, part: number, whole: number): number {
  if (part === 0) return 0;
  if (part === whole) return amountMinor;
  return Number((BigInt(amountMinor) * BigInt(part)) / BigInt(whole));
}
