/**
 * What changes a spot exchange from outside, as one line of text: whoever runs the lines again, at
 * their times, has the same exchange.
 *
 * ```text
 *   ["PLACE",at,account,symbol,side,type,timeInForce,price,lots,quote,stop,iceberg,clientOrderId,stp]
 *   ["CANCEL",at,account,symbol,orderId,clientOrderId,newClientOrderId,restriction]
 *   ["CANCEL_ALL",at,account,symbol]
 *   ["REPLACE",at,account,mode,[cancel...],[place...]]
 *   ["AMEND",at,account,symbol,orderId,clientOrderId,lots,newClientOrderId]
 *   ["DEPOSIT",at,account,asset,atoms]
 *   ["RULES",at,{...}]
 *   ["OPEN",at,{name,...}]                           an account; they are numbered as they come
 *   ["CRASH",at,symbol,{...}]                        a flash crash of the venue's own traders
 *   ["TIME",at]                                      its traders act: only the newest counts (step-mark.ts)
 * ```
 *
 * A number that is absent is `null`, and atoms are text.
 */
import { failWith, type Result, succeed } from "../../../../core/result.ts";
import type { AccountOptions } from "../exchange/ledger/account.ts";
import type {
  AmendRequest,
  CancelRequest,
  PlaceRequest,
  ReplaceRequest,
} from "../exchange/order.ts";
import type { SymbolRules } from "../exchange/symbol-rules.ts";
import type { Atoms } from "../exchange/words.ts";
import type { FlashCrashOptions } from "../market/agents/flash-crash.ts";

type OfAccount = { readonly at: number; readonly account: number };

/** `at`: wall microseconds. */
export type Command =
  | (OfAccount & { readonly kind: "PLACE"; readonly request: PlaceRequest })
  | (OfAccount & { readonly kind: "CANCEL"; readonly request: CancelRequest })
  | (OfAccount & { readonly kind: "CANCEL_ALL"; readonly symbol: string })
  | (OfAccount & { readonly kind: "REPLACE"; readonly request: ReplaceRequest })
  | (OfAccount & { readonly kind: "AMEND"; readonly request: AmendRequest })
  | (OfAccount & { readonly kind: "DEPOSIT"; readonly asset: string; readonly atoms: Atoms })
  | { readonly kind: "TIME"; readonly at: number }
  | { readonly kind: "RULES"; readonly at: number; readonly rules: SymbolRules }
  | { readonly kind: "OPEN"; readonly at: number; readonly options: AccountOptions }
  | {
      readonly kind: "CRASH";
      readonly at: number;
      readonly symbol: string;
      readonly options: FlashCrashOptions;
    };

/** Returns the line of `command`, without its end. */
export function lineOf(command: Command): string {
  const { kind, at } = command;
  switch (command.kind) {
    case "PLACE":
      return JSON.stringify([kind, at, command.account, ...placeFields(command.request)]);
    case "CANCEL":
      return JSON.stringify([kind, at, command.account, ...cancelFields(command.request)]);
    case "CANCEL_ALL":
      return JSON.stringify([kind, at, command.account, command.symbol]);
    case "TIME":
      return JSON.stringify([kind, at]);
    case "REPLACE": {
      const { mode, cancel, place } = command.request;
      const halves = [cancelFields(cancel), placeFields(place)];
      return JSON.stringify([kind, at, command.account, mode, ...halves]);
    }
    case "AMEND": {
      const { symbol, orderId, clientOrderId, lots, newClientOrderId } = command.request;
      const fields = [symbol, orderId, clientOrderId, lots, newClientOrderId];
      return JSON.stringify([kind, at, command.account, ...fields]);
    }
    case "DEPOSIT":
      return JSON.stringify([kind, at, command.account, command.asset, String(command.atoms)]);
    case "OPEN":
      return JSON.stringify([kind, at, command.options]);
    case "CRASH":
      return JSON.stringify([kind, at, command.symbol, command.options]);
    case "RULES":
      return JSON.stringify([kind, at, command.rules], (_key, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      );
  }
}

/** Returns the command of a line that {@link lineOf} made, or what is wrong with it. */
export function commandOf(line: string): Result<Command, string> {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return failWith("no JSON");
  }
  if (!Array.isArray(fields)) return failWith("no list");
  const [kind, at, account, ...rest] = fields as Fields;
  if (typeof at !== "number") return failWith("no time");
  if (kind === "TIME") return succeed({ kind, at });
  if (kind === "RULES")
    return succeed({ kind, at, rules: rulesOf(account as Readonly<Record<string, unknown>>) });
  if (kind === "OPEN") return succeed({ kind, at, options: account as AccountOptions });
  if (kind === "CRASH") {
    return succeed({ kind, at, symbol: text(account), options: rest[0] as FlashCrashOptions });
  }
  if (typeof account !== "number") return failWith("no account");
  const whose = { at, account };
  switch (kind) {
    case "PLACE":
      return succeed({ kind, ...whose, request: placeOf(rest) });
    case "CANCEL":
      return succeed({ kind, ...whose, request: cancelOf(rest) });
    case "CANCEL_ALL":
      return succeed({ kind, ...whose, symbol: text(rest[0]) });
    case "REPLACE":
      return succeed({ kind, ...whose, request: replaceOf(rest) });
    case "AMEND":
      return succeed({ kind, ...whose, request: amendOf(rest) });
    case "DEPOSIT":
      return succeed({ kind, ...whose, asset: text(rest[0]), atoms: BigInt(text(rest[1])) });
    default:
      return failWith(`no command ${String(kind)}`);
  }
}

