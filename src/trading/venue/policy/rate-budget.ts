/**
 * Which calls a venue's limits leave room for: every limit at once, learned from the venue's own words.
 *
 * The caller asks, spends right before the write, and says how each call ended. What counts is an
 * upper bound (`rate-window.ts`), so a client that obeys is never told that it was too many, if it
 * alone uses the address and states costs that are not too low. The last part of each limit belongs to
 * cancels (`rate-rule.ts`), and what the venue forbade is not tried (`rate-pause.ts`). All moments are
 * on the caller's monotonic clock: a jump of the wall clock refills nothing.
 */
import { assert } from "../../../core/assert.ts";
import { type CallClass, type CallCost, isCost, isCount } from "./call-class.ts";
import {
  isPaused,
  NO_PAUSES,
  PAUSE_KINDS,
  type PauseKind,
  type Pauses,
  type PauseUntil,
  withGoodAnswer,
  withPause,
} from "./rate-pause.ts";
import {
  costOf,
  HARD_FRACTION,
  isRule,
  type RateCount,
  type RateRule,
  SOFT_FRACTION,
  sharesOf,
  windowKeyOf,
} from "./rate-rule.ts";
import { RateWindow, type WindowCall } from "./rate-window.ts";
import type { VenueClock } from "./venue-clock.ts";

/** Why a call may not go. */
export type BudgetRefusal =
  /** The class has had its share of a window. */
  | "WINDOW_FULL"
  /** The venue said to slow down. */
  | "SLOWED"
  /** The venue shut us out. */
  | "BANNED"
  /** The venue takes no more orders for now. */
  | "ORDERS_FULL"
  /** What a former life used of a window, or the venue's time, is not known: a query tells. */
  | "USAGE_UNKNOWN"
  /** It costs more than the class may ever use. */
  | "NEVER_FITS"
  /** A cost or a time is no number. */
  | "NOT_A_NUMBER";

/** Whether a call may go now; if not, when to ask again. */
export type BudgetAnswer =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly why: BudgetRefusal;
      /**
       * No earlier than this it may go, unless the venue tells more: monotonic nanoseconds, `Infinity`
       * for never.
       */
      readonly untilNs: number;
    };

/** How near the venue's limits are: STOPPED while something is forbidden. */
export type BudgetPressure = "CALM" | "SOFT" | "HARD" | "STOPPED";

/** Stands for one call that was sent, until it has ended. */
export type BudgetTicket = { readonly id: number };

/** When is it, and what does the venue's clock say. */
export type BudgetMoment = { readonly now: number; readonly clock: VenueClock };

/** How long after it was given up a call may still arrive. */
const LOST_NS = 30_000_000_000;
const YES: BudgetAnswer = { ok: true };

type Limit = { readonly rule: RateRule; readonly window: RateWindow };
type Sent = {
  readonly cost: CallCost;
  readonly parts: Map<RateWindow, WindowCall>;
};

/** The limits of one venue, for one address and one account. */
export class RateBudget {
  readonly #limits = new Map<string, Limit>();
  readonly #inFlight = new Map<number, Sent>();
  readonly #lost: { readonly sent: Sent; readonly untilNs: number }[] = [];
  #pauses: Pauses = NO_PAUSES;
  #lastId = 0;

  /**
   * @param rules What holds until the venue says otherwise.
   * @param bornNs When this life began to send: monotonic nanoseconds.
   * @throws AssertionError when a rule is none, or there is none.
   */
  constructor(rules: readonly RateRule[], bornNs: number) {
    assert(Number.isFinite(bornNs), "a budget knows when its life began");
    assert(rules.length > 0 && rules.every(isRule), "a budget begins with rules that can be kept");
    this.learn(rules, bornNs);
  }

  /**
   * Takes the limits that the venue states at `now`. Those that can not be kept change nothing, and
   * those that it does not name stay.
   */
  learn(rules: readonly RateRule[], now: number): void {
    for (const rule of rules.filter(isRule)) {
      const key = windowKeyOf(rule);
      const window = this.#limits.get(key)?.window ?? this.#newWindow(rule, now);
      this.#limits.set(key, { rule, window });
    }
  }

  /** Returns whether a call may be sent now. It spends nothing. */
  ask(callClass: CallClass, cost: CallCost, moment: BudgetMoment): BudgetAnswer {
    const { now, clock } = moment;
    if (!isCost(cost) || !Number.isFinite(now))
      return refuse("NOT_A_NUMBER", Number.POSITIVE_INFINITY);
    this.#settleLost(now);
    const forbidden = this.#forbidden(callClass, cost, now);
    if (forbidden !== null) return forbidden;
    if (callClass === "NEW" && clock.believed === null) {
      return refuse("USAGE_UNKNOWN", Number.POSITIVE_INFINITY);
    }
    let worst: BudgetAnswer = YES;
    for (const limit of this.#limits.values()) {
      const answer = askLimit(limit, { callClass, cost }, moment);
      if (!answer.ok && (worst.ok || answer.untilNs > worst.untilNs)) worst = answer;
    }
    return worst;
  }

