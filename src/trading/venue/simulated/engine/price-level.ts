/**
 * All orders of one side at one price, in a queue: who came first trades first.
 *
 * Invariant: the sums are those of the orders in the queue.
 */
import { assert } from "../../../../core/assert.ts";
import type { LiveOrder } from "./live-order.ts";

export class PriceLevel {
  priceTicks = 0;
  shownLots = 0;
  hiddenLots = 0;
  /** Trades next; null: the level is over. */
  head: LiveOrder | null = null;
  tail: LiveOrder | null = null;

  /** Puts an order behind all others. */
  append(order: LiveOrder): undefined {
    order.level = this;
    order.previous = this.tail;
    if (this.tail === null) this.head = order;
    else this.tail.next = order;
    this.tail = order;
    this.shownLots += order.shownLots;
    this.hiddenLots += order.hiddenLots;
    assert(
      Number.isSafeInteger(this.shownLots + this.hiddenLots),
      "the lots of a level stay within 2^53",
    );
  }

  /** Takes an order out, wherever it stands. */
  remove(order: LiveOrder): undefined {
    const { previous, next } = order;
    if (previous === null) this.head = next;
    else previous.next = next;
    if (next === null) this.tail = previous;
    else next.previous = previous;
    order.level = null;
    order.previous = null;
    order.next = null;
    this.shownLots -= order.shownLots;
    this.hiddenLots -= order.hiddenLots;
  }

  /** Trades with the first order, which has them shown. Shows a new peak, behind all others. */
  takeFromHead(maker: LiveOrder, lots: number): undefined {
    maker.shownLots -= lots;
    this.shownLots -= lots;
    if (maker.shownLots > 0 || maker.hiddenLots === 0) return;
    this.remove(maker);
    maker.shownLots = maker.hiddenLots;
    maker.hiddenLots = 0;
    maker.hide();
    this.append(maker);
  }

  /** An order loses lots, of which it has more, and keeps its place: hidden ones first. */
  reduce(order: LiveOrder, lots: number): undefined {
    const hidden = Math.min(lots, order.hiddenLots);
    order.hiddenLots -= hidden;
    this.hiddenLots -= hidden;
    order.shownLots -= lots - hidden;
    this.shownLots -= lots - hidden;
  }
}
