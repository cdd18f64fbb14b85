/**
 * A gateway's own orders, and what it says of them. Fills never drop: an event that the topic has no
 * room for waits in a bounded list, and no new order is taken meanwhile.
 *
 * The boards follow the topic: a slot tells of an event only once the event was said, so that who
 * begins from the boards and drops the events up to their sequence has each exactly once.
 */
import { type Filled, PAIRS_MAX } from "../../src/desk/message/filled.ts";
import { OPEN_ORDERS_MAX, type OpenOrder } from "../../src/desk/message/open-order.ts";
import type { OrderEvent } from "../../src/desk/message/order-event.ts";
import {
  emptyPair,
  type FilledBody,
  filledPair,
  pairOf,
} from "../../src/desk/record/filled-pair.ts";
import { type OpenState, openStateAfter } from "../../src/desk/record/open-state.ts";
import type { BodyOf, Context } from "../../src/runtime/actor/context.ts";
import { fittingText } from "../../src/runtime/codec/fitting-text.ts";
import type { LimitStyle } from "../../src/trading/order/limit-style.ts";
import { OrderFunnel } from "./funnel.ts";

type EventBody = BodyOf<typeof OrderEvent>;

/** What the boards show of an order. */
export type OpenBody = Readonly<BodyOf<typeof OpenOrder>>;

/** What the ledger knows of an order, whatever else its gateway does. */
export type LedgerOrder = {
  readonly id: string;
  readonly side: "BUY" | "SELL";
  readonly strategy: number;
  readonly instrument: number;
  readonly priceTicks: number;
  readonly orderLots: number;
  readonly cumLots: number;
  /** GTC when it is not known. */
  readonly style?: LimitStyle | "MARKET";
  /** The order whose place it takes, or took; none by default. */
  readonly replaces?: string;
  /** When it was handed to the venue. Nanoseconds. */
  readonly sentAt: number;
};

/** What an event says beside what its order says already. */
export type OwnEvent = Partial<Omit<EventBody, "orderId">> & { readonly kind: EventBody["kind"] };

export type LedgerContext = Pick<
  Context<
    { event: typeof OrderEvent },
    { openOrder: typeof OpenOrder; filled: typeof Filled },
    never,
    { ownOrders: typeof OpenOrder; ownFills: typeof Filled }
  >,
  "send" | "board" | "read" | "self" | "nextSequence" | "log" | "count" | "common"
>;

/** Sees a fill, with its sequence in the topic. */
export type FillWitness = (event: Readonly<EventBody>, sequence: number) => undefined;

/** What a board shows of an order and its events do not say. */
type Unsaid = Pick<OpenBody, "priceTicks" | "style" | "replaces">;

type Waiting = { readonly body: EventBody; readonly slot: number; readonly about: Unsaid };

/** What stands in a slot of the board. */
type Shown = { readonly orderId: string; readonly state: OpenState };

/** Most events that wait for room; at this bound the gateway halts. */
const WAITING_MAX = 4_096;

export class EventLedger<Order extends LedgerOrder> {
  readonly #orders = new Map<string, { readonly order: Order; readonly slot: number }>();
  readonly #free: number[] = [];
  readonly #shown: Shown[] = [];
  readonly #pairs = new Map<string, { slot: number; body: FilledBody }>();
  readonly #waiting: Waiting[] = [];
  readonly #funnel = new OrderFunnel();
  readonly #shownTo: FillWitness | null;
  #nextSlot = 0;
  #isHalted = false;

  /** @param shownTo Told of each fill once it was said. */
  constructor(shownTo: FillWitness | null = null) {
    this.#shownTo = shownTo;
  }

  get count(): number {
    return this.#orders.size;
  }

  /** False while events wait for room, and for ever once too many did. */
  get takesOrders(): boolean {
    return this.#waiting.length === 0 && !this.#isHalted;
  }

  /** Nothing waits for room: what was given is said. */
  get isAllSaid(): boolean {
    return this.#waiting.length === 0;
  }

