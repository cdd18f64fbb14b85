/**
 * One order of the gateway: the state machine of `src/trading/order/`, what the venue calls it, and
 * what has been said of it until now.
 *
 * Invariant: an end is said once all fills are there that the venue told of. Until then the order
 * counts, so that no lot is released that was filled.
 */
import type { Instrument, Side } from "../../../../market/instrument.ts";
import { adoptedOrder, isOver, newOrder, type Order } from "../../../../order/order.ts";
import type { Alarm, OrderEvent } from "../../../../order/order-event.ts";
import { applyOrderEvent } from "../../../../order/order-state.ts";
import type { Doubt } from "../../../../order/unknown-outcome.ts";
import type { OrderStyle } from "../../requests/order-calls.ts";

/** What an order is, from its approval on. */
export type GatewayTicket = {
  readonly id: string;
  /** Number of the strategy's actor. */
  readonly strategy: number;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
  /** GTC by default. */
  readonly style?: OrderStyle;
  /** It can only bring a position nearer to zero. False by default. */
  readonly reduces?: boolean;
  /** Later than this it does not leave. Monotonic nanoseconds. */
  readonly validUntilNs: number;
};

/** What a board shows of an order of an earlier life. */
export type ShownOrder = {
  readonly state: "SENT" | "WORKING" | "UNKNOWN";
  readonly cumLots: number;
  /** Nanoseconds. */
  readonly sentAt: number;
};

/** A fill beyond what the machine keeps of it. */
export type FillFacts = {
  readonly liquidity: "NONE" | "MAKER" | "TAKER";
  readonly feeMinor: number;
  readonly feeAsset: "QUOTE" | "BASE" | "OTHER";
  readonly feeText: string;
};

/** What is said of an order: the fields of an order event that are not the order's own. */
export type Saying = Partial<FillFacts> & {
  readonly kind:
    | "SENT"
    | "ACK"
    | "FILL"
    | "CANCELED"
    | "CANCEL_REJECTED"
    | "REJECTED"
    | "EXPIRED"
    | "UNKNOWN"
    | "AMENDED"
    | "AMEND_REJECTED";
  readonly deltaLots?: number;
  readonly cumLots: number;
  readonly leavesLots: number;
  readonly priceTicks: number;
  readonly tradeId?: string;
  readonly reason?: string;
};

/** What an event came to. */
export type Told = { readonly sayings: readonly Saying[]; readonly alarms: readonly Alarm[] };

export class GatewayOrder {
  readonly id: string;
  readonly strategy: number;
  readonly about: Instrument;
  readonly side: Side;
  readonly style: OrderStyle;
  readonly reduces: boolean;
  readonly validUntilNs: number;
  /** Of its ticket: it never has more. */
  readonly approvedLots: number;
  /** Filled before this gateway began to count: they are in nobody's position. Lots. */
  uncountedLots: number;
  /** Of an earlier life, and the venue has not shown it to this one yet. */
  isFirstLook = false;
  /** When it was handed to the venue. NaN while it was not. Nanoseconds. */
  sentAt = Number.NaN;
  /** Digits; "" while it is not known. */
  venueOrderId = "";
  /** From then on nothing that was sent for it can still reach the venue. Nanoseconds. */
  deadlineNs = Number.NEGATIVE_INFINITY;
  /** Its trades at the venue are not before it. Epoch milliseconds. */
  sinceMs = 0;
  doubt: Doubt | null = null;
  isDoubtAlarmed = false;
  /** How the venue last said that it stands, in a word that nobody here knows; "" of any other. */
  strangeWord = "";
  /** Fills are missing, and are asked for from then on; NaN while none are. Nanoseconds. */
  fillsDueNs = Number.NaN;
  /** Somebody wants it gone, and the venue has not said that it cannot be. */
  isCancelWanted = false;
  /** The venue does not know the order: another cancel makes sense once it was found. */
  isCancelHeld = false;
  /** No earlier than this a cancel is sent again. Nanoseconds. */
  cancelDueNs = Number.NEGATIVE_INFINITY;
  /** Cancels in a row whose outcome is not known. */
  cancelTries = 0;
  /** The order that is to take its place, while that request is not answered; else "". */
  replacedBy = "";
  /** Why our own side ended it; "" when a strategy did, or nobody. */
  cancelReason = "";
  /** Of what the venue said last of its quantity. Wall microseconds of the venue. */
  quantityUs = Number.NEGATIVE_INFINITY;
  /** Fills were asked for in vain so often, in a row. */
  fillTries = 0;
  /** Whole lists of its trades, in a row, that had not all fills of which the venue told. */
  fillsLacked = 0;
  /** When something last happened to it. Nanoseconds. */
  touchedNs = Number.NEGATIVE_INFINITY;
  #order: Order;
  #isAcked = false;
  #isInDoubt = false;
  #isEndSaid = false;
  /** What was said last that can still be filled. Lots. */
  #leavesSaid = 0;

