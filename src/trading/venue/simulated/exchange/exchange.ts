/**
 * A whole spot exchange: symbols, accounts, orders, trades. Pure; the clock is the caller's, in
 * microseconds of the wall.
 *
 * Invariant: what all accounts have, free and locked, is what was deposited less the fees that the
 * exchange took; no balance is below zero; an open order holds what it can still cost.
 * Invariant: the same commands at the same times give the same ids, trades and reports.
 */
import { assert } from "../../../../core/assert.ts";
import { stepsIn } from "../../../../core/decimal.ts";
import { failWith, type Result, succeed } from "../../../../core/result.ts";
import { filterRefusal, isStopType } from "./filters.ts";
import { Account, type AccountOptions, type AccountTrade } from "./ledger/account.ts";
import { heldAsset } from "./ledger/holds.ts";
import { costOf, sizedRequest } from "./ledger/market-order.ts";
import { Matching } from "./matching.ts";
import type {
  AmendRequest,
  Cancelled,
  CancelRequest,
  ExchangeOrder,
  OrderKey,
  PlaceRequest,
  PreventedMatch,
  ReplaceRequest,
} from "./order.ts";
import { REFUSALS } from "./refusals.ts";
import type { AssetBalance, ExchangeSink, MarketTrade } from "./reports.ts";
import type { SymbolMarket } from "./symbol-market.ts";
import { isSameGrid, type SymbolRules } from "./symbol-rules.ts";
import type { Atoms, Refusal, Side } from "./words.ts";

export type Level = { readonly priceTicks: number; readonly lots: number };

/** What became of the two halves of a cancel-replace; null: not attempted. */
export type Replaced = {
  readonly cancel: Result<Cancelled, Refusal>;
  readonly place: Result<ExchangeOrder, Refusal> | null;
};

export class Exchange {
  readonly #matching: Matching;
  readonly #sink: ExchangeSink;
  #newIds = 0;

  constructor({
    symbols,
    sink,
  }: { readonly symbols: readonly SymbolRules[]; readonly sink: ExchangeSink }) {
    this.#sink = sink;
    this.#matching = new Matching(symbols, sink);
  }

