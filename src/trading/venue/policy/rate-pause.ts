/**
 * What a venue has forbidden until some moment: it said that there was too much.
 *
 * SLOWED: too many requests; all but cancels wait. BANNED: the address is shut out, and whatever is
 * sent makes it longer, so nothing goes. ORDERS_FULL: too many orders; placing waits, reading and
 * cancelling go on. Where the venue names no moment, the wait doubles with each time in a row.
 */
import { surelyReachedNs, type VenueClock } from "./venue-clock.ts";

/** What was forbidden. */
export type PauseKind = "SLOWED" | "BANNED" | "ORDERS_FULL";

/** All of them. */
export const PAUSE_KINDS: readonly PauseKind[] = ["BANNED", "SLOWED", "ORDERS_FULL"];

/** Until when, in the venue's words: seconds to wait, a moment of its clock, or nothing. */
export type PauseUntil =
  | { readonly kind: "DELAY" /** Seconds, from the answer on. */; readonly seconds: number }
  | { readonly kind: "MOMENT" /** Epoch milliseconds, venue time. */; readonly venueMs: number }
  | { readonly kind: "UNSAID" };

/** Plain data. */
export type Pauses = Readonly<Record<PauseKind, Pause>>;

type Pause = {
  /** Monotonic nanoseconds; `-Infinity` when there never was one. */
  readonly untilNs: number;
  /** How often in a row, without a good answer between. */
  readonly inRow: number;
};

const NS_PER_S = 1_000_000_000;
const NONE: Pause = { untilNs: Number.NEGATIVE_INFINITY, inRow: 0 };
/** First wait where none is said, seconds: a window, and the shortest ban. */
const UNSAID_S: Readonly<Record<PauseKind, number>> = { SLOWED: 60, BANNED: 120, ORDERS_FULL: 10 };
/** Longest wait where none is said, seconds. */
const UNSAID_S_MAX: Readonly<Record<PauseKind, number>> = {
  SLOWED: 600,
  BANNED: 3 * 86_400,
  ORDERS_FULL: 3_600,
};

/** The state before the first. */
export const NO_PAUSES: Pauses = { SLOWED: NONE, BANNED: NONE, ORDERS_FULL: NONE };

/** Returns the pauses after the venue forbade something. A pause is never made shorter. */
export function withPause(
  pauses: Pauses,
  { kind, until }: { readonly kind: PauseKind; readonly until: PauseUntil },
  { now, clock }: { readonly now: number; readonly clock: VenueClock },
): Pauses {
  const last = pauses[kind];
  const unsaidS = Math.min(UNSAID_S_MAX[kind], UNSAID_S[kind] * 2 ** last.inRow);
  const saidNs = momentOf(until, now, clock);
  const untilNs = Number.isFinite(saidNs) ? saidNs : now + unsaidS * NS_PER_S;
  const pause = { untilNs: Math.max(last.untilNs, untilNs), inRow: last.inRow + 1 };
  return { ...pauses, [kind]: pause };
}

/** Returns the pauses after a good answer: one to an order, or to any call. */
export function withGoodAnswer(pauses: Pauses, wasOrder: boolean): Pauses {
  const { SLOWED, BANNED, ORDERS_FULL } = pauses;
  if (SLOWED.inRow + BANNED.inRow + (wasOrder ? ORDERS_FULL.inRow : 0) === 0) return pauses;
  return {
    SLOWED: { ...SLOWED, inRow: 0 },
    BANNED: { ...BANNED, inRow: 0 },
    ORDERS_FULL: wasOrder ? { ...ORDERS_FULL, inRow: 0 } : ORDERS_FULL,
  };
}

/** Returns whether a pause of `kind` holds at `now`. NaN for now holds it. */
export function isPaused(pauses: Pauses, kind: PauseKind, now: number): boolean {
  return !(now >= pauses[kind].untilNs);
}

/** NaN where nothing usable was said. */
function momentOf(until: PauseUntil, now: number, clock: VenueClock): number {
  switch (until.kind) {
    case "DELAY":
      return until.seconds >= 0 ? now + until.seconds * NS_PER_S : Number.NaN;
    case "MOMENT":
      return surelyReachedNs(clock, until.venueMs);
    case "UNSAID":
      return Number.NaN;
  }
}
