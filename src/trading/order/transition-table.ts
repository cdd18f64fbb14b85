/**
 * Which event leads from where to where, and which must be looked at: the machine as a table.
 *
 * Invariant: an order that is over becomes active again only by evidence of the venue, with an
 * alarm, or by a bust or replace that the venue declares.
 */
import type { OrderBase } from "./order.ts";
import type { AlarmKind } from "./order-event.ts";

/** Kinds of events that have a column. CORRECTED is a bust too, and FILLED a report of it. */
export type Column =
  | "ACK"
  | "TRADE"
  | "CANCELED"
  | "EXPIRED"
  | "REJECTED"
  | "REPLACED"
  | "SUSPENDED"
  | "RESUMED"
  | "CORRECTED"
  | "TIMEOUT"
  | "NOT_FOUND_PROVEN"
  | "DONE_FOR_DAY"
  | "FILLED";

export type Cell = {
  /**
   * LIVE: NEW, PARTIAL or FILLED, by quantity. LATE: FILLED when the quantities say so, else where
   * it is. SAME: where it is.
   */
  readonly next: OrderBase | "LIVE" | "LATE" | "SAME";
  readonly alarm: AlarmKind | null;
  /** False: the event is recorded and changes nothing at all. */
  readonly takes: boolean;
};

const to = (next: Cell["next"], alarm: AlarmKind | null = null): Cell => ({
  next,
  alarm,
  takes: true,
});
const same = to("SAME");
const live = to("LIVE");
const canceled = to("CANCELED");
const expired = to("EXPIRED");
const suspended = to("SUSPENDED");
const lateFill = to("LATE", "LATE_FILL");
const revivingFill = to("LIVE", "LATE_FILL");
const taken = to("SAME", "PROTOCOL_ERROR");
const error: Cell = { ...taken, takes: false };
const notFound = to("SAME", "NOT_FOUND");

/** Whatever the venue says of an order that was never handed to it is a protocol error. */
const unsent: Readonly<Record<Column, Cell>> = {
  ACK: error,
  TRADE: taken,
  CANCELED: error,
  EXPIRED: error,
  REJECTED: error,
  REPLACED: error,
  SUSPENDED: error,
  RESUMED: error,
  CORRECTED: error,
  TIMEOUT: same,
  NOT_FOUND_PROVEN: same,
  DONE_FOR_DAY: error,
  FILLED: error,
};

/** Whatever names a sent order proves that the venue has it. */
const sent: Readonly<Record<Column, Cell>> = {
  ACK: live,
  TRADE: live,
  CANCELED: canceled,
  EXPIRED: expired,
  REJECTED: to("REJECTED"),
  REPLACED: live,
  SUSPENDED: suspended,
  RESUMED: live,
  CORRECTED: error,
  TIMEOUT: to("UNKNOWN"),
  NOT_FOUND_PROVEN: same,
  DONE_FOR_DAY: to("DFD"),
  FILLED: to("FILLED"),
};

const unknown = { ...sent, CORRECTED: live, TIMEOUT: same, NOT_FOUND_PROVEN: to("REJECTED") };
const working = { ...sent, ACK: same, RESUMED: same, TIMEOUT: same, NOT_FOUND_PROVEN: notFound };
const standing = { ...working, TRADE: revivingFill, RESUMED: live, CORRECTED: live };

const over: Readonly<Record<Column, Cell>> = {
  ACK: same,
  TRADE: lateFill,
  CANCELED: same,
  EXPIRED: same,
  REJECTED: same,
  REPLACED: taken,
  SUSPENDED: error,
  RESUMED: error,
  CORRECTED: same,
  TIMEOUT: same,
  NOT_FOUND_PROVEN: same,
  DONE_FOR_DAY: same,
  FILLED: to("FILLED", "CONTRADICTION"),
};

/** It never was at the venue, they said or we thought. The venue is right. */
const refused = {
  ...over,
  ACK: to("LIVE", "CONTRADICTION"),
  TRADE: revivingFill,
  REPLACED: error,
  CORRECTED: taken,
};

/** Where an order stands, by what happens. */
export const TRANSITIONS: Readonly<Record<OrderBase, Readonly<Record<Column, Cell>>>> = {
  INIT: unsent,
  DENIED: refused,
  PENDING_NEW: sent,
  UNKNOWN: unknown,
  NEW: { ...working, REJECTED: to("REJECTED", "CONTRADICTION") },
  PARTIAL: { ...working, REJECTED: taken, CORRECTED: live },
  FILLED: {
    ...over,
    TRADE: same,
    REJECTED: error,
    SUSPENDED: same,
    RESUMED: same,
    CORRECTED: live,
    FILLED: same,
  },
  CANCELED: over,
  EXPIRED: over,
  REJECTED: refused,
  DFD: { ...standing, REJECTED: error, NOT_FOUND_PROVEN: same },
  SUSPENDED: { ...standing, SUSPENDED: same },
};
