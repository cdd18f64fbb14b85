/**
 * The orders of the gateway, by our id and by the venue's, and the trades that were counted.
 *
 * Invariant: a trade id of an instrument counts once, whichever order and whichever message names it.
 */
import type { LocalOrders } from "../../../../order/reconciliation.ts";
import type { GatewayOrder } from "./gateway-order.ts";

/** A trade that was told by an earlier life. */
export type ToldTrade = {
  readonly instrument: number;
  readonly orderId: string;
  /** Digits. */
  readonly tradeId: string;
  readonly lots: number;
};

/** Most orders that are remembered once over: a late fill of one still moves the position. */
const OVER_MAX = 4_096;
/** Most trades that are remembered by their ids. */
const TRADES_MAX = 65_536;
/** Most orders of others that are remembered, so that each is asked for once. */
const EXTERNAL_MAX = 65_536;

export class OrderTable implements LocalOrders {
  readonly #orders = new Map<string, GatewayOrder>();
  readonly #over = new Set<string>();
  readonly #byVenueId = new Map<string, string>();
  readonly #external = new Map<string, string>();
  /** Whose each trade was. */
  readonly #trades = new Map<string, string>();
  /** Told by an earlier life, by order: of all trades whose ids are known. Lots. */
  readonly #toldLots = new Map<string, number>();
  /** Told lots of an earlier life by order, of trades that are no more known by their ids. */
  readonly #foldedLots = new Map<string, number>();
  readonly #isOwn: (id: string) => boolean;

  /** @param isOwn Whether an id is of this desk's making. */
  constructor(isOwn: (id: string) => boolean) {
    this.#isOwn = isOwn;
  }

  get(id: string): GatewayOrder | undefined {
    return this.#orders.get(id);
  }

  add(order: GatewayOrder): undefined {
    this.#orders.set(order.id, order);
  }

  /** How many of each it remembers: all of them are bounded. */
  get sizes(): Readonly<Record<"orders" | "numbers" | "external" | "trades" | "folded", number>> {
    return {
      orders: this.#orders.size,
      numbers: this.#byVenueId.size,
      external: this.#external.size,
      trades: this.#trades.size,
      folded: this.#foldedLots.size,
    };
  }

  /** All that are remembered. */
  all(): Iterable<GatewayOrder> {
    return this.#orders.values();
  }

  /** Takes in that an order has ended, or is back: the oldest that are over are forgotten. */
  noteEnd(order: GatewayOrder): undefined {
    if (!order.isDone) {
      this.#over.delete(order.id);
      return;
    }
    this.#over.add(order.id);
    if (this.#over.size <= OVER_MAX) return;
    const [oldest = ""] = this.#over;
    this.#over.delete(oldest);
    const gone = this.#orders.get(oldest);
    this.#orders.delete(oldest);
    // Its number stays known: a trade of it must not be taken for a stranger's.
    if (gone === undefined || gone.venueOrderId === "") return;
    this.noteExternal(gone.instrument, gone.venueOrderId, oldest);
    this.#byVenueId.delete(keyOf(gone.instrument, gone.venueOrderId));
  }

  *live(): Generator<GatewayOrder> {
    for (const order of this.#orders.values()) if (!order.isDone) yield order;
  }

  standingOf(id: string): "LIVE" | "OVER" | "UNKNOWN" {
    const order = this.#orders.get(id);
    if (order === undefined) return "UNKNOWN";
    return order.isDone ? "OVER" : "LIVE";
  }

  touchedNs(id: string): number {
    return this.#orders.get(id)?.touchedNs ?? Number.NEGATIVE_INFINITY;
  }

  isOwn(id: string): boolean {
    return this.#isOwn(id);
  }

  knowsVenueOrder(instrument: number, venueOrderId: string): boolean {
    const key = keyOf(instrument, venueOrderId);
    return this.#byVenueId.has(key) || this.#external.has(key);
  }

  /** Whether we know who placed it: of a trade whose order the venue did not show, nobody does. */
  knowsOwner(instrument: number, venueOrderId: string): boolean {
    const key = keyOf(instrument, venueOrderId);
    return this.#byVenueId.has(key) || (this.#external.get(key) ?? "") !== "";
  }

  /** The client id of an order that is none of those here; "" when nobody knows it, null of any other. */
  externalOf(instrument: number, venueOrderId: string): string | null {
    return this.#external.get(keyOf(instrument, venueOrderId)) ?? null;
  }

  /** Returns our order behind the venue's id. */
  byVenueOrder(instrument: number, venueOrderId: string): GatewayOrder | undefined {
    return this.#orders.get(this.#byVenueId.get(keyOf(instrument, venueOrderId)) ?? "");
  }

  noteVenueOrder(order: GatewayOrder, venueOrderId: string): undefined {
    order.venueOrderId = venueOrderId;
    this.#byVenueId.set(keyOf(order.instrument, venueOrderId), order.id);
  }

  /** An order that is not ours. Returns whether that is news. */
  noteExternal(instrument: number, venueOrderId: string, id: string): boolean {
    const key = keyOf(instrument, venueOrderId);
    if (this.#external.has(key)) return false;
    this.#external.set(key, id);
    if (this.#external.size > EXTERNAL_MAX) dropOldest(this.#external);
    return true;
  }

  /** Trades that an earlier life told of, oldest first, and what the boards say is filled of each order. */
  restoreTrades(told: readonly ToldTrade[], cumLots: ReadonlyMap<string, number>): undefined {
    const known = this.#toldLots;
    for (const { instrument, orderId, tradeId, lots } of told) {
      this.noteTrade(instrument, tradeId, orderId);
      known.set(orderId, (known.get(orderId) ?? 0) + lots);
    }
    for (const [orderId, lots] of cumLots) {
      const folded = lots - (known.get(orderId) ?? 0);
      if (folded > 0) this.#foldedLots.set(orderId, folded);
    }
  }

  /** Whose trade it was counted as; null when it was not counted yet. */
  traderOf(instrument: number, tradeId: string): string | null {
    return this.#trades.get(keyOf(instrument, tradeId)) ?? null;
  }

  knowsTrade(instrument: number, tradeId: string): boolean {
    return this.#trades.has(keyOf(instrument, tradeId));
  }

  /** What an earlier life told of an order. Lots. */
  toldLotsOf(orderId: string): number {
    return this.#toldLots.get(orderId) ?? 0;
  }

  noteTrade(instrument: number, tradeId: string, orderId: string): undefined {
    this.#trades.set(keyOf(instrument, tradeId), orderId);
    if (this.#trades.size > TRADES_MAX) dropOldest(this.#trades);
  }

  /** So many lots of the order's oldest trades are in no position, or were told: not counted here. */
  fold(orderId: string, lots: number): undefined {
    this.#foldedLots.set(orderId, this.foldedLotsOf(orderId) + lots);
  }

  /** What is left of them. Lots. */
  foldedLotsOf(orderId: string): number {
    return this.#foldedLots.get(orderId) ?? 0;
  }

  /**
   * Returns how many lots of a trade an earlier life told of, when its id is gone: asked of all trades
   * of an order, oldest first, once of each.
   */
  takeFolded(orderId: string, lots: number): number {
    const folded = this.#foldedLots.get(orderId) ?? 0;
    const taken = Math.min(folded, lots);
    if (taken > 0) this.#foldedLots.set(orderId, folded - taken);
    return taken;
  }
}

function keyOf(instrument: number, id: string): string {
  return `${instrument}/${id}`;
}

function dropOldest(map: Map<string, unknown>): undefined {
  const [oldest = ""] = map.keys();
  map.delete(oldest);
}
