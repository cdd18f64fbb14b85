/** An outcome that callers must look at: a value, or why there is none. */

/** A value, or the failure that took its place. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

/** Returns the outcome of what went well. */
export function succeed<Value>(value: Value): Result<Value, never> {
  return { ok: true, value };
}

/** Returns the outcome of what did not. */
export function failWith<Failure>(failure: Failure): Result<never, Failure> {
  return { ok: false, failure };
}
