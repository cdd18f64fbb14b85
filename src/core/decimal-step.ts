/**
 * The step that a price or a quantity moves in, as exact plain data: 0.01, 0.00001, 5 or 0.25.
 *
 * A step is `digits / 10^scale` with the smallest scale that says it, so that two texts of one
 * value give equal steps.
 */
import { assert } from "./assert.ts";
import { failWith, type Result, succeed } from "./result.ts";

/** Plain data: it may be cloned to another thread and compared field by field. */
export type DecimalStep = {
  /** Positive integer up to 2^53. */
  readonly digits: number;
  /** Decimal places, 0 to 22. */
  readonly scale: number;
};

/** Why a text is no step: not plain decimal text, zero, or more digits than are exact. */
export type StepFailure = "NOT_DECIMAL" | "NOT_POSITIVE" | "TOO_LARGE";

const SCALE_MAX = 22;
const PLAIN_DECIMAL = /^(\d{1,32})(?:\.(\d{1,32}))?$/;

/**
 * Reads a positive decimal as a step.
 *
 * @example
 * ```ts
 * parseStep("0.01"); // => { ok: true, value: { digits: 1, scale: 2 } }
 * parseStep("0.2500"); // => { ok: true, value: { digits: 25, scale: 2 } }
 * parseStep("5"); // => { ok: true, value: { digits: 5, scale: 0 } }
 * parseStep("0.00"); // => { ok: false, failure: "NOT_POSITIVE" }
 * parseStep("1e-2"); // => { ok: false, failure: "NOT_DECIMAL" }
 * ```
 */
export function parseStep(text: string): Result<DecimalStep, StepFailure> {
  const [, whole, places = ""] = PLAIN_DECIMAL.exec(text) ?? [];
  if (whole === undefined) return failWith("NOT_DECIMAL");
  const fraction = places.replace(/0+$/, "");
  const digits = Number(whole + fraction);
  if (digits === 0) return failWith("NOT_POSITIVE");
  if (!(digits <= Number.MAX_SAFE_INTEGER && fraction.length <= SCALE_MAX)) {
    return failWith("TOO_LARGE");
  }
  return succeed({ digits, scale: fraction.length });
}

/**
 * Returns the step that `text` says, where it is written by us.
 *
 * @throws {AssertionError} When it is no step.
 */
export function stepOf(text: string): DecimalStep {
  const step = parseStep(text);
  assert(step.ok, `a step is a positive decimal: found ${JSON.stringify(text)}`);
  return step.value;
}
