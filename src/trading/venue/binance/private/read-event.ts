/**
 * Reads private events. What it uses must be as it must be, and a failure names the field; fields that
 * it does not know are noted and change nothing.
 */
import { readBalances } from "../answers/account-answers.ts";
import { Fields } from "../answers/fields.ts";
import type { InstrumentsBySymbol } from "../frame.ts";
import { isRecord } from "../json.ts";
import type { PrivateEvent } from "./private-event.ts";
import { readReport } from "./read-report.ts";

/** Known, and of no use here: lists of orders, and money that something else holds. */
const IGNORED: ReadonlySet<string> = new Set(["listStatus", "externalLockUpdate"]);

/** Reads the event of a frame, without its wrapping. */
export function readEvent(event: unknown, instruments: InstrumentsBySymbol): PrivateEvent {
  const name = isRecord(event) && typeof event.e === "string" ? event.e : "";
  switch (name) {
    case "executionReport":
      return readReport(event, instruments);
    case "outboundAccountPosition":
      return readPosition(event);
    case "balanceUpdate":
      return readBalanceChange(event);
    case "eventStreamTerminated":
      return { kind: "STREAM_ENDED" };
    case "serverShutdown":
      return { kind: "SHUTDOWN" };
    case "":
      return badEvent(new Fields("event", event), "e", "an event has a name");
    default:
      return { kind: IGNORED.has(name) ? "IGNORED" : "UNKNOWN", name };
  }
}

function readPosition(event: unknown): PrivateEvent {
  const fields = new Fields("outboundAccountPosition", event);
  const timeUs = fields.timeUs("u");
  const list = fields.raw("B");
  if (!Array.isArray(list)) return badEvent(fields, "B", "balances are a list");
  const balances = readBalances(list, { asset: "a", free: "f", locked: "l" });
  if ("reason" in balances) return badEvent(fields, "B", balances.reason);
  if (fields.failure !== null) return badEvent(fields, "", "");
  return { kind: "BALANCES", balances, timeUs };
}

function readBalanceChange(event: unknown): PrivateEvent {
  const fields = new Fields("balanceUpdate", event);
  const asset = fields.text("a");
  const change = fields.atoms("d");
  const timeUs = fields.timeUs("T");
  if (fields.failure !== null) return badEvent(fields, "", "");
  return { kind: "BALANCE_CHANGE", asset, change, timeUs };
}

function badEvent(fields: Fields, name: string, wrong: string): PrivateEvent {
  if (wrong !== "") fields.fail(name, wrong);
  const { field, reason } = fields.failure ?? { field: "", reason: "" };
  return { kind: "BAD", field, reason, id: "", venueOrderId: "", symbolText: "" };
}
