/**
 * When a gateway may trade again after it was blind: once two looks in a row, a second apart, found
 * that what it has is what the venue has. Plain data, on the caller's clock.
 */

export type Settling = {
  /** RECONCILING: no new order leaves. */
  readonly state: "RECONCILING" | "SETTLED";
  /** When the last clean pass ended; NaN when the last one was none. Nanoseconds. */
  readonly cleanNs: number;
  /** When the next pass begins. Nanoseconds. */
  readonly nextNs: number;
  /** Passes in a row that found something, or failed: each costs as much of the venue's limits as the last. */
  readonly vain: number;
};

/** What a pass came to. */
export type PassResult = {
  /** CLEAN: nothing had to be changed. CHANGED: something had. FAILED: it says nothing. */
  readonly kind: "CLEAN" | "CHANGED" | "FAILED";
  readonly startedNs: number;
  readonly endedNs: number;
};

/** Two passes that settle are so far apart. Nanoseconds. */
const APART_NS = 1e9;
/** Behind the first pass that found something, or failed, and the longest pause there. Nanoseconds. */
const AGAIN_NS = 1e9;
const AGAIN_NS_MAX = 4e9;
/** Of a settled gateway. Nanoseconds. */
export const PASS_EVERY_NS = 10e9;

/** Blind from `now` on: the first pass begins at once. */
export function unsettled(now: number): Settling {
  return { state: "RECONCILING", cleanNs: Number.NaN, nextNs: now, vain: 0 };
}

/** Something was missed, or is in doubt: the next pass of a settled gateway begins at once. */
export function hurried(settling: Settling, now: number): Settling {
  return { ...settling, nextNs: Math.min(settling.nextNs, now) };
}

/** Returns how it stands behind a pass. A settled gateway stays so: what is found is repaired singly. */
export function withPass(settling: Settling, { kind, startedNs, endedNs }: PassResult): Settling {
  if (settling.state === "SETTLED") return { ...settling, nextNs: endedNs + PASS_EVERY_NS };
  if (kind !== "CLEAN") {
    const nextNs = endedNs + Math.min(AGAIN_NS_MAX, AGAIN_NS * 2 ** settling.vain);
    return { state: "RECONCILING", cleanNs: Number.NaN, nextNs, vain: settling.vain + 1 };
  }
  if (startedNs >= settling.cleanNs + APART_NS) {
    return { state: "SETTLED", cleanNs: endedNs, nextNs: endedNs + PASS_EVERY_NS, vain: 0 };
  }
  const cleanNs = Number.isNaN(settling.cleanNs) ? endedNs : settling.cleanNs;
  return { state: "RECONCILING", cleanNs, nextNs: cleanNs + APART_NS, vain: 0 };
}
