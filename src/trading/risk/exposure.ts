/**
 * What the desk holds and what may still be added to it, of each strategy and instrument: a fold of
 * approved orders and of what happened to them.
 *
 * An order counts in full from its approval until an event says that it is over: silence releases
 * nothing, so an order of unknown outcome still counts. A fill moves lots from working to held.
 *
 * Invariant: the working lots of a side are the sum of what its orders have left.
 */
import { assert } from "../../core/assert.ts";
import { exactAdd } from "../../core/exact.ts";
import type { Side } from "../market/instrument.ts";

/** Most orders that count at once, of the whole desk. The gate refuses the next. */
export const EXPOSED_ORDERS_MAX = 16_384;

export type InstrumentExposure = {
  /** Held; positive is long. Lots. */
  readonly positionLots: number;
  /** May still be bought by orders that are out. Lots, not negative. */
  readonly workingBuyLots: number;
  /** May still be sold by orders that are out. Lots, not negative. */
  readonly workingSellLots: number;
};

/** An order that counts. */
export type ExposedOrder = {
  readonly orderId: string;
  /** Number of the strategy's actor. */
  readonly strategy: number;
  readonly instrument: number;
  readonly side: Side;
  /** What may still fill. Lots. */
  readonly leavesLots: number;
  /** Of its whole life, as far as it is known; what it leaves by default. Lots. */
  readonly orderLots?: number;
};

/** What happened to an order. A message view is one. */
export type ExposureEvent = {
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
  readonly orderId: string;
  readonly strategy: number;
  readonly instrument: number;
  readonly side: Side;
  /** Of this event alone; 0 unless it is a fill. */
  readonly deltaLots: number;
  /** What can still be filled; 0 once the order is over. */
  readonly leavesLots: number;
  /** As of this event. Lots. */
  readonly orderLots?: number;
};

/** Plain data, enough to begin anew from. */
export type ExposureSnapshot = {
  readonly positions: readonly {
    readonly strategy: number;
    readonly instrument: number;
    readonly positionLots: number;
  }[];
  readonly orders: readonly ExposedOrder[];
};

/** Of a strategy and an instrument that were never traded. */
export const NO_EXPOSURE: InstrumentExposure = {
  positionLots: 0,
  workingBuyLots: 0,
  workingSellLots: 0,
};

type Pair = {
  readonly strategy: number;
  readonly instrument: number;
  readonly exposure: InstrumentExposure;
};

/** The exposure of the whole desk. */
export class Exposure {
  readonly #pairs = new Map<string, Pair>();
  readonly #orders = new Map<string, ExposedOrder>();

  /** @param snapshot Where to begin; nothing held and nothing working without it. */
  constructor(snapshot: ExposureSnapshot = { positions: [], orders: [] }) {
    for (const { strategy, instrument, positionLots } of snapshot.positions) {
      this.#change({ strategy, instrument }, { positionLots });
    }
    for (const order of snapshot.orders) this.add(order);
  }

  /** Whether one more order can be counted. */
  get hasRoom(): boolean {
    return this.#orders.size < EXPOSED_ORDERS_MAX;
  }

  /** How many orders count. */
  get orders(): number {
    return this.#orders.size;
  }

  /** Whether this order counts. */
  has(orderId: string): boolean {
    return this.#orders.has(orderId);
  }

  /** Returns what a strategy holds of an instrument, and what it may come to hold. */
  of(strategy: number, instrument: number): InstrumentExposure {
    return this.#pairs.get(keyOf({ strategy, instrument }))?.exposure ?? NO_EXPOSURE;
  }

  /** Returns what the whole desk holds of an instrument, and what it may come to hold. */
  ofInstrument(instrument: number): InstrumentExposure {
    let total = NO_EXPOSURE;
    for (const pair of this.#pairs.values()) {
      if (pair.instrument === instrument) total = sumOf(total, pair.exposure);
    }
    return total;
  }

  /** Returns an order that counts; null when none does under this id. */
  orderOf(orderId: string): ExposedOrder | null {
    return this.#orders.get(orderId) ?? null;
  }