type Field = string | number | null;
type Fields = readonly (Field | Fields | Plain)[];
type Plain = Readonly<Record<string, unknown>> | AccountOptions | FlashCrashOptions;

const text = (field: unknown): string => String(field);
/** What JSON has no number for. */
const number = (field: unknown): number => (field === null ? Number.NaN : Number(field));

function placeFields(request: PlaceRequest): Field[] {
  const { symbol, side, type, timeInForce, priceTicks, lots, quoteAtoms } = request;
  const { stopTicks, icebergLots, clientOrderId, stp } = request;
  const quote = quoteAtoms === null ? null : String(quoteAtoms);
  const before = [symbol, side, type, timeInForce, priceTicks, lots, quote];
  return [...before, stopTicks, icebergLots, clientOrderId, stp];
}

function placeOf(fields: Fields): PlaceRequest {
  const [symbol, side, type, timeInForce, price, lots, quote, stop, iceberg, id, stp] = fields;
  return {
    symbol: text(symbol),
    side: side as PlaceRequest["side"],
    type: type as PlaceRequest["type"],
    timeInForce: timeInForce as PlaceRequest["timeInForce"],
    priceTicks: number(price),
    lots: number(lots),
    quoteAtoms: quote === null ? null : BigInt(text(quote)),
    stopTicks: number(stop),
    icebergLots: number(iceberg),
    clientOrderId: text(id),
    stp: stp as PlaceRequest["stp"],
  };
}

function cancelFields(request: CancelRequest): Field[] {
  const { symbol, orderId, clientOrderId, newClientOrderId, restriction } = request;
  return [symbol, orderId, clientOrderId, newClientOrderId, restriction];
}

function cancelOf([symbol, orderId, clientOrderId, newId, restriction]: Fields): CancelRequest {
  return {
    symbol: text(symbol),
    orderId: number(orderId),
    clientOrderId: text(clientOrderId),
    newClientOrderId: text(newId),
    restriction: restriction as CancelRequest["restriction"],
  };
}

function replaceOf([mode, cancel, place]: Fields): ReplaceRequest {
  return {
    mode: mode as ReplaceRequest["mode"],
    cancel: cancelOf(cancel as Fields),
    place: placeOf(place as Fields),
  };
}

function amendOf([symbol, orderId, clientOrderId, lots, newId]: Fields): AmendRequest {
  return {
    symbol: text(symbol),
    orderId: number(orderId),
    clientOrderId: text(clientOrderId),
    lots: number(lots),
    newClientOrderId: text(newId),
  };
}

const ATOMS_OF_RULES = ["atomsPerTickLot", "atomsPerLot", "notionalMin", "notionalMax"] as const;

function rulesOf(plain: Readonly<Record<string, unknown>>): SymbolRules {
  const atoms = ATOMS_OF_RULES.map((field) => [field, BigInt(text(plain[field]))]);
  return { ...plain, ...Object.fromEntries(atoms) } as unknown as SymbolRules;
}
