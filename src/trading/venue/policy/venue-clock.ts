/**
 * What time it is at the venue, as a range that holds it: learned from the venue's own answers, on the
 * caller's monotonic clock. The wall clock of this machine has no part in it, so a jump of that clock
 * moves nothing here.
 *
 * An answer says a time that was read between the sending of the question and the coming of the
 * answer, so a slow answer says little and does no harm: ranges are intersected, and widen with age
 * by the worst drift of two clocks. An answer that contradicts the range is not believed alone:
 * until three in a row agree, the range holds both.
 */

const NS_PER_MS = 1_000_000;
/** Worst drift of this machine's monotonic clock against the venue's, as a fraction. */
export const DRIFT_FRACTION = 2e-4;
/** Contradicting answers in a row, agreeing with each other, that are believed. */
const RIVALS_BELIEVED = 3;

/** A range of venue time at one moment. */
type ClockRange = {
  /** Monotonic nanoseconds. */
  readonly atNs: number;
  /** Venue time is not before it. Epoch milliseconds. */
  readonly lowMs: number;
  /** Venue time is not after it. Epoch milliseconds. */
  readonly highMs: number;
};

/** Plain data. */
export type VenueClock = {
  /** Null before the first answer. */
  readonly believed: ClockRange | null;
  /** What contradicts it, until it is believed or contradicted itself. */
  readonly rival: ClockRange | null;
  readonly rivalCount: number;
};

/** One answer of the venue that carries its time. */
export type VenueTimeSample = {
  /** When the question was written. Monotonic nanoseconds. */
  readonly sentNs: number;
  /** When the answer was read. Monotonic nanoseconds. */
  readonly receivedNs: number;
  /** What the venue says, cut to whole milliseconds. Epoch milliseconds. */
  readonly venueMs: number;
};

/** The clock before the first answer. */
export const NO_VENUE_CLOCK: VenueClock = { believed: null, rival: null, rivalCount: 0 };

/** Returns the clock after one more answer. One that makes no sense, NaN among it, changes nothing. */
export function withVenueTime(clock: VenueClock, sample: VenueTimeSample): VenueClock {
  const { sentNs, receivedNs, venueMs } = sample;
  const tripMs = (receivedNs - sentNs) / NS_PER_MS;
  if (!(tripMs >= 0) || !Number.isFinite(tripMs) || !Number.isFinite(venueMs)) return clock;
  const highMs = venueMs + 1 + tripMs * (1 + DRIFT_FRACTION);
  const said = { atNs: receivedNs, lowMs: venueMs, highMs };
  if (clock.believed === null) return { ...NO_VENUE_CLOCK, believed: said };
  const both = intersect(clock.believed, said);
  if (both !== null) return { ...NO_VENUE_CLOCK, believed: both };
  const agreed = clock.rival === null ? null : intersect(clock.rival, said);
  const rivalCount = agreed === null ? 1 : clock.rivalCount + 1;
  const rival = agreed ?? said;
  if (rivalCount >= RIVALS_BELIEVED) return { ...NO_VENUE_CLOCK, believed: rival };
  return { ...clock, rival, rivalCount };
}

/**
 * Returns the range that venue time is in at `ns`, or null before the first answer.
 *
 * @example
 * ```ts
 * const clock = withVenueTime(NO_VENUE_CLOCK, { sentNs: 0, receivedNs: 4e6, venueMs: 1_000 });
 * venueTimeAt(clock, 4e6); // => { lowMs: 1_000, highMs: 1_005.0008 }
 * ```
 */
export function venueTimeAt(
  clock: VenueClock,
  ns: number,
): { readonly lowMs: number; readonly highMs: number } | null {
  if (clock.believed === null) return null;
  const { lowMs, highMs } = moved(clock.believed, ns);
  if (clock.rival === null) return { lowMs, highMs };
  const rival = moved(clock.rival, ns);
  return { lowMs: Math.min(lowMs, rival.lowMs), highMs: Math.max(highMs, rival.highMs) };
}

/**
 * Returns the first moment at which venue time has surely reached `ms`: monotonic nanoseconds,
 * `Infinity` before the first answer.
 */
export function surelyReachedNs(clock: VenueClock, ms: number): number {
  const ranges = rangesOf(clock);
  if (ranges.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...ranges.map(({ atNs, lowMs }) => Math.ceil(nsOf(ms - lowMs, atNs, -1))));
}

/**
 * Returns the first moment at which venue time may have reached `ms`: monotonic nanoseconds,
 * `-Infinity` before the first answer.
 */
export function maybeReachedNs(clock: VenueClock, ms: number): number {
  const ranges = rangesOf(clock);
  if (ranges.length === 0) return Number.NEGATIVE_INFINITY;
  return Math.min(...ranges.map(({ atNs, highMs }) => Math.floor(nsOf(ms - highMs, atNs, 1))));
}

/** When a bound has moved by `awayMs`; `outward` is 1 for the upper bound, -1 for the lower. */
function nsOf(awayMs: number, atNs: number, outward: 1 | -1): number {
  const speed = 1 + outward * Math.sign(awayMs) * DRIFT_FRACTION;
  return atNs + (awayMs / speed) * NS_PER_MS;
}

function rangesOf({ believed, rival }: VenueClock): readonly ClockRange[] {
  if (believed === null) return [];
  return rival === null ? [believed] : [believed, rival];
}

function moved({ atNs, lowMs, highMs }: ClockRange, ns: number): ClockRange {
  const elapsedMs = (ns - atNs) / NS_PER_MS;
  const driftMs = Math.abs(elapsedMs) * DRIFT_FRACTION;
  return { atNs: ns, lowMs: lowMs + elapsedMs - driftMs, highMs: highMs + elapsedMs + driftMs };
}

function intersect(earlier: ClockRange, said: ClockRange): ClockRange | null {
  const now = moved(earlier, said.atNs);
  const lowMs = Math.max(now.lowMs, said.lowMs);
  const highMs = Math.min(now.highMs, said.highMs);
  return lowMs <= highMs ? { atNs: said.atNs, lowMs, highMs } : null;
}
