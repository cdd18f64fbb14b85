/** Draws what a fault of the desk's own exchange is, in all that its kind alone does not say. */
import type { Prng } from "../../../core/prng.ts";
import {
  CLOSINGS,
  type FaultDefinition,
  faultOf,
  SERVER_ERROR_CODES,
  type FaultKind as VenueFaultKind,
} from "../../../trading/venue/simulated/fault/fault.ts";
import { EXCHANGE_FAULTS, type ExchangeFaultKind, type FaultKind } from "./fault-plan.ts";

const PREFIX = "EXCHANGE_";
/** Calls that some faults may act on, besides those that they act on by themselves. */
const METHODS = [
  ...["", "", "order.place", "order.cancel", "openOrders.cancelAll", "order.status"],
  ...["order.cancelReplace", "order.amend.keepPriority", "session.logon"],
];
/** Most lots of a part: as many as one order of the demo's has. */
const PART_LOTS_MAX = 2_000;

/** All of them whole numbers of the demo's own: in a finer one no price of its desk could be said. */
const TICKS = ["0.01", "0.02", "0.1", "0.5", "1"];

export function isAtExchange(kind: FaultKind): kind is ExchangeFaultKind {
  return (EXCHANGE_FAULTS as readonly string[]).includes(kind);
}

/**
 * How often, how late, how long, to which call, and which change of what is listed.
 *
 * @param symbols What is listed there now. Not empty.
 */
export function exchangeFault(
  kind: ExchangeFaultKind,
  random: Prng,
  symbols: readonly string[],
): FaultDefinition {
  const own = kind.slice(PREFIX.length) as VenueFaultKind;
  const isCall = own.startsWith("ACK") || own.startsWith("REQUEST") || own === "SERVER_ERROR";
  return faultOf(own, {
    count: random.between(1, 4),
    method: isCall ? random.pick(METHODS) : "",
    delayUs: random.between(1_000, 3_000_000),
    durationUs: random.between(100_000, 5_000_000),
    code: random.pick(SERVER_ERROR_CODES),
    isDone: random.unit() < 0.5,
    closing: random.pick(CLOSINGS),
    skewUs: random.between(-900_000, 900_000),
    ...partOf(own, random),
    ...changeOf(own, random, symbols),
  });
}

/** A fill that crosses a cancel or an amendment takes a part of the order, or all of it. */
function partOf(kind: VenueFaultKind, random: Prng): Partial<FaultDefinition> {
  const isPart = kind === "CANCEL_FILL_RACE" && random.unit() < 0.5;
  return isPart ? { lots: [random.between(1, PART_LOTS_MAX)] } : {};
}

/** What a change needs to be told; nothing for any other kind. */
function changeOf(
  kind: VenueFaultKind,
  random: Prng,
  symbols: readonly string[],
): Partial<FaultDefinition> {
  if (kind === "DELISTED") return { symbol: random.pick(symbols) };
  if (kind === "TICK_CHANGED") return { symbol: random.pick(symbols), tick: random.pick(TICKS) };
  if (kind !== "LISTED") return {};
  const base = `NEW${random.between(1, 999)}`;
  const listing = { symbol: `${base}USDT`, base, quote: "USDT", tick: "0.01", lot: "0.001" };
  return { listing };
}
