/**
 * A circuit breaker: whether a venue, or one endpoint of it, is asked at all.
 *
 * ```
 *            failures in a row, or too large a part of the window
 *   CLOSED ----------------------------------------------------> OPEN
 *      ^                                                          |
 *      | probes in a row went well                                | its wait has passed
 *      +-------------------- HALF_OPEN <--------------------------+
 *                               | one failed: OPEN again, twice as long
 * ```
 *
 * A cancel goes through whatever the state: it takes risk away, and at worst it fails as well. How it
 * ends is evidence like any other. A failure is a call whose outcome says that the venue is not well:
 * no answer, a server's error. A refusal that the venue explains is a good answer.
 */
import { assert } from "../../../core/assert.ts";
import type { CallClass } from "./call-class.ts";
import { ErrorWindow } from "./error-window.ts";

/** When a breaker opens, for how long, and what closes it. */
export type BreakerPolicy = {
  /** Failures in a row that open it. */
  readonly inRowMax: number;
  /** Part of the window's calls that may fail: a larger one opens it. */
  readonly failureFractionMax: number;
  /** Fewest calls in the window for which that part means something. */
  readonly callsMin: number;
  /** Nanoseconds. */
  readonly windowNs: number;
  /** First wait while open; each in a row is twice as long. Nanoseconds. */
  readonly openNs: number;
  /** Longest wait. Nanoseconds. */
  readonly openNsMax: number;
  /** Probes in a row that must go well; also how many may be under way at once. */
  readonly probes: number;
  /** After this a probe without an outcome has failed. Nanoseconds. */
  readonly probeNsMax: number;
};

/** What holds without settings. */
export const BREAKER_POLICY: BreakerPolicy = {
  inRowMax: 5,
  failureFractionMax: 0.5,
  callsMin: 20,
  windowNs: 10_000_000_000,
  openNs: 2_000_000_000,
  openNsMax: 60_000_000_000,
  probes: 2,
  probeNsMax: 15_000_000_000,
};

/** Where a breaker is. */
export type BreakerState = "CLOSED" | "OPEN" | "HALF_OPEN";

/** Stands for a call that was let through, until it has ended. */
export type BreakerPass = {
  readonly isProbe: boolean;
  /** How often the breaker had opened by then: what was sent before it opened decides nothing after. */
  readonly opens: number;
};

/** Whether a call may go. */
export type BreakerAnswer =
  | { readonly ok: true; readonly pass: BreakerPass }
  | { readonly ok: false /** Monotonic nanoseconds. */; readonly untilNs: number };

/** One breaker, on the caller's monotonic clock. */
export class Breaker {
  readonly #policy: BreakerPolicy;
  readonly #window: ErrorWindow;
  #state: BreakerState = "CLOSED";
  #failuresInRow = 0;
  #opensInRow = 0;
  #opens = 0;
  #openUntilNs = Number.NEGATIVE_INFINITY;
  #probesWell = 0;
  /** When the probes under way were let go. */
  #probes: number[] = [];

  /** @throws AssertionError when a bound of the policy is none. */
  constructor(policy: BreakerPolicy = BREAKER_POLICY) {
    const { inRowMax, failureFractionMax, callsMin, openNs, openNsMax, probes } = policy;
    assert(inRowMax >= 1 && callsMin >= 1 && probes >= 1, "a breaker counts from 1");
    assert(failureFractionMax >= 0 && failureFractionMax <= 1, "a part that fails is in [0, 1]");
    assert(openNs > 0 && openNsMax >= openNs, "a breaker has 0 < openNs <= openNsMax");
    this.#policy = policy;
    this.#window = new ErrorWindow(policy.windowNs);
  }

  /** Returns the state at `now`. */
  stateAt(now: number): BreakerState {
    this.#advance(now);
    return this.#state;
  }

  /** Returns whether a call may go. One that may and is a probe is counted as under way. */
  ask(callClass: CallClass, now: number): BreakerAnswer {
    this.#advance(now);
    const isProbe = this.#state === "HALF_OPEN" && this.#probes.length < this.#policy.probes;
    const isOpenTo = this.#state === "CLOSED" && Number.isFinite(now);
    if (!isProbe && !isOpenTo && callClass !== "CANCEL") {
      return { ok: false, untilNs: this.#nextLookNs(now) };
    }
    if (isProbe) this.#probes.push(now);
    return { ok: true, pass: { isProbe, opens: this.#opens } };
  }

  /** Says how a call ended at `now`. Its outcome counts unless the breaker opened since it was sent. */
  ended(pass: BreakerPass, wasOk: boolean, now: number): void {
    this.#advance(now);
    if (pass.opens !== this.#opens || !Number.isFinite(now)) return;
    this.#window.add(wasOk, now);
    this.#failuresInRow = wasOk ? 0 : this.#failuresInRow + 1;
    if (pass.isProbe) this.#probes.shift();
    if (this.#state === "CLOSED") {
      if (this.#isTooBad(now)) this.#open(now);
    } else if (this.#state === "HALF_OPEN") {
      if (!wasOk) this.#open(now);
      else if (++this.#probesWell >= this.#policy.probes) this.#close();
    }
  }

  #isTooBad(now: number): boolean {
    const { inRowMax, callsMin, failureFractionMax } = this.#policy;
    if (this.#failuresInRow >= inRowMax) return true;
    const { calls, failures } = this.#window.read(now);
    return calls >= callsMin && failures / calls > failureFractionMax;
  }

  #advance(now: number): void {
    if (this.#state === "OPEN" && now >= this.#openUntilNs) {
      this.#state = "HALF_OPEN";
      this.#probesWell = 0;
      this.#probes = [];
    }
    const [oldest] = this.#probes;
    if (this.#state !== "HALF_OPEN" || oldest === undefined) return;
    if (now - oldest >= this.#policy.probeNsMax) this.#open(now);
  }

  #open(now: number): void {
    const { openNs, openNsMax } = this.#policy;
    this.#state = "OPEN";
    this.#openUntilNs = now + Math.min(openNsMax, openNs * 2 ** this.#opensInRow);
    this.#opensInRow += 1;
    this.#opens += 1;
    this.#probes = [];
  }

  #close(): void {
    this.#state = "CLOSED";
    this.#opensInRow = 0;
    this.#probes = [];
    this.#window.clear();
  }

  #nextLookNs(now: number): number {
    if (this.#state === "OPEN") return this.#openUntilNs;
    return (this.#probes[0] ?? now) + this.#policy.probeNsMax;
  }
}
