/**
 * What a call came to. The one question is whether we know what the venue did: everything that leaves
 * it open is AMBIGUOUS, and nothing is called failed because no answer could be read.
 */

import type { PauseKind, PauseUntil } from "../../policy/rate-pause.ts";

/** The venue did as it was asked. */
export type Confirmed<Value> = { readonly kind: "CONFIRMED"; readonly value: Value };

/** The venue did nothing of it, and says why. */
export type Refused = {
  readonly kind: "REFUSED";
  /** The venue's, negative. */
  readonly code: number;
  /** In the venue's words. */
  readonly reason: string;
};

/**
 * The venue knows no such order. Of a cancel it proves nothing: mostly the order is filled. Of a query
 * it is evidence only together with others, after the deadline.
 */
export type NotFound = {
  readonly kind: "NOT_FOUND";
  readonly code: number;
  readonly reason: string;
};

/** Too much was asked. */
export type RateLimited = {
  readonly kind: "RATE_LIMITED";
  readonly pause: PauseKind;
  readonly until: PauseUntil;
  /** The venue says that it did nothing. False of what may have changed an order: then it is unknown. */
  readonly isRefusal: boolean;
  readonly code: number;
  readonly reason: string;
};

/** Why an outcome is not known. DUPLICATE: the venue already has an order of this id, which is ours. */
export type Doubt = "NO_ANSWER" | "SERVER_ERROR" | "UNEXPECTED_STATUS" | "UNREADABLE" | "DUPLICATE";

/** Perhaps done, perhaps not. */
export type Ambiguous = {
  readonly kind: "AMBIGUOUS";
  readonly doubt: Doubt;
  /** For people. */
  readonly reason: string;
};

/** What became of one call that has one effect. */
export type Outcome<Value> = Confirmed<Value> | Refused | NotFound | RateLimited | Ambiguous;

/** A half of a replace that was not begun. */
export type NotAttempted = { readonly kind: "NOT_ATTEMPTED" };

/** A replace of which at least one half failed. Each half is an outcome of its own. */
export type PartlyDone<Cancelled, Placed> = {
  readonly kind: "PARTIAL";
  readonly cancel: Outcome<Cancelled>;
  readonly place: Outcome<Placed> | NotAttempted;
};
