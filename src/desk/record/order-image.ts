/**
 * What the events of one execution add up to: its open orders, what was filled, and by which trades, as
 * they stand on its boards. A fold of order events in the order of its topic.
 *
 * Each value names the sequence up to which it is true, so an event that it has already counts once.
 */
import type { BodyOf } from "../../runtime/actor/context.ts";
import { PAIRS_MAX } from "../message/filled.ts";
import { OPEN_ORDERS_MAX, type OpenOrder } from "../message/open-order.ts";
import type { OrderEvent } from "../message/order-event.ts";
import { emptyPair, type FilledBody, filledPair, NOT_KNOWN } from "./filled-pair.ts";
import { openStateAfter } from "./open-state.ts";
import { type ToldBody, ToldRing } from "./told-ring.ts";

export type EventBody = Readonly<BodyOf<typeof OrderEvent>>;
export type OrderBody = Readonly<BodyOf<typeof OpenOrder>>;

/** An order event and where it stood in its execution's topic. */
export type LoggedEvent = { readonly sequence: number; readonly event: EventBody };

/** Events do not say it: the board does, as long as its gateway's process lives. */
const UNSAID = { style: "GTC", replaces: "" } as const;

export class OrderImage {
  /** A slot each, in the order of the board's slots. */
  readonly orders: OrderBody[];
  readonly filled: FilledBody[];
  readonly told: ToldRing;
  /** An order without a slot that began up to here is over: a later one has taken its slot. */
  readonly #ordersUpTo: number;

  constructor(
    orders: readonly OrderBody[] = [],
    filled: readonly FilledBody[] = [],
    told: readonly ToldBody[] = [],
  ) {
    this.told = new ToldRing(told);
    // A snapshot of an older program says less.
    this.orders = orders.map((order) => ({ ...UNSAID, ...order }));
    this.filled = filled.map((pair) => ({ ...NOT_KNOWN, ...pair }));
    this.#ordersUpTo = Math.max(0, ...orders.map(({ sequence }) => sequence));
  }

  take(one: LoggedEvent): undefined {
    this.#takeOrder(one);
    if (one.event.kind !== "FILL") return;
    this.#takeFill(one);
    this.told.take(one.event, one.sequence);
  }

  #takeFill({ sequence, event }: LoggedEvent): undefined {
    const { strategy, instrument } = event;
    const at = this.filled.findIndex(
      (pair) => pair.strategy === strategy && pair.instrument === instrument,
    );
    const last = this.filled[at] ?? emptyPair(strategy, instrument);
    if (sequence <= last.sequence || (at === -1 && this.filled.length === PAIRS_MAX)) return;
    this.filled[at === -1 ? this.filled.length : at] = filledPair(last, event, sequence);
  }

  #takeOrder({ sequence, event }: LoggedEvent): undefined {
    const { orderId } = event;
    const known = this.orders.findIndex((one) => one.orderId === orderId);
    const last = this.orders[known];
    if (last !== undefined && sequence <= last.sequence) return;
    // One without a slot is over or never left, but where something of it can still be filled.
    const isStart = event.leavesLots > 0 && sequence > this.#ordersUpTo;
    if (last === undefined && !isStart) return;
    const slot = last === undefined ? this.#freeSlot() : known;
    if (slot === OPEN_ORDERS_MAX) return;
    const { side, instrument, strategy, orderLots, cumLots, sentAt } = event;
    const state = openStateAfter(last?.state ?? "FREE", event);
    const order = { side, instrument, strategy, orderLots, cumLots, sentAt, orderId, sequence };
    const { style, replaces } = last ?? UNSAID;
    this.orders[slot] = {
      ...order,
      style,
      replaces,
      state,
      priceTicks: last?.priceTicks ?? event.priceTicks,
    };
  }

  #freeSlot(): number {
    const free = this.orders.findIndex(({ state }) => state === "FREE");
    return free === -1 ? this.orders.length : free;
  }
}
