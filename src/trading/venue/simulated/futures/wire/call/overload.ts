/**
 * The three things that a 503 of USD-M means, told apart by its body alone.
 *
 * UNKNOWN: it was sent on, and nobody knows what became of it. UNAVAILABLE: it was not done. THROTTLED:
 * it was not done, and only orders that make no position smaller are kept out.
 */
import {
  type Fault,
  type FaultCall,
  type FaultPoint,
  NO_FAULT,
} from "../../../wire/call/fault-point.ts";
import { type VenueError, venueError } from "../../../wire/request/venue-error.ts";

export type Overload = "UNKNOWN" | "UNAVAILABLE" | "THROTTLED";

const STATUS = 503;

const BODIES: Readonly<Record<Overload, VenueError>> = {
  UNKNOWN: of(-1000, "Unknown error, please check your request or try again later."),
  UNAVAILABLE: of(-1016, "Service Unavailable."),
  THROTTLED: of(
    -1008,
    "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.",
  ),
};

/** @param isDone Of UNKNOWN: whether what was sent on is done all the same. */
export function overloaded(kind: Overload, isDone = false): FaultPoint {
  const error = BODIES[kind];
  const fault: Fault = { kind: "ERROR", isDone: kind === "UNKNOWN" && isDone, error };
  return {
    verdict: (call) => (kind === "THROTTLED" && !isThrottled(call) ? NO_FAULT : fault),
  };
}

function isThrottled({ name, params }: FaultCall): boolean {
  return name === "order.place" && params.get("reduceOnly")?.toLowerCase() !== "true";
}

function of(code: number, msg: string): VenueError {
  return { ...venueError(code, msg), httpStatus: STATUS };
}
