/**
 * Orders and trades as the venue reports them, in our words.
 *
 * Ids are text with the digits of the wire. A word that we do not know makes the status UNKNOWN, which
 * is live and counts in full, and is kept as it was said.
 */
import type { Instrument, Side } from "../../../market/instrument.ts";

/** Where the venue says an order stands. UNKNOWN: in a word that we do not know; it is not over. */
export type VenueStatus =
  | "NEW"
  | "PARTIAL"
  | "FILLED"
  | "CANCELED"
  | "EXPIRED"
  | "REJECTED"
  | "UNKNOWN";

/** What a fill cost, as the venue took it. */
export type VenueFee = {
  /** Which of the instrument's assets paid; "" when there was no fee. */
  readonly asset: "QUOTE" | "BASE" | "OTHER" | "";
  /** Its name at the venue: "BNB"; "" when there was no fee. */
  readonly assetText: string;
  /** Plain decimal text in that asset; "" when there was no fee. Negative: a rebate. */
  readonly text: string;
};

/** One fill. */
export type VenueFill = {
  /** Digits; unique within the instrument. */
  readonly tradeId: string;
  readonly priceTicks: number;
  readonly lots: number;
  readonly fee: VenueFee;
};

/** A fill as the trade history has it. */
export type VenueTrade = VenueFill & {
  readonly instrument: Instrument;
  readonly venueOrderId: string;
  readonly side: Side;
  readonly isMaker: boolean;
  /** Wall microseconds of the venue. */
  readonly timeUs: number;
};

/** An order, with absolute quantities. */
export type VenueOrder = {
  readonly instrument: Instrument;
  /** Client id of the order itself, also where the answer is to a cancel with an id of its own. */
  readonly id: string;
  /** Digits. */
  readonly venueOrderId: string;
  readonly side: Side;
  readonly status: VenueStatus;
  /** The venue's own word. */
  readonly statusText: string;
  /** The venue's own word: "LIMIT". */
  readonly typeText: string;
  /** 0 of a market order. */
  readonly priceTicks: number;
  readonly orderLots: number;
  /** Filled in its life. */
  readonly cumLots: number;
  /** Taken off by self-trade prevention: neither filled nor open. */
  readonly preventedLots: number;
  /** When it last changed. Wall microseconds of the venue; NaN when the answer does not say. */
  readonly updatedUs: number;
  /** As the answer to a placing carries them; empty in other answers, also of an order with fills. */
  readonly fills: readonly VenueFill[];
  readonly drift: readonly Drift[];
};

/** What an asset has, in hundred-millionths of it. */
export type AssetAmount = {
  readonly asset: string;
  readonly free: bigint;
  readonly locked: bigint;
};

/**
 * An item of a list that could not be used. Whoever counts exposure counts it against us: what it is
 * cannot be told, or not all of it.
 */
export type BadItem = {
  /** The field that is wrong: "executedQty". */
  readonly field: string;
  /** For people. */
  readonly reason: string;
  /** What could be read of it; "" else. */
  readonly id: string;
  readonly venueOrderId: string;
  readonly symbolText: string;
};

/** Something that the venue says and this program does not know: counted, and shown once. */
export type Drift = {
  readonly kind: "WORD" | "FIELD";
  /** Where it stood: "order.status", "order". */
  readonly place: string;
  /** The word, or the field's name. */
  readonly text: string;
};

/** Items of one answer. A bad one does not lose the others. */
export type ItemList<Item> = {
  readonly items: readonly Item[];
  readonly bad: readonly BadItem[];
  readonly drift: readonly Drift[];
};