  /** Fills that were said, of this life and of those before. */
  get fillsSaid(): number {
    return [...this.#pairs.values()].reduce((sum, { body }) => sum + body.fills, 0);
  }

  has(id: string): boolean {
    return this.#orders.has(id);
  }

  get(id: string): Order | null {
    return this.#orders.get(id)?.order ?? null;
  }

  all(): readonly Order[] {
    return [...this.#orders.values()].map(({ order }) => order);
  }

  /** Takes an order in that is open, and a slot of the board for it. */
  add(order: Order): undefined {
    // One that comes back stands in one slot only: in its own, while nobody else has it.
    const own = this.#free.indexOf(this.#lastSlotOf(order.id));
    const slot = (own === -1 ? this.#free.pop() : this.#free.splice(own, 1)[0]) ?? this.#nextSlot;
    if (slot === this.#nextSlot) this.#nextSlot += 1;
    this.#orders.set(order.id, { order, slot });
  }

  /**
   * Orders that the last incarnation left on the board, and the fills that it had.
   *
   * @param made What the gateway keeps of an order that stands there.
   */
  restore(ctx: LedgerContext, made: (shown: OpenBody) => Order): readonly Order[] {
    for (let slot = 0; slot < PAIRS_MAX; slot += 1) {
      const filled = ctx.read.ownFills(slot, ctx.self.name);
      if (filled === null) break;
      const body = pairOf(filled);
      this.#pairs.set(`${body.strategy}/${body.instrument}`, { slot, body });
    }
    for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
      const shown = ctx.read.ownOrders(slot, ctx.self.name);
      if (shown === null) break;
      const { orderId, state } = shown;
      this.#nextSlot = slot + 1;
      this.#shown[slot] = { orderId, state };
      if (state === "FREE") this.#free.push(slot);
      else this.#orders.set(orderId, { order: made(shown), slot });
      if (state === "SENT" || state === "UNKNOWN") this.#funnel.restore(orderId, ctx);
    }
    return this.all();
  }

  /**
   * Says what happened to an order; a terminal event takes it off. One that comes back from its end
   * is taken in again, and a fill of one that is over only moves the position.
   */
  say(order: Order, event: OwnEvent, ctx: LedgerContext): undefined {
    const { side, instrument, strategy, orderLots, cumLots, priceTicks, sentAt, id } = order;
    const leavesLots = isEnd(event) ? 0 : (event.leavesLots ?? Math.max(0, orderLots - cumLots));
    if (leavesLots > 0 && !this.has(id)) this.add(order);
    this.#funnel.said(id, event.kind, event.reason ?? "", ctx);
    const slot = this.#orders.get(id)?.slot ?? this.#lastSlotOf(id);
    if (leavesLots === 0) this.#orders.delete(id);
    const about = { side, instrument, strategy, orderLots, cumLots, priceTicks, sentAt };
    const { replaces = "" } = order;
    // What has no price never rests, and no strategy can ask for it.
    const style = order.style === "MARKET" ? "IOC" : (order.style ?? "GTC");
    const body = { ...NOTHING, ...about, orderId: id, ...event, leavesLots };
    this.#say({ body, slot, about: { priceTicks, style, replaces } }, ctx);
  }

  /** Says that an order never left. It has no slot. */
  sayUnsent(
    order: { side: "BUY" | "SELL"; instrument: number; strategy: number } & {
      lots: number;
      priceTicks: number;
      orderId: string;
    },
    event: { readonly kind: "EXPIRED" | "REJECTED"; readonly reason: string },
    ctx: LedgerContext,
  ): undefined {
    this.#funnel.unsent(event.kind, event.reason, ctx);
    const { side, instrument, strategy, lots, priceTicks, orderId } = order;
    const about = { side, instrument, strategy, orderLots: lots, priceTicks, orderId };
    const never = { cumLots: 0, leavesLots: 0, sentAt: Number.NaN };
    const body = { ...NOTHING, ...about, ...never, ...event };
    this.#say({ body, slot: -1, about: { priceTicks, style: "GTC", replaces: "" } }, ctx);
  }

  /** Says what waits, oldest first, as far as there is room. */
  flush(ctx: LedgerContext): undefined {
    while (this.#waiting[0] !== undefined && ctx.send.event(this.#waiting[0].body)) {
      const said = this.#waiting.shift();
      if (said !== undefined) this.#show(said, ctx);
    }
  }

  #say(given: Waiting, ctx: LedgerContext): undefined {
    // It may be in the words of a venue, and an event must never be lost for them.
    const said = { ...given, body: { ...given.body, reason: fittingText(given.body.reason) } };
    if (this.#waiting.length === 0 && ctx.send.event(said.body)) {
      this.#show(said, ctx);
      return;
    }
    this.#waiting.push(said);
    if (this.#waiting.length < WAITING_MAX || this.#isHalted) return;
    this.#isHalted = true;
    ctx.count("execution:halted");
    ctx.log("error", `gateway halts: ${WAITING_MAX} events wait for room`);
  }

  #show(said: Waiting, ctx: LedgerContext): undefined {
    const sequence = ctx.nextSequence - 1;
    if (said.slot >= 0) this.#showOrder(said, sequence, ctx);
    if (said.body.kind !== "FILL") return;
    this.#showFill(said.body, sequence, ctx);
    this.#shownTo?.(said.body, sequence);
  }

  #showOrder({ body, slot, about }: Waiting, sequence: number, ctx: LedgerContext): undefined {
    const { side, instrument, strategy, orderLots, cumLots, orderId, sentAt } = body;
    const last = this.#shown[slot];
    const before = last?.orderId === orderId ? last.state : "FREE";
    const state = openStateAfter(before, body);
    if (state === "FREE" && before !== "FREE") this.#free.push(slot);
    this.#shown[slot] = { orderId, state };
    const order = { side, instrument, strategy, orderLots, cumLots, sentAt, orderId };
    ctx.board.openOrder.put(slot, { state, ...order, ...about, sequence });
  }

  #showFill(body: EventBody, sequence: number, ctx: LedgerContext): undefined {
    const { strategy, instrument } = body;
    const key = `${strategy}/${instrument}`;
    const { slot, body: last } = this.#pairs.get(key) ?? {
      slot: this.#pairs.size,
      body: emptyPair(strategy, instrument),
    };
    const next = filledPair(last, body, sequence);
    this.#pairs.set(key, { slot, body: next });
    ctx.board.filled.put(slot, next);
  }

  /** Where an order that is over still stands; -1 once another has its place. */
  #lastSlotOf(id: string): number {
    return this.#shown.findIndex(({ orderId }) => orderId === id);
  }
}

/** What most events say nothing of. */
const NOTHING = {
  liquidity: "NONE",
  deltaLots: 0,
  feeMinor: 0,
  feeAsset: "QUOTE",
  feeText: "",
  tradeId: "",
  reason: "",
} as const;

function isEnd({ kind }: OwnEvent): boolean {
  return kind === "CANCELED" || kind === "REJECTED" || kind === "EXPIRED";
}
