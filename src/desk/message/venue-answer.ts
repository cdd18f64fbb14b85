/**
 * What a venue answered to a call about an order, so that the record shows both. No key, no signature
 * and no address is in it; its text is the venue's, bounded.
 */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type VenueAnswerBody = {
  /** NOT_FOUND proves nothing alone. AMBIGUOUS: nobody knows what became of it. PARTIAL: of a replace. */
  readonly outcome:
    | "CONFIRMED"
    | "REFUSED"
    | "NOT_FOUND"
    | "RATE_LIMITED"
    | "AMBIGUOUS"
    | "PARTIAL";
  readonly way: "FRAME" | "REST";
  readonly instrument: number;
  /** Number of the strategy. */
  readonly strategy: number;
  /** Of HTTP; 0 when no answer came. */
  readonly status: number;
  /** The venue's own; 0 without one. */
  readonly code: number;
  /** When the call was written. Monotonic nanoseconds. */
  readonly sentAt: number;
  readonly orderId: string;
  /** Of the venue; empty when it was not told. */
  readonly venueOrderId: string;
  /** What was asked: `order.place`. */
  readonly method: string;
  /** Up to some hundred characters: longer than a text of a fixed layout may be. */
  readonly text: string;
};

export const VenueAnswer = definePacked<VenueAnswerBody>("venue-answer", 1);
