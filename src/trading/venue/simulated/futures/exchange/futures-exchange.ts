/**
 * A whole USD-M futures exchange: contracts, accounts, one-way positions, orders, trades. Pure; the clock
 * is the caller's, in microseconds of the wall, and never goes back.
 *
 * Invariant: wallets and unrealized profit of all accounts are what was deposited less the fees that
 * the exchange took, to the atom; positions of all accounts sum to zero.
 * Invariant: a reduce-only order never makes a position larger, and never turns it.
 *
 * Nobody is liquidated, and no funding is paid: a wallet can fall below zero.
 */
import { assert } from "../../../../../core/assert.ts";
import { failWith, type Result, succeed } from "../../../../../core/result.ts";
import type { Level } from "../../exchange/exchange.ts";
import type { MarketTrade } from "../../exchange/reports.ts";
import type { Atoms, Refusal, Side } from "../../exchange/words.ts";
import { FuturesAccount, type FuturesAccountOptions } from "../account/futures-account.ts";
import type { Margin } from "../account/margin.ts";
import type { FuturesTrade } from "../account/order-shelf.ts";
import type { ContractMarket } from "./contract-market.ts";
import type { ContractRules } from "./contract-rules.ts";
import { Countdown } from "./countdown.ts";
import { FuturesMatching } from "./futures-matching.ts";
import { marginIn, marginInAll, marginRefusal, unbound } from "./margin-check.ts";
import type { FuturesOrder, FuturesOrderKey, FuturesPlaceRequest, ModifyRequest } from "./order.ts";
import { checkOrder } from "./order-check.ts";
import { badLeverage, FUTURES_REFUSALS } from "./refusals.ts";
import type { FuturesSink } from "./reports.ts";

export class FuturesExchange {
  readonly #matching: FuturesMatching;
  readonly #sink: FuturesSink;
  readonly #countdown = new Countdown();
  #orders = 0;
  #newIds = 0;

  constructor({
    contracts,
    sink,
  }: { readonly contracts: readonly ContractRules[]; readonly sink: FuturesSink }) {
    this.#sink = sink;
    this.#matching = new FuturesMatching(contracts, sink);
  }

