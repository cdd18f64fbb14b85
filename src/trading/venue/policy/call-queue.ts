/**
 * Calls that wait for their turn at a venue: the most urgent class first, in order within a class.
 *
 * The rule of starvation is that there is one: a class goes only when no call of a more urgent class
 * may go, so queries wait as long as cancels fill the budget. What keeps this from being for ever are
 * the shares of the budget, which cancels alone can exceed. A class that its own limits hold back does
 * not hold back the less urgent ones: a reduction that waits for the order limit lets a query pass.
 *
 * Each class has a bound of its own, so no flood of one keeps out another. A call is never kept beyond
 * its validity: if it cannot go before that, it is refused at once, since an order that comes late is
 * a different order.
 */
import { assert } from "../../../core/assert.ts";
import { CALL_CLASSES, type CallClass, type CallCost } from "./call-class.ts";
import type { BudgetAnswer, BudgetRefusal } from "./rate-budget.ts";

/** One call that wants to go. */
export type QueuedCall<Body> = {
  /** The same call offered again is the one that waits already. */
  readonly key: string;
  readonly callClass: CallClass;
  readonly cost: CallCost;
  /** Last moment at which it may be written: monotonic nanoseconds. `Infinity` for one without. */
  readonly validUntilNs: number;
  readonly body: Body;
};

/** Why a call was not kept. */
export type QueueRefusal = "QUEUE_FULL" | "TOO_LATE" | BudgetRefusal;

/** What became of an offered call. */
export type Offered =
  | { readonly kind: "WAITS" }
  | {
      readonly kind: "REFUSED";
      readonly why: QueueRefusal;
      /** When one like it may go: monotonic nanoseconds, `Infinity` when that is not known. */
      readonly untilNs: number;
    };

/** What the queue has to say at one moment. */
export type Turn<Body> = {
  /** The call to write now, no longer in the queue. */
  readonly go: QueuedCall<Body> | null;
  /** Calls whose time ran out, no longer in the queue: each is to be refused. */
  readonly late: readonly QueuedCall<Body>[];
  /** For each class that waits, when its first call may go: monotonic nanoseconds. */
  readonly waits: ReadonlyMap<CallClass, number>;
};

/** Most calls that may wait, by class. */
export type QueueBounds = Readonly<Record<CallClass, number>>;

/** Whether a call may go: {@link RateBudget.ask} at the present moment, and whatever else is asked. */
export type MayGo = (callClass: CallClass, cost: CallCost) => BudgetAnswer;

/** The calls that wait. */
export class CallQueue<Body> {
  readonly #bounds: QueueBounds;
  readonly #waiting: Readonly<Record<CallClass, QueuedCall<Body>[]>> = {
    CANCEL: [],
    REDUCE: [],
    QUERY: [],
    NEW: [],
  };
  readonly #keys = new Set<string>();

  /** @throws AssertionError when a bound is not a positive integer. */
  constructor(bounds: QueueBounds) {
    const sound = CALL_CLASSES.every(
      (each) => Number.isSafeInteger(bounds[each]) && bounds[each] > 0,
    );
    assert(sound, "each class of a queue has a bound that is a positive integer");
    this.#bounds = bounds;
  }

  /** How many calls of a class wait. */
  count(callClass: CallClass): number {
    return this.#waiting[callClass].length;
  }

  /** Takes a call, or refuses it. One that waits already is taken once. */
  offer(call: QueuedCall<Body>, now: number, mayGo: MayGo): Offered {
    if (this.#keys.has(call.key)) return { kind: "WAITS" };
    const queue = this.#waiting[call.callClass];
    const answer = mayGo(call.callClass, call.cost);
    const untilNs = answer.ok ? now : answer.untilNs;
    if (!(now <= call.validUntilNs)) return { kind: "REFUSED", why: "TOO_LATE", untilNs };
    if (!answer.ok && !mayWait(call, answer)) {
      return { kind: "REFUSED", why: answer.why, untilNs };
    }
    if (queue.length >= this.#bounds[call.callClass]) {
      return { kind: "REFUSED", why: "QUEUE_FULL", untilNs };
    }
    queue.push(call);
    this.#keys.add(call.key);
    return { kind: "WAITS" };
  }

  /** Takes back a call that waits. Returns whether it did. */
  withdraw(key: string): boolean {
    if (!this.#keys.delete(key)) return false;
    for (const queue of Object.values(this.#waiting)) {
      const at = queue.findIndex((call) => call.key === key);
      if (at >= 0) queue.splice(at, 1);
    }
    return true;
  }

  /** Returns the call whose turn it is, those that came too late, and how long each class waits. */
  next(now: number, mayGo: MayGo): Turn<Body> {
    const late = CALL_CLASSES.flatMap((each) => this.#withoutLate(this.#waiting[each], now));
    const waits = new Map<CallClass, number>();
    for (const callClass of CALL_CLASSES) {
      const queue = this.#waiting[callClass];
      const [first] = queue;
      if (first === undefined) continue;
      const answer = mayGo(callClass, first.cost);
      if (answer.ok) return { go: this.#shift(queue), late, waits };
      waits.set(callClass, answer.untilNs);
    }
    return { go: null, late, waits };
  }

  #withoutLate(queue: QueuedCall<Body>[], now: number): readonly QueuedCall<Body>[] {
    const late = queue.filter((call) => !(now <= call.validUntilNs));
    if (late.length === 0) return late;
    const inTime = queue.filter((call) => now <= call.validUntilNs);
    queue.splice(0, queue.length, ...inTime);
    for (const { key } of late) this.#keys.delete(key);
    return late;
  }

  #shift(queue: QueuedCall<Body>[]): QueuedCall<Body> | null {
    const first = queue.shift() ?? null;
    if (first !== null) this.#keys.delete(first.key);
    return first;
  }
}

/** A call that never fits has nothing to wait for, and an order does not wait for an unknown time. */
function mayWait<Body>(
  { callClass, cost, validUntilNs }: QueuedCall<Body>,
  { why, untilNs }: Extract<BudgetAnswer, { ok: false }>,
): boolean {
  if (why === "NEVER_FITS" || why === "NOT_A_NUMBER") return false;
  if (!(untilNs <= validUntilNs)) return false;
  return Number.isFinite(untilNs) || (callClass !== "NEW" && cost.orders === 0);
}
