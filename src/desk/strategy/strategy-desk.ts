/** What the runtime knows for a strategy: its markets, its orders, its position, all as of now. */
import type { BodyOf, Context } from "../../runtime/actor/context.ts";
import { OpenOrders } from "../../trading/order/open-orders.ts";
import { isCancelDue, isOver } from "../../trading/order/order.ts";
import type { OrderEvent as FoldEvent } from "../../trading/order/order-event.ts";
import { type ActorFacts, aboutOf, deskFactsOf } from "../message/desk-facts.ts";
import { type Filled, PAIRS_MAX } from "../message/filled.ts";
import type { Gateway } from "../message/gateway.ts";
import type { Intent } from "../message/intent.ts";
import { OPEN_ORDERS_MAX, type OpenOrder } from "../message/open-order.ts";
import type { OrderEvent } from "../message/order-event.ts";
import type { Refused } from "../message/refused.ts";
import { type Stream, streamKey } from "../message/stream.ts";
import type { Top } from "../message/top.ts";
import { MarketView } from "./market-view.ts";
import { OrderDesk } from "./order-desk.ts";
import { type OrderDraft, OrderSender, type UnsaidReason } from "./order-sender.ts";
import { PositionView } from "./position-view.ts";

/** Beyond its validity an order may still be on its way to a refusal. Nanoseconds. */
const GRACE_NS = 1e9;
/** Between two logs of bad orders. Nanoseconds. */
const BAD_TOLD_NS = 1e9;

export type StrategyWatch = {
  readonly top: typeof Top;
  readonly stream: typeof Stream;
  readonly openOrder: typeof OpenOrder;
  readonly filled: typeof Filled;
  readonly gateway: typeof Gateway;
};
export type StrategyOut = { readonly intent: typeof Intent };
export type ActorContext = Context<StrategyOut, Record<never, never>, never, StrategyWatch>;

/** An order that an earlier life of the strategy left, from its board or from its first event. */
type AdoptedOrder = Pick<
  BodyOf<typeof OpenOrder>,
  "orderId" | "instrument" | "side" | "priceTicks" | "orderLots" | "cumLots"
>;

/** What a strategy sees of one instrument. */
export type InstrumentDesk = {
  readonly market: MarketView;
  readonly orders: OrderDesk;
  readonly position: PositionView;
};

export class StrategyDesk {
  readonly #ctx: ActorContext;
  readonly #orders = new OpenOrders();
  readonly #sender: OrderSender;
  readonly #desks = new Map<number, InstrumentDesk>();
  readonly #servants = new Map<number, Servants>();
  readonly #pairSlots = new Map<string, number>();
  /** Orders that the last reconciliation did not find. */
  readonly #missing = new Set<string>();
  /** By order of an earlier life: its board had every event up to this sequence. */
  readonly #known = new Map<string, number>();
  /** Numbers of the feeds that it reads, by name. */
  readonly #feeds = new Map<string, number>();
  /** When a bad order was last logged. Nanoseconds. */
  #badToldAt = Number.NEGATIVE_INFINITY;
  readonly #basis = { basisFrom: -1, basisSequence: Number.NaN, basisAt: Number.NaN };

