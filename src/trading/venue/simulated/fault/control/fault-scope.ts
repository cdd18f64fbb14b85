/** Whether what a fault is narrowed to exists: one that waits for what never comes would look armed. */
import type { Exchange } from "../../exchange/exchange.ts";
import { REST_ROUTES } from "../../wire/rest/routes.ts";
import { parseStreamName } from "../../wire/streams/stream-name.ts";
import { PRIVATE_EVENTS } from "../../wire/user-data/event-fault.ts";
import { API_METHODS } from "../../wire/ws-api/methods.ts";
import { SESSION_METHODS } from "../../wire/ws-api/session-endpoints.ts";
import { isCallFault } from "../call-faults.ts";
import { EVENT_FAULTS, type FaultDefinition, STREAM_FAULTS } from "../fault.ts";
import type { BodyMistake } from "./body-reader.ts";

export type FaultScope = {
  readonly exchange: Pick<Exchange, "symbols">;
  /** Those that may be named. */
  readonly accounts: readonly number[];
};

const CALL_NAMES: readonly string[] = [
  ...new Set([
    ...[...REST_ROUTES.values(), ...API_METHODS.values()].map(({ name }) => name),
    ...SESSION_METHODS,
  ]),
].sort();

/** Null when each of symbol, account and method can be met by a fault of this kind. */
export function scopeMistake(fault: FaultDefinition, scope: FaultScope): BodyMistake | null {
  const { symbol, account } = fault;
  const listed = [...scope.exchange.symbols.keys()];
  if (symbol !== "" && !listed.includes(symbol)) return unknown("symbol", symbol, listed);
  if (!Number.isNaN(account) && !scope.accounts.includes(account)) {
    return unknown("account", `${account}`, scope.accounts.map(String));
  }
  return methodMistake(fault, listed);
}

function methodMistake(
  { kind, method }: FaultDefinition,
  listed: readonly string[],
): BodyMistake | null {
  if (method === "") return null;
  if (isCallFault(kind)) {
    return CALL_NAMES.includes(method) ? null : unknown("method", method, CALL_NAMES);
  }
  if ((EVENT_FAULTS as readonly string[]).includes(kind)) {
    return PRIVATE_EVENTS.some((name) => name === method)
      ? null
      : unknown("method", method, PRIVATE_EVENTS);
  }
  if (!(STREAM_FAULTS as readonly string[]).includes(kind)) {
    return { error: `${kind} acts on no method: found ${method}`, next: "leave method out" };
  }
  const stream = parseStreamName(method);
  if (stream !== null && listed.includes(stream.symbol)) return null;
  return unknown(
    "method",
    method,
    listed.map((symbol) => `${symbol.toLowerCase()}@depth@100ms`),
  );
}

function unknown(what: string, found: string, known: readonly string[]): BodyMistake {
  return {
    error: `${what} must be known: found ${JSON.stringify(found)}`,
    next: `set ${what} to one of: ${known.join(", ")}`,
  };
}
