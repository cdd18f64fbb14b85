/** Where a fault acts on private events: on each, on its way to each connection. */
import type { FaultCall } from "../call/fault-point.ts";

/** Names of private events. */
export const PRIVATE_EVENTS = [
  "executionReport",
  "outboundAccountPosition",
  "balanceUpdate",
  "eventStreamTerminated",
] as const;

/** What a fault is told of an event that is about to leave. */
export type PrivateEvent = {
  readonly name: (typeof PRIVATE_EVENTS)[number];
  readonly account: number;
  /** "" of an event that is of no symbol. */
  readonly symbol: string;
  /** NaN of an event that is of no order. */
  readonly orderId: number;
  /** Wall microseconds. */
  readonly at: number;
};

/**
 * What happens to an event.
 *
 * - NONE: it leaves now.
 * - DROP: it never does, and nothing tells so.
 * - LATE: it leaves after `delayUs`: what comes between is before it.
 * - TWICE: it leaves now, and again after `delayUs`.
 * - CUT: the connection ends, with a close frame or without one; `isSent`: behind the event.
 */
export type EventFault =
  | { readonly kind: "NONE" }
  | { readonly kind: "DROP" }
  | { readonly kind: "LATE" | "TWICE"; readonly delayUs: number }
  | { readonly kind: "CUT"; readonly isSent: boolean; readonly hasCloseFrame: boolean };

export type EventFaultPoint = {
  /** Asked for each event and each connection that it goes to, whose number is `connection`. */
  verdict(event: PrivateEvent, connection: number): EventFault;
  /** Whether a call's answer leaves before the events that it caused on the same connection. */
  isAnswerFirst(call: Pick<FaultCall, "name" | "params" | "at">): boolean;
};

export const NO_EVENT_FAULT: EventFault = { kind: "NONE" };

/** Of a venue without faults. */
export const FAULTLESS_EVENTS: EventFaultPoint = {
  verdict: () => NO_EVENT_FAULT,
  isAnswerFirst: () => true,
};
