/**
 * What the lots held cost, and what was earned by those that were closed: a pure fold of fills.
 *
 * Cost is released at the average of all lots held, not first in, first out: a fill then needs two
 * sums and no queue of open lots, so that it fits one slot of a board for as long as a desk trades.
 * What is earned in all is the same by either.
 *
 * Amounts are whole numbers of ticks times lots, which need no instrument and never round: only
 * {@link import("./profit.ts").profitOf} makes money of them. A partial close takes its share of the
 * cost rounded toward zero; what rounding leaves, less than one tick of one lot, stays in the cost of
 * the rest, and so nothing is lost.
 *
 * Invariant: realised equals what sells brought, less what buys cost, plus the cost.
 * Invariant: a flat position has no cost.
 */
import { assert } from "../../core/assert.ts";
import { exactAdd } from "../../core/exact.ts";
import type { Side } from "../market/instrument.ts";
import { signOf } from "../market/trade.ts";

/** Plain data. */
export type CostBasis = {
  /** Positive is long. */
  readonly lots: number;
  /** What the lots held were bought for; negative for what a short was sold for. Ticks times lots. */
  readonly cost: bigint;
  /** Profit of what was closed, before fees. Ticks times lots. */
  readonly realised: bigint;
};

/** One fill. Positive integers. */
export type BasisFill = {
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
};

/** Before the first fill. */
export const FLAT: CostBasis = { lots: 0, cost: 0n, realised: 0n };

/**
 * Returns what is held after a fill.
 *
 * @throws {AssertionError} When price or lots are no positive integers, or the lots held are beyond 2^53.
 */
export function afterFill(basis: CostBasis, { side, priceTicks, lots }: BasisFill): CostBasis {
  assert(isCount(lots), `a fill has a positive count of lots: current value is ${lots}`);
  assert(isCount(priceTicks), `a fill has a price in ticks: current value is ${priceTicks}`);
  const sign = BigInt(signOf(side));
  const price = BigInt(priceTicks);
  const held = BigInt(basis.lots);
  const isClosing = held * sign < 0n;
  const closed = isClosing ? smallerOf(BigInt(lots), magnitudeOf(held)) : 0n;
  const released = closed === 0n ? 0n : (basis.cost * closed) / magnitudeOf(held);
  const opened = BigInt(lots) - closed;
  return {
    lots: exactAdd(basis.lots, signOf(side) * lots),
    cost: basis.cost - released + sign * price * opened,
    realised: basis.realised - sign * price * closed - released,
  };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function smallerOf(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function magnitudeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}