  constructor(ctx: ActorContext) {
    this.#ctx = ctx;
    const { instance, runEpoch, instruments } = deskFactsOf(ctx);
    const { number: actor, incarnation } = ctx.self;
    this.#sender = new OrderSender({ instance, runEpoch, actor, incarnation }, this.#orders, {
      send: (intent) => ctx.send.intent(intent),
      now: () => ctx.now(),
      isServed: (instrument) => this.#isServed(instrument),
      onUnsaid: (reason, what) => this.#unsaid(reason, what),
      basis: this.#basis,
    });
    for (const number of aboutOf(ctx).instruments) {
      const instrument = instruments[number];
      if (instrument === undefined) continue;
      this.#servants.set(number, servantsOf(number, deskFactsOf(ctx).actors));
      this.#desks.set(number, {
        market: new MarketView(instrument, {
          readTop: (key) => ctx.read.top(key),
          isFed: (key) => this.#isFed(key),
          isServed: (key) => this.#isServed(key),
        }),
        orders: new OrderDesk(number, this.#orders, this.#sender),
        position: new PositionView(this.#limitOf(number), instrument.lot, () =>
          this.#filledOf(number),
        ),
      });
    }
    this.#adoptOpenOrders();
  }

  /** A feed that it reads. */
  meet(feed: string, number: number): undefined {
    this.#feeds.set(feed, number);
  }

  /** The market message that is being handled is the newest one. */
  see({ from, sequence, committedAt }: ActorContext): undefined {
    this.#basis.basisFrom = this.#feeds.get(from) ?? -1;
    this.#basis.basisSequence = sequence;
    this.#basis.basisAt = committedAt;
  }

  /** @throws {Error} When the strategy's file does not name the instrument. */
  of(instrument: number): InstrumentDesk {
    const desk = this.#desks.get(instrument);
    if (desk === undefined)
      throw new Error(`Cannot trade instrument ${instrument}: not in the file`);
    return desk;
  }

  has(instrument: number): boolean {
    return this.#desks.has(instrument);
  }

  /**
   * Folds what an execution said of one of its orders. What the board had already when it was
   * adopted counts once; an order of an earlier life of which something can still be filled is
   * adopted by its first event.
   */
  event(event: Readonly<BodyOf<typeof OrderEvent>>): undefined {
    const { orderId, leavesLots } = event;
    if (this.#ctx.sequence <= (this.#known.get(orderId) ?? 0)) return;
    const isUnknown = this.#orders.get(orderId) === undefined;
    if (isUnknown && leavesLots > 0) {
      this.#adopt(event);
      return;
    }
    // Whatever the venue says of an order, it was sent, also if that was not heard.
    if (!isUnsent(event)) this.#apply(orderId, { kind: "SENT" });
    this.#apply(orderId, foldEventOf(event));
  }

  /** The gate said no: the order never left. */
  refused(refused: Readonly<BodyOf<typeof Refused>>): undefined {
    const { action, orderId } = refused;
    if (action === "CANCEL") {
      this.#apply(orderId, { kind: "CANCEL_REJECTED", because: "OTHER" });
      return;
    }
    if (action === "AMEND") {
      this.#apply(orderId, { kind: "REPLACE_REJECTED", id: orderId });
      this.#ctx.count("strategy:refused");
      return;
    }
    this.#apply(refused.orderId, { kind: "REJECTED", reason: refused.reason, isLocal: true });
    this.#sender.holdBack(refused.instrument);
    this.#ctx.count("strategy:refused");
    if (refused.reason === "GATE_ERROR") this.#ctx.count("strategy:gateErrors");
  }

  /** An execution or risk was restarted: what was asked of its last life may be lost. */
  peerRestarted(): undefined {
    for (const { id, pendingCancel, pendingReplace } of [...this.#orders.open]) {
      if (pendingCancel > 0) this.#apply(id, { kind: "CANCEL_REJECTED", because: "OTHER" });
      for (const request of pendingReplace) {
        this.#apply(id, { kind: "REPLACE_REJECTED", id: request.id });
      }
    }
  }

  /** Asks again for each cancel that is wanted and that nobody has. */
  settle(): undefined {
    for (const order of [...this.#orders.open]) {
      if (isCancelDue(order)) this.#sender.cancel(order.id);
    }
  }

  /**
   * Once a second: an order that no execution has open, and that could not leave any more, is over.
   * Its events were missed, or its intent died with the risk actor that was handling it.
   *
   * Found missing twice, a second apart, since its board and its events are not read at one moment.
   */
  reconcile(): undefined {
    const open = this.#openOnBoards();
    for (const { id, base, cumLots } of [...this.#orders.open]) {
      const mayLeave = base === "INIT" && this.#ctx.now() <= this.#sender.validUntil(id) + GRACE_NS;
      if (open.has(id) || mayLeave) {
        this.#missing.delete(id);
      } else if (this.#missing.delete(id)) {
        const event: FoldEvent =
          base === "INIT"
            ? { kind: "REJECTED", reason: "no answer", isLocal: true }
            : { kind: "STATUS", status: "CANCELED", cumLots, reason: "not open any more" };
        this.#ctx.log("warn", `order ${id} is over: ${event.reason}`);
        this.#apply(id, event);
      } else {
        this.#missing.add(id);
      }
    }
  }

  /** What an author's code got wrong is told, at most once a second: it may be wrong at each settle. */
  #unsaid(reason: UnsaidReason, { lots, priceTicks }: Partial<OrderDraft>): undefined {
    if (reason === "paused") this.#ctx.count("strategy:paused");
    if (reason !== "bad lots" && reason !== "bad price") return;
    this.#ctx.count("strategy:badOrders");
    const now = this.#ctx.now();
    if (now - this.#badToldAt < BAD_TOLD_NS) return;
    this.#badToldAt = now;
    const what = `${lots} lots at ${priceTicks} ticks`;
    this.#ctx.log("warn", `an order was not said: ${what}: both must be positive integers`);
  }

  #apply(orderId: string, event: FoldEvent | null): undefined {
    if (event === null) return;
    const change = this.#orders.apply(orderId, event);
    if (change === null || !isOver(change.order)) return;
    this.#sender.forget(orderId);
    this.#missing.delete(orderId);
  }

  #openOnBoards(): ReadonlySet<string> {
    const open = new Set<string>();
    this.#eachOrder((order) => {
      if (order.state !== "FREE") open.add(order.orderId);
    });
    return open;
  }

  /** Own orders on the boards, also the last one of a slot that is free again. */
  #eachOrder(visit: (order: Readonly<BodyOf<typeof OpenOrder>>) => void): undefined {
    for (const { name, kind } of deskFactsOf(this.#ctx).actors) {
      if (kind !== "execution") continue;
      for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
        const order = this.#ctx.read.openOrder(slot, name);
        if (order === null) break;
        if (order.strategy === this.#ctx.self.number) visit(order);
      }
    }
  }

  /** A restarted feed leaves its last book on the board, but says at once that it hears of none. */
  #isFed(instrument: number): boolean {
    const feeds = this.#servants.get(instrument)?.feeds;
    const key = streamKey(instrument, "DEPTH");
    const isHeard = (feed: string) => this.#ctx.read.stream(key, feed)?.state === "LIVE";
    return this.#areReady(feeds) && (feeds?.every(isHeard) ?? false);
  }

  /** An execution at a real venue says whether it takes orders; one that plays fills always does. */
  #isServed(instrument: number): boolean {
    const servants = this.#servants.get(instrument);
    if (servants === undefined || !this.#areReady(servants.ordered)) return false;
    return servants.executions.every(
      (name) => this.#ctx.read.gateway(0, name)?.takesOrders ?? true,
    );
  }

  /** False where the desk has nobody. All are asked: who asks is told of a change. */
  #areReady(names: readonly string[] = []): boolean {
    return names.length > 0 && names.filter((name) => !this.#ctx.ready(name)).length === 0;
  }

  #limitOf(instrument: number): number {
    return aboutOf(this.#ctx).limits.positionLots[instrument] ?? Number.NaN;
  }

  /** Newest value of the execution's board: it outlives every restart. Null before the first fill. */
  #filledOf(instrument: number): Readonly<BodyOf<typeof Filled>> | null {
    for (const { name } of executionsOf(instrument, deskFactsOf(this.#ctx).actors)) {
      const key = `${name}/${instrument}`;
      const known = this.#pairSlots.get(key);
      if (known !== undefined) return this.#ctx.read.filled(known, name);
      const slot = this.#findPair(name, instrument);
      if (slot !== null) {
        this.#pairSlots.set(key, slot);
        return this.#ctx.read.filled(slot, name);
      }
    }
    return null;
  }

  #findPair(execution: string, instrument: number): number | null {
    for (let slot = 0; slot < PAIRS_MAX; slot += 1) {
      const filled = this.#ctx.read.filled(slot, execution);
      if (filled === null) return null;
      if (filled.strategy === this.#ctx.self.number && filled.instrument === instrument)
        return slot;
    }
    return null;
  }

  /** What its last life left open: events of them go on coming. */
  #adoptOpenOrders(): undefined {
    this.#eachOrder((order) => {
      this.#known.set(order.orderId, order.sequence);
      if (order.state !== "FREE") this.#adopt(order);
    });
  }

  #adopt(order: AdoptedOrder): undefined {
    const { orderId: id, instrument, side, priceTicks, orderLots, cumLots } = order;
    this.#orders.adopt({ id, instrument, side, priceTicks, orderLots }, cumLots);
  }
}

