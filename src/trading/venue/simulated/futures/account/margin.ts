/**
 * Initial and maintenance margin of an account: what its positions and its orders bind.
 *
 * Of a contract, the larger of both ways counts: all bids filled, or all asks. Reduce-only orders bind
 * nothing. Profit that is not realized counts as money, as does loss.
 */
import type { Atoms } from "../../exchange/words.ts";
import type { Position } from "./position.ts";

const MILLION = 1_000_000n;

/** What the margin of one contract is made of. */
export type MarginParts = {
  readonly position: Position | null;
  /** What a lot is worth at the mark price. */
  readonly perLot: Atoms;
  /** Worth of open orders that are not reduce-only, at their limits. */
  readonly bids: Atoms;
  readonly asks: Atoms;
  readonly leverage: number;
  readonly maintenanceMillionths: number;
};

export type Margin = {
  /** Of the position alone. */
  readonly position: Atoms;
  /** What open orders add to it. */
  readonly orders: Atoms;
  readonly maintenance: Atoms;
  readonly unrealized: Atoms;
  /** Most that may be held when everything on one side is filled. */
  readonly exposure: Atoms;
};

export function marginOf(parts: MarginParts): Margin {
  const { position, perLot, bids, asks, leverage } = parts;
  const present = BigInt(position?.lots ?? 0) * perLot;
  const exposure = larger(magnitude(present + bids), magnitude(present - asks));
  const ofPosition = dividedUp(magnitude(present), BigInt(leverage));
  return {
    position: ofPosition,
    orders: dividedUp(exposure, BigInt(leverage)) - ofPosition,
    maintenance: dividedUp(magnitude(present) * BigInt(parts.maintenanceMillionths), MILLION),
    unrealized: position?.unrealized(perLot) ?? 0n,
    exposure,
  };
}

/** All contracts of an account together. */
export function sumOf(margins: readonly Margin[]): Margin {
  const sum = (of: (margin: Margin) => Atoms) => margins.reduce((all, one) => all + of(one), 0n);
  return {
    position: sum((one) => one.position),
    orders: sum((one) => one.orders),
    maintenance: sum((one) => one.maintenance),
    unrealized: sum((one) => one.unrealized),
    exposure: sum((one) => one.exposure),
  };
}

function magnitude(atoms: Atoms): Atoms {
  return atoms < 0n ? -atoms : atoms;
}

function larger(one: Atoms, other: Atoms): Atoms {
  return one > other ? one : other;
}

/** Up, so that what is bound is never too little. */
function dividedUp(atoms: Atoms, by: bigint): Atoms {
  return (atoms + by - 1n) / by;
}
