/** What the query of the venue's rules came to: its limits, and the steps of its symbols. */
import { type DecimalStep, parseStep } from "../../../../core/decimal-step.ts";
import type { RateRule } from "../../policy/rate-rule.ts";
import { isRecord, type JsonRecord } from "../json.ts";
import type { VenueCall } from "../requests/venue-call.ts";
import { classify } from "./classify.ts";
import { rulesOfList } from "./limits.ts";
import type { Outcome } from "./outcome.ts";
import type { Reply } from "./reply.ts";

/** One symbol's rules. */
export type SymbolRules = {
  /** "BTCUSDT". */
  readonly symbolText: string;
  /** Orders are taken. */
  readonly isTrading: boolean;
  /** Null when the venue does not say it as a positive decimal. */
  readonly tick: DecimalStep | null;
  /** Null likewise. */
  readonly lot: DecimalStep | null;
  /** Least worth of an order, plain decimal text in the quote asset; "" when there is none. */
  readonly notionalMinText: string;
  /** An order can be lessened in its place. */
  readonly mayAmend: boolean;
};

/** The venue's rules. */
export type VenueRules = {
  readonly limits: readonly RateRule[];
  readonly symbols: readonly SymbolRules[];
};

/** Of the query of rules. */
export function rulesOutcome(
  call: Pick<VenueCall, "method" | "isMutation">,
  reply: Reply,
): Outcome<VenueRules> {
  return classify(call, reply, (result) => {
    if (!isRecord(result) || !Array.isArray(result.symbols)) return undefined;
    const symbols = result.symbols.filter(isRecord).map(symbolRulesOf);
    return { limits: rulesOfList(result.rateLimits), symbols };
  });
}

function symbolRulesOf(symbol: JsonRecord): SymbolRules {
  const notional = filterOf(symbol, "NOTIONAL") ?? filterOf(symbol, "MIN_NOTIONAL");
  return {
    symbolText: textOf(symbol.symbol),
    isTrading: symbol.status === "TRADING",
    tick: stepOf(filterOf(symbol, "PRICE_FILTER")?.tickSize),
    lot: stepOf(filterOf(symbol, "LOT_SIZE")?.stepSize),
    notionalMinText: textOf(notional?.minNotional),
    mayAmend: symbol.amendAllowed === true,
  };
}

function filterOf({ filters }: JsonRecord, type: string): JsonRecord | undefined {
  if (!Array.isArray(filters)) return undefined;
  return filters.filter(isRecord).find(({ filterType }) => filterType === type);
}

function stepOf(text: unknown): DecimalStep | null {
  const step = parseStep(textOf(text));
  return step.ok ? step.value : null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
