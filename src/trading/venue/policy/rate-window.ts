/**
 * How much of one limit is used, as an upper bound: what the venue said last, and what we sent since.
 *
 * A call may have arrived at any moment between its sending and its answer, and the clock of the venue
 * is known only within a range. So a call counts in every window in which it may have arrived, one
 * without an answer in all of them, and a window ends only when the venue's clock has surely passed
 * its end. Without traffic of others this bound is never below the venue's own count.
 *
 * Of others on the same address or account we know only from the venue's counts. After a short
 * window's end they are taken to use as much again at once; that guess is halved with each window
 * without a count.
 */
import {
  DRIFT_FRACTION,
  maybeReachedNs,
  surelyReachedNs,
  type VenueClock,
  venueTimeAt,
} from "./venue-clock.ts";

/** Settled calls are remembered in steps of this part of a window: the window's edge errs by one. */
const STEPS = 1_024;
const NS_PER_MS = 1_000_000;
/** Longest window for which the use of others is guessed: after a longer one a count must be asked for. */
const GUESSED_MS_MAX = 300_000;

/** What of one limit a call took, from its sending on. */
export type WindowCall = {
  readonly amount: number;
  /** Monotonic nanoseconds. */
  readonly sentNs: number;
  /** Of {@link RateWindow.total} when it was sent. */
  readonly totalAtSend: number;
};

/** Calls whose answers came close to each other. */
type Step = { readonly firstNs: number; lastNs: number; amount: number };

/** What the venue said, so that it can be brought up to any later moment. */
type Observation = {
  readonly sentNs: number;
  /** The count, less what had been settled when that call was sent, and less that call. */
  readonly base: number;
  /** The count, less all that had been sent when the answer came. */
  readonly baseOfSent: number;
};

/** The window that holds the earliest moment that it may be at the venue. */
type Present = {
  /** Number of the window since the epoch. */
  readonly index: number;
  /** A call that ended before it did not arrive in this window or a later one. Nanoseconds. */
  readonly maybeFromNs: number;
  /** A call that was sent before it may have arrived in an earlier window. Nanoseconds. */
  readonly surelyFromNs: number;
};

/** One limit's use. It changes as calls are sent, settle, and tell what the venue counted. */
export class RateWindow {
  readonly #intervalMs: number;
  readonly #bornNs: number;
  readonly #settled: Step[] = [];
  #settledAmount = 0;
  #inFlight = 0;
  #total = 0;
  #said: Observation | null = null;
  /** The least base of any observation: all of them go on to bound what we alone have used. */
  #leastBase = Number.POSITIVE_INFINITY;
  /** Use by others in the window of that number, as the venue's last count of it showed. */
  #others = { index: 0, amount: 0 };

  /** @param bornNs Since when all that we sent is known here: monotonic nanoseconds. */
  constructor(intervalMs: number, bornNs: number) {
    this.#intervalMs = intervalMs;
    this.#bornNs = bornNs;
  }

