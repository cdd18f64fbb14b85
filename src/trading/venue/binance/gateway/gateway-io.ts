/** What the gateway's core takes and gives: plain data, so that the actor only moves bytes. */

import type { PassStep } from "../../../order/reconciliation.ts";
import type { EvidenceSource } from "../../../order/unknown-outcome.ts";
import type { Stamp } from "../requests/stamp.ts";
import type { VenueCall } from "../requests/venue-call.ts";
import type { LeftFunds } from "./funds/kept-funds.ts";
import type { GatewayOrder, GatewayTicket, Saying, ShownOrder } from "./order/gateway-order.ts";
import type { ToldTrade } from "./order/order-table.ts";

/** An order that an earlier life left, as its board shows it. */
export type RestoredOrder = {
  readonly ticket: GatewayTicket;
  readonly shown: ShownOrder;
  /** It was to be cancelled; why, as {@link GatewayOutput} of ENDING says it. Null by default. */
  readonly ending?: string | null;
};

/** What an earlier life left. */
export type LeftOver = {
  readonly orders: readonly RestoredOrder[];
  /** Trades that it told of, oldest first. */
  readonly told: readonly ToldTrade[];
  /** These are all that it ever told of: what is older was not forgotten. */
  readonly isToldWhole: boolean;
  /** It told anything at all: what its orders filled counts. */
  readonly hasHistory: boolean;
  /** Nothing by default. */
  readonly funds?: LeftFunds;
};

/** The way a call takes. FRAME: the connection of the WebSocket API. */
export type CallWay = "FRAME" | "REST";

/** What a call is for: its answer is understood by it. */
export type CallPurpose =
  | { readonly kind: "PLACE" | "CANCEL" | "AMEND"; readonly id: string }
  | { readonly kind: "REPLACE"; readonly id: string; readonly newId: string }
  /** A question of the protocol of the unknown outcome. */
  | {
      readonly kind: "EVIDENCE";
      readonly id: string;
      readonly round: number;
      readonly source: Exclude<EvidenceSource, "TRADES">;
    }
  /** A page of a search of trades; from an order of the venue on, a page of orders. */
  | {
      readonly kind: "HUNT";
      readonly instrument: number;
      readonly hunt: number;
      /** "" of a page of trades. */
      readonly from: string;
    }
  /** Fills of an order that the venue told of. */
  | { readonly kind: "FILLS"; readonly id: string }
  | { readonly kind: "PASS"; readonly pass: number; readonly step: PassStep }
  | { readonly kind: "LOGON" | "SUBSCRIBE"; readonly connection: number }
  | { readonly kind: "TIME" | "RULES" | "ORDER_LIMITS" | "PERMISSIONS" | "FUNDS" };

/** The order that a call would bring to the venue; "" of a call that brings none. */
export function newIdOf(purpose: CallPurpose): string {
  if (purpose.kind === "REPLACE") return purpose.newId;
  return purpose.kind === "PLACE" ? purpose.id : "";
}

/** What the last look says of an order, or of an amendment of it, that is about to leave; null lets it go. */
export type LastLook = (
  order: GatewayOrder,
  what: "PLACE" | "REPLACE" | "AMEND",
) => {
  readonly kind: "EXPIRED" | "REJECTED";
  readonly reason: string;
} | null;

/** What has to be done, in this order. */
export type GatewayOutput =
  /** Write it now. */
  | {
      readonly kind: "SEND";
      readonly key: string;
      readonly way: CallWay;
      readonly call: VenueCall;
      readonly stamp: Stamp;
    }
  | { readonly kind: "SAY"; readonly order: GatewayOrder; readonly saying: Saying }
  /**
   * An order is to be gone, and stays so in a next life; null: it is over, or goes on. The reason is "" when
   * its strategy asked for it.
   */
  | { readonly kind: "ENDING"; readonly id: string; readonly reason: string | null }
  /** It never left. */
  | {
      readonly kind: "UNSENT";
      readonly ticket: Pick<
        GatewayTicket,
        "id" | "strategy" | "instrument" | "side" | "priceTicks" | "lots"
      >;
      readonly event: { readonly kind: "EXPIRED" | "REJECTED"; readonly reason: string };
    }
  /** For people. INFO: all is well. HALT: the gateway takes no new orders. */
  | {
      readonly kind: "ALARM";
      readonly level: "INFO" | "WARN" | "ERROR" | "HALT";
      readonly text: string;
    }
  /** What the venue answered, for the record. */
  | { readonly kind: "ANSWERED"; readonly answer: VenueAnswerFacts }
  /**
   * The connection is of no use any more: connect anew. Mute is one over which the venue was asked and
   * said nothing that can be read: another way to it may be better.
   */
  | { readonly kind: "RECONNECT"; readonly reason: string; readonly isMute: boolean }
  /** The key must not be used: the gateway ends. */
  | { readonly kind: "FAIL"; readonly reason: string }
  | { readonly kind: "COUNT"; readonly name: GatewayCount };

/** What is counted. */
export const GATEWAY_COUNTS = [
  "execution:duplicates",
  "execution:unknown",
  "execution:notPlaced",
  "execution:orphans",
  "execution:external",
  "execution:lateFills",
  "execution:protocolErrors",
  /** What the venue said and nobody here knows, each once. */
  "execution:unknownWords",
  "execution:unknownFields",
  "execution:passes",
  "execution:failedPasses",
  "execution:rateLimited",
  "execution:cancels",
  "execution:fundsDiffer",
  /** Of an Ed25519 key. A logon has failed that was refused, or whose answer never came. */
  "execution:logons",
  "execution:logonsFailed",
] as const;

export type GatewayCount = (typeof GATEWAY_COUNTS)[number];

/** Of one answer, without a key, a signature or an address. */
export type VenueAnswerFacts = {
  readonly method: string;
  readonly way: CallWay;
  /** Our order id; "" when it is about none. */
  readonly orderId: string;
  readonly instrument: number;
  readonly strategy: number;
  /** Digits; "" when it was not told. */
  readonly venueOrderId: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The venue's code; 0 without one. */
  readonly code: number;
  readonly outcome:
    | "CONFIRMED"
    | "REFUSED"
    | "NOT_FOUND"
    | "RATE_LIMITED"
    | "AMBIGUOUS"
    | "PARTIAL";
  /** Bounded, of the venue. */
  readonly text: string;
  readonly sentNs: number;
};
