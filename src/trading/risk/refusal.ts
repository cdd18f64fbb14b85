/** Why an intent did not pass the gate, as a value and as a sentence for an operator. */

/** Every kind, in the order of the wire's names. */
export const REFUSAL_KINDS = [
  /** Later than the order's own last moment. */
  "EXPIRED",
  /** No book, or one that is not known to be whole. */
  "UNKNOWN_BOOK",
  "STALE_BOOK",
  /** The intent is not well formed, or names an order of somebody else. */
  "BAD_ORDER",
  "ORDER_SIZE",
  "POSITION",
  "ORDER_RATE",
  "PRICE_COLLAR",
  /** Nobody set the limit that `name` names: nothing is unlimited. */
  "LIMIT_MISSING",
  /** The gate could not decide, so it said no. */
  "GATE_ERROR",
  /** Trading is halted, or only reducing orders are taken. */
  "HALTED",
  "UNKNOWN_INSTRUMENT",
  "DUPLICATE_ID",
] as const;

/** One of {@link REFUSAL_KINDS}. */
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

/**
 * A refusal is an expected outcome, so it is a value and never an exception. It carries the limit
 * and the number that broke it, so that a log line or a dashboard needs no text to be parsed.
 */
export type Refusal = {
  readonly kind: RefusalKind;
  /** What must hold; NaN where the kind has none. In the unit of `value`. */
  readonly limit: number;
  /** What was found; NaN where the kind has none. */
  readonly value: number;
  /** Which limit, field or state; at most 31 ASCII characters. */
  readonly name?: string;
  /** What the gate threw, of a GATE_ERROR. */
  readonly cause?: unknown;
};

/** Returns the refusal for a limit that nobody set. `name` is that of the file's `[limits]`. */
export function missingLimit(name: string): Refusal {
  return { kind: "LIMIT_MISSING", limit: Number.NaN, value: Number.NaN, name };
}

/** Returns a refusal whose numbers would say nothing. */
export function bareRefusal(kind: RefusalKind, name?: string): Refusal {
  const refusal = { kind, limit: Number.NaN, value: Number.NaN };
  return name === undefined ? refusal : { ...refusal, name };
}

const NS_PER_MS = 1_000_000;

/** What must hold, and what is, by kind. */
const REASONS: Readonly<Record<RefusalKind, (refusal: Refusal) => string>> = {
  EXPIRED: ({ limit, value }) =>
    `it must be decided on in time: it was valid until ${limit} ns and it is ${value} ns`,
  UNKNOWN_BOOK: ({ name }) => `the book must be known: current book is ${name ?? "missing"}`,
  STALE_BOOK: ({ limit, value }) =>
    `book age must be <= ${ms(limit)} ms: current age is ${ms(value)} ms`,
  BAD_ORDER: describeBadOrder,
  ORDER_SIZE: ({ limit, value }) => `order size must be <= ${limit} lots: it is ${value} lots`,
  POSITION: ({ limit, value }) =>
    `position must stay within ${limit} lots: it could be ${value} lots`,
  ORDER_RATE: ({ limit, value }) =>
    `order rate must be <= ${limit} per second: it would be ${value} per second`,
  PRICE_COLLAR: ({ limit, value }) =>
    `price must be within ${limit} bps of the market: it is ${value} bps away`,
  LIMIT_MISSING: ({ name }) => `limit ${name} must be set: it is missing`,
  GATE_ERROR: ({ name }) => `the gate must be able to decide: it failed with ${name}`,
  HALTED: ({ limit, value, name }) =>
    name === "REDUCING"
      ? `only reducing orders are taken: at most ${limit} lots may reduce and it would be ${value}`
      : "trading must be active: it is halted",
  UNKNOWN_INSTRUMENT: ({ value }) => `its instrument must be the strategy's: it is ${value}`,
  DUPLICATE_ID: () => "its id must be newer than that of any order before: it is not",
};

/**
 * Returns one sentence for an operator: what was refused, what must hold, and what is.
 *
 * @example
 * ```ts
 * const refusal = { kind: "STALE_BOOK", limit: 250_000_000, value: 900_000_000 };
 * describeRefusal(refusal); // => "Cannot submit order as book age must be <= 250 ms: current age is 900 ms"
 * ```
 */
export function describeRefusal(
  refusal: Refusal,
  action: "NEW" | "CANCEL" | "REPLACE" | "AMEND" = "NEW",
): string {
  return `Cannot ${VERBS[action]} order as ${REASONS[refusal.kind](refusal)}`;
}

const VERBS = { NEW: "submit", CANCEL: "cancel", REPLACE: "replace", AMEND: "amend" } as const;

function describeBadOrder({ limit, value, name = "form" }: Refusal): string {
  if (name === "owner") return `its id must be of strategy ${limit}: it is of ${value}`;
  if (name === "replaces")
    return "the order that it replaces must be working and its own: it is not";
  if (name === "amended order")
    return "it must be working, and of that side and instrument: it is not";
  if (name === "amend") return `it can only become smaller than ${limit} lots: asked for ${value}`;
  if (Number.isNaN(limit)) return `its ${name} must be well formed: it is not`;
  return `its ${name} must be a positive integer: current value is ${value}`;
}

function ms(ns: number): number {
  return ns / NS_PER_MS;
}
