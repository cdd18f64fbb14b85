/**
 * The one id of an order, from a strategy's decision to the last fill.
 *
 * ```
 *  o | run epoch | actor | incarnation | counter | instance
 *  1 |     5     |   2   |      3      |    5    |    2       = 18 characters of [0-9A-Za-z]
 * ```
 *
 * Each part but the last is base 62, most significant digit first, in ASCII order, so that the ids of one
 * actor sort as they were made: `left < right` on the text is older and newer. Legal as a client order id
 * at every venue that takes 18 letters and digits. The instance is the desk's own: by it a desk knows its
 * orders from those of another one on the same account. An id without one, of 16 characters, was made by a
 * desk that had none.
 *
 * Invariant: no id is made twice. The run epoch is persisted before the first order of a run, an
 * incarnation grows with each restart within it, and a counter with each order within that.
 */
import { assert } from "../../core/assert.ts";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX = "o";
const PATTERN =
  /^o([0-9A-Za-z]{5})([0-9A-Za-z]{2})([0-9A-Za-z]{3})([0-9A-Za-z]{5})([0-9A-Za-z]{2})?$/;
const INSTANCE = /^[0-9A-Za-z]{2}$/;
/** How many instances there are. */
export const INSTANCES = DIGITS.length ** 2;
const WIDTH = { runEpoch: 5, actor: 2, incarnation: 3, counter: 5, instance: 2 } as const;

/** Who makes ids: one life of one actor in one run of the desk. Integers from 0. */
export type OrderOrigin = {
  /** Of the desk: two characters of `[0-9A-Za-z]`. */
  readonly instance: string;
  /** Of this run of the desk; at most 62^5 - 1. */
  readonly runEpoch: number;
  /** The strategy's number; at most 62^2 - 1. */
  readonly actor: number;
  /** The strategy's life within the run; at most 62^3 - 1. */
  readonly incarnation: number;
};

/** What an id says. Its instance is "" when it has none. */
export type OrderIdParts = OrderOrigin & {
  /** Orders made before it by the same origin; at most 62^5 - 1. */
  readonly counter: number;
};

/**
 * Returns the id of an order: 18 characters of `[0-9A-Za-z]`.
 *
 * @throws {AssertionError} When a part is no integer within its width, or the instance is none.
 *
 * @example
 * ```ts
 * const origin = { instance: "Kx", runEpoch: 1, actor: 3, incarnation: 0 };
 * makeOrderId(origin, 61); // => "o00001030000000zKx"
 * ```
 */
export function makeOrderId(origin: OrderOrigin, counter: number): string {
  const { instance } = origin;
  assert(
    INSTANCE.test(instance),
    `an instance is two letters or digits: current value is ${instance}`,
  );
  const runEpoch = encode("runEpoch", origin.runEpoch);
  const actor = encode("actor", origin.actor);
  const incarnation = encode("incarnation", origin.incarnation);
  return PREFIX + runEpoch + actor + incarnation + encode("counter", counter) + instance;
}

/** Returns the instance of a number: two characters. */
export function instanceOf(number: number): string {
  return encode("instance", number);
}

/**
 * Whether an id was made by this desk: by its instance, and in no later run than its own. One without an
 * instance is taken for its own.
 */
export function isMadeBy(
  text: string,
  desk: { readonly instance: string; readonly runEpoch: number },
): boolean {
  const parts = parseOrderId(text);
  if (parts === null || !(parts.runEpoch <= desk.runEpoch)) return false;
  return parts.instance === "" || parts.instance === desk.instance;
}

/** Returns what an id says, or null when the text is none of ours. */
export function parseOrderId(text: string): OrderIdParts | null {
  const [, runEpoch, actor, incarnation, counter, instance = ""] = PATTERN.exec(text) ?? [];
  if (runEpoch === undefined) return null;
  return {
    instance,
    runEpoch: decode(runEpoch),
    actor: decode(actor),
    incarnation: decode(incarnation),
    counter: decode(counter),
  };
}

function encode(part: keyof typeof WIDTH, value: number): string {
  const width = WIDTH[part];
  assert(
    Number.isInteger(value) && value >= 0 && value < DIGITS.length ** width,
    `${part} of an order id fits ${width} digits of base 62: current value is ${value}`,
  );
  let text = "";
  for (let rest = value; text.length < width; rest = Math.floor(rest / DIGITS.length)) {
    text = DIGITS.charAt(rest % DIGITS.length) + text;
  }
  return text;
}

function decode(text = ""): number {
  let value = 0;
  for (const digit of text) value = value * DIGITS.length + DIGITS.indexOf(digit);
  return value;
}
