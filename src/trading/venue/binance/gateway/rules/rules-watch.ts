/**
 * Whether the venue's rules are those that the desk counts by. A tick or a lot that is another one makes
 * every price and quantity wrong by the same factor: no new order of the instrument leaves then, nor
 * while the venue does not trade it, nor before its rules are read. Cancels go.
 */
import { textOf } from "../../../../../core/decimal.ts";
import type { DecimalStep } from "../../../../../core/decimal-step.ts";
import type { Instrument } from "../../../../market/instrument.ts";
import type { SymbolRules } from "../../answers/rules-answer.ts";

/** Of an instrument whose rules never came. */
export const UNREAD = "the venue's rules are not read";

/** Why no new order of an instrument leaves, as far as the venue's rules go. */
export type RulesRefusal =
  | typeof UNREAD
  | "the venue does not trade it"
  | "the venue's tick or lot is another one";

/** What came of a look at the rules of one instrument. */
export type RulesLook = { readonly refusal: RulesRefusal; readonly text: string } | null;

/** By instrument. What is not in it may leave. */
export type RulesWatch = Map<number, RulesRefusal>;

/** Before anything is read. */
export function rulesWatchOf(instruments: Iterable<Instrument>): RulesWatch {
  return new Map([...instruments].map(({ number }) => [number, UNREAD]));
}

/**
 * Returns why no new order may leave by these rules, and what people have to know of it; null when one may.
 *
 * @param rules Undefined when the venue does not name the symbol.
 */
export function lookAtRules(instrument: Instrument, rules: SymbolRules | undefined): RulesLook {
  const { name, tick, lot } = instrument;
  if (rules?.isTrading !== true) {
    return { refusal: "the venue does not trade it", text: `the venue does not trade ${name} now` };
  }
  const differences = [differenceOf("tick", tick, rules.tick), differenceOf("lot", lot, rules.lot)];
  const text = differences.filter((one) => one !== "").join(", ");
  if (text === "") return null;
  return {
    refusal: "the venue's tick or lot is another one",
    text: `no new orders of ${name}: ${text}`,
  };
}

function differenceOf(what: string, own: DecimalStep, venue: DecimalStep | null): string {
  if (venue !== null && venue.digits === own.digits && venue.scale === own.scale) return "";
  const told = venue === null ? "not told" : textOf(1, venue);
  return `its ${what} is ${textOf(1, own)} here, and ${told} at the venue`;
}
