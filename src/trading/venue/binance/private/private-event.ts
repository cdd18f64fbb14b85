/**
 * Private events of the account, in our words. The venue gives no sequence and repeats nothing: what
 * was missed while nobody listened has to be asked for.
 */
import type { Instrument, Side } from "../../../market/instrument.ts";
import type { AssetAmount, Drift, VenueFee, VenueStatus } from "../answers/venue-order.ts";

/**
 * What happened to an order. PREVENTED: self-trade prevention took lots off it, which is no fill.
 * UNKNOWN: in a word that we do not know; it changes no quantity.
 */
export type ReportKind =
  | "NEW"
  | "CANCELED"
  | "REPLACED"
  | "REJECTED"
  | "TRADE"
  | "EXPIRED"
  | "PREVENTED"
  | "UNKNOWN";

/** A fill within a report. */
export type ReportFill = {
  /** Digits; unique within the instrument. */
  readonly tradeId: string;
  readonly lots: number;
  readonly priceTicks: number;
  readonly isMaker: boolean;
  readonly fee: VenueFee;
};

/** One execution report. Quantities are absolute but for the fill's. */
export type OrderReport = {
  readonly kind: "ORDER";
  readonly execution: ReportKind;
  /** The venue's own word. */
  readonly executionText: string;
  readonly instrument: Instrument;
  /** Client id of the order itself, also where the report is of a cancel with an id of its own. */
  readonly id: string;
  /** Of the request that caused the report, where it is another one: a cancel's; else "". */
  readonly requestId: string;
  /** Digits. */
  readonly venueOrderId: string;
  readonly side: Side;
  readonly status: VenueStatus;
  /** The venue's own word. */
  readonly statusText: string;
  /** 0 of a market order. */
  readonly priceTicks: number;
  readonly orderLots: number;
  readonly cumLots: number;
  /** Taken off by self-trade prevention in its life. */
  readonly preventedLots: number;
  /** Of a TRADE, and of nothing else. */
  readonly fill: ReportFill | null;
  /** Whether it rests on the book. */
  readonly isOnBook: boolean;
  /** Why it was rejected or ended, in the venue's words; "" without one. */
  readonly reason: string;
  /** Wall microseconds of the venue. */
  readonly timeUs: number;
  readonly drift: readonly Drift[];
};

/** Balances that may have changed, as they are now. Others are as they were. */
export type BalancesEvent = {
  readonly kind: "BALANCES";
  readonly balances: readonly AssetAmount[];
  /** Wall microseconds of the venue. */
  readonly timeUs: number;
};

/** A deposit, a withdrawal or a transfer: money moved, not won or lost. */
export type BalanceChange = {
  readonly kind: "BALANCE_CHANGE";
  readonly asset: string;
  /** Hundred-millionths of the asset, signed. */
  readonly change: bigint;
  readonly timeUs: number;
};

/** An event that could not be used. What it was about is asked for; nothing is assumed. */
export type BadEvent = {
  readonly kind: "BAD";
  /** The field that is wrong, by the venue's name: "executionReport.l". */
  readonly field: string;
  readonly reason: string;
  /** What could be read of it; "" else. */
  readonly id: string;
  readonly venueOrderId: string;
  readonly symbolText: string;
};

/** What one event says. */
export type PrivateEvent =
  | OrderReport
  | BalancesEvent
  | BalanceChange
  /** This subscription says nothing more: subscribe anew, and reconcile. */
  | { readonly kind: "STREAM_ENDED" }
  /** The server is about to go: connect anew before it does. */
  | { readonly kind: "SHUTDOWN" }
  /** An order of an instrument that the desk does not trade. */
  | { readonly kind: "FOREIGN"; readonly symbolText: string; readonly venueOrderId: string }
  /** Known and not used: counted by name. */
  | { readonly kind: "IGNORED"; readonly name: string }
  /** Not known: counted by name. */
  | { readonly kind: "UNKNOWN"; readonly name: string }
  | BadEvent;
