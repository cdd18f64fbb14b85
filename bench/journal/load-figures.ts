/** What a load of records into a log gave, whichever log it is. */
import { quantileOf } from "../kit/quartiles.ts";

/** Records a second that were durable in the end; nanoseconds from an append until then. */
export type LoadFigures = { readonly rate: number; readonly p50: number; readonly p99: number };

/** @param waits Of each record, in nanoseconds. */
export function figuresOf(waits: Float64Array, seconds: number): LoadFigures {
  const all = Array.from(waits);
  return {
    rate: waits.length / seconds,
    p50: quantileOf(all, 0.5),
    p99: quantileOf(all, 0.99),
  };
}
