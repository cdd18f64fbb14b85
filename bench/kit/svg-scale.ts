/** Where a value of a chart's axis stands, and which values have a line. */
import { assert } from "../../src/core/assert.ts";

/** Values of an axis to places in the picture. A logarithmic one has equal steps for equal ratios. */
export type Scale = { readonly kind: "LINEAR" | "LOG"; readonly from: number; readonly to: number };

/** Steps of round values within a power of ten. */
const ROUND = [1, 2, 5] as const;
/** Fewer lines would make a small difference look like a large one. */
const TICKS_MIN = 4;

/** Part of the axis that lies below `value`: 0 at `from`, 1 at `to`. */
export function placeOn({ kind, from, to }: Scale, value: number): number {
  assert(Number.isFinite(value), `a value of a chart is finite: current value is ${value}`);
  if (kind === "LINEAR") return (value - from) / (to - from);
  assert(value > 0, `a value of a logarithmic axis is above 0: current value is ${value}`);
  return Math.log(value / from) / Math.log(to / from);
}

/**
 * Round values from the last one at or below `low` to the first at or above `high`; at least four,
 * with more of them below.
 */
export function roundTicks(low: number, high: number): readonly number[] {
  assert(
    low > 0 && high >= low && high < Number.POSITIVE_INFINITY,
    `an axis goes from above 0 upwards: current is ${low} to ${high}`,
  );
  const power = Math.floor(Math.log10(low)) - 2;
  const powers = Math.ceil(Math.log10(high)) - power + 2;
  const all = Array.from({ length: powers }, (_, at) =>
    ROUND.map((step) => Number(`${step}e${power + at}`)),
  ).flat();
  const first = all.findLastIndex((tick) => tick <= low);
  const last = all.findIndex((tick) => tick >= high);
  return all.slice(Math.min(first, last - TICKS_MIN + 1), last + 1);
}