  /** Counts a call that is about to be written, until it settles. */
  send(amount: number, sentNs: number): WindowCall {
    this.#inFlight += amount;
    return { amount, sentNs, totalAtSend: this.#total };
  }

  /** Says that a call can have arrived no later than `endNs`. */
  settle(call: WindowCall, endNs: number): void {
    const { amount } = call;
    this.#inFlight -= amount;
    this.#total += amount;
    this.#settledAmount += amount;
    if (amount === 0) return;
    const last = this.#settled.at(-1);
    const stepNs = (this.#intervalMs / STEPS) * NS_PER_MS;
    if (last !== undefined && endNs - last.firstNs < stepNs) {
      last.lastNs = Math.max(last.lastNs, endNs);
      last.amount += amount;
    } else {
      this.#settled.push({ firstNs: endNs, lastNs: endNs, amount });
    }
  }

  /** Takes what the venue counted when it answered `call`, which has settled at `receivedNs`. */
  observe(call: WindowCall, seen: { count: number; receivedNs: number }, clock: VenueClock): void {
    const present = this.#presentAt(seen.receivedNs, clock);
    // Of an earlier window, or overtaken by the answer to a later call.
    if (!(call.sentNs >= present.surelyFromNs)) return;
    if (this.#said !== null && this.#said.sentNs > call.sentNs) return;
    const own = this.#ownSince(present);
    const base = seen.count - call.totalAtSend - call.amount;
    const said = this.#saidIn(present);
    const latest = venueTimeAt(clock, seen.receivedNs)?.highMs ?? 0;
    const isOfNext = latest >= (present.index + 1) * this.#intervalMs;
    // A small count may be of the window that has just begun: it does not empty the one before.
    if (isOfNext && base + this.#total < (said?.base ?? 0) + (said ? this.#total : own)) return;
    if (!isOfNext) this.#leastBase = Math.min(this.#leastBase, base);
    const baseOfSent = seen.count - this.#total - this.#inFlight;
    this.#said = { sentNs: call.sentNs, base, baseOfSent };
    const others = Math.max(0, base + this.#total - own - this.#inFlight);
    this.#others = { index: present.index, amount: others };
  }

  /**
   * Returns the most that the venue can have counted in the window that it may still be in: of what was
   * in flight when the venue counted, nothing is taken to be in its count.
   */
  usedAt(now: number, clock: VenueClock): number {
    const present = this.#presentAt(now, clock);
    const said = this.#saidIn(present);
    if (said !== null) return said.base + this.#total + this.#inFlight;
    return this.#ownSince(present) + this.#inFlight + this.#guessOfOthers(present);
  }

  /**
   * Returns the same where nobody else uses the limit: the closest of all bounds so far, and never less
   * than the venue's last count and what was sent since. Doubt about single calls does not add up in
   * it: calls without an answer, or at the edge of a window.
   */
  usedIfAloneAt(now: number, clock: VenueClock): number {
    const present = this.#presentAt(now, clock);
    const sent = this.#total + this.#inFlight;
    const closest = Math.min(this.#ownSince(present) + this.#inFlight, this.#leastBase + sent);
    const said = this.#saidIn(present);
    return said === null ? closest : Math.max(closest, said.baseOfSent + sent);
  }

  /** Returns whether that bound stands on something: a count of this window, or the whole window seen. */
  isKnownAt(now: number, clock: VenueClock): boolean {
    const present = this.#presentAt(now, clock);
    return this.#saidIn(present) !== null || present.maybeFromNs >= this.#bornNs;
  }

  /** Returns when the present window has surely ended: monotonic nanoseconds. */
  endsNs(now: number, clock: VenueClock): number {
    const range = venueTimeAt(clock, now);
    if (range === null) return (this.#indexBefore(now) + 1) * this.#longestNs();
    return surelyReachedNs(clock, (this.#indexOf(range.lowMs) + 1) * this.#intervalMs);
  }

  #guessOfOthers({ index }: Present): number {
    if (this.#intervalMs > GUESSED_MS_MAX) return 0;
    const passed = Math.max(1, index - this.#others.index);
    return Math.floor(this.#others.amount / 2 ** (passed - 1));
  }

  /** What was settled since `present` may have begun. Forgets the rest. */
  #ownSince({ maybeFromNs }: Present): number {
    let gone = 0;
    for (const step of this.#settled) {
      if (step.lastNs >= maybeFromNs) break;
      this.#settledAmount -= step.amount;
      gone += 1;
    }
    this.#settled.splice(0, gone);
    return this.#settledAmount;
  }

  #saidIn({ surelyFromNs }: Present): Observation | null {
    return this.#said !== null && this.#said.sentNs >= surelyFromNs ? this.#said : null;
  }

  /** A window of the venue's clock, on ours. Nanoseconds. */
  #longestNs(): number {
    return Math.ceil(this.#intervalMs * NS_PER_MS * (1 + DRIFT_FRACTION)) + 1;
  }

  /** Before any clock of the venue windows are numbered on ours: only the order of these numbers says something. */
  #indexBefore(ns: number): number {
    return Math.floor(ns / this.#longestNs());
  }

  #indexOf(ms: number): number {
    return Math.floor(ms / this.#intervalMs);
  }

  #presentAt(ns: number, clock: VenueClock): Present {
    const range = venueTimeAt(clock, ns);
    // Wherever it began, whatever is older than a whole window is not in it.
    if (range === null) {
      const fromNs = ns - this.#longestNs();
      return { index: this.#indexBefore(ns), maybeFromNs: fromNs, surelyFromNs: fromNs };
    }
    const index = this.#indexOf(range.lowMs);
    const startMs = index * this.#intervalMs;
    return {
      index,
      maybeFromNs: maybeReachedNs(clock, startMs),
      surelyFromNs: surelyReachedNs(clock, startMs),
    };
  }
}
