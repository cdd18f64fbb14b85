/** What a trade of ours does to the account's money. */
import { atomsOf } from "../../../../../core/decimal-atoms.ts";
import type { DecimalStep } from "../../../../../core/decimal-step.ts";
import type { Instrument, Side } from "../../../../market/instrument.ts";
import type { VenueFee } from "../../answers/venue-order.ts";

/** So much more of an asset. Atoms of 10^-8. */
export type FundsEffect = {
  readonly asset: string;
  readonly change: bigint;
  /** How far the venue may round it. Atoms. */
  readonly slack: bigint;
};

const PLACES = 8;

/** Base, quote and fee, in this order. */
export function effectsOf(
  { base, quote, lot, tick }: Instrument,
  side: Side,
  { lots, priceTicks, fee }: { lots: number; priceTicks: number; fee: VenueFee },
): readonly FundsEffect[] {
  const sign = side === "BUY" ? 1n : -1n;
  const bought = atomsIn(BigInt(lots), [lot]);
  const paid = atomsIn(BigInt(lots) * BigInt(priceTicks), [lot, tick]);
  const effects = [
    { asset: base, change: sign * bought.atoms, slack: bought.slack },
    { asset: quote, change: -sign * paid.atoms, slack: paid.slack },
  ];
  if (fee.asset === "") return effects;
  const cost = atomsOf(fee.text);
  const asset = fee.asset === "BASE" ? base : fee.asset === "QUOTE" ? quote : fee.assetText;
  // A fee that cannot be counted shows as a difference.
  return cost.ok ? [...effects, { asset, change: -cost.value, slack: 0n }] : effects;
}

function atomsIn(count: bigint, steps: readonly DecimalStep[]): { atoms: bigint; slack: bigint } {
  const scale = steps.reduce((sum, step) => sum + step.scale, 0);
  const units = steps.reduce((product, { digits }) => product * BigInt(digits), count);
  if (scale <= PLACES) return { atoms: units * 10n ** BigInt(PLACES - scale), slack: 0n };
  const divisor = 10n ** BigInt(scale - PLACES);
  return { atoms: units / divisor, slack: units % divisor === 0n ? 0n : 1n };
}
