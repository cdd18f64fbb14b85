/**
 * The orders of one strategy: a bounded fold of what happened to each.
 *
 * Orders that are over are remembered for a while, since a late fill of one still moves the
 * position; the oldest is forgotten first. Those that may still trade are never forgotten.
 */
import { assert } from "../../core/assert.ts";
import { exactAdd } from "../../core/exact.ts";
import type { Side } from "../market/instrument.ts";
import {
  adoptedOrder,
  exposedLotsOf,
  isOver,
  type NewOrder,
  newOrder,
  type Order,
} from "./order.ts";
import type { Applied, OrderEvent } from "./order-event.ts";
import { applyOrderEvent } from "./order-state.ts";

/** Bounds of what is kept. */
export type OpenOrdersOptions = {
  /** Most orders that may be open at once. 1,024 by default. */
  readonly openMax?: number;
  /** Most orders that are remembered once over. 1,024 by default. */
  readonly overMax?: number;
};

/** An order after an event, and what the event did to the position. */
export type OrderChange = Applied & {
  /** Bought less sold by this event; a bust takes back. Lots. */
  readonly positionLots: number;
};

/** The orders of one strategy, of all its instruments. */
export class OpenOrders {
  readonly #openMax: number;
  readonly #overMax: number;
  readonly #open = new Map<string, Order>();
  readonly #over = new Map<string, Order>();

  constructor({ openMax = 1_024, overMax = 1_024 }: OpenOrdersOptions = {}) {
    this.#openMax = openMax;
    this.#overMax = overMax;
  }

  /**
   * Takes in what the strategy decided. Returns false, and takes nothing, when too many are open.
   *
   * @throws {AssertionError} When the id is known, or the lots are no positive integer.
   */
  add(order: NewOrder): boolean {
    return this.#take(newOrder(order));
  }

  /**
   * Takes in an order that an earlier life left at the venue, with what was filled of it until now.
   * Returns false, and takes nothing, when too many are open.
   *
   * @throws {AssertionError} When the id is known, or the lots are not those of an open order.
   */
  adopt(order: NewOrder, cumLots: number): boolean {
    return this.#take(adoptedOrder(order, cumLots));
  }

  /** Returns the order after `event`, or null when the id is unknown or forgotten. */
  apply(id: string, event: OrderEvent): OrderChange | null {
    const before = this.get(id);
    if (before === undefined) return null;
    const { order, alarms } = applyOrderEvent(before, event);
    this.#keep(order);
    const filledLots = order.cumLots - before.cumLots;
    return { order, alarms, positionLots: order.side === "BUY" ? filledLots : 0 - filledLots };
  }

  /** Returns an order, open or over, or undefined when it is unknown or forgotten. */
  get(id: string): Order | undefined {
    return this.#open.get(id) ?? this.#over.get(id);
  }

  /** Forgets an order that never left, since it could not be sent. */
  forget(id: string): undefined {
    this.#open.delete(id);
    this.#over.delete(id);
  }

  /** How many orders are not over: unknown and pending ones included. */
  get working(): number {
    return this.#open.size;
  }

  /** Those orders, oldest first. */
  get open(): Iterable<Order> {
    return this.#open.values();
  }

  /** Returns how many orders of one instrument are not over. */
  workingOf(instrument: number): number {
    let count = 0;
    for (const order of this.#open.values()) if (order.instrument === instrument) count += 1;
    return count;
  }

  /**
   * Returns what the orders of one side may still add to the position of an instrument, at worst:
   * unknown ones count in full. Lots, not negative.
   */
  exposedLots(instrument: number, side: Side): number {
    let lots = 0;
    for (const orders of [this.#open, this.#over]) {
      for (const order of orders.values()) {
        if (order.instrument !== instrument || order.side !== side) continue;
        lots = exactAdd(lots, exposedLotsOf(order));
      }
    }
    return lots;
  }

  #take(order: Order): boolean {
    assert(this.get(order.id) === undefined, `an order id is used once: found ${order.id} again`);
    if (this.#open.size >= this.#openMax) return false;
    this.#open.set(order.id, order);
    return true;
  }

  #keep(order: Order): undefined {
    if (!isOver(order)) {
      this.#over.delete(order.id);
      this.#open.set(order.id, order);
      return;
    }
    this.#open.delete(order.id);
    this.#over.set(order.id, order);
    if (this.#over.size <= this.#overMax) return;
    const [oldest] = this.#over.keys();
    if (oldest !== undefined) this.#over.delete(oldest);
  }
}
