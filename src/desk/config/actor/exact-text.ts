/** Exact decimal text in a file to whole lots or ticks of an instrument, or what is wrong with it. */
import type { DecimalFailure } from "../../../core/decimal.ts";
import { stepsOf, textOf } from "../../../core/decimal.ts";
import type { DecimalStep } from "../../../core/decimal-step.ts";
import type { Result } from "../../../core/result.ts";
import { failWith } from "../../../core/result.ts";
import type { Instrument } from "../../../trading/market/instrument.ts";
import { shown } from "../toml/table-reader.ts";

/** Which grid of which instrument a text must lie on. */
export type Grid = { readonly instrument: Instrument; readonly kind: "QUANTITY" | "PRICE" };

/**
 * Returns how many lots or ticks `raw` is.
 *
 * @param key Name in the file, for the examples.
 */
export function stepsFromText(
  key: string,
  raw: unknown,
  { instrument, kind }: Grid,
): Result<number, { readonly message: string; readonly help: readonly string[] }> {
  const step = kind === "QUANTITY" ? instrument.lot : instrument.tick;
  if (typeof raw === "number") {
    const message = `must be exact decimal text: found the number ${raw}`;
    return failWith({ message, help: [`write it as text: ${key} = "${raw}"`] });
  }
  if (typeof raw !== "string") {
    const message = `must be exact decimal text: found ${shown(raw)}`;
    return failWith({ message, help: [`example: ${key} = "${textOf(1, step)}"`] });
  }
  const steps = stepsOf(raw, step);
  if (steps.ok) return steps;
  const unit = kind === "QUANTITY" ? "lot" : "tick";
  const message = `${WHY[steps.failure]} ${unit}s of ${instrument.name}: found ${shown(raw)}`;
  return failWith({ message, help: helpFor(key, step, unit) });
}

const WHY: Readonly<Record<DecimalFailure, string>> = {
  NOT_DECIMAL: "must be plain decimal text in",
  OFF_GRID: "must be a whole number of",
  TOO_LARGE: "must be <= 2^53",
};

function helpFor(key: string, step: DecimalStep, unit: string): readonly string[] {
  return [`one ${unit} is ${textOf(1, step)}`, `example: ${key} = "${textOf(1, step)}"`];
}
