/**
 * The calls of the gateway: they wait by urgency under the venue's limits, leave with a stamp of the
 * venue's time, and each ends once: by its answer, by the loss of its connection, or by time.
 *
 * Invariant: a call that changes something is written once. What becomes of it is asked for, and never
 * found out by sending it again.
 */
import { Breaker, type BreakerPass } from "../../policy/breaker.ts";
import type { CallCost } from "../../policy/call-class.ts";
import { CallQueue, type Offered } from "../../policy/call-queue.ts";
import { type BudgetTicket, RateBudget } from "../../policy/rate-budget.ts";
import type { RateRule } from "../../policy/rate-rule.ts";
import {
  NO_VENUE_CLOCK,
  type VenueClock,
  venueTimeAt,
  withVenueTime,
} from "../../policy/venue-clock.ts";
import { usageOfList } from "../answers/limits.ts";
import type { Outcome } from "../answers/outcome.ts";
import type { Reply } from "../answers/reply.ts";
import { type Stamp, stampOf } from "../requests/stamp.ts";
import { isFrameMethod, restFormOf, type VenueCall } from "../requests/venue-call.ts";
import type { CallPurpose, CallWay } from "./gateway-io.ts";

/** A call that was written. */
export type SentCall = {
  readonly key: string;
  readonly call: VenueCall;
  readonly purpose: CallPurpose;
  readonly way: CallWay;
  readonly stamp: Stamp;
  readonly sentNs: number;
};

/** A call that waits for its turn. */
export type WantedCall = {
  readonly call: VenueCall;
  readonly purpose: CallPurpose;
  /** The same call wanted again is the one that waits. */
  readonly name: string;
  /** Monotonic nanoseconds; Infinity for one that waits for ever. */
  readonly validUntilNs: number;
};

type Body = Pick<WantedCall, "call" | "purpose">;
type Flight = SentCall & {
  readonly ticket: BudgetTicket;
  readonly pass: BreakerPass | null;
  isLost: boolean;
};

/** Which ways are open. */
export type OpenWays = { readonly isFrameOpen: boolean; readonly prefersRest: boolean };

/**
 * What holds until the venue says otherwise. With a smaller weight than the venue's own, one life that
 * used much would keep the next one, which knows nothing yet, from asking anything.
 */
const FIRST_RULES: readonly RateRule[] = [
  { kind: "WEIGHT", intervalMs: 60_000, limit: 6_000 },
  { kind: "ORDERS", intervalMs: 10_000, limit: 50 },
];
const BOUNDS = { CANCEL: 1_024, REDUCE: 256, QUERY: 4_096, NEW: 256 };
/** Longest that an answer is waited for; then its call counts as one without an answer. Nanoseconds. */
const ANSWER_NS_MAX = 3e9;
/** An answer that comes within this time is still of use. Nanoseconds. */
const LATE_NS_MAX = 120e9;
/** The venue's word for a call whose time is not near its own. */
const TIME_CODE = -1_021;
/** Why no order leaves while no stamp is sure to pass. */
export const TIME_UNSURE = "the venue's time is not known";
/** Longest that a request is taken to be on its way. */
const TRAVEL_MS_MAX = 250;

export class CallDesk {
  readonly #budget: RateBudget;
  readonly #breaker = new Breaker();
  readonly #queue = new CallQueue<Body>(BOUNDS);
  readonly #flights = new Map<string, Flight>();
  readonly #recvWindowMs: number;
  #clock: VenueClock = NO_VENUE_CLOCK;
  #isTimeWrong = false;
  #lastKey = 0;
  #nextNs = Number.POSITIVE_INFINITY;

  /** @param bornNs When this life began. Monotonic nanoseconds. */
  constructor(recvWindowMs: number, bornNs: number) {
    this.#recvWindowMs = recvWindowMs;
    this.#budget = new RateBudget(FIRST_RULES, bornNs);
  }

  get clock(): VenueClock {
    return this.#clock;
  }

  get recvWindowMs(): number {
    return this.#recvWindowMs;
  }

  /** Whether the venue's time is known so well that a stamp of it surely passes. */
  hasStamp(now: number): boolean {
    return this.#stampAt(now) !== null;
  }

  /** Whether an order may leave, as far as limits and clock know; null, or why not. */
  refusalOf(call: VenueCall, now: number): string | null {
    if (!this.hasStamp(now)) return TIME_UNSURE;
    const answer = this.#ask(call, now);
    return answer.ok ? null : `venue limit: ${answer.why}`;
  }

