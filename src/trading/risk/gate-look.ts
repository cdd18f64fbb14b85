/** All that the gate looks at: an intent, what risk knows, the limits and the time. */
import type { Side } from "../market/instrument.ts";
import type { Quote } from "../market/quote.ts";
import type { LimitStyle } from "../order/limit-style.ts";
import type { ExposedOrder, InstrumentExposure } from "./exposure.ts";
import type { Refusal } from "./refusal.ts";
import type { TradingState } from "./trading-state.ts";

/** What a strategy wants. A message view is one. */
export type GateIntent = {
  readonly action: "NEW" | "CANCEL" | "REPLACE" | "AMEND";
  /** Of the new order, or of the one to cancel or to amend. */
  readonly orderId: string;
  readonly instrument: number;
  readonly side: Side;
  readonly style: LimitStyle;
  /** The order whose place a REPLACE takes; else empty. */
  readonly replaces: string;
  /** Integer, positive. */
  readonly priceTicks: number;
  /** Integer, positive. */
  readonly lots: number;
  /** Last moment of the order, on the clock of `now`. Nanoseconds. */
  readonly validUntil: number;
};

/** The book that an order is held against. */
export type GateBook = Pick<Quote, "bidTicks" | "askTicks"> & {
  /** False from a gap or a disconnect until the next synchronisation. */
  readonly isSynced: boolean;
  /** When the feed last vouched for it, on the clock of `now`. Nanoseconds. */
  readonly seenAt: number;
};

/** What risk knows as of the message being handled, of this strategy and this instrument. */
export type GateView = {
  /** Number of the actor that sent the intent, by its topic and not by its word. */
  readonly strategy: number;
  readonly trading: TradingState;
  /** Whether the instrument is one of the strategy's. */
  readonly isOwnInstrument: boolean;
  /** Null while there is none. */
  readonly book: GateBook | null;
  readonly exposure: InstrumentExposure;
  /** The order that a REPLACE or an AMEND names, as it counts; null when it does not. */
  readonly target: ExposedOrder | null;
  /** Whether one more order can be counted. */
  readonly hasRoom: boolean;
  /** Id of the newest order of the strategy that was approved; empty before the first. */
  readonly lastOrderId: string;
  /** When its newest orders were approved, oldest first. Nanoseconds. */
  readonly orderTimes: readonly number[];
};

/** What must hold. A limit that is missing denies: nothing is unlimited. */
export type GateLimits = {
  /** Largest absolute position, working orders included. Lots. */
  readonly positionLots?: number | undefined;
  /** Largest single order. Lots. */
  readonly orderLots?: number | undefined;
  /** Most new orders in any second; below 1, in any `1 / orderRatePerS` seconds. */
  readonly orderRatePerS?: number | undefined;
  /** Largest distance of the price from the market, on either side. Basis points. */
  readonly priceCollarBps?: number | undefined;
  /** Oldest book on which an order may be based. Nanoseconds. */
  readonly bookAgeNs?: number | undefined;
};

/** One decision: everything that it may depend on. */
export type GateLook = {
  readonly intent: GateIntent;
  readonly view: GateView;
  readonly limits: GateLimits;
  /** Time of the decision. Monotonic nanoseconds. */
  readonly now: number;
};

/** Returns why an intent must not pass, or null. Pure, so that a refusal can be replayed. */
export type Control = (look: GateLook) => Refusal | null;
