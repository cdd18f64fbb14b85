/**
 * What the life of an order must be, as the venue sees it: sent at most once, under a licence that is
 * current, while it is valid; only steps that an order can take; each fill once; and never more at
 * stake than the strategy's limit, at any instant.
 */
import { Approved } from "../../../message/approved.ts";
import { OrderEvent } from "../../../message/order-event.ts";
import { type Court, type Hearing, hearing, type Published } from "../judge.ts";
import type { EventBody, TrueStatus, VenueTruth } from "./venue-truth.ts";

/** What the desk's files allow, and what main has said. */
export type OrderRules = {
  /** Largest absolute position. Lots; NaN where no file says, which allows none. */
  limitLots(strategy: number, instrument: number): number;
  /** As the strategy's limits are now: what is approved from here on keeps to it. */
  limitNow(strategy: number, instrument: number): number;
  /** Whether main holds the execution: it sends nothing new. */
  isHeld(execution: string): boolean;
  /** Whether its topic had no room at that time or later, so that what it says may have waited. */
  mayHaveWaited(execution: string, sinceNs: number): boolean;
  /** Whether the order is open by the venue's own books; null where it has none but what is said of it. */
  isOpenThere(orderId: string): boolean | null;
  /** Epoch of the risk actor as its board shows it; NaN before the first. */
  riskEpoch(): number;
};

type Approval = {
  readonly validUntil: number;
  readonly riskEpoch: number;
  /** When it was approved. Lots. */
  readonly limitLots: number;
  /** When that was heard. Virtual nanoseconds. */
  readonly heardAt: number;
};

/** What can be said of an order as long as it is there. */
const WHILE_THERE = ["CANCEL_REJECTED", "AMENDED", "AMEND_REJECTED"] as const;

/** Steps that an order can take, by where the venue has it. */
const STEPS: Readonly<Record<TrueStatus | "UNKNOWN", readonly EventBody["kind"][]>> = {
  UNKNOWN: ["SENT", "REJECTED", "EXPIRED"],
  NEVER_SENT: [],
  SENT: ["ACK", "FILL", "CANCELED", "REJECTED", "EXPIRED", "UNKNOWN", ...WHILE_THERE],
  WORKING: ["FILL", "CANCELED", "EXPIRED", ...WHILE_THERE],
  LOST: ["CANCELED"],
  AGAIN: ["SENT", "ACK", "FILL", "UNKNOWN", "CANCELED", "REJECTED", "EXPIRED", ...WHILE_THERE],
  OVER: ["CANCEL_REJECTED", "AMEND_REJECTED"],
};
/** Approvals that are remembered: those of a run's last minutes. */
const APPROVALS_MAX = 50_000;

export class OrderJudge {
  readonly #court: Court;
  readonly #truth: VenueTruth;
  readonly #rules: OrderRules;
  readonly #approvals = new Map<string, Approval>();
  readonly #cancelsAsked = new Set<string>();
  /** By order: to how many lots it may become smaller, at least. */
  readonly #amendsAsked = new Map<string, number>();
  /** By order that takes the place of another: which one. */
  readonly #replaces = new Map<string, string>();
  readonly #trades = new Set<string>();

  constructor(court: Court, truth: VenueTruth, rules: OrderRules) {
    this.#court = court;
    this.#truth = truth;
    this.#rules = rules;
  }

  get hearings(): readonly Hearing[] {
    return [
      hearing(Approved, (approved) => {
        const { action, orderId, validUntil, riskEpoch, strategy, instrument } = approved;
        const limitLots = this.#rules.limitNow(strategy, instrument);
        if (action === "CANCEL") this.#cancelsAsked.add(orderId);
        else if (action === "AMEND") this.#askAmend(orderId, approved.lots);
        else {
          const heardAt = this.#court.now;
          this.#approve(orderId, { validUntil, riskEpoch, limitLots, heardAt });
        }
        if (action === "REPLACE") this.#replaces.set(orderId, approved.replaces);
      }),
      hearing(OrderEvent, (event, published) => this.#event(event, published)),
    ];
  }

  /** What was said last is lost, and is said again. */
  forgetTrades(): undefined {
    this.#trades.clear();
  }

  /** An earlier one, of which the venue has not said what became of it, may still come true. */
  #askAmend(orderId: string, lots: number): undefined {
    const least = this.#amendsAsked.get(orderId) ?? lots;
    this.#amendsAsked.set(orderId, Math.min(least, lots));
  }

