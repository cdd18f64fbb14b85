/**
 * What one account has and wants: balances with holds, its orders, its trades.
 *
 * Invariant: no balance is below zero. Bounded: of orders that are over, and of trades, the newest
 * are remembered; of its open orders all.
 */
import { assert } from "../../../../../core/assert.ts";
import type { ExchangeOrder, OrderFill, OrderKey } from "../order.ts";
import type { AssetBalance } from "../reports.ts";
import type { Atoms } from "../words.ts";

export type AccountOptions = {
  readonly name: string;
  /** Of what is received, in 1/1,000,000. 1,000 (0.1 %) by default. */
  readonly makerFeeMillionths?: number;
  readonly takerFeeMillionths?: number;
  /** Accounts of one group do not trade with each other under self-trade prevention. Itself by default. */
  readonly tradeGroup?: number;
  /** Orders that are over, and trades, that are remembered, a symbol. 10,000 by default. */
  readonly history?: number;
  /** One of the venue's own traders: no filter but the grid concerns it. False by default. */
  readonly isUnlimited?: boolean;
};

/** A fill, with the order that it is of. */
export type AccountTrade = OrderFill & { readonly order: ExchangeOrder };

/** What one account has in one symbol. */
type Book = {
  /** By order id. */
  readonly orders: Map<number, ExchangeOrder>;
  readonly open: Map<number, ExchangeOrder>;
  readonly over: number[];
  trades: AccountTrade[];
};

const HISTORY = 10_000;

export class Account {
  readonly number: number;
  readonly name: string;
  readonly makerFee: number;
  readonly takerFee: number;
  readonly tradeGroup: number;
  readonly isUnlimited: boolean;
  readonly #history: number;
  readonly #balances = new Map<string, { free: Atoms; locked: Atoms }>();
  readonly #books = new Map<string, Book>();
  /** Newest order of a client id, by symbol and id. */
  readonly #byClientId = new Map<string, ExchangeOrder>();

  constructor(number: number, options: AccountOptions) {
    this.number = number;
    this.name = options.name;
    this.makerFee = options.makerFeeMillionths ?? 1_000;
    this.takerFee = options.takerFeeMillionths ?? 1_000;
    this.tradeGroup = options.tradeGroup ?? number;
    this.isUnlimited = options.isUnlimited ?? false;
    this.#history = options.history ?? HISTORY;
  }

  balance(asset: string): AssetBalance {
    const { free, locked } = this.#balances.get(asset) ?? { free: 0n, locked: 0n };
    return { asset, free, locked };
  }

  balances(): readonly AssetBalance[] {
    return [...this.#balances.keys()].map((asset) => this.balance(asset));
  }

  free(asset: string): Atoms {
    return this.#balances.get(asset)?.free ?? 0n;
  }

  /** Changes what is free and what is locked, signed. */
  move(asset: string, free: Atoms, locked: Atoms): undefined {
    let balance = this.#balances.get(asset);
    if (balance === undefined) {
      balance = { free: 0n, locked: 0n };
      this.#balances.set(asset, balance);
    }
    balance.free += free;
    balance.locked += locked;
    assert(balance.free >= 0n && balance.locked >= 0n, `no balance is below zero: ${this.name}`);
  }

  /** Open orders of one symbol, or of all. */
  open(symbol: string | null): readonly ExchangeOrder[] {
    if (symbol !== null) return [...(this.#books.get(symbol)?.open.values() ?? [])];
    return [...this.#books.values()].flatMap(({ open }) => [...open.values()]);
  }

  /** How many orders are open, and how many of them wait for a price. */
  openCounts(symbol: string): { readonly openOrders: number; readonly waitingStops: number } {
    let waitingStops = 0;
    const open = this.#books.get(symbol)?.open;
    if (this.isUnlimited || open === undefined) return { openOrders: 0, waitingStops };
    for (const { isWorking } of open.values()) if (!isWorking) waitingStops += 1;
    return { openOrders: open.size, waitingStops };
  }

  openOf(symbol: string, clientOrderId: string): ExchangeOrder | null {
    const order = this.#byClientId.get(`${symbol}/${clientOrderId}`);
    return order !== undefined && this.isOpen(order) ? order : null;
  }

  isOpen({ symbol, orderId }: ExchangeOrder): boolean {
    return this.#books.get(symbol)?.open.has(orderId) ?? false;
  }

  /** By the exchange's id, else by the client's; null when the two do not agree. */
  find(symbol: string, { orderId, clientOrderId }: OrderKey): ExchangeOrder | null {
    const order = Number.isNaN(orderId)
      ? this.#byClientId.get(`${symbol}/${clientOrderId}`)
      : this.#books.get(symbol)?.orders.get(orderId);
    if (order === undefined) return null;
    const isSame = clientOrderId === "" || order.clientOrderId === clientOrderId;
    return isSame ? order : null;
  }

  /** By order id. */
  orders(symbol: string): readonly ExchangeOrder[] {
    return [...(this.#books.get(symbol)?.orders.values() ?? [])];
  }

  /** By trade id. */
  trades(symbol: string): readonly AccountTrade[] {
    return this.#books.get(symbol)?.trades ?? [];
  }

  add(order: ExchangeOrder): undefined {
    const book = this.#bookOf(order.symbol);
    book.orders.set(order.orderId, order);
    book.open.set(order.orderId, order);
    this.#byClientId.set(`${order.symbol}/${order.clientOrderId}`, order);
  }

  /** By its former id it is not found any more. */
  rename(order: ExchangeOrder, clientOrderId: string): undefined {
    this.#byClientId.delete(`${order.symbol}/${order.clientOrderId}`);
    order.clientOrderId = clientOrderId;
    this.#byClientId.set(`${order.symbol}/${clientOrderId}`, order);
  }

  addTrade(trade: AccountTrade): undefined {
    if (this.#history === 0) return;
    const book = this.#bookOf(trade.order.symbol);
    book.trades.push(trade);
    if (book.trades.length >= 2 * this.#history) book.trades = book.trades.slice(-this.#history);
  }

  /** The order is over: it is remembered for a while. */
  close(order: ExchangeOrder): undefined {
    const book = this.#bookOf(order.symbol);
    if (!book.open.delete(order.orderId)) return;
    book.over.push(order.orderId);
    if (book.over.length <= this.#history) return;
    const oldest = book.orders.get(book.over.shift() ?? Number.NaN);
    if (oldest === undefined) return;
    book.orders.delete(oldest.orderId);
    const key = `${oldest.symbol}/${oldest.clientOrderId}`;
    if (this.#byClientId.get(key) === oldest) this.#byClientId.delete(key);
  }

  #bookOf(symbol: string): Book {
    let book = this.#books.get(symbol);
    if (book === undefined) {
      book = { orders: new Map(), open: new Map(), over: [], trades: [] };
      this.#books.set(symbol, book);
    }
    return book;
  }
}
