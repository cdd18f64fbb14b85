/**
 * Which time a request is stamped with, when the venue's clock is known as a range.
 *
 * The venue refuses a stamp that is a second or more ahead of its clock, and one that is older than the
 * request's window. Both are held against the worst end of the range: where the range is too wide for a
 * stamp that surely passes, there is none, and nothing is sent.
 */

/** When a request is signed, and for how long it is good. */
export type Stamp = {
  /** By the venue's clock as we know it. Whole milliseconds since 1970. */
  readonly timestampMs: number;
  /** How old it may be when the venue looks. Whole milliseconds, 1 to 60,000. */
  readonly recvWindowMs: number;
};

/** How far ahead of its clock the venue takes no stamp. Milliseconds. */
const AHEAD_MS = 1_000;

/**
 * Returns the stamp of a request that is sent now, or null when none surely passes.
 *
 * @param time What the venue's clock says now is between these. Milliseconds since 1970.
 * @param window Its length, and the longest that the request may be on its way. Milliseconds.
 *
 * @example
 * ```ts
 * const window = { recvWindowMs: 1_000, travelMsMax: 250 };
 * stampOf({ lowMs: 5_000, highMs: 5_060 }, window)?.timestampMs; // => 5_030
 * stampOf({ lowMs: 4_000, highMs: 6_000 }, window); // => null
 * ```
 */
export function stampOf(
  time: { readonly lowMs: number; readonly highMs: number },
  window: { readonly recvWindowMs: number; readonly travelMsMax: number },
): Stamp | null {
  const { lowMs, highMs } = time;
  const { recvWindowMs, travelMsMax } = window;
  const timestampMs = Math.floor((lowMs + highMs) / 2);
  const isBehind = timestampMs < lowMs + AHEAD_MS;
  const isFresh = highMs + travelMsMax - timestampMs <= recvWindowMs;
  return isBehind && isFresh ? { timestampMs, recvWindowMs } : null;
}
