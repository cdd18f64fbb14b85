/** An open order inside the engine: in the book, waiting as a stop, or taking right now. */
import type { Side } from "../../../market/instrument.ts";
import type { EngineOrderType, EngineTimeInForce, NewOrder, SelfTradeMode } from "./new-order.ts";
import type { PriceLevel } from "./price-level.ts";

/** A link of its level's queue. Used again when it is over, so nobody keeps one. */
export class LiveOrder {
  number = 0;
  owner = 0;
  side: Side = "BUY";
  type: EngineOrderType = "LIMIT";
  timeInForce: EngineTimeInForce = "GTC";
  priceTicks = 0;
  stopTicks = 0;
  /** What can be taken at once. All that is left, until the order rests. */
  shownLots = 0;
  /** What comes after that, from 0. */
  hiddenLots = 0;
  peakLots = 0;
  /** NaN: none. */
  budget = Number.NaN;
  stp: SelfTradeMode = "NONE";
  /** Rises with each stop that begins to wait. */
  arrival = 0;
  /** Where it rests; null: it does not. */
  level: PriceLevel | null = null;
  /** Before it in its level's queue. */
  previous: LiveOrder | null = null;
  /** Behind it there, or in the pool. */
  next: LiveOrder | null = null;

  /** Lots left, shown and hidden. */
  get leaves(): number {
    return this.shownLots + this.hiddenLots;
  }

  /** Hides what is beyond the peak: it is about to rest. */
  hide(): undefined {
    if (this.peakLots === 0 || this.shownLots <= this.peakLots) return;
    this.hiddenLots = this.shownLots - this.peakLots;
    this.shownLots = this.peakLots;
  }
}

/** Orders to be used again. Holds as many as were ever open at once. */
export class OrderPool {
  #free: LiveOrder | null = null;

  take(from: NewOrder): LiveOrder {
    const order = this.#free ?? new LiveOrder();
    this.#free = order.next;
    order.next = null;
    order.number = from.number;
    order.owner = from.owner;
    order.side = from.side;
    order.type = from.type;
    order.timeInForce = from.timeInForce;
    order.priceTicks = from.priceTicks;
    order.stopTicks = from.stopTicks;
    order.shownLots = from.lots;
    order.hiddenLots = 0;
    order.peakLots = from.peakLots;
    order.budget = from.budget;
    order.stp = from.stp;
    return order;
  }

  /** `order` is over and in no queue. */
  giveBack(order: LiveOrder): undefined {
    order.next = this.#free;
    this.#free = order;
  }
}