  #approve(orderId: string, approval: Approval): undefined {
    if (this.#approvals.has(orderId)) this.#accuse(`order ${orderId} was approved twice`);
    if (this.#approvals.size > APPROVALS_MAX) this.#approvals.clear();
    this.#approvals.set(orderId, approval);
  }

  #event(event: EventBody, published: Published): undefined {
    const { kind, orderId } = event;
    const order = this.#truth.orderOf(orderId);
    const status = order?.status ?? (this.#mayBeUnsaid(orderId, published) ? "AGAIN" : "UNKNOWN");
    if (!STEPS[status].includes(kind)) {
      this.#accuse(`order ${orderId} cannot be ${kind}: it is ${status}`);
    }
    // By the venue, as where it prevents a trade with oneself; an end of what never left says no time.
    const hasLeft = status === "SENT" || status === "WORKING";
    if (kind === "EXPIRED" && hasLeft && Number.isNaN(event.sentAt)) {
      this.#accuse(`order ${orderId} was sent: it cannot have expired unsent`);
    }
    if (kind === "SENT") this.#sent(event, published);
    if (kind === "FILL") this.#filled(event);
    if (kind === "AMENDED") this.#amended(event);
    if (kind === "ACK") this.#acknowledged(event);
    this.#truth.take(event);
    if (kind === "SENT" || kind === "FILL") this.#checkExposure(event);
    if (kind === "SENT") this.#checkOwnSide(event);
  }

  /** It left, and the word of that waited for room until its gateway was gone: the next life finds it there. */
  #mayBeUnsaid(orderId: string, { actor }: Published): boolean {
    const approval = this.#approvals.get(orderId);
    if (approval === undefined || this.#rules.isOpenThere(orderId) === null) return false;
    return this.#rules.mayHaveWaited(actor, approval.heardAt);
  }

  #sent({ orderId, sentAt }: EventBody, { actor }: Published): undefined {
    const approval = this.#approvals.get(orderId);
    if (approval === undefined) {
      this.#accuse(`order ${orderId} was sent without an approval`);
      return;
    }
    const { validUntil, riskEpoch } = approval;
    const isLate = !(this.#court.now <= validUntil);
    const hasWaited = sentAt < this.#court.now && this.#rules.mayHaveWaited(actor, sentAt);
    if (!(sentAt <= validUntil) || (isLate && !hasWaited)) {
      this.#accuse(`order ${orderId} was sent after its validity`);
    }
    // What is true now need not have been so when it left.
    if (hasWaited) return;
    const current = this.#rules.riskEpoch();
    if (riskEpoch !== current) {
      this.#accuse(`order ${orderId} of risk epoch ${riskEpoch} was sent in epoch ${current}`);
    }
    if (this.#rules.isHeld(actor))
      this.#accuse(`order ${orderId} was sent while main holds ${actor}`);
  }

  /** Only to what was asked for, and never larger. */
  #amended({ orderId, orderLots }: EventBody): undefined {
    const before = this.#truth.orderOf(orderId)?.orderLots ?? Number.NaN;
    // Nobody asks for what self-trade prevention takes.
    const asked = this.#amendsAsked.get(orderId) ?? 1;
    if (!(orderLots < before && orderLots >= asked)) {
      this.#accuse(
        `order ${orderId} has ${orderLots} lots now: it had ${before}, asked for ${asked}`,
      );
    }
    this.#court.note("amended");
  }

  /**
   * It works in the place of another, which works no more. Of a venue with books of its own the desk may
   * hear of the new one first: then both count.
   */
  #acknowledged({ orderId }: EventBody): undefined {
    const replaces = this.#replaces.get(orderId);
    if (replaces === undefined) return;
    const status = this.#truth.orderOf(replaces)?.status;
    const isSaidOpen = status === "SENT" || status === "WORKING";
    if (this.#rules.isOpenThere(replaces) ?? isSaidOpen) {
      this.#accuse(`order ${orderId} works, and order ${replaces} that it replaces works too`);
    }
    this.#court.note("replaced");
  }

  #filled({ orderId, tradeId, instrument, deltaLots, cumLots, orderLots }: EventBody): undefined {
    const key = `${instrument}/${tradeId}`;
    if (this.#trades.has(key)) this.#accuse(`trade ${tradeId} came twice`);
    this.#trades.add(key);
    const order = this.#truth.orderOf(orderId);
    const before = order?.cumLots ?? 0;
    const isAgain = order?.status === "AGAIN";
    if (!(deltaLots > 0) || (!isAgain && cumLots !== before + deltaLots)) {
      this.#accuse(`fill ${tradeId} has ${cumLots} lots behind ${before} and ${deltaLots}`);
    }
    if (!(cumLots <= orderLots))
      this.#accuse(`order ${orderId} is filled beyond its ${orderLots} lots`);
    this.#court.note(cumLots < orderLots ? "partial fill" : "fill");
    if (this.#cancelsAsked.has(orderId)) this.#court.note("fill while a cancel is under way");
  }

  /** Of its own side, since a limit that has become smaller does not forbid to sell what is too much. */
  #checkOwnSide({ orderId, side, strategy, instrument }: EventBody): undefined {
    const limit = this.#approvals.get(orderId)?.limitLots ?? Number.NaN;
    const { lots, workingBuyLots, workingSellLots } = this.#truth.pair(strategy, instrument);
    const worst = side === "BUY" ? lots + workingBuyLots : workingSellLots - lots;
    if (worst <= limit) return;
    this.#accuse(
      `order ${orderId} may lead to ${worst} lots: the limit was ${limit} when it was approved`,
    );
  }

  #checkExposure({ strategy, instrument }: EventBody): undefined {
    const { lots, workingBuyLots, workingSellLots } = this.#truth.pair(strategy, instrument);
    const worst = Math.max(lots + workingBuyLots, workingSellLots - lots);
    const limit = this.#rules.limitLots(strategy, instrument);
    if (worst <= limit) return;
    this.#accuse(
      `strategy ${strategy} may hold ${worst} lots of instrument ${instrument}: limit is ${limit}`,
    );
  }

  #accuse(text: string): undefined {
    this.#court.accuse("orders", text);
  }
}
