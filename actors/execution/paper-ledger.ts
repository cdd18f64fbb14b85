/**
 * The paper gateway's own orders, and what it says of them. Fills never drop: an event that the
 * topic has no room for waits in a bounded list, and no new order is taken meanwhile.
 *
 * The boards follow the topic: a slot tells of an event only once the event was said, so that who
 * begins from the boards and drops the events up to their sequence has each exactly once.
 */
import { type Filled, PAIRS_MAX } from "../../src/desk/message/filled.ts";
import { OPEN_ORDERS_MAX, type OpenOrder } from "../../src/desk/message/open-order.ts";
import type { OrderEvent } from "../../src/desk/message/order-event.ts";
import type { BodyOf, Context } from "../../src/runtime/actor/context.ts";
import { leavesOf, type PaperOrder } from "../../src/trading/venue/paper/paper-order.ts";

type EventBody = BodyOf<typeof OrderEvent>;
type FilledBody = BodyOf<typeof Filled>;

export type OwnOrder = PaperOrder & {
  readonly strategy: number;
  readonly sentAt: number;
  readonly slot: number;
  isResting: boolean;
  /** The gateway itself has asked for its end. */
  isEnding: boolean;
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
  "send" | "board" | "read" | "self" | "nextSequence" | "log" | "count"
>;

type Waiting = { readonly body: EventBody; readonly slot: number };

/** Most events that wait for room; at this bound the gateway halts. */
const WAITING_MAX = 4_096;

export class EventLedger {
  readonly #orders = new Map<string, OwnOrder>();
  readonly #free: number[] = [];
  readonly #pairs = new Map<string, { slot: number; body: FilledBody }>();
  readonly #waiting: Waiting[] = [];
  #nextSlot = 0;
  #isHalted = false;

  get count(): number {
    return this.#orders.size;
  }

  /** False while events wait for room, and for ever once too many did. */
  get takesOrders(): boolean {
    return this.#waiting.length === 0 && !this.#isHalted;
  }

  has(id: string): boolean {
    return this.#orders.has(id);
  }

  get(id: string): OwnOrder | null {
    return this.#orders.get(id) ?? null;
  }

  all(): readonly OwnOrder[] {
    return [...this.#orders.values()];
  }

  resting(instrument: number): readonly OwnOrder[] {
    return this.all().filter((order) => order.isResting && order.instrument === instrument);
  }

  freeSlot(): number {
    const slot = this.#free.pop() ?? this.#nextSlot;
    if (slot === this.#nextSlot) this.#nextSlot += 1;
    return slot;
  }

  add(order: OwnOrder): undefined {
    this.#orders.set(order.id, order);
  }

  /** Orders that the last incarnation left on the board, and the fills that it had. */
  restore(ctx: LedgerContext): readonly OwnOrder[] {
    for (let slot = 0; slot < PAIRS_MAX; slot += 1) {
      const filled = ctx.read.ownFills(slot, ctx.self.name);
      if (filled === null) break;
      const { strategy, instrument, lots, fills, sequence } = filled;
      const body = { strategy, instrument, lots, fills, sequence };
      this.#pairs.set(`${strategy}/${instrument}`, { slot, body });
    }
    for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
      const order = ctx.read.ownOrders(slot, ctx.self.name);
      if (order === null) break;
      this.#nextSlot = slot + 1;
      if (order.state === "FREE") this.#free.push(slot);
      else this.add(ownOrderOf(order, slot));
    }
    return this.all();
  }

  /** Says what happened to one of its orders; a terminal event takes it off. */
  say(order: OwnOrder, event: OwnEvent, ctx: LedgerContext): undefined {
    const isOver = event.kind === "CANCELED" || leavesOf(order) === 0;
    if (isOver) this.#orders.delete(order.id);
    const { side, instrument, strategy, orderLots, cumLots, priceTicks, sentAt, id } = order;
    this.#say(
      {
        side,
        liquidity: "NONE",
        instrument,
        strategy,
        orderLots,
        deltaLots: 0,
        cumLots,
        leavesLots: isOver ? 0 : leavesOf(order),
        priceTicks,
        feeMinor: 0,
        sentAt,
        orderId: id,
        tradeId: "",
        reason: "",
        ...event,
      },
      order.slot,
      ctx,
    );
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
    const { side, instrument, strategy, lots, priceTicks, orderId } = order;
    const none = { deltaLots: 0, cumLots: 0, leavesLots: 0, feeMinor: 0, sentAt: Number.NaN };
    const body = { side, instrument, strategy, orderLots: lots, priceTicks, orderId, ...none };
    this.#say({ liquidity: "NONE", tradeId: "", ...body, ...event }, -1, ctx);
  }

  /** Says what waits, oldest first, as far as there is room. */
  flush(ctx: LedgerContext): undefined {
    while (this.#waiting[0] !== undefined && ctx.send.event(this.#waiting[0].body)) {
      const said = this.#waiting.shift();
      if (said !== undefined) this.#show(said, ctx);
    }
  }

  #say(body: EventBody, slot: number, ctx: LedgerContext): undefined {
    if (this.#waiting.length === 0 && ctx.send.event(body)) {
      this.#show({ body, slot }, ctx);
      return;
    }
    this.#waiting.push({ body, slot });
    if (this.#waiting.length < WAITING_MAX || this.#isHalted) return;
    this.#isHalted = true;
    ctx.count("execution:halted");
    ctx.log("error", `gateway halts: ${WAITING_MAX} events wait for room`);
  }

  #show({ body, slot }: Waiting, ctx: LedgerContext): undefined {
    const sequence = ctx.nextSequence - 1;
    if (slot >= 0) this.#showOrder(body, slot, sequence, ctx);
    if (body.kind === "FILL") this.#showFill(body, sequence, ctx);
  }

  #showOrder(body: EventBody, slot: number, sequence: number, ctx: LedgerContext): undefined {
    const { side, instrument, strategy, priceTicks, orderLots, cumLots, orderId } = body;
    const isOver = body.leavesLots === 0;
    if (isOver) this.#free.push(slot);
    const state = isOver ? "FREE" : body.kind === "SENT" ? "SENT" : "WORKING";
    const price = this.#orders.get(orderId)?.priceTicks ?? priceTicks;
    const { sentAt } = body;
    const order = { side, instrument, strategy, orderLots, cumLots, sentAt, orderId };
    ctx.board.openOrder.put(slot, { state, ...order, priceTicks: price, sequence });
  }

  #showFill(body: EventBody, sequence: number, ctx: LedgerContext): undefined {
    const { strategy, instrument, side, deltaLots } = body;
    const key = `${strategy}/${instrument}`;
    const { slot, body: last } = this.#pairs.get(key) ?? {
      slot: this.#pairs.size,
      body: { strategy, instrument, lots: 0, fills: 0, sequence: 0 },
    };
    const lots = last.lots + (side === "BUY" ? deltaLots : -deltaLots);
    const next = { strategy, instrument, lots, fills: last.fills + 1, sequence };
    this.#pairs.set(key, { slot, body: next });
    ctx.board.filled.put(slot, next);
  }
}

function ownOrderOf(order: Readonly<BodyOf<typeof OpenOrder>>, slot: number): OwnOrder {
  const { state, side, instrument, strategy, priceTicks, orderLots, cumLots } = order;
  const { sentAt, orderId } = order;
  return {
    id: orderId,
    side,
    instrument,
    strategy,
    priceTicks,
    orderLots,
    cumLots,
    aheadLots: Number.NaN,
    sentAt,
    slot,
    isResting: state === "WORKING",
    isEnding: false,
  };
}