  get symbols(): ReadonlyMap<string, SymbolRules> {
    return new Map([...this.#matching.markets].map(([name, { rules }]) => [name, rules]));
  }

  /** Null when it is not listed. */
  rulesOf(symbol: string): SymbolRules | null {
    return this.#matching.markets.get(symbol)?.rules ?? null;
  }

  /** Fees that the exchange took, by asset. */
  get feesTaken(): ReadonlyMap<string, Atoms> {
    return this.#matching.feesTaken;
  }

  /** Returns the account's number, from 0. */
  openAccount(options: AccountOptions): number {
    const account = new Account(this.#matching.accounts.length, options);
    this.#matching.accounts.push(account);
    return account.number;
  }

  /** Rates in 1/1,000,000 of what is received. */
  feesOf(account: number): { readonly maker: number; readonly taker: number } {
    const { makerFee, takerFee } = this.#account(account);
    return { maker: makerFee, taker: takerFee };
  }

  /** Accounts of one group do not trade with each other under self-trade prevention. */
  tradeGroupOf(account: number): number {
    return this.#account(account).tradeGroup;
  }

  /** Signed: below zero withdraws. */
  deposit(account: number, asset: string, atoms: Atoms, at: number): Result<undefined, Refusal> {
    const owner = this.#account(account);
    if (owner.free(asset) + atoms < 0n) return failWith(REFUSALS.withdrawn);
    owner.move(asset, atoms, 0n);
    this.#sink.balanceUpdate(account, asset, atoms, at);
    this.#matching.touch(owner, asset);
    this.#matching.tellBalances(at);
    return succeed(undefined);
  }

  /** Of each asset that it ever had. */
  balances(account: number): readonly AssetBalance[] {
    return this.#account(account).balances();
  }

  place(account: number, request: PlaceRequest, at: number): Result<ExchangeOrder, Refusal> {
    const refusal = this.refusalOf(account, request);
    const market = this.#matching.markets.get(request.symbol);
    if (refusal !== null || market === undefined) {
      return failWith(refusal ?? REFUSALS.invalidSymbol);
    }
    const clientOrderId = request.clientOrderId === "" ? this.#newId() : request.clientOrderId;
    const owner = this.#account(account);
    const sized = sizedRequest(market, { ...request, clientOrderId });
    const order = this.#matching.take(market, owner, sized, at);
    this.#matching.tellBalances(at);
    return succeed(order);
  }

  /** Why `place` would refuse; null when it would take it. */
  refusalOf(account: number, request: PlaceRequest): Refusal | null {
    const market = this.#matching.markets.get(request.symbol);
    if (market === undefined) return REFUSALS.invalidSymbol;
    if (market.rules.status !== "TRADING") return REFUSALS.marketClosed;
    const owner = this.#account(account);
    const refusal = filterRefusal(market.rules, request, {
      lastPriceTicks: market.lastPriceTicks,
      isUnlimited: owner.isUnlimited,
      ...owner.openCounts(request.symbol),
    });
    if (refusal !== null) return refusal;
    if (request.clientOrderId !== "") {
      const other = owner.openOf(request.symbol, request.clientOrderId);
      if (other !== null) return REFUSALS.duplicate;
    }
    return marketRefusal(market, request) ?? fundsRefusal(market, owner, request);
  }

  cancel(account: number, request: CancelRequest, at: number): Result<Cancelled, Refusal> {
    const market = this.#matching.markets.get(request.symbol);
    if (market === undefined) return failWith(REFUSALS.invalidSymbol);
    const owner = this.#account(account);
    const order = findOpen(owner, request.symbol, request);
    if (order === null) return failWith(REFUSALS.unknownOrder);
    const isPartial = order.status === "PARTIALLY_FILLED";
    const isRestricted =
      (request.restriction === "ONLY_NEW" && isPartial) ||
      (request.restriction === "ONLY_PARTIALLY_FILLED" && !isPartial);
    if (isRestricted) return failWith(REFUSALS.restricted);
    const clientOrderId =
      request.newClientOrderId === "" ? this.#newId() : request.newClientOrderId;
    this.#matching.cancel(market, owner, order, clientOrderId, at);
    this.#matching.tellBalances(at);
    return succeed({ order, clientOrderId });
  }

  /** Refused when nothing is open. */
  cancelAll(account: number, symbol: string, at: number): Result<readonly Cancelled[], Refusal> {
    const market = this.#matching.markets.get(symbol);
    if (market === undefined) return failWith(REFUSALS.invalidSymbol);
    const owner = this.#account(account);
    const open = owner.open(symbol);
    if (open.length === 0) return failWith(REFUSALS.unknownOrder);
    const cancelled = open.map((order) => {
      const clientOrderId = this.#newId();
      this.#matching.cancel(market, owner, order, clientOrderId, at);
      return { order, clientOrderId };
    });
    this.#matching.tellBalances(at);
    return succeed(cancelled);
  }

  /** The new order loses the old one's place. */
  replace(account: number, { cancel, place, mode }: ReplaceRequest, at: number): Replaced {
    const cancelled = this.cancel(account, cancel, at);
    if (!cancelled.ok && mode === "STOP_ON_FAILURE") return { cancel: cancelled, place: null };
    return { cancel: cancelled, place: this.place(account, place, at) };
  }

  /** Makes an order smaller; it keeps its place, and is called by the amendment's id from then on. */
  amend(account: number, request: AmendRequest, at: number): Result<Cancelled, Refusal> {
    const market = this.#matching.markets.get(request.symbol);
    if (market === undefined) return failWith(REFUSALS.invalidSymbol);
    const owner = this.#account(account);
    const order = findOpen(owner, request.symbol, request);
    if (order === null) return failWith(REFUSALS.noSuchOrder);
    const taken = order.executedLots + order.preventedLots;
    const isSmaller = request.lots > taken && request.lots < order.lots;
    if (!isSmaller) return failWith(REFUSALS.amendNotSmaller);
    const other = owner.openOf(request.symbol, request.newClientOrderId);
    if (other !== null && other !== order) return failWith(REFUSALS.duplicate);
    const clientOrderId =
      request.newClientOrderId === "" ? this.#newId() : request.newClientOrderId;
    this.#matching.amend(market, owner, order, { lots: request.lots, clientOrderId }, at);
    this.#matching.tellBalances(at);
    return succeed({ order, clientOrderId });
  }

  /** The newest of a client's id; null when none is remembered. */
  order(account: number, symbol: string, key: OrderKey): ExchangeOrder | null {
    return this.#account(account).find(symbol, key);
  }

  /** Of one symbol, or of all. */
  openOrders(account: number, symbol: string | null): readonly ExchangeOrder[] {
    return this.#account(account).open(symbol);
  }

  /** Lots that a price shows; 0 when nothing rests there. */
  shownLots(symbol: string, side: Side, priceTicks: number): number {
    return this.#matching.markets.get(symbol)?.engine.shownLotsAt(side, priceTicks) ?? 0;
  }

  /** Lots that trade before an order: at better prices, and before it at its own. NaN: it does not rest. */
  lotsAhead({ symbol, side, priceTicks, orderId }: ExchangeOrder): number {
    const engine = this.#matching.markets.get(symbol)?.engine;
    if (engine === undefined) return Number.NaN;
    const isBid = side === "BUY";
    let lots = engine.crossableLots(isBid ? "SELL" : "BUY", priceTicks + (isBid ? 1 : -1));
    let isThere = false;
    engine.forEachOrderAt(side, priceTicks, (number, shown) => {
      isThere = number === orderId;
      if (!isThere) lots += shown;
      return !isThere;
    });
    return isThere ? lots : Number.NaN;
  }

  /** By order id: all that are open, and the newest that are over. */
  allOrders(account: number, symbol: string): readonly ExchangeOrder[] {
    return this.#account(account).orders(symbol);
  }

  /** By trade id. */
  accountTrades(account: number, symbol: string): readonly AccountTrade[] {
    return this.#account(account).trades(symbol);
  }

  /** The newest, of this account's orders. */
  preventedMatches(account: number, symbol: string): readonly PreventedMatch[] {
    return this.#matching.preventedMatches.filter(
      (match) => match.symbol === symbol && match.accounts.includes(account),
    );
  }

  /** Best first; empty when it is not listed. */
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
    return {
      updateId: market.updateId,
      bids: levelsOf(market, "BUY", limit),
      asks: levelsOf(market, "SELL", limit),
    };
  }

  /** The newest, by trade id. */
  trades(symbol: string): readonly MarketTrade[] {
    return this.#matching.markets.get(symbol)?.tape.trades ?? [];
  }

  /** NaN before the first trade. */
  lastPriceTicks(symbol: string): number {
    return this.#matching.markets.get(symbol)?.lastPriceTicks ?? Number.NaN;
  }

  /**
   * Lists a symbol, or changes its rules. With another tick or lot its book begins empty: what was
   * open there is cancelled.
   */
  setRules(rules: SymbolRules, at: number): undefined {
    const market = this.#matching.markets.get(rules.symbol);
    if (market === undefined) {
      this.#matching.list(rules);
    } else if (isSameGrid(market.rules, rules)) {
      market.rules = rules;
    } else {
      this.#matching.cancelSymbol(market, () => this.#newId(), at);
      market.renew(rules, lastPriceIn(rules, market));
    }
    this.#matching.tellBalances(at);
    this.#sink.rules(rules.symbol, at);
  }

  #account(number: number): Account {
    const account = this.#matching.accounts[number];
    assert(account !== undefined, `an account is one that was opened: found ${number}`);
    return account;
  }

