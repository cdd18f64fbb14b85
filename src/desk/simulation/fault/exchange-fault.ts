/** Draws what a fault of the desk's own exchange is, in all that its kind alone does not say. */
import type { Prng } from "../../../core/prng.ts";
import {
  type ChanceFaultKind,
  CLOSINGS,
  type FaultDefinition,
  faultOf,
  SERVER_ERROR_CODES,
} from "../../../trading/venue/simulated/fault/fault.ts";
import { EXCHANGE_FAULTS, type ExchangeFaultKind, type FaultKind } from "./fault-plan.ts";

const PREFIX = "EXCHANGE_";
/** Calls that some faults may act on, besides those that they act on by themselves. */
const METHODS = ["", "", "order.place", "order.cancel", "openOrders.cancelAll", "order.status"];

export function isAtExchange(kind: FaultKind): kind is ExchangeFaultKind {
  return (EXCHANGE_FAULTS as readonly string[]).includes(kind);
}

/** How often, how late, how long, and to which call. */
export function exchangeFault(kind: ExchangeFaultKind, random: Prng): FaultDefinition {
  const own = kind.slice(PREFIX.length) as ChanceFaultKind;
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
  });
}
