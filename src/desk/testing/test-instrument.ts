/** The instruments of a test, and exact amounts of them: decimal text or whole steps. */
import { textOf } from "../../core/decimal.ts";
import { defineInstrument, type Instrument } from "../../trading/market/instrument.ts";
import { stepsFromText } from "../config/actor/exact-text.ts";
import { listed, TestMistake } from "./test-mistake.ts";

/** `"BTC-USDT"`, or with steps of its own. Without a venue it is at `@test`. */
export type TestInstrument =
  | string
  | { readonly name: string; readonly tick?: string; readonly lot?: string };

/** Exact decimal text, or whole ticks or lots. */
export type Amount = string | number;

/** Steps of an instrument that says none. */
const STEPS = { tick: "0.01", lot: "0.00001" };

/** Returns the instrument at `number` in the test's table. */
export function instrumentOf(given: TestInstrument, number: number): Instrument {
  const { name, ...steps } = typeof given === "string" ? { name: given } : given;
  const atVenue = name.includes("@") ? name : `${name}@test`;
  return defineInstrument({ ...STEPS, ...steps, number, name: atVenue });
}

/**
 * Returns the instrument that `name` names, by its whole name or its symbol; the first for none.
 *
 * @throws {TestMistake} When the test has no such instrument.
 */
export function findInstrument(
  instruments: readonly Instrument[],
  name: string | undefined,
): Instrument {
  const found = instruments.find((one) => [one.name, one.symbol, undefined].includes(name));
  if (found !== undefined) return found;
  const names = listed(instruments.map((one) => one.name));
  throw new TestMistake(`Cannot find instrument ${name ?? ""}: the test has ${names}`, [
    "name it in `instruments` of playStrategy",
  ]);
}

/**
 * Returns `amount` in ticks.
 *
 * @param what Name of the amount, for what is wrong.
 * @throws {TestMistake} When it is no whole number of them.
 */
export function ticksOf(instrument: Instrument, what: string, amount: Amount): number {
  return stepsOf(instrument, { what, amount, kind: "PRICE" });
}

/** {@link ticksOf} of a quantity, in lots. */
export function lotsOf(instrument: Instrument, what: string, amount: Amount): number {
  return stepsOf(instrument, { what, amount, kind: "QUANTITY" });
}

type Given = {
  readonly what: string;
  readonly amount: Amount;
  readonly kind: "PRICE" | "QUANTITY";
};

function stepsOf(instrument: Instrument, { what, amount, kind }: Given): number {
  if (typeof amount === "number") {
    if (Number.isSafeInteger(amount)) return amount;
    const step = kind === "PRICE" ? instrument.tick : instrument.lot;
    const unit = kind === "PRICE" ? "ticks" : "lots";
    throw new TestMistake(`${what}: must be whole ${unit}: found the number ${amount}`, [
      `one is ${textOf(1, step)} of ${instrument.name}`,
      `decimals are text: ${what}: "${amount}"`,
    ]);
  }
  const steps = stepsFromText(what, amount, { instrument, kind });
  if (steps.ok) return steps.value;
  throw new TestMistake(`${what}: ${steps.failure.message}`, steps.failure.help);
}