  /**
   * Whether the venue fails too often for a new order: what is asked goes on, and shows when it is well
   * again.
   */
  isFailing(now: number): boolean {
    return this.#breaker.stateAt(now) !== "CLOSED";
  }

  /** Whether the limits leave room for what goes beside the calls: a connection that is asked for, a ping. */
  mayGo(cost: CallCost, now: number): boolean {
    return this.#budget.ask("QUERY", cost, this.#moment(now)).ok;
  }

  /** Counts it. How it ends says nothing of its weight, so it counts as what has no answer. */
  goes(cost: CallCost, now: number): undefined {
    this.#budget.lost(this.#budget.spend(cost, now), now);
  }

  /** Puts a call in line. */
  want(wanted: WantedCall, now: number): Offered {
    const { call, purpose, name, validUntilNs } = wanted;
    return this.#queue.offer(
      {
        key: name,
        callClass: call.callClass,
        cost: call.cost,
        validUntilNs,
        body: { call, purpose },
      },
      now,
      (callClass, cost) => this.#budget.ask(callClass, cost, this.#moment(now)),
    );
  }

  /** Takes a call out of the line. Returns whether it waited there. */
  withdraw(name: string): boolean {
    return this.#queue.withdraw(name);
  }

  /**
   * Returns the next call whose turn it is; null when none may go now. It is not written yet:
   * {@link sent} says so. Calls whose time is over come in `late`.
   */
  next(now: number): { readonly go: Body | null; readonly late: readonly Body[] } {
    const turn = this.#queue.next(now, (callClass, cost) =>
      this.#budget.ask(callClass, cost, this.#moment(now)),
    );
    this.#nextNs = Math.min(Number.POSITIVE_INFINITY, ...turn.waits.values());
    return { go: turn.go?.body ?? null, late: turn.late.map(({ body }) => body) };
  }

  /** Says that a call is written now, and returns it with its stamp; null when no way is open to it. */
  sent({ call, purpose }: Body, ways: OpenWays, now: number): SentCall | null {
    const way = wayOf(call, ways);
    // A cancel or a question with a wrong time is only refused; what adds risk leaves with a sure one.
    const mayBeRough = call.callClass === "CANCEL" || call.callClass === "QUERY";
    const stamp = this.#stampAt(now) ?? (mayBeRough ? this.#roughStampAt(now) : null);
    if (way === null || (stamp === null && call.security !== "NONE")) return null;
    this.#lastKey += 1;
    const ticket = this.#budget.spend(call.cost, now);
    // What is asked goes whatever the breaker says; how it ends counts when it is let through.
    const answer = this.#breaker.ask(call.callClass === "CANCEL" ? "CANCEL" : "QUERY", now);
    const flight: Flight = {
      key: `${this.#lastKey}`,
      call,
      purpose,
      way,
      stamp: stamp ?? { timestampMs: 1, recvWindowMs: this.#recvWindowMs },
      sentNs: now,
      ticket,
      pass: answer.ok ? answer.pass : null,
      isLost: false,
    };
    this.#flights.set(flight.key, flight);
    return flight;
  }

  /** Returns the call that an answer is to, and whether it came too late; null when it is to none. */
  answered(
    key: string,
    reply: Reply,
    now: number,
  ): (SentCall & { readonly isLate: boolean }) | null {
    const flight = this.#flights.get(key);
    if (flight === undefined) return null;
    this.#flights.delete(key);
    if (!flight.isLost) this.#settle(flight, reply, now);
    return { ...flight, isLate: flight.isLost };
  }

  /** Says what an outcome means for what may be sent. */
  learn(
    outcome: Pick<Outcome<unknown>, "kind"> | Outcome<unknown>,
    call: VenueCall,
    now: number,
  ): undefined {
    if (outcome.kind === "RATE_LIMITED" && "pause" in outcome) {
      this.#budget.forbidden({ kind: outcome.pause, until: outcome.until }, this.#moment(now));
    } else if (outcome.kind === "CONFIRMED") this.#budget.went(call.cost.orders > 0);
    else if (outcome.kind === "REFUSED" && "code" in outcome && outcome.code === TIME_CODE) {
      this.#isTimeWrong = true;
    }
  }

  /** Whether the venue refused a call for its time since it was last asked for that. */
  get isTimeWrong(): boolean {
    return this.#isTimeWrong;
  }

  /** Whether what the venue says of its time contradicts what it said before. */
  get isTimeDoubted(): boolean {
    return this.#clock.rival !== null;
  }

  /** Takes what the venue says of its limits; that of bare requests, of which no answer tells the use, is far off. */
  learnRules(rules: readonly RateRule[], now: number): undefined {
    const told = rules.filter(({ kind }) => kind !== "REQUESTS");
    if (told.length > 0) this.#budget.learn(told, now);
  }

  learnTime(sample: {
    readonly sentNs: number;
    readonly receivedNs: number;
    readonly venueMs: number;
  }): undefined {
    this.#clock = withVenueTime(this.#clock, sample);
    this.#isTimeWrong = false;
  }

  /** The connection is gone: nothing of it is answered any more. */
  lost(now: number): readonly SentCall[] {
    const gone = [...this.#flights.values()].filter(
      ({ way, isLost }) => way === "FRAME" && !isLost,
    );
    for (const flight of gone) this.#lose(flight, now);
    for (const { key } of gone) this.#flights.delete(key);
    return gone;
  }

  /** Calls that were not answered in time. An answer that comes later is still understood. */
  overdue(now: number): readonly SentCall[] {
    const late: Flight[] = [];
    for (const flight of this.#flights.values()) {
      if (!(now - flight.sentNs < LATE_NS_MAX)) this.#flights.delete(flight.key);
      if (flight.isLost || now - flight.sentNs < ANSWER_NS_MAX) continue;
      late.push(flight);
    }
    for (const flight of late) this.#lose(flight, now);
    return late;
  }

  /** When something of it is due. Monotonic nanoseconds. */
  dueNs(): number {
    let due = this.#nextNs;
    for (const { sentNs, isLost } of this.#flights.values()) {
      if (!isLost) due = Math.min(due, sentNs + ANSWER_NS_MAX);
    }
    return due;
  }

  /** The middle of what the venue's clock may say. Epoch milliseconds; NaN while it is not known. */
  venueMs(now: number): number {
    const time = venueTimeAt(this.#clock, now);
    return time === null ? Number.NaN : Math.floor((time.lowMs + time.highMs) / 2);
  }

  /** How far the venue's clock may be from the middle. Milliseconds; NaN while it is not known. */
  uncertaintyMs(now: number): number {
    const time = venueTimeAt(this.#clock, now);
    return time === null ? Number.NaN : (time.highMs - time.lowMs) / 2;
  }

  #settle(flight: Flight, reply: Reply, now: number): undefined {
    if (reply.status === 0) {
      this.#lose(flight, now);
      return;
    }
    this.#ended(flight, reply.status < 500, now);
    // What is used of the account's limits is the answer itself, where it was asked for.
    const isOfLimits = flight.purpose.kind === "ORDER_LIMITS";
    const usage = isOfLimits ? [...reply.usage, ...usageOfList(reply.result)] : reply.usage;
    this.learnRules(
      usage.filter(({ limit }) => limit > 0),
      now,
    );
    this.#budget.answered(flight.ticket, usage, this.#moment(now));
  }

  #lose(flight: Flight, now: number): undefined {
    flight.isLost = true;
    this.#ended(flight, false, now);
    this.#budget.lost(flight.ticket, now);
  }

  #ended({ pass }: Flight, wasOk: boolean, now: number): undefined {
    if (pass !== null) this.#breaker.ended(pass, wasOk, now);
  }

  #ask(call: VenueCall, now: number) {
    return this.#budget.ask(call.callClass, call.cost, this.#moment(now));
  }

  #moment(now: number) {
    return { now, clock: this.#clock };
  }

  #stampAt(now: number): Stamp | null {
    const time = venueTimeAt(this.#clock, now);
    const window = { recvWindowMs: this.#recvWindowMs, travelMsMax: TRAVEL_MS_MAX };
    return time === null ? null : stampOf(time, window);
  }

  /** Better than nothing, where a refusal does no harm. */
  #roughStampAt(now: number): Stamp | null {
    const timestampMs = this.venueMs(now);
    return timestampMs > 0 ? { timestampMs, recvWindowMs: this.#recvWindowMs } : null;
  }
}

function wayOf(call: VenueCall, { isFrameOpen, prefersRest }: OpenWays): CallWay | null {
  const hasRest = restFormOf(call.method) !== null;
  if (prefersRest && hasRest && call.isMutation) return "REST";
  if (isFrameOpen && isFrameMethod(call.method)) return "FRAME";
  return hasRest ? "REST" : null;
}
