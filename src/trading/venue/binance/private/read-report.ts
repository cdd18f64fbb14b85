/**
 * Reads an execution report.
 *
 * The client id of the order is `C` where it is set, else `c`: on a cancel and on an amendment `c` is
 * that of the request. A TRADE has a fill; nothing else changes what is filled, whatever it says in
 * `l`, and self-trade prevention is no fill.
 */
import type { Instrument } from "../../../market/instrument.ts";
import { Fields } from "../answers/fields.ts";
import { feeOf, STATUS_WORDS } from "../answers/read-order.ts";
import type { InstrumentsBySymbol } from "../frame.ts";
import type { PrivateEvent, ReportFill, ReportKind } from "./private-event.ts";

const EXECUTION_WORDS: Readonly<Record<string, ReportKind>> = {
  NEW: "NEW",
  CANCELED: "CANCELED",
  REPLACED: "REPLACED",
  REJECTED: "REJECTED",
  TRADE: "TRADE",
  EXPIRED: "EXPIRED",
  TRADE_PREVENTION: "PREVENTED",
};

const KNOWN: ReadonlySet<string> = new Set([
  ...[
    "e",
    "E",
    "s",
    "c",
    "S",
    "o",
    "f",
    "q",
    "p",
    "P",
    "F",
    "g",
    "C",
    "x",
    "X",
    "r",
    "i",
    "l",
    "z",
  ],
  ...[
    "L",
    "n",
    "N",
    "T",
    "t",
    "v",
    "I",
    "w",
    "m",
    "M",
    "O",
    "Z",
    "Y",
    "Q",
    "W",
    "V",
    "d",
    "D",
    "j",
  ],
  ...["J", "A", "B", "u", "U", "Cs", "pl", "pL", "pY", "b", "a", "k", "uS", "gP", "gOT", "gOV"],
  ...["gp", "eR"],
]);

/** Reads a report; of an instrument that the desk does not trade, only which order it is. */
export function readReport(event: unknown, instruments: InstrumentsBySymbol): PrivateEvent {
  const fields = new Fields("executionReport", event);
  const symbolText = fields.text("s");
  const venueOrderId = fields.id("i");
  const instrument = instruments.get(symbolText);
  if (instrument === undefined) {
    return fields.failure === null
      ? { kind: "FOREIGN", symbolText, venueOrderId }
      : badReport(fields, { id: "", venueOrderId, symbolText });
  }
  fields.noteUnknown(KNOWN);
  const { id, requestId } = readIds(fields);
  const execution = fields.word("x", EXECUTION_WORDS, "UNKNOWN");
  const status = fields.word("X", STATUS_WORDS, "UNKNOWN");
  const report: PrivateEvent = {
    kind: "ORDER",
    execution: execution.meaning,
    executionText: execution.text,
    instrument,
    id,
    requestId,
    venueOrderId,
    side: fields.side("S"),
    status: status.meaning,
    statusText: status.text,
    priceTicks: fields.ticks("p", instrument),
    orderLots: fields.lots("q", instrument),
    cumLots: fields.lots("z", instrument),
    preventedLots: fields.lotsOrNone("A", instrument),
    fill: execution.meaning === "TRADE" ? readFill(fields, instrument) : null,
    isOnBook: fields.flag("w"),
    reason: readReason(fields),
    timeUs: fields.timeUs("T"),
    drift: fields.drift,
  };
  return fields.failure === null ? report : badReport(fields, { id, venueOrderId, symbolText });
}

function readIds(fields: Fields): { readonly id: string; readonly requestId: string } {
  const current = fields.text("c");
  const original = fields.textOrNone("C");
  if (original === "" || original === current) return { id: current, requestId: "" };
  return { id: original, requestId: current };
}

function readFill(fields: Fields, instrument: Instrument): ReportFill {
  const lots = fields.lots("l", instrument);
  const priceTicks = fields.ticks("L", instrument);
  if (lots === 0) fields.fail("l", "a trade has lots");
  if (priceTicks === 0) fields.fail("L", "a trade has a price");
  fields.atoms("n");
  return {
    tradeId: fields.id("t"),
    lots,
    priceTicks,
    isMaker: fields.flag("m"),
    fee: feeOf(instrument, fields.textOrNone("N"), fields.textOrNone("n")),
  };
}

function readReason(fields: Fields): string {
  const rejected = fields.textOrNone("r");
  if (rejected !== "" && rejected !== "NONE") return rejected;
  const expired = fields.raw("eR");
  return typeof expired === "string" || typeof expired === "number" ? `${expired}` : "";
}

function badReport(
  fields: Fields,
  known: { readonly id: string; readonly venueOrderId: string; readonly symbolText: string },
): PrivateEvent {
  const { field, reason } = fields.failure ?? { field: "", reason: "" };
  return { kind: "BAD", field, reason, ...known };
}
