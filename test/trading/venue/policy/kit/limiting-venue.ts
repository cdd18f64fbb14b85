/**
 * A venue that counts as the real one does - fixed windows of its own clock, when a call arrives - and
 * a client that sends whatever its budget lets it. What lies between is up to the seed: latency of
 * either way, overtaking, answers that never come, a clock that is off and drifts.
 */
import { Prng } from "../../../../../src/core/prng.ts";
import {
  CALL_CLASSES,
  type CallClass,
  type CallCost,
} from "../../../../../src/trading/venue/policy/call-class.ts";
import {
  type BudgetTicket,
  RateBudget,
} from "../../../../../src/trading/venue/policy/rate-budget.ts";
import {
  costOf,
  type RateCount,
  type RateRule,
} from "../../../../../src/trading/venue/policy/rate-rule.ts";
import {
  NO_VENUE_CLOCK,
  type VenueClock,
  withVenueTime,
} from "../../../../../src/trading/venue/policy/venue-clock.ts";

const MS = 1_000_000;
const TIMEOUT_MS = 10_000;

/** The rules of Binance spot, with less in a minute so that a short run meets its end. */
export const RULES: readonly RateRule[] = [
  { kind: "WEIGHT", intervalMs: 60_000, limit: 1_200 },
  { kind: "ORDERS", intervalMs: 10_000, limit: 50 },
  { kind: "REQUESTS", intervalMs: 300_000, limit: 4_000 },
];

/** What a run came to. */
export type Run = {
  /** Calls that the venue had to turn away. */
  readonly tooMany: readonly string[];
  readonly sent: Readonly<Record<CallClass, number>>;
  /** Moments at which a cancel was refused although cancels had used less than their reserve. */
  readonly cancelsHeld: readonly number[];
  /** Largest part of a full window's weight that was used. */
  readonly fullest: number;
  /** Moments at which a new order was refused. */
  readonly newHeld: number;
};

type Event = { readonly atMs: number; readonly order: number; readonly run: () => void };

/** Counts what arrives, and tells what is used. */
export type VenueLimits = {
  /** What it had to turn away, in its words. */
  readonly tooMany: readonly string[];
  /** Largest part of the weight of one window that was used. */
  readonly fullest: number;
  arrive(cost: CallCost, venueMs: number): readonly RateCount[];
  /** A fill gives an order of the present window back. */
  fill(venueMs: number): void;
};

/** Counts arrivals in the venue's windows. */
export class Counter implements VenueLimits {
  readonly #counts = new Map<string, number>();
  readonly tooMany: string[] = [];
  fullest = 0;

  arrive(cost: CallCost, venueMs: number): readonly RateCount[] {
    return RULES.map((rule) => {
      const index = Math.floor(venueMs / rule.intervalMs);
      const key = `${rule.kind}/${rule.intervalMs}/${index}`;
      const count = (this.#counts.get(key) ?? 0) + costOf(cost, rule.kind);
      this.#counts.set(key, count);
      if (count > rule.limit) this.tooMany.push(`${key}: ${count} of ${rule.limit}`);
      if (rule.kind === "WEIGHT") this.fullest = Math.max(this.fullest, count / rule.limit);
      return { kind: rule.kind, intervalMs: rule.intervalMs, count };
    });
  }

  fill(venueMs: number): void {
    const key = `ORDERS/10000/${Math.floor(venueMs / 10_000)}`;
    const count = this.#counts.get(key) ?? 0;
    if (count > 0) this.#counts.set(key, count - 1);
  }
}

/** One run of virtual time. */
export class LimitedRun {
  readonly #prng: Prng;
  readonly #limits: VenueLimits;
  readonly #offsetMs: number;
  readonly #drift: number;
  readonly #slowMs: number;
  readonly #budget = new RateBudget(RULES, 0);
  readonly #events: Event[] = [];
  readonly #cancelled: { readonly atMs: number; readonly weight: number }[] = [];
  readonly #sent: Record<CallClass, number> = { CANCEL: 0, REDUCE: 0, QUERY: 0, NEW: 0 };
  readonly #cancelsHeld: number[] = [];
  readonly #isGreedy: boolean;
  #clock: VenueClock = NO_VENUE_CLOCK;
  #newHeld = 0;
  #order = 0;

  constructor(seed: number, limits: VenueLimits) {
    this.#limits = limits;
    this.#prng = new Prng(seed);
    this.#offsetMs = this.#prng.between(0, 10_000_000);
    this.#drift = 1 + (this.#prng.unit() - 0.5) * 2e-4;
    this.#slowMs = this.#prng.pick([2, 50, 400, 3_000, 15_000]);
    this.#isGreedy = this.#prng.unit() < 0.5;
  }