  get contracts(): readonly ContractRules[] {
    return [...this.#matching.markets.values()].map(({ rules }) => rules);
  }

  get feesTaken(): Atoms {
    return this.#matching.feesTaken;
  }

  get accountCount(): number {
    return this.#matching.accounts.length;
  }

  /** When `advance` has something to do. Wall microseconds; infinite: never. */
  get nextAt(): number {
    return this.#countdown.nextAt;
  }

  /** Null when it is not listed. */
  rulesOf(symbol: string): ContractRules | null {
    return this.#matching.markets.get(symbol)?.rules ?? null;
  }

  /** Returns the account's number, from 0. */
  openAccount(options: FuturesAccountOptions): number {
    const account = new FuturesAccount(this.#matching.accounts.length, options);
    this.#matching.accounts.push(account);
    return account.number;
  }

  /** Read it, and command it only by the exchange. */
  account(number: number): FuturesAccount {
    const account = this.#matching.accounts[number];
    assert(account !== undefined, `an account is one that was opened: found ${number}`);
    return account;
  }

  /** Signed: below zero withdraws. */
  deposit(number: number, atoms: Atoms, at: number): Result<undefined, Refusal> {
    this.advance(at);
    const account = this.account(number);
    if (atoms < 0n && this.available(number) + atoms < 0n) {
      return failWith(FUTURES_REFUSALS.withdrawn);
    }
    account.wallet += atoms;
    account.updatedAt = at;
    const reason = atoms < 0n ? "WITHDRAW" : "DEPOSIT";
    this.#sink.change({ account: number, reason, moved: atoms, symbol: "", at });
    return succeed(undefined);
  }

  /** Fires the switches that are due, each at its own time. */
  advance(at: number): undefined {
    for (let due = this.#countdown.nextAt; due <= at; due = this.#countdown.nextAt) {
      const one = this.#countdown.take(due);
      if (one === null) return;
      this.#cancelOpen(one.account, one.symbol, due);
    }
  }

  place(number: number, request: FuturesPlaceRequest, at: number): Result<FuturesOrder, Refusal> {
    this.advance(at);
    const market = this.#matching.markets.get(request.symbol);
    if (market === undefined) return failWith(FUTURES_REFUSALS.invalidSymbol);
    const account = this.account(number);
    const hasPrice = request.type === "LIMIT";
    const refusal =
      checkOrder(market, { ...request, hasPrice }) ?? this.#shelfRefusal(account, request);
    if (refusal !== null) return failWith(refusal);
    const room = account.positionOf(request.symbol)?.reducible(request.side) ?? 0;
    if (request.isReduceOnly && room === 0) return failWith(FUTURES_REFUSALS.reduceOnly);
    const lots = request.isReduceOnly ? Math.min(request.lots, room) : request.lots;
    const order = this.#newOrder(number, { ...request, lots }, at);
    const { markets } = this.#matching;
    const unready =
      marginRefusal(account, markets.values(), market, { order, instead: null }) ??
      this.#bookRefusal(market, order);
    if (unready !== null) return failWith(unready);
    this.#orders += 1;
    this.#do(at, () => this.#matching.take(market, account, order));
    return succeed(order);
  }

  /**
   * Changes price and quantity of an open limit order. It keeps its id, and its place only when it
   * becomes smaller and nothing else. Filled up to the new quantity it is cancelled, and so is a
   * post-only order that would take.
   */
  modify(number: number, request: ModifyRequest, at: number): Result<FuturesOrder, Refusal> {
    this.advance(at);
    const market = this.#matching.markets.get(request.symbol);
    if (market === undefined) return failWith(FUTURES_REFUSALS.invalidSymbol);
    const account = this.account(number);
    const order = account.shelf.find(request.symbol, request);
    if (order === null || !account.shelf.isOpen(order)) {
      return failWith(FUTURES_REFUSALS.noSuchOrder);
    }
    if (order.side !== request.side) return failWith(FUTURES_REFUSALS.otherSide);
    const { priceTicks } = request;
    const { isReduceOnly } = order;
    const room = account.positionOf(request.symbol)?.reducible(order.side) ?? 0;
    const lots = isReduceOnly ? Math.min(request.lots, order.executedLots + room) : request.lots;
    const wanted = { side: order.side, priceTicks, lots: request.lots, isReduceOnly };
    const refusal = checkOrder(market, { ...wanted, hasPrice: true });
    if (refusal !== null) return failWith(refusal);
    if (priceTicks === order.priceTicks && lots === order.lots) {
      return failWith(FUTURES_REFUSALS.sameOrder);
    }
    const wantedInstead = { order: { ...order, priceTicks, lots }, instead: order };
    const { markets } = this.#matching;
    const poor = marginRefusal(account, markets.values(), market, wantedInstead);
    if (poor !== null) return failWith(poor);
    this.#do(at, () => this.#change(market, order, { priceTicks, lots }));
    return succeed(order);
  }

  cancel(
    number: number,
    request: FuturesOrderKey & { readonly symbol: string },
    at: number,
  ): Result<FuturesOrder, Refusal> {
    this.advance(at);
    const market = this.#matching.markets.get(request.symbol);
    if (market === undefined) return failWith(FUTURES_REFUSALS.invalidSymbol);
    const { shelf } = this.account(number);
    const order = Number.isNaN(request.orderId)
      ? shelf.openOf(request.symbol, request.clientOrderId)
      : shelf.find(request.symbol, request);
    if (order === null || !shelf.isOpen(order)) return failWith(FUTURES_REFUSALS.unknownOrder);
    this.#do(at, () => this.#matching.cancel(market, order));
    return succeed(order);
  }

  /** Nothing open is no error here. Returns how many were cancelled. */
  cancelAll(number: number, symbol: string, at: number): Result<number, Refusal> {
    this.advance(at);
    if (!this.#matching.markets.has(symbol)) return failWith(FUTURES_REFUSALS.invalidSymbol);
    return succeed(this.#cancelOpen(number, symbol, at));
  }

  /** Sets the dead-man's switch of an account in one contract; 0 turns it off. */
  countdownCancelAll(
    number: number,
    { symbol, countdownUs }: { readonly symbol: string; readonly countdownUs: number },
    at: number,
  ): Result<undefined, Refusal> {
    this.advance(at);
    if (!this.#matching.markets.has(symbol)) return failWith(FUTURES_REFUSALS.invalidSymbol);
    this.#countdown.set(number, symbol, countdownUs, at);
    return succeed(undefined);
  }

  setLeverage(
    number: number,
    { symbol, leverage }: { readonly symbol: string; readonly leverage: number },
    at: number,
  ): Result<undefined, Refusal> {
    this.advance(at);
    const market = this.#matching.markets.get(symbol);
    if (market === undefined) return failWith(FUTURES_REFUSALS.invalidSymbol);
    const isValid =
      Number.isInteger(leverage) && leverage >= 1 && leverage <= market.rules.leverageMax;
    if (!isValid) return failWith(badLeverage(leverage));
    const account = this.account(number);
    const before = account.leverage(symbol);
    account.setLeverage(symbol, leverage);
    if (leverage < before && unbound(account, this.margin(number)) < 0n) {
      account.setLeverage(symbol, before);
      return failWith(FUTURES_REFUSALS.leverageTooSmall);
    }
    this.#sink.leverage(number, symbol, leverage, at);
    return succeed(undefined);
  }

  /** Margin of one contract; null when it is not listed. */
  marginOf(number: number, symbol: string): Margin | null {
    const market = this.#matching.markets.get(symbol);
    return market === undefined ? null : marginIn(this.account(number), market);
  }

  /** Margin of all contracts together. */
  margin(number: number): Margin {
    return marginInAll(this.account(number), this.#matching.markets.values());
  }

  /** What may be bound by new orders, from 0. */
  available(number: number): Atoms {
    const left = unbound(this.account(number), this.margin(number));
    return left > 0n ? left : 0n;
  }

  /** NaN before there is one, or when it is not listed. Ticks. */
  markTicks(symbol: string): number {
    return this.#matching.markets.get(symbol)?.markTicks ?? Number.NaN;
  }

  /** Lots held long, over all accounts. */
  openInterest(symbol: string): number {
    return this.#matching.accounts.reduce(
      (sum, account) => sum + Math.max(0, account.positionOf(symbol)?.lots ?? 0),
      0,
    );
  }

  order(number: number, symbol: string, key: FuturesOrderKey): FuturesOrder | null {
    return this.account(number).shelf.find(symbol, key);
  }

  openOrders(number: number, symbol: string | null): readonly FuturesOrder[] {
    return this.account(number).shelf.open(symbol);
  }

  allOrders(number: number, symbol: string): readonly FuturesOrder[] {
    return this.account(number).shelf.orders(symbol);
  }

  accountTrades(number: number, symbol: string): readonly FuturesTrade[] {
    return this.account(number).shelf.trades(symbol);
  }

  /** Best first; `updateId` is that of this contract's newest change. */
  depth(
    symbol: string,
    limit: number,
  ): {
    readonly updateId: number;
    readonly bids: readonly Level[];
    readonly asks: readonly Level[];
  } {
    const market = this.#matching.markets.get(symbol);
    if (market === undefined) return { updateId: 0, bids: [], asks: [] };
    const levels = (side: Side) => {
      const found: Level[] = [];
      market.engine.forEachLevel(side, limit, (priceTicks, lots) => {
        found.push({ priceTicks, lots });
      });
      return found;
    };
    return { updateId: market.updateId, bids: levels("BUY"), asks: levels("SELL") };
  }

  /** The newest, by trade id. */
  trades(symbol: string): readonly MarketTrade[] {
    return this.#matching.markets.get(symbol)?.tape.trades ?? [];
  }

  #change(
    market: ContractMarket,
    order: FuturesOrder,
    to: { readonly priceTicks: number; readonly lots: number },
  ): undefined {
    const { engine } = market;
    if (to.lots <= order.executedLots) return this.#matching.cancel(market, order);
    if (to.priceTicks === order.priceTicks && to.lots < order.lots) {
      return this.#matching.shrink(market, order, to.lots);
    }
    if (order.timeInForce === "GTX" && engine.crosses(order.side, to.priceTicks)) {
      return this.#matching.cancel(market, order);
    }
    return this.#matching.requeue(market, order, to);
  }

  #cancelOpen(number: number, symbol: string, at: number): number {
    const market = this.#matching.markets.get(symbol);
    const open = this.account(number).shelf.open(symbol);
    if (market === undefined || open.length === 0) return 0;
    this.#do(at, () => {
      for (const order of open) this.#matching.cancel(market, order);
    });
    return open.length;
  }

  /** Runs a command from its beginning to its end. */
  #do(at: number, run: () => undefined): undefined {
    this.#matching.begin(at);
    run();
    this.#matching.settle();
    this.#sink.settled(at);
  }