/** What was never handed to the venue was refused by our own side. */
function foldEventOf(event: Readonly<BodyOf<typeof OrderEvent>>): FoldEvent | null {
  switch (event.kind) {
    case "SENT":
    case "ACK":
      return { kind: event.kind };
    case "UNKNOWN":
      return { kind: "TIMEOUT" };
    case "FILL": {
      const { tradeId, deltaLots: lots, priceTicks } = event;
      return { kind: "TRADE", tradeId, lots, priceTicks };
    }
    case "AMENDED": {
      const { orderId: id, orderLots, priceTicks } = event;
      return { kind: "REPLACED", id, orderLots, priceTicks };
    }
    case "AMEND_REJECTED":
      return { kind: "REPLACE_REJECTED", id: event.orderId };
    case "CANCELED":
      return { kind: "CANCELED", reason: event.reason };
    case "CANCEL_REJECTED":
      return { kind: "CANCEL_REJECTED", because: "OTHER" };
    case "REJECTED":
    case "EXPIRED": {
      const isLocal = isUnsent(event);
      return { kind: isLocal ? "REJECTED" : event.kind, reason: event.reason, isLocal };
    }
    default:
      return null;
  }
}

/** Whether our own side ended the order before it left. */
function isUnsent({ kind, sentAt }: Pick<BodyOf<typeof OrderEvent>, "kind" | "sentAt">): boolean {
  return (kind === "REJECTED" || kind === "EXPIRED") && Number.isNaN(sentAt);
}

function executionsOf(instrument: number, actors: readonly ActorFacts[]): readonly ActorFacts[] {
  return actors.filter(
    ({ kind, instruments }) => kind === "execution" && instruments.includes(instrument),
  );
}

/** Whom an instrument needs. */
type Servants = {
  readonly feeds: readonly string[];
  /** Risk and its execution; empty when the desk has not both. */
  readonly ordered: readonly string[];
  readonly executions: readonly string[];
};

function servantsOf(instrument: number, actors: readonly ActorFacts[]): Servants {
  const feeds = actors.filter(
    ({ kind, instruments }) => kind === "feed" && instruments.includes(instrument),
  );
  const risks = actors.filter(({ kind }) => kind === "risk");
  const executions = executionsOf(instrument, actors);
  const isWhole = risks.length > 0 && executions.length > 0;
  return {
    feeds: feeds.map(({ name }) => name),
    executions: executions.map(({ name }) => name),
    ordered: isWhole ? [...risks, ...executions].map(({ name }) => name) : [],
  };
}
