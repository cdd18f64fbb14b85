/** What can happen to an order, and what is wrong when it should not have. */
import type { Order, OrderBase } from "./order.ts";

/** A fill. Only TRADE, CORRECT and BUST change what is filled. */
export type TradeEvent = {
  readonly kind: "TRADE";
  /** Unique within the order. */
  readonly tradeId: string;
  /** Of this trade alone. Positive integer. */
  readonly lots: number;
  readonly priceTicks: number;
};

/** A trade taken back, or restated. */
export type CorrectionEvent = (
  | { readonly kind: "BUST"; readonly tradeId: string }
  | {
      readonly kind: "CORRECT";
      readonly tradeId: string;
      /** In force from now on. Positive integer. */
      readonly lots: number;
      readonly priceTicks: number;
    }
) & {
  /** False: the venue says that what is open again does not live on. True by default. */
  readonly isLive?: boolean | undefined;
};

/** The quantities that the venue accepted. */
export type ReplacedEvent = {
  readonly kind: "REPLACED";
  /** The id under which it was asked for. */
  readonly id: string;
  readonly orderLots: number;
  readonly priceTicks: number;
  /** The venue declares that it reopens a filled order. False by default. */
  readonly reopens?: boolean | undefined;
};

/** An absolute report, as from a query: never a trade, and never a reason to count less. */
export type StatusEvent = {
  readonly kind: "STATUS";
  readonly status: "NEW" | "PARTIAL" | "FILLED" | "CANCELED" | "EXPIRED" | "REJECTED";
  /** Filled in the order's life. */
  readonly cumLots: number;
  /** When the venue restated it. */
  readonly orderLots?: number | undefined;
  readonly reason?: string | undefined;
};

/** What moves the pending flags, and nothing else. */
export type PendingEvent =
  | { readonly kind: "CANCEL_REQUESTED" }
  | {
      readonly kind: "CANCEL_REJECTED";
      /** UNKNOWN_ORDER: the venue says that it knows none, which proves nothing. */
      readonly because: "TOO_LATE" | "UNKNOWN_ORDER" | "OTHER";
    }
  | {
      readonly kind: "REPLACE_REQUESTED";
      readonly id: string;
      readonly orderLots: number;
      readonly priceTicks: number;
    }
  | { readonly kind: "REPLACE_REJECTED"; readonly id: string };

/** What moves the base alone. */
export type PlainEvent =
  /** Handed to the venue. */
  | { readonly kind: "SENT" }
  | { readonly kind: "ACK" }
  | { readonly kind: "CANCELED"; readonly reason?: string | undefined }
  | { readonly kind: "EXPIRED"; readonly reason?: string | undefined }
  | {
      readonly kind: "REJECTED";
      readonly reason?: string | undefined;
      /** Our side said no, before it was sent. False by default. */
      readonly isLocal?: boolean | undefined;
    }
  | { readonly kind: "SUSPENDED" }
  | { readonly kind: "RESUMED" }
  | { readonly kind: "DONE_FOR_DAY" }
  /** No answer to the order in time: not a failure. */
  | { readonly kind: "TIMEOUT" }
  /** It is proven that the venue never had it, or has it no more. */
  | { readonly kind: "NOT_FOUND_PROVEN" };

/** All that can happen to an order. */
export type OrderEvent =
  | TradeEvent
  | CorrectionEvent
  | ReplacedEvent
  | StatusEvent
  | PendingEvent
  | PlainEvent;

/** What is wrong. None of them stops the machine. */
export type AlarmKind =
  /** A fill of an order that was over, or stood still. It counts. */
  | "LATE_FILL"
  /** More is filled than was ordered. It counts. */
  | "OVERFILL"
  /** The event cannot follow what we know: reconcile. */
  | "PROTOCOL_ERROR"
  /** One trade id, two trades. The first is kept. */
  | "DATA_CONFLICT"
  /** The venue says the opposite of what it said before. The newest counts. */
  | "CONTRADICTION"
  /** More is filled than trades have shown: fetch them. */
  | "FILLS_MISSING"
  /** The venue has it no more, and did not say why: ask its history, else halt. */
  | "NOT_FOUND";

/** What somebody must look at, and where it came from. */
export type Alarm = {
  readonly kind: AlarmKind;
  /** Where the order stood. */
  readonly base: OrderBase;
  readonly event: OrderEvent["kind"];
};

/** An order after an event, and what somebody must look at. */
export type Applied = { readonly order: Order; readonly alarms: readonly Alarm[] };