  #shelfRefusal({ shelf, isUnlimited }: FuturesAccount, request: FuturesPlaceRequest) {
    const { symbol, clientOrderId } = request;
    if (clientOrderId !== "" && shelf.openOf(symbol, clientOrderId) !== null) {
      return FUTURES_REFUSALS.duplicate;
    }
    const max = this.#matching.markets.get(symbol)?.rules.ordersMax ?? 0;
    return isUnlimited || shelf.openCount(symbol) < max ? null : FUTURES_REFUSALS.tooManyOrders;
  }

  /** What the book's present state refuses. */
  #bookRefusal(market: ContractMarket, order: FuturesOrder): Refusal | null {
    if (order.type !== "LIMIT") return null;
    const { side, priceTicks, timeInForce } = order;
    if (timeInForce === "GTX") {
      return market.engine.crosses(side, priceTicks) ? FUTURES_REFUSALS.postOnly : null;
    }
    if (timeInForce !== "FOK") return null;
    return this.#matching.plan(market, order).lots < order.lots ? FUTURES_REFUSALS.fok : null;
  }

  #newOrder(number: number, request: FuturesPlaceRequest, at: number): FuturesOrder {
    const { symbol, side, type, lots, isReduceOnly, stp, clientOrderId } = request;
    const isLimit = type === "LIMIT";
    return {
      orderId: this.#orders + 1,
      account: number,
      symbol,
      side,
      type,
      timeInForce: isLimit ? request.timeInForce : "GTC",
      priceTicks: isLimit ? request.priceTicks : Number.NaN,
      lots,
      isReduceOnly,
      stp,
      clientOrderId: clientOrderId === "" ? this.#newId() : clientOrderId,
      status: "NEW",
      executedLots: 0,
      executedQuote: 0n,
      createdAt: at,
      updatedAt: at,
    };
  }

  #newId(): string {
    this.#newIds += 1;
    return `f${this.#newIds.toString(36).padStart(21, "0")}`;
  }
}