  /**
   * Counts an approved order in full.
   *
   * @throws {AssertionError} When it counts already, when there is no room, or when its lots are
   * no positive integer.
   */
  add(order: ExposedOrder): undefined {
    const { orderId, strategy, instrument, side, leavesLots, orderLots = leavesLots } = order;
    assert(!this.#orders.has(orderId), `an order counts once: found ${orderId} again`);
    assert(this.hasRoom, `at most ${EXPOSED_ORDERS_MAX} orders count at once`);
    assert(
      Number.isSafeInteger(leavesLots) && leavesLots > 0,
      `an order has a positive count of lots: current value is ${leavesLots}`,
    );
    this.#change(order, workingChange(side, leavesLots));
    this.#orders.set(orderId, { orderId, strategy, instrument, side, leavesLots, orderLots });
  }

  /**
   * Takes in what happened. A fill always moves the position, also of an order that is not known.
   * Returns whether the order counted until now.
   */
  apply(event: ExposureEvent): boolean {
    const order = this.#orders.get(event.orderId);
    const filledLots = event.kind === "FILL" ? event.deltaLots : 0;
    const signedLots = event.side === "BUY" ? filledLots : 0 - filledLots;
    if (signedLots !== 0) this.#change(event, { positionLots: signedLots });
    if (order === undefined) return false;
    const leavesLots = leavesAfter(order, event, filledLots);
    this.#change(order, workingChange(order.side, leavesLots - order.leavesLots));
    if (leavesLots === 0) this.#orders.delete(order.orderId);
    else
      this.#orders.set(order.orderId, {
        ...order,
        leavesLots,
        orderLots: totalAfter(order, event),
      });
    return true;
  }

  /** Returns what a new incarnation begins from. */
  snapshot(): ExposureSnapshot {
    const positions = [...this.#pairs.values()].map(({ strategy, instrument, exposure }) => ({
      strategy,
      instrument,
      positionLots: exposure.positionLots,
    }));
    return { positions, orders: [...this.#orders.values()] };
  }

  #change(
    pair: { readonly strategy: number; readonly instrument: number },
    change: Partial<InstrumentExposure>,
  ): undefined {
    const { strategy, instrument } = pair;
    const exposure = sumOf(this.of(strategy, instrument), { ...NO_EXPOSURE, ...change });
    this.#pairs.set(keyOf(pair), { strategy, instrument, exposure });
  }
}

/** Only a fill, an end, or the venue's word that the order is smaller lessens what counts. */
function leavesAfter(order: ExposedOrder, event: ExposureEvent, filledLots: number): number {
  if (isOver(event)) return 0;
  const leavesLots = Math.max(0, order.leavesLots - filledLots);
  return event.kind === "AMENDED" ? Math.min(leavesLots, event.leavesLots) : leavesLots;
}

function totalAfter({ orderLots = Number.NaN }: ExposedOrder, event: ExposureEvent): number {
  return event.kind === "AMENDED" ? (event.orderLots ?? orderLots) : orderLots;
}

/** Only an order's own end releases it. A fill that leaves nothing is one. */
function isOver({ kind, leavesLots }: ExposureEvent): boolean {
  if (kind === "FILL") return leavesLots === 0;
  return kind === "CANCELED" || kind === "REJECTED" || kind === "EXPIRED";
}

function workingChange(side: Side, lots: number): Partial<InstrumentExposure> {
  return side === "BUY" ? { workingBuyLots: lots } : { workingSellLots: lots };
}

function sumOf(left: InstrumentExposure, right: InstrumentExposure): InstrumentExposure {
  return {
    positionLots: exactAdd(left.positionLots, right.positionLots),
    workingBuyLots: exactAdd(left.workingBuyLots, right.workingBuyLots),
    workingSellLots: exactAdd(left.workingSellLots, right.workingSellLots),
  };
}

function keyOf(pair: { readonly strategy: number; readonly instrument: number }): string {
  return `${pair.strategy}/${pair.instrument}`;
}
