/** What can go wrong at a venue: the kinds of faults, and what each is told. Plain data. */

/** Each acts on one call, whose method it may choose; all but RATE_LIMITED on orders by default. */
export const CALL_FAULTS = [
  /** Done, and never answered: the connection ends. */
  "ACK_LOST",
  /** Neither done nor answered. */
  "REQUEST_LOST",
  /** Done at once, answered after `delayUs`. */
  "ACK_LATE",
  /** So, and filled in the middle of the delay. */
  "ACK_LATE_AFTER_FILL",
  /** Filled at once, and the events of it leave before the answer. */
  "FILL_BEFORE_ACK",
  /** Answered by `code`, done or not: `isDone`. */
  "SERVER_ERROR",
  /** Filled right before it is cancelled or amended: all of it, or the first of `lots`. */
  "CANCEL_FILL_RACE",
  /** Filled in parts of `lots`, one every `delayUs`; without `lots` of 1, 2, 4, ... to the end. */
  "PARTIAL_FILLS",
  /** Meets an order of its own trade group. */
  "SELF_TRADE_PREVENTED",
  /** Cancelling all is answered by `code`, and not done. */
  "CANCEL_ALL_FAILS",
  /** Answered with 429; asking again is allowed after `delayUs`. Any method by default. */
  "RATE_LIMITED",
] as const;

/** Each acts on one private event on its way to one connection. */
export const EVENT_FAULTS = [
  /** It leaves now, and again after `delayUs`. */
  "EVENT_TWICE",
  /** It leaves after `delayUs`, behind what comes between. */
  "EVENT_LATE",
  "EVENT_LOST",
  /** The connection ends instead: `closing` says how. */
  "USER_STREAM_CUT",
] as const;

/** Each acts on one event of a market stream on its way to one connection. */
export const STREAM_FAULTS = [
  /** A change of the book is left out. */
  "SEQUENCE_GAP",
  /** The connection ends instead: `closing` says how. */
  "MARKET_STREAM_CUT",
] as const;

/** Each begins when it is armed and ends after `durationUs`, or when it is disarmed. */
export const LASTING_FAULTS = [
  /** Every call is answered with 418. */
  "BANNED",
  /** Every call is answered with 503, and no symbol trades. */
  "MAINTENANCE",
  /** The symbol does not trade. */
  "HALT",
  /** The venue's clock is `skewUs` ahead. */
  "CLOCK_SKEW",
] as const;

/** Each happens when it is armed, and stays. */
export const CHANGE_FAULTS = [
  /** `listing` begins to trade. */
  "LISTED",
  /** The symbol trades no more, and what is open there is cancelled. */
  "DELISTED",
  /** The symbol has another tick. */
  "TICK_CHANGED",
] as const;

export type CallFaultKind = (typeof CALL_FAULTS)[number];
export type EventFaultKind = (typeof EVENT_FAULTS)[number];
export type StreamFaultKind = (typeof STREAM_FAULTS)[number];
export type LastingFaultKind = (typeof LASTING_FAULTS)[number];
export type ChangeFaultKind = (typeof CHANGE_FAULTS)[number];
/** Kinds that can come by chance: those that last begin with a call. */
export type ChanceFaultKind = CallFaultKind | EventFaultKind | StreamFaultKind | LastingFaultKind;
export type FaultKind = ChanceFaultKind | ChangeFaultKind;

export const CHANCE_FAULTS: readonly ChanceFaultKind[] = [
  ...CALL_FAULTS,
  ...EVENT_FAULTS,
  ...STREAM_FAULTS,
  ...LASTING_FAULTS,
];
export const FAULT_KINDS: readonly FaultKind[] = [...CHANCE_FAULTS, ...CHANGE_FAULTS];

/**
 * How a connection ends: with a close frame and then TCP's end; by TCP's end alone; or with a close
 * frame after which TCP stays open.
 */
export const CLOSINGS = ["CLOSE", "CUT", "FRAME_ONLY"] as const;
export type Closing = (typeof CLOSINGS)[number];

/** Codes of SERVER_ERROR and CANCEL_ALL_FAILS, with what each says. */
export const SERVER_ERROR_CODES = [-1000, -1001, -1006, -1007, -1008, -1016] as const;
export type ServerErrorCode = (typeof SERVER_ERROR_CODES)[number];

export type Listing = {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly tick: string;
  readonly lot: string;
};

/** A fault as it is asked for. A kind reads only what concerns it. */
export type FaultDefinition = {
  readonly kind: FaultKind;
  /** How often it acts, from 1. */
  readonly count: number;
  /** Number of the account that it concerns; NaN: any. */
  readonly account: number;
  /** "": any. */
  readonly symbol: string;
  /** A call's name, "order.place"; an event's, "executionReport"; a stream's. "": the kind's own. */
  readonly method: string;
  readonly delayUs: number;
  /** 0: until it is disarmed. */
  readonly durationUs: number;
  readonly code: ServerErrorCode;
  readonly isDone: boolean;
  /** Sizes of partial fills, from 1 each. */
  readonly lots: readonly number[];
  readonly closing: Closing;
  readonly skewUs: number;
  /** Decimal text, of TICK_CHANGED. */
  readonly tick: string;
  readonly listing: Listing | null;
};

/** Once, to anybody, half a second. */
const DEFAULTS: Omit<FaultDefinition, "kind"> = {
  count: 1,
  account: Number.NaN,
  symbol: "",
  method: "",
  delayUs: 500_000,
  durationUs: 0,
  code: -1007,
  isDone: true,
  lots: [],
  closing: "CLOSE",
  skewUs: 0,
  tick: "",
  listing: null,
};

/** Returns a fault with what is not said at its default. */
export function faultOf(
  kind: FaultKind,
  said: Partial<Omit<FaultDefinition, "kind">> = {},
): FaultDefinition {
  return { ...DEFAULTS, ...said, kind };
}

/** A fault that waits, or lasts. */
export type ArmedFault = FaultDefinition & {
  /** From 1. */
  readonly id: number;
  /** Wall microseconds. */
  readonly armedAt: number;
  /** How often it will act yet. */
  left: number;
};

/** Whether a fault's narrowing takes in what is about to happen. */
export function concerns(
  fault: FaultDefinition,
  what: { readonly account: number; readonly symbol: string },
): boolean {
  const isAccount = Number.isNaN(fault.account) || fault.account === what.account;
  return isAccount && (fault.symbol === "" || fault.symbol === what.symbol);
}
