/** A call from its arrival to its answer: limits, key, signature, faults, and then the thing itself. */
import { failWith, type Result, succeed } from "../../../../../core/result.ts";
import type { TimeUnit } from "../answer/numbers.ts";
import type { UsedLimit } from "../limits/fixed-window.ts";
import { ParamReader } from "../request/param-reader.ts";
import { VENUE_ERRORS, type VenueError } from "../request/venue-error.ts";
import { authenticate, mayDo, type Security, timingError } from "../signature/authenticate.ts";
import type { KnownKey } from "../signature/key-table.ts";
import type { Endpoint, SentParams } from "./endpoint.ts";
import { AT_ONCE, type Delivery, type Fault, NO_FAULT } from "./fault-point.ts";
import type { Venue } from "./venue.ts";

/** Who calls, and how that is shown. */
export type Caller = {
  readonly transport: "REST" | "WS_API";
  readonly ip: string;
  /** "" when none was sent. */
  readonly apiKey: string;
  /** What the signature is of; null when it cannot be of anything. */
  readonly payload: string | null;
  /** Key of a session that is logged on: what is not signed is asked in its name. Null without one. */
  readonly session: KnownKey | null;
  readonly unit: TimeUnit;
};

export type Performed = {
  readonly outcome: Result<unknown, VenueError>;
  readonly delivery: Delivery;
  /** Of the caller; NaN: of nobody, or not known. */
  readonly account: number;
  /** The account's limits, when an order was placed; else empty. */
  readonly orderLimits: readonly UsedLimit[];
};

/** What of a venue stands between its calls and those who call. */
export type CallDesk = Pick<Venue, "addresses" | "orderLimits" | "keys" | "clockAt" | "faults">;

/** Does what is asked, and says how it is answered. Never throws for what was sent. */
export function perform<Of extends CallDesk>(
  venue: Of,
  endpoint: Endpoint<Of>,
  { sent, caller, at }: { sent: SentParams; caller: Caller; at: number },
): Performed {
  const admitted = venue.addresses.admit(caller.ip, endpoint.weight(sent), at);
  if (!admitted.ok) return refused(admitted.failure);
  const key = keyOf(venue, endpoint.security, { sent, caller, at });
  if (!key.ok) return refused(key.failure);
  const account = key.value?.account ?? Number.NaN;
  const fault = venue.faults.verdict({
    transport: caller.transport,
    name: endpoint.name,
    account,
    symbol: sent.get("symbol") ?? "",
    params: sent,
    at,
  });
  const outcome = isDone(fault)
    ? endpoint.run({ venue, account, key: key.value, at, unit: caller.unit }, new ParamReader(sent))
    : failWith(VENUE_ERRORS.unknown);
  const isPlaced = endpoint.isPlacing === true && outcome.ok && fault.kind !== "ERROR";
  return {
    outcome: fault.kind === "ERROR" ? failWith(fault.error) : outcome,
    delivery: deliveryOf(fault),
    account,
    orderLimits: isPlaced ? venue.orderLimits.used(account, at) : [],
  };
}

/** Null: nobody has to be known. */
function keyOf(
  venue: CallDesk,
  security: Security,
  { sent, caller, at }: { sent: SentParams; caller: Caller; at: number },
): Result<KnownKey | null, VenueError> {
  if (security === "NONE") return succeed(null);
  const { session, apiKey, payload, ip } = caller;
  if (session !== null && !sent.has("signature")) {
    // What is not signed has a time all the same.
    const untimely = security === "KEY" ? null : timingError(sent, venue.clockAt(at));
    if (untimely !== null) return failWith(untimely);
    return mayDo(session, security, ip) ? succeed(session) : failWith(VENUE_ERRORS.rejectedKey);
  }
  return authenticate(
    venue.keys,
    security,
    { apiKey, payload, params: sent, ip },
    venue.clockAt(at),
  );
}

function refused(error: VenueError): Performed {
  return {
    outcome: failWith(error),
    delivery: deliveryOf(NO_FAULT),
    account: NaN,
    orderLimits: [],
  };
}

function isDone(fault: Fault): boolean {
  return fault.kind === "NONE" || fault.kind === "LATE" || fault.isDone;
}

function deliveryOf(fault: Fault): Delivery {
  if (fault.kind === "LOSE") return { kind: "LOSE" };
  return fault.kind === "LATE" ? { kind: "SEND", delayUs: fault.delayUs } : AT_ONCE;
}