  /** Counts a call that is about to be written. To be asked for first, in the same turn. */
  spend(cost: CallCost, now: number): BudgetTicket {
    assert(isCost(cost) && Number.isFinite(now), "what is spent is a cost at a moment");
    const parts = new Map<RateWindow, WindowCall>();
    for (const { rule, window } of this.#limits.values()) {
      parts.set(window, window.send(costOf(cost, rule.kind), now));
    }
    this.#lastId += 1;
    this.#inFlight.set(this.#lastId, { cost, parts });
    return { id: this.#lastId };
  }

  /**
   * Says that the answer to a call came, and what the venue counted in it. A count of a limit that is
   * not known, and one that is no number, tells nothing.
   */
  answered(ticket: BudgetTicket, counts: readonly RateCount[], { now, clock }: BudgetMoment): void {
    const sent = this.#take(ticket);
    for (const [window, call] of sent.parts) window.settle(call, now);
    for (const count of counts) {
      const window = this.#limits.get(windowKeyOf(count))?.window;
      const call = window && sent.parts.get(window);
      if (window === undefined || call === undefined || !isCount(count.count)) continue;
      window.observe(call, { count: count.count, receivedNs: now }, clock);
    }
  }

  /** Says that no answer to a call will come. It may still arrive, so it counts for a while. */
  lost(ticket: BudgetTicket, now: number): void {
    this.#lost.push({ sent: this.#take(ticket), untilNs: now + LOST_NS });
  }

  /** Says that the venue answered well, `wasOrder` that it took an order. */
  went(wasOrder: boolean): void {
    this.#pauses = withGoodAnswer(this.#pauses, wasOrder);
  }

  /** Says that the venue forbade something. */
  forbidden(said: { kind: PauseKind; until: PauseUntil }, moment: BudgetMoment): void {
    this.#pauses = withPause(this.#pauses, said, moment);
  }

  /** Returns how near the venue's limits are. */
  pressure(moment: BudgetMoment): BudgetPressure {
    const { now, clock } = moment;
    this.#settleLost(now);
    if (PAUSE_KINDS.some((kind) => isPaused(this.#pauses, kind, now))) return "STOPPED";
    const fractions = [...this.#limits.values()].map(
      ({ rule, window }) => window.usedAt(now, clock) / rule.limit,
    );
    const most = Math.max(...fractions);
    if (!(most < HARD_FRACTION)) return "HARD";
    return most < SOFT_FRACTION ? "CALM" : "SOFT";
  }

  /** Returns each limit with the most that may be used of it now. */
  usage({ now, clock }: BudgetMoment): readonly (RateRule & { readonly used: number })[] {
    this.#settleLost(now);
    return [...this.#limits.values()].map(({ rule, window }) => ({
      ...rule,
      used: window.usedAt(now, clock),
    }));
  }

  #forbidden(callClass: CallClass, cost: CallCost, now: number): BudgetAnswer | null {
    const held = (kind: PauseKind) =>
      isPaused(this.#pauses, kind, now) ? refuse(kind, this.#pauses[kind].untilNs) : null;
    const banned = held("BANNED");
    if (banned !== null) return banned;
    const slowed = callClass === "CANCEL" ? null : held("SLOWED");
    return slowed ?? (cost.orders > 0 ? held("ORDERS_FULL") : null);
  }

  #settleLost(now: number): void {
    while (this.#lost[0] !== undefined && now >= this.#lost[0].untilNs) {
      const { sent, untilNs } = this.#lost[0];
      for (const [window, call] of sent.parts) window.settle(call, untilNs);
      this.#lost.shift();
    }
  }

  #take({ id }: BudgetTicket): Sent {
    const sent = this.#inFlight.get(id);
    assert(sent !== undefined, `a call ends once: the one of ticket ${id} is not in flight`);
    this.#inFlight.delete(id);
    return sent;
  }

  /** A limit that is learned late counts what is still in flight, and knows nothing of before. */
  #newWindow({ intervalMs, kind }: RateRule, now: number): RateWindow {
    const window = new RateWindow(intervalMs, now);
    for (const { cost, parts } of [
      ...this.#inFlight.values(),
      ...this.#lost.map(({ sent }) => sent),
    ]) {
      parts.set(window, window.send(costOf(cost, kind), Number.NEGATIVE_INFINITY));
    }
    return window;
  }
}

function askLimit(
  { rule, window }: Limit,
  call: { readonly callClass: CallClass; readonly cost: CallCost },
  { now, clock }: BudgetMoment,
): BudgetAnswer {
  const amount = costOf(call.cost, rule.kind);
  if (amount === 0) return YES;
  const most = rule.limit * sharesOf(rule.kind)[call.callClass];
  if (!(amount <= most)) return refuse("NEVER_FITS", Number.POSITIVE_INFINITY);
  // The reserve of cancels is not eaten up by doubt about calls that went before them.
  const used =
    call.callClass === "CANCEL" ? window.usedIfAloneAt(now, clock) : window.usedAt(now, clock);
  if (!(used + amount <= most)) {
    return refuse("WINDOW_FULL", window.endsNs(now, clock));
  }
  if (call.callClass !== "NEW" || window.isKnownAt(now, clock)) return YES;
  return refuse("USAGE_UNKNOWN", window.endsNs(now, clock));
}

function refuse(why: BudgetRefusal, untilNs: number): BudgetAnswer {
  return { ok: false, why, untilNs };
}
