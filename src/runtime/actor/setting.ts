/**
 * The settings of an actor, as plain data: a kind, a unit and bounds. Main parses and checks the
 * text of the actor's file against them; a worker gets the value. No schema library in a worker.
 *
 * A `quantity` or a `price` is exact decimal text in the file and lots or ticks of the file's
 * first instrument in the code; an off-grid value is a mistake at its line.
 */

export type SettingKind =
  | "quantity"
  | "price"
  | "bps"
  | "ratio"
  | "count"
  | "milliseconds"
  | "text"
  | "url"
  | "secret"
  | "flag"
  | "choice"
  | "texts";

/** One setting: main parses and checks it, a worker gets the value. */
export type Setting<Value> = {
  readonly kind: SettingKind;
  readonly unit: string;
  /** Least and greatest value, both allowed. For text: characters. */
  readonly min?: number;
  readonly max?: number;
  /** The names that a `choice` allows, or the schemes of a `url`. */
  readonly names?: readonly string[];
  /** The value when the file says nothing; without one the setting is required. */
  readonly fallback?: Value;
};

type Bounds = { readonly min?: number; readonly max?: number; readonly fallback?: number };

const numeric =
  (kind: SettingKind, unit: string) =>
  (bounds: Bounds = {}): Setting<number> => ({ kind, unit, ...bounds });

/** Exact decimal text in the file, whole lots of the first instrument in code. Bounds in lots. */
export const quantity = numeric("quantity", "lots");
/** Exact decimal text in the file, whole ticks of the first instrument in code. Bounds in ticks. */
export const price = numeric("price", "ticks");
/** Hundredths of a percent. */
export const bps = numeric("bps", "bps");
/** A plain number without a unit. */
export const ratio = numeric("ratio", "1");
/** A whole number. */
export const count = numeric("count", "1");
/** A duration. Milliseconds. */
export const milliseconds = numeric("milliseconds", "ms");

/** Free text. Bounds in characters. */
export function text(bounds: Omit<Setting<string>, "kind" | "unit"> = {}): Setting<string> {
  return { kind: "text", unit: "text", ...bounds };
}

/**
 * An absolute URL of one of these schemes. An empty text is taken where it is the fallback, and stands
 * for none.
 *
 * @param schemes Without `:`, the usual one first.
 */
export function url(
  schemes: readonly string[],
  bounds: Pick<Setting<string>, "fallback"> = {},
): Setting<string> {
  return { kind: "url", unit: "text", names: schemes, ...bounds };
}

/**
 * A text that nobody but this actor may see. It stands in no desk's file: the file says where it is. Only
 * an execution may have one, and no log line and no reason of its thread has it.
 */
export function secret(
  bounds: Omit<Setting<string>, "kind" | "unit" | "fallback"> = {},
): Setting<string> {
  return { kind: "secret", unit: "text", ...bounds };
}

/** A list of texts. */
export function texts(
  bounds: Omit<Setting<readonly string[]>, "kind" | "unit"> = {},
): Setting<readonly string[]> {
  return { kind: "texts", unit: "text", ...bounds };
}

/** True or false. */
export function flag(fallback?: boolean): Setting<boolean> {
  return { kind: "flag", unit: "flag", ...(fallback === undefined ? {} : { fallback }) };
}

/** One of `names`. */
export function choice<const Names extends readonly string[]>(
  names: Names,
  fallback?: Names[number],
): Setting<Names[number]> {
  return { kind: "choice", unit: "name", names, ...(fallback === undefined ? {} : { fallback }) };
}
