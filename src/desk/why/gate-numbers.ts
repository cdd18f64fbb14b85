/** The checks of the gate on one order, each number beside the limit that it was held against. */
import type { Body } from "../journal-view/record-names.ts";
import { type InstrumentText, lotsText, msText } from "../journal-view/text/field-text.ts";

/** NOT_LOOKED_AT: an earlier check had said no, or the gate had nothing to look at. */
export type CheckOutcome = "PASSED" | "FAILED" | "NOT_LOOKED_AT";

export type GateNumber = {
  readonly name: string;
  /** As the gate saw it; NaN where it had none. */
  readonly value: number;
  /** NaN where there is none, which denies. */
  readonly limit: number;
  readonly outcome: CheckOutcome;
  readonly valueText: string;
  readonly limitText: string;
};

type Rule = {
  readonly name: string;
  readonly value: (number: NumberOf) => number;
  readonly limit: (number: NumberOf) => number;
  readonly text: (value: number, instrument: InstrumentText) => string;
  /** What is compared, where it is not the number itself. */
  readonly measure?: (value: number, side: unknown) => number;
};

type NumberOf = (field: string) => number;

const RULES: readonly Rule[] = [
  {
    name: "in time",
    value: (number) => number("checkedAt") - number("decidedAt"),
    limit: (number) => number("validUntil") - number("decidedAt"),
    text: msText,
  },
  {
    name: "book age",
    value: (number) => number("bookAgeNs"),
    limit: (number) => number("bookAgeNsMax"),
    text: msText,
  },
  {
    name: "order size",
    value: (number) => number("lots"),
    limit: (number) => number("orderLotsMax"),
    text: (value, instrument) => lotsText(instrument, value),
  },
  {
    name: "position at worst",
    value: (number) => number("worstLots"),
    limit: (number) => number("positionLotsMax"),
    text: (value, instrument) => lotsText(instrument, value),
    // A sale is held against the limit on the short side.
    measure: (value, side) => (side === "SELL" ? -value : value),
  },
  {
    name: "distance of price",
    value: (number) => number("collarBps"),
    limit: (number) => number("collarBpsMax"),
    text: (value) => withUnit(value, "bps"),
  },
  {
    name: "order rate",
    value: (number) => number("orderRate"),
    limit: (number) => number("orderRateMax"),
    text: (value) => withUnit(value, "a second"),
  },
];

/** @param check Body of a `gate-check`. */
export function gateNumbers(check: Body, instrument: InstrumentText): readonly GateNumber[] {
  const number: NumberOf = (field) => {
    const value = check[field];
    return typeof value === "number" ? value : Number.NaN;
  };
  return RULES.map((rule) => {
    const value = rule.value(number);
    const limit = rule.limit(number);
    const measured = rule.measure?.(value, check.side) ?? value;
    return {
      name: rule.name,
      value,
      limit,
      outcome: Number.isNaN(value) ? "NOT_LOOKED_AT" : measured <= limit ? "PASSED" : "FAILED",
      valueText: rule.text(value, instrument),
      limitText: Number.isNaN(limit) ? "no limit is set" : rule.text(limit, instrument),
    };
  });
}

function withUnit(value: number, unit: string): string {
  return Number.isNaN(value) ? "-" : `${Number(value.toFixed(3))} ${unit}`;
}
