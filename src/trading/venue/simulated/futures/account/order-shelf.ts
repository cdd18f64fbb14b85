/**
 * An account's orders and fills in all contracts. Bounded: of orders that are over, and of fills, the
 * newest are remembered; of open orders all.
 */
import type { FuturesFill, FuturesOrder, FuturesOrderKey } from "../exchange/order.ts";

/** A fill, with the order that it is of. */
export type FuturesTrade = FuturesFill & { readonly order: FuturesOrder };

type Shelf = {
  /** By order id. */
  readonly orders: Map<number, FuturesOrder>;
  readonly open: Map<number, FuturesOrder>;
  readonly over: number[];
  trades: FuturesTrade[];
};

export class OrderShelf {
  readonly #history: number;
  readonly #shelves = new Map<string, Shelf>();
  /** Newest order of a client id, by symbol and id. */
  readonly #byClientId = new Map<string, FuturesOrder>();

  /** @param history Orders that are over, and fills, that are remembered, a contract. */
  constructor(history: number) {
    this.#history = history;
  }

  /** Open orders of one contract, or of all. */
  open(symbol: string | null): readonly FuturesOrder[] {
    if (symbol !== null) return [...(this.#shelves.get(symbol)?.open.values() ?? [])];
    return [...this.#shelves.values()].flatMap(({ open }) => [...open.values()]);
  }

  openCount(symbol: string): number {
    return this.#shelves.get(symbol)?.open.size ?? 0;
  }

  isOpen({ symbol, orderId }: FuturesOrder): boolean {
    return this.#shelves.get(symbol)?.open.has(orderId) ?? false;
  }

  openOf(symbol: string, clientOrderId: string): FuturesOrder | null {
    const order = this.#byClientId.get(`${symbol}/${clientOrderId}`);
    return order !== undefined && this.isOpen(order) ? order : null;
  }

  /** By the exchange's id, which goes before the client's. */
  find(symbol: string, { orderId, clientOrderId }: FuturesOrderKey): FuturesOrder | null {
    const order = Number.isNaN(orderId)
      ? this.#byClientId.get(`${symbol}/${clientOrderId}`)
      : this.#shelves.get(symbol)?.orders.get(orderId);
    return order ?? null;
  }

  /** By order id. */
  orders(symbol: string): readonly FuturesOrder[] {
    return [...(this.#shelves.get(symbol)?.orders.values() ?? [])];
  }

  /** By trade id. */
  trades(symbol: string): readonly FuturesTrade[] {
    return this.#shelves.get(symbol)?.trades ?? [];
  }

  add(order: FuturesOrder): undefined {
    const shelf = this.#of(order.symbol);
    shelf.orders.set(order.orderId, order);
    shelf.open.set(order.orderId, order);
    this.#byClientId.set(`${order.symbol}/${order.clientOrderId}`, order);
  }

  addTrade(trade: FuturesTrade): undefined {
    if (this.#history === 0) return;
    const shelf = this.#of(trade.order.symbol);
    shelf.trades.push(trade);
    if (shelf.trades.length >= 2 * this.#history) {
      shelf.trades = shelf.trades.slice(-this.#history);
    }
  }

  /** The order is over: it is remembered for a while. */
  close(order: FuturesOrder): undefined {
    const shelf = this.#of(order.symbol);
    if (!shelf.open.delete(order.orderId)) return;
    shelf.over.push(order.orderId);
    if (shelf.over.length <= this.#history) return;
    const oldest = shelf.orders.get(shelf.over.shift() ?? Number.NaN);
    if (oldest === undefined) return;
    shelf.orders.delete(oldest.orderId);
    const key = `${oldest.symbol}/${oldest.clientOrderId}`;
    if (this.#byClientId.get(key) === oldest) this.#byClientId.delete(key);
  }

  #of(symbol: string): Shelf {
    let shelf = this.#shelves.get(symbol);
    if (shelf === undefined) {
      shelf = { orders: new Map(), open: new Map(), over: [], trades: [] };
      this.#shelves.set(symbol, shelf);
    }
    return shelf;
  }
}
