/** What of the futures half is controlled from outside: its overload, and what accounts have. */
import { atomsOf } from "../../../../core/decimal-atoms.ts";
import { NO_FAULT } from "../wire/call/fault-point.ts";
import type { FuturesVenue } from "./wire/call/futures-venue.ts";
import { type Overload, overloaded } from "./wire/call/overload.ts";

export type FuturesControlAnswer = { readonly status: number; readonly body: string };

const OVERLOADS: readonly Overload[] = ["UNKNOWN", "UNAVAILABLE", "THROTTLED"];
const COUNT_MAX = 1_000_000;

/**
 * Answers `POST overload` `{"kind","isDone","count"}`, for so many of the next calls of accounts, and
 * `POST deposit` `{"account","amount"}`, in USDT, below zero a withdrawal.
 *
 * @param what The path behind the address of this control.
 * @param at Wall microseconds.
 */
export function controlFutures(
  venue: FuturesVenue,
  { method, what, body }: { readonly method: string; readonly what: string; readonly body: string },
  at: number,
): FuturesControlAnswer {
  const fields = fieldsOf(body);
  if (method !== "POST" || fields === null) return refused("ask with POST and an object of JSON");
  if (what === "overload") return overload(venue, fields);
  if (what === "deposit") return deposit(venue, fields, at);
  return refused("ask for overload or deposit");
}

type Fields = Readonly<Record<string, unknown>>;

function overload(venue: FuturesVenue, { kind, isDone = false, count = 1 }: Fields) {
  const known = OVERLOADS.find((one) => one === kind);
  const isCount = typeof count === "number" && Number.isInteger(count) && count >= 0;
  if (known === undefined || !isCount || count > COUNT_MAX || typeof isDone !== "boolean") {
    return refused(`say {"kind": one of ${OVERLOADS.join(", ")}, "isDone": false, "count": 1}`);
  }
  const point = overloaded(known, isDone);
  let left = count;
  venue.faults = {
    verdict(call) {
      if (left === 0 || Number.isNaN(call.account)) return NO_FAULT;
      const fault = point.verdict(call);
      if (fault !== NO_FAULT) left -= 1;
      return fault;
    },
  };
  return { status: 200, body: JSON.stringify({ kind: known, isDone, count }) };
}

function deposit(venue: FuturesVenue, { account, amount }: Fields, at: number) {
  const atoms = atomsOf(String(amount));
  const isAccount =
    typeof account === "number" &&
    Number.isInteger(account) &&
    account >= 0 &&
    account < venue.exchange.accountCount;
  if (!isAccount || !atoms.ok) return refused('say {"account": 0, "amount": "100"}');
  const done = venue.exchange.deposit(account, atoms.value, at);
  if (!done.ok) return refused(done.failure.msg);
  return { status: 200, body: JSON.stringify({ account, amount }) };
}

function fieldsOf(body: string): Fields | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function refused(next: string): FuturesControlAnswer {
  return { status: 400, body: JSON.stringify({ error: "not taken", next }) };
}