  /** Runs for `lengthMs` of virtual time, looking each `stepMs`. */
  run(lengthMs: number, stepMs: number): Run {
    for (let nowMs = 0; nowMs < lengthMs; nowMs += stepMs) {
      this.#runEventsUntil(nowMs);
      this.#act(nowMs);
    }
    this.#runEventsUntil(Number.POSITIVE_INFINITY);
    const { tooMany, fullest } = this.#limits;
    const [sent, cancelsHeld, newHeld] = [this.#sent, this.#cancelsHeld, this.#newHeld];
    return { tooMany, fullest, sent, cancelsHeld, newHeld };
  }

  #act(nowMs: number): void {
    const moment = { now: nowMs * MS, clock: this.#clock };
    const isBurst = this.#isGreedy || this.#prng.unit() < 0.02;
    for (let tries = isBurst ? 30 : 1; tries > 0; tries -= 1) {
      const callClass = this.#prng.pick(CALL_CLASSES.slice(1));
      if (!this.#try(callClass, nowMs)) break;
    }
    const wouldNew = this.#budget.ask("NEW", { weight: 1, orders: 1 }, moment);
    if (!wouldNew.ok) this.#newHeld += 1;
    const isReserveLeft = this.#cancelWeightSince(nowMs - 180_000) < 240;
    const mayCancel = this.#budget.ask("CANCEL", { weight: 1, orders: 0 }, moment);
    if (isReserveLeft && !mayCancel.ok) this.#cancelsHeld.push(nowMs);
    if (this.#prng.unit() < 0.05) this.#try("CANCEL", nowMs);
  }

  #cancelWeightSince(fromMs: number): number {
    while (this.#cancelled[0] !== undefined && this.#cancelled[0].atMs < fromMs) {
      this.#cancelled.shift();
    }
    return this.#cancelled.reduce((sum, { weight }) => sum + weight, 0);
  }

  #try(callClass: CallClass, nowMs: number): boolean {
    const cost = this.#costFor(callClass);
    const now = nowMs * MS;
    if (!this.#budget.ask(callClass, cost, { now, clock: this.#clock }).ok) return false;
    const ticket = this.#budget.spend(cost, now);
    this.#sent[callClass] += 1;
    if (callClass === "CANCEL") this.#cancelled.push({ atMs: nowMs, weight: cost.weight });
    this.#travel(ticket, cost, nowMs);
    return true;
  }

  #travel(ticket: BudgetTicket, cost: CallCost, sentMs: number): void {
    const arrivesMs = sentMs + this.#legMs();
    const answeredMs = arrivesMs + this.#legMs();
    const isLost = this.#prng.unit() < 0.02 || answeredMs - sentMs > TIMEOUT_MS;
    this.#at(arrivesMs, () => {
      const venueMs = this.#venueMs(arrivesMs);
      const counts = this.#limits.arrive(cost, venueMs);
      if (this.#prng.unit() < 0.3) this.#limits.fill(venueMs);
      if (!isLost)
        this.#at(answeredMs, () => this.#answer(ticket, counts, { sentMs, answeredMs, venueMs }));
    });
    if (isLost) {
      this.#at(sentMs + TIMEOUT_MS, () => this.#budget.lost(ticket, (sentMs + TIMEOUT_MS) * MS));
    }
  }

  #answer(
    ticket: BudgetTicket,
    counts: readonly RateCount[],
    at: { readonly sentMs: number; readonly answeredMs: number; readonly venueMs: number },
  ): void {
    const now = at.answeredMs * MS;
    const sample = { sentNs: at.sentMs * MS, receivedNs: now, venueMs: Math.floor(at.venueMs) };
    this.#clock = withVenueTime(this.#clock, sample);
    const told = this.#prng.unit() < 0.9 ? counts : [];
    this.#budget.answered(ticket, told, { now, clock: this.#clock });
  }

  #costFor(callClass: CallClass): CallCost {
    const orders = callClass === "NEW" || callClass === "REDUCE" ? 1 : 0;
    return { weight: callClass === "QUERY" ? this.#prng.pick([1, 4, 20, 250]) : 1, orders };
  }

  /** Mostly quick, at times slow, rarely as slow as the run allows. */
  #legMs(): number {
    return 0.2 + this.#slowMs * this.#prng.unit() ** 6;
  }

  #venueMs(atMs: number): number {
    return this.#offsetMs + atMs * this.#drift;
  }

  #at(atMs: number, run: () => void): void {
    this.#order += 1;
    const event = { atMs, order: this.#order, run };
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#events[middle];
      if (other !== undefined && other.atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    this.#events.splice(low, 0, event);
  }

  #runEventsUntil(nowMs: number): void {
    while (this.#events[0] !== undefined && this.#events[0].atMs <= nowMs)
      this.#events.shift()?.run();
  }
}
