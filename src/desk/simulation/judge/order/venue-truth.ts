/**
 * What the venue itself knows: each order's life, and what was filled. Kept from what the executions
 * publish, in the order in which it was published, and from nothing that risk or a strategy says.
 */
import type { BodyOf } from "../../../../runtime/actor/context.ts";
import type { OrderEvent } from "../../../message/order-event.ts";

export type EventBody = Readonly<BodyOf<typeof OrderEvent>>;

/**
 * Where an order is, as the venue has it. LOST: nobody knows, as the venue died with its process. AGAIN:
 * what was said of it was lost with the process, and is said once more.
 */
export type TrueStatus = "NEVER_SENT" | "SENT" | "WORKING" | "LOST" | "AGAIN" | "OVER";

export type TrueOrder = {
  readonly id: string;
  readonly side: "BUY" | "SELL";
  readonly strategy: number;
  readonly instrument: number;
  orderLots: number;
  status: TrueStatus;
  cumLots: number;
};

/** What one strategy has of one instrument. */
export type TruePair = {
  readonly strategy: number;
  readonly instrument: number;
  lots: number;
  /** What sells brought, less what buys cost. Ticks times lots. */
  cash: bigint;
  workingBuyLots: number;
  workingSellLots: number;
};

export class VenueTruth {
  readonly orders = new Map<string, TrueOrder>();
  readonly #pairs = new Map<number, TruePair>();

  /** The order before the event; undefined when the venue never heard of it. */
  orderOf(id: string): TrueOrder | undefined {
    return this.orders.get(id);
  }

  pairs(): readonly TruePair[] {
    return [...this.#pairs.values()];
  }

  pair(strategy: number, instrument: number): TruePair {
    const key = strategy * 2 ** 16 + instrument;
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = { strategy, instrument, lots: 0, cash: 0n, workingBuyLots: 0, workingSellLots: 0 };
      this.#pairs.set(key, pair);
    }
    return pair;
  }

  /** Orders that can still be filled. */
  open(): readonly TrueOrder[] {
    return [...this.orders.values()].filter(
      ({ status }) => status === "SENT" || status === "WORKING",
    );
  }

  take(event: EventBody): undefined {
    const { kind, orderId: id, side, strategy, instrument, orderLots, deltaLots, cumLots } = event;
    const pair = this.pair(strategy, instrument);
    let order = this.orders.get(id);
    if (order === undefined) {
      order = { id, side, strategy, instrument, orderLots, status: "NEVER_SENT", cumLots: 0 };
      this.orders.set(id, order);
    }
    const before = workingLotsOf(order);
    // Whichever event is the first to be said again, it says what was filled before it.
    if (order.status === "AGAIN") order.cumLots = cumLots - deltaLots;
    if (kind === "SENT") order.status = "SENT";
    if (kind === "AMENDED") order.orderLots = orderLots;
    if (kind === "ACK") order.status = "WORKING";
    if (kind === "FILL") {
      order.cumLots += deltaLots;
      order.status = "WORKING";
      const bought = side === "BUY" ? deltaLots : -deltaLots;
      pair.lots += bought;
      pair.cash -= BigInt(bought) * BigInt(event.priceTicks);
      if (order.cumLots >= orderLots) order.status = "OVER";
    }
    if (kind === "CANCELED" || kind === "REJECTED" || kind === "EXPIRED") order.status = "OVER";
    const change = workingLotsOf(order) - before;
    if (side === "BUY") pair.workingBuyLots += change;
    else pair.workingSellLots += change;
  }

  /**
   * The process is gone.
   *
   * @param isWritten Whether all that it said was written: else nobody knows that an order was over.
   * @param outlives Whether the venue is elsewhere, and goes on with what works there.
   */
  die(isWritten: boolean, outlives: boolean): undefined {
    if (outlives && isWritten) return;
    const unknown = isWritten ? this.open() : this.orders.values();
    for (const order of unknown) order.status = outlives ? "AGAIN" : "LOST";
    for (const pair of this.#pairs.values()) {
      pair.workingBuyLots = 0;
      pair.workingSellLots = 0;
    }
  }
}

function workingLotsOf({ status, orderLots, cumLots }: TrueOrder): number {
  return status === "SENT" || status === "WORKING" ? orderLots - cumLots : 0;
}