  private constructor(
    ticket: GatewayTicket,
    made: { readonly order: Order; readonly uncountedLots?: number },
  ) {
    this.id = ticket.id;
    this.strategy = ticket.strategy;
    this.about = ticket.instrument;
    this.side = ticket.side;
    this.style = ticket.style ?? "GTC";
    this.reduces = ticket.reduces ?? false;
    this.validUntilNs = ticket.validUntilNs;
    this.approvedLots = ticket.lots;
    this.uncountedLots = made.uncountedLots ?? 0;
    this.#order = made.order;
  }

  /** Of an approval, before anything happened. */
  static of(ticket: GatewayTicket): GatewayOrder {
    return new GatewayOrder(ticket, { order: newOrder(startOf(ticket)) });
  }

  /**
   * Of an earlier life, as its board shows it. Whatever is not surely at the venue is in doubt: it was
   * sent, and nobody knows what became of it.
   */
  static restored(ticket: GatewayTicket, shown: ShownOrder): GatewayOrder {
    const { state, cumLots, sentAt } = shown;
    const order = adoptedOrder(startOf(ticket), cumLots);
    const isWorking = state === "WORKING";
    const base = isWorking ? order.base : "UNKNOWN";
    const restored = new GatewayOrder(ticket, { order: { ...order, base } });
    restored.sentAt = sentAt;
    restored.isFirstLook = true;
    restored.#isAcked = isWorking;
    restored.#isInDoubt = state === "UNKNOWN";
    restored.#leavesSaid = ticket.lots - cumLots;
    return restored;
  }

  /**
   * Found at the venue, of our making, and known to nobody here.
   *
   * @param ticket Its lots are those that count.
   * @param uncountedLots Filled before this gateway began to count.
   */
  static orphan(ticket: GatewayTicket, uncountedLots: number): GatewayOrder {
    const order: Order = { ...newOrder(startOf(ticket)), base: "PENDING_NEW" };
    return new GatewayOrder(ticket, { order, uncountedLots });
  }

  get order(): Order {
    return this.#order;
  }

  /** Something is asked of it, and not answered. */
  get isBusy(): boolean {
    const { pendingCancel, pendingReplace } = this.#order;
    return pendingCancel > 0 || pendingReplace.length > 0 || this.replacedBy !== "";
  }

  /** A cancel is asked for, and not answered. A replace asks for one, too, and is not it. */
  get isCancelUnderWay(): boolean {
    return this.#order.pendingCancel > (this.replacedBy === "" ? 0 : 1);
  }

  get instrument(): number {
    return this.about.number;
  }

  get priceTicks(): number {
    return this.#order.priceTicks;
  }

  get orderLots(): number {
    return this.#order.orderLots;
  }

  get cumLots(): number {
    return this.#order.cumLots;
  }

