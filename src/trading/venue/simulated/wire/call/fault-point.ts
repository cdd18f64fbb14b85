/** Where a fault acts on a call: before it is done, after it, or on its answer. */
import type { VenueError } from "../request/venue-error.ts";

/** What a fault is told of a call that is about to be done. */
export type FaultCall = {
  readonly transport: "REST" | "WS_API";
  /** Name of the WebSocket API, also over REST: "order.place". */
  readonly name: string;
  /** NaN: of nobody. */
  readonly account: number;
  /** "" when none was sent. */
  readonly symbol: string;
  readonly params: ReadonlyMap<string, string>;
  /** Wall microseconds. */
  readonly at: number;
};

/**
 * What happens to a call.
 *
 * - NONE: it is done and answered.
 * - ERROR: an error is the answer; `isDone` says whether the call was done all the same.
 * - LOSE: nothing is answered and the connection ends; `isDone` as above.
 * - LATE: it is done now, and answered after `delayUs`.
 */
export type Fault =
  | { readonly kind: "NONE" }
  | { readonly kind: "ERROR"; readonly isDone: boolean; readonly error: VenueError }
  | { readonly kind: "LOSE"; readonly isDone: boolean }
  | { readonly kind: "LATE"; readonly delayUs: number };

/** Asked once for each call that is allowed and not yet done. */
export type FaultPoint = {
  verdict(call: FaultCall): Fault;
};

export const NO_FAULT: Fault = { kind: "NONE" };

/** Of a venue without faults. */
export const FAULTLESS: FaultPoint = { verdict: () => NO_FAULT };

/** How an answer leaves. LOSE: it does not, and the connection ends. */
export type Delivery =
  | { readonly kind: "SEND"; readonly delayUs: number }
  | { readonly kind: "LOSE" };

export const AT_ONCE: Delivery = { kind: "SEND", delayUs: 0 };