  #newId(): string {
    this.#newIds += 1;
    return `x${this.#newIds.toString(36).padStart(21, "0")}`;
  }
}

/** What the book's present state refuses. */
function marketRefusal({ engine, lastPriceTicks }: SymbolMarket, request: PlaceRequest) {
  const { side, type, priceTicks, stopTicks } = request;
  const opposite = side === "BUY" ? "SELL" : "BUY";
  if (type === "LIMIT_MAKER") {
    const best = engine.best(opposite);
    const crosses = side === "BUY" ? priceTicks >= best : priceTicks <= best;
    return crosses ? REFUSALS.wouldMatch : null;
  }
  if (isStopType(type) && !Number.isNaN(lastPriceTicks)) {
    const waitsForRise = (side === "BUY") === type.startsWith("STOP");
    const isReached = waitsForRise ? lastPriceTicks >= stopTicks : lastPriceTicks <= stopTicks;
    return isReached ? REFUSALS.wouldTrigger : null;
  }
  if (type === "MARKET" && Number.isNaN(engine.best(opposite))) return REFUSALS.noLiquidity;
  return null;
}

/** Whether the account has what the order may cost. */
function fundsRefusal(market: SymbolMarket, owner: Account, request: PlaceRequest) {
  const sized = sizedRequest(market, request);
  if (!(sized.lots >= market.rules.lotsMin)) return REFUSALS.noLiquidity;
  const free = owner.free(heldAsset(market.rules, request.side));
  const cost = costOf(market, sized, free);
  return cost <= free && free > 0n ? null : REFUSALS.insufficient;
}

function findOpen(owner: Account, symbol: string, key: OrderKey): ExchangeOrder | null {
  const order = Number.isNaN(key.orderId)
    ? owner.openOf(symbol, key.clientOrderId)
    : owner.find(symbol, key);
  return order !== null && owner.isOpen(order) ? order : null;
}

function levelsOf({ engine }: SymbolMarket, side: Side, limit: number): readonly Level[] {
  const levels: Level[] = [];
  engine.forEachLevel(side, limit, (priceTicks, lots) => void levels.push({ priceTicks, lots }));
  return levels;
}

/** NaN when it does not stand on the new grid. */
function lastPriceIn(rules: SymbolRules, { rules: old, lastPriceTicks }: SymbolMarket): number {
  if (Number.isNaN(lastPriceTicks)) return Number.NaN;
  const ticks = stepsIn(rules.tick, lastPriceTicks, old.tick);
  return ticks.ok ? ticks.value : Number.NaN;
}