  /** The venue told of more fills than trades have shown. Lots. */
  get missingLots(): number {
    return Math.max(0, this.#order.reportedLots - this.#order.cumLots);
  }

  /** Whether nothing more is expected of it: it ended, and all of its fills are there. */
  get isDone(): boolean {
    return isOver(this.#order) && this.missingLots === 0;
  }

  /** Whether nobody knows if the venue has it. */
  get isUnknown(): boolean {
    return this.#order.base === "UNKNOWN";
  }

  /**
   * Takes in what happened, and returns what has to be said of it.
   *
   * @param fill Of a trade: what the machine does not keep.
   */
  apply(event: OrderEvent, now: number, fill: FillFacts = NO_FACTS): Told {
    const before = this.#order;
    const { order, alarms } = applyOrderEvent(before, event);
    this.#order = order;
    if (order !== before) this.touchedNs = now;
    const isFill = event.kind === "TRADE" && order.cumLots > before.cumLots;
    const sayings = [...this.#start(event)];
    if (isFill) sayings.push(this.#filled(event, fill));
    sayings.push(...this.#lessened(before), ...this.#standing(event));
    this.#leavesSaid = sayings.at(-1)?.leavesLots ?? this.#leavesSaid;
    return { sayings, alarms };
  }

  /** Says that a cancel was refused: the order goes on. */
  cancelRejected(reason: string): Saying {
    return { kind: "CANCEL_REJECTED", ...this.#amounts(), reason };
  }

  /** Says that it is as large as before, or that nobody knows better. */
  amendRejected(reason: string): Saying {
    return { kind: "AMEND_REJECTED", ...this.#amounts(), reason };
  }

  /** That it is smaller now, while something of it is left: an amendment, or self-trade prevention. */
  #lessened(before: Order): readonly Saying[] {
    const isLess = this.orderLots < before.orderLots && !isOver(this.#order);
    return isLess ? [{ kind: "AMENDED", ...this.#amounts() }] : [];
  }

  #start(event: OrderEvent): readonly Saying[] {
    if (event.kind === "SENT") return [{ kind: "SENT", ...this.#amounts() }];
    const { base } = this.#order;
    const isThere =
      base === "NEW" || base === "PARTIAL" || base === "SUSPENDED" || base === "FILLED";
    const isNew = isThere && (!this.#isAcked || this.#isInDoubt);
    const isBack = this.#isEndSaid && isThere && base !== "FILLED";
    if (!isNew && !isBack) return [];
    this.#isAcked = true;
    this.#isInDoubt = false;
    this.#isEndSaid = false;
    // The fill that brought the news is said behind it.
    const lots = event.kind === "TRADE" ? event.lots : 0;
    const { cumLots, priceTicks } = this.#order;
    const before = Math.max(0, cumLots - lots);
    return [
      {
        kind: "ACK",
        cumLots: before,
        leavesLots: Math.max(1, this.orderLots - before),
        priceTicks,
      },
    ];
  }

  #filled(
    { tradeId, lots, priceTicks }: OrderEvent & { readonly kind: "TRADE" },
    fill: FillFacts,
  ): Saying {
    return { kind: "FILL", ...this.#amounts(), ...fill, deltaLots: lots, priceTicks, tradeId };
  }

  /** Doubt, and the end: each once. */
  #standing({ kind: event }: OrderEvent): readonly Saying[] {
    const { base } = this.#order;
    if (base === "UNKNOWN" && !this.#isInDoubt) {
      this.#isInDoubt = true;
      return [{ kind: "UNKNOWN", ...this.#amounts(), reason: "no answer" }];
    }
    if (!this.isDone || this.#isEndSaid) return [];
    this.#isEndSaid = true;
    const isFilled = base === "FILLED";
    // Its last fill says it, but where self-trade prevention took what was left.
    if (isFilled && event === "TRADE") return [];
    if (isFilled && this.#leavesSaid === 0) return [];
    const kind = isFilled
      ? "EXPIRED"
      : base === "EXPIRED" || base === "REJECTED"
        ? base
        : "CANCELED";
    const over = { cumLots: this.cumLots, leavesLots: 0, priceTicks: this.priceTicks };
    return [{ kind, ...over, reason: this.#reasonOf(kind, event) }];
  }

  #reasonOf(kind: Saying["kind"], event: OrderEvent["kind"]): string {
    if (event === "NOT_FOUND_PROVEN") return "not placed: proven";
    if (this.#order.base === "FILLED") return "self-trade prevented";
    const isOwn = kind === "CANCELED" && this.cancelReason !== "";
    return isOwn ? this.cancelReason : this.#order.reason;
  }

  /** What is left counts until its end is said. */
  #amounts(): { cumLots: number; leavesLots: number; priceTicks: number } {
    const { cumLots, priceTicks } = this.#order;
    const leavesLots = this.#isEndSaid ? 0 : Math.max(0, this.orderLots - cumLots);
    return { cumLots, leavesLots, priceTicks };
  }
}

/** Whether it works, and nothing is asked of it or expected. */
export function isAtRest(one: GatewayOrder): boolean {
  const { order, doubt, missingLots, isCancelWanted } = one;
  const isKnown = order.base === "NEW" || order.base === "PARTIAL";
  if (order.pendingReplace.length > 0) return false;
  return isKnown && doubt === null && missingLots === 0 && !isCancelWanted;
}

/** Whether the order is at the venue, and is of that strategy, instrument and side. */
export function worksAs(
  order: GatewayOrder | null,
  about: { readonly strategy: number; readonly instrument: number; readonly side: Side },
): boolean {
  const base = order?.order.base;
  const isOwn = order?.strategy === about.strategy && order.instrument === about.instrument;
  return isOwn && order.side === about.side && (base === "NEW" || base === "PARTIAL");
}

const NO_FACTS: FillFacts = { liquidity: "NONE", feeMinor: 0, feeAsset: "QUOTE", feeText: "" };

function startOf({ id, instrument, side, priceTicks, lots }: GatewayTicket) {
  return { id, instrument: instrument.number, side, priceTicks, orderLots: lots };
}
