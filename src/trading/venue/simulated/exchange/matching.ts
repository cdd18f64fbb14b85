/**
 * Between the engines, which know numbers, and the accounts, which have money: takes orders, and
 * makes of each engine's word what it means for both sides.
 */
import { assert } from "../../../../core/assert.ts";
import type { ExpiryReason, MatchSink } from "../engine/match-sink.ts";
import type { NewOrder } from "../engine/new-order.ts";
import { isStopType } from "./filters.ts";
import type { Account } from "./ledger/account.ts";
import { heldAsset, holdOf, limitOf, worthOf } from "./ledger/holds.ts";
import { release, settle } from "./ledger/settlement.ts";
import type { ExchangeOrder, PlaceRequest, PreventedMatch } from "./order.ts";
import type { ExchangeSink, ExecutionReport } from "./reports.ts";
import { SymbolMarket } from "./symbol-market.ts";
import type { SymbolRules } from "./symbol-rules.ts";
import type { Atoms, ExecutionType } from "./words.ts";

/** Prevented matches that are remembered. */
const PREVENTED_MAX = 10_000;

type ReportOptions = Partial<
  Pick<
    ExecutionReport,
    "clientOrderId" | "origClientOrderId" | "lotsBefore" | "fill" | "prevention" | "reason"
  >
>;

export class Matching {
  readonly markets = new Map<string, SymbolMarket>();
  readonly accounts: Account[] = [];
  readonly feesTaken = new Map<string, Atoms>();
  readonly preventedMatches: PreventedMatch[] = [];
  readonly #sink: ExchangeSink;
  /** Orders that are open, by their number. */
  readonly #open = new Map<number, ExchangeOrder>();
  readonly #touched = new Map<Account, Set<string>>();
  #orders = 0;
  #executions = 0;
  /** Of the command that runs. */
  #at = 0;

  constructor(symbols: readonly SymbolRules[], sink: ExchangeSink) {
    this.#sink = sink;
    for (const rules of symbols) this.list(rules);
  }

  list(rules: SymbolRules): undefined {
    const market = new SymbolMarket(rules, this.#sinkOf(rules.symbol));
    this.markets.set(rules.symbol, market);
  }

  /** Takes an order that nothing refuses, and matches it. */
  take(market: SymbolMarket, account: Account, request: PlaceRequest, at: number): ExchangeOrder {
    this.#at = at;
    this.#orders += 1;
    const { rules } = market;
    const asset = heldAsset(rules, request.side);
    const free = account.free(asset);
    const order = newOrder({ orderId: this.#orders, rules, account }, request, at);
    this.#hold(account, order, asset, holdOf(rules, request, free));
    account.add(order);
    this.#open.set(order.orderId, order);
    this.#report("NEW", order);
    const result = market.engine.submit(engineOrder(rules, account.tradeGroup, order));
    assert(
      result !== "POST_ONLY_CROSSES" && result !== "STOP_WOULD_TRIGGER",
      `an order that is taken was looked at before: ${order.orderId} is ${result}`,
    );
    // What its money did not reach, where some of the book was its own.
    if (result === "DONE" && this.#open.has(order.orderId)) {
      this.#expire(market.rules, order, "NO_LIQUIDITY");
    }
    return order;
  }

  cancel(
    market: SymbolMarket,
    account: Account,
    order: ExchangeOrder,
    clientOrderId: string,
    at: number,
  ): undefined {
    this.#at = at;
    const left = market.engine.cancel(order.orderId);
    assert(left >= 0, `an open order is in the engine: ${order.orderId} is not`);
    order.status = "CANCELED";
    this.#close(market.rules, account, order);
    this.#report("CANCELED", order, { clientOrderId, origClientOrderId: order.clientOrderId });
  }

  amend(
    market: SymbolMarket,
    account: Account,
    order: ExchangeOrder,
    { lots, clientOrderId }: { readonly lots: number; readonly clientOrderId: string },
    at: number,
  ): undefined {
    this.#at = at;
    const lotsBefore = order.lots;
    const isDone = market.engine.amend(
      order.orderId,
      lots - order.executedLots - order.preventedLots,
    );
    assert(isDone, `an open order is in the engine: ${order.orderId} is not`);
    order.lots = lots;
    order.updatedAt = at;
    this.#release(market.rules, account, order, shareOf(market.rules, order, lotsBefore - lots));
    const origClientOrderId = order.clientOrderId;
    account.rename(order, clientOrderId);
    this.#report("REPLACED", order, { clientOrderId, origClientOrderId, lotsBefore });
  }

  /** All of a symbol, whoever's. */
  cancelSymbol(market: SymbolMarket, newId: () => string, at: number): undefined {
    for (const order of [...this.#open.values()]) {
      if (order.symbol !== market.rules.symbol) continue;
      this.cancel(market, this.#ownerOf(order), order, newId(), at);
    }
  }

  touch(account: Account, asset: string): undefined {
    const assets = this.#touched.get(account) ?? new Set();
    this.#touched.set(account, assets.add(asset));
  }

  /** Says what the command changed, an account after the other. */
  tellBalances(at: number): undefined {
    for (const [account, assets] of this.#touched) {
      const changed = [...assets].map((asset) => account.balance(asset));
      this.#sink.balances(account.number, changed, at);
    }
    this.#touched.clear();
  }

  #sinkOf(symbol: string): MatchSink {
    const market = () => {
      const found = this.markets.get(symbol);
      assert(found !== undefined, `an engine is of a listed symbol: ${symbol} is not`);
      return found;
    };
    return {
      // It was told when it was taken, before the engine had it.
      accepted: () => undefined,
      rested: () => undefined,
      trade: (maker, taker, priceTicks, lots) =>
        this.#trade(market(), { maker, taker, priceTicks, lots }),
      prevented: (maker, taker, priceTicks, makerLots, takerLots) =>
        this.#prevent(market(), { maker, taker, priceTicks, makerLots, takerLots }),
      level: (side, priceTicks, lots) => {
        const one = market();
        one.updateId += 1;
        this.#sink.level(symbol, side, priceTicks, lots, one.updateId, this.#at);
      },
      triggered: (number) => {
        const order = this.#orderOf(number);
        order.isWorking = true;
        order.workingAt = this.#at;
        this.#report("NEW", order);
      },
      expired: (number, _lots, reason) => {
        this.#expire(market().rules, this.#orderOf(number), reason);
      },
    };
  }

  #expire(rules: SymbolRules, order: ExchangeOrder, reason: ExpiryReason): undefined {
    order.status = reason === "STP" ? "EXPIRED_IN_MATCH" : "EXPIRED";
    this.#close(rules, this.#ownerOf(order), order);
    this.#report("EXPIRED", order, { reason });
  }

  #trade(
    market: SymbolMarket,
    match: {
      readonly maker: number;
      readonly taker: number;
      readonly priceTicks: number;
      readonly lots: number;
    },
  ): undefined {
    const { priceTicks, lots } = match;
    const maker = this.#orderOf(match.maker);
    const taker = this.#orderOf(match.taker);
    const print = market.tape.add({
      symbol: market.rules.symbol,
      priceTicks,
      lots,
      makerOrderId: maker.orderId,
      takerOrderId: taker.orderId,
      makerSide: maker.side,
      at: this.#at,
    });
    market.lastPriceTicks = priceTicks;
    this.#sink.trade(print);
    this.#fill(market, taker, { tradeId: print.tradeId, priceTicks, lots, isMaker: false });
    this.#fill(market, maker, { tradeId: print.tradeId, priceTicks, lots, isMaker: true });
  }

  #fill(
    { rules }: SymbolMarket,
    order: ExchangeOrder,
    match: {
      readonly tradeId: number;
      readonly priceTicks: number;
      readonly lots: number;
      readonly isMaker: boolean;
    },
  ): undefined {
    const account = this.#ownerOf(order);
    const fill = settle(rules, account, order, { ...match, at: this.#at });
    this.feesTaken.set(fill.feeAsset, (this.feesTaken.get(fill.feeAsset) ?? 0n) + fill.fee);
    this.touch(account, rules.base);
    this.touch(account, rules.quote);
    account.addTrade({ ...fill, order });
    const isFilled = isWhole(order);
    order.status = isFilled ? "FILLED" : "PARTIALLY_FILLED";
    if (isFilled) this.#close(rules, account, order);
    this.#report("TRADE", order, { fill });
  }

  #prevent(
    market: SymbolMarket,
    match: {
      readonly maker: number;
      readonly taker: number;
      readonly priceTicks: number;
      readonly makerLots: number;
      readonly takerLots: number;
    },
  ): undefined {
    const { priceTicks, makerLots, takerLots } = match;
    const maker = this.#orderOf(match.maker);
    const taker = this.#orderOf(match.taker);
    market.prevented += 1;
    const matchId = market.prevented;
    this.preventedMatches.push({
      symbol: market.rules.symbol,
      matchId,
      makerOrderId: maker.orderId,
      takerOrderId: taker.orderId,
      accounts: [maker.account, taker.account],
      tradeGroup: this.#ownerOf(taker).tradeGroup,
      mode: taker.stp,
      priceTicks,
      makerLots,
      takerLots,
      at: this.#at,
    });
    if (this.preventedMatches.length > PREVENTED_MAX) this.preventedMatches.shift();
    for (const [order, lots, counter] of [
      [taker, takerLots, maker],
      [maker, makerLots, taker],
    ] as const) {
      if (lots === 0) continue;
      order.preventedLots += lots;
      order.preventedMatchId = matchId;
      order.updatedAt = this.#at;
      const { rules } = market;
      const account = this.#ownerOf(order);
      this.#release(rules, account, order, shareOf(rules, order, lots));
      const prevention = { matchId, lots, priceTicks, counterOrderId: counter.orderId };
      this.#report("TRADE_PREVENTION", order, { prevention });
    }
  }

  #hold(account: Account, order: ExchangeOrder, asset: string, atoms: Atoms): undefined {
    account.move(asset, -atoms, atoms);
    order.held = atoms;
    this.touch(account, asset);
  }

  #release(rules: SymbolRules, account: Account, order: ExchangeOrder, atoms: Atoms): undefined {
    release(rules, account, order, atoms < order.held ? atoms : order.held);
    this.touch(account, heldAsset(rules, order.side));
  }

  /** It is over: what it still holds is free. */
  #close(rules: SymbolRules, account: Account, order: ExchangeOrder): undefined {
    order.updatedAt = this.#at;
    order.isWorking = false;
    this.#release(rules, account, order, order.held);
    account.close(order);
    this.#open.delete(order.orderId);
  }

  #report(type: ExecutionType, order: ExchangeOrder, options: ReportOptions = {}): undefined {
    this.#executions += 1;
    this.#sink.execution({
      account: order.account,
      type,
      executionId: this.#executions,
      order,
      clientOrderId: order.clientOrderId,
      origClientOrderId: "",
      lotsBefore: Number.NaN,
      fill: null,
      prevention: null,
      reason: "NONE",
      at: this.#at,
      ...options,
    });
  }

  #orderOf(number: number): ExchangeOrder {
    const order = this.#open.get(number);
    assert(order !== undefined, `an engine speaks of open orders: ${number} is not`);
    return order;
  }

  #ownerOf(order: ExchangeOrder): Account {
    const account = this.accounts[order.account];
    assert(account !== undefined, `an order is of an account: ${order.account} is none`);
    return account;
  }
}

function newOrder(
  {
    orderId,
    rules,
    account,
  }: { readonly orderId: number; readonly rules: SymbolRules; readonly account: Account },
  request: PlaceRequest,
  at: number,
): ExchangeOrder {
  const { symbol, side, type, priceTicks, lots, quoteAtoms, stopTicks, icebergLots } = request;
  const isWaiting = isStopType(type);
  return {
    orderId,
    account: account.number,
    symbol,
    rules,
    side,
    type,
    timeInForce: request.timeInForce ?? "GTC",
    priceTicks,
    lots,
    quoteAtoms,
    stopTicks,
    icebergLots,
    stp: request.stp,
    clientOrderId: request.clientOrderId,
    status: "NEW",
    executedLots: 0,
    executedQuote: 0n,
    preventedLots: 0,
    preventedMatchId: 0,
    isWorking: !isWaiting,
    held: 0n,
    createdAt: at,
    updatedAt: at,
    workingAt: isWaiting ? -1 : at,
    fills: [],
  };
}

function engineOrder(rules: SymbolRules, owner: number, order: ExchangeOrder): NewOrder {
  const { orderId: number, side, type, lots, stopTicks, icebergLots, stp, held } = order;
  const common = { number, owner, side, lots, stopTicks, stp, peakLots: icebergLots || 0 };
  const { priceTicks, timeInForce } = order;
  if (side === "BUY" && (type === "STOP_LOSS" || type === "TAKE_PROFIT")) {
    const limited = { type: `${type}_LIMIT`, timeInForce: "IOC" } as const;
    return { ...common, ...limited, priceTicks: limitOf(order), budget: Number.NaN };
  }
  const isCounted = side === "BUY" && type === "MARKET";
  const money = Number(held / rules.atomsPerTickLot);
  // Beyond what is exact it bounds nothing: lots do.
  const budget = isCounted && money <= Number.MAX_SAFE_INTEGER ? money : Number.NaN;
  return { ...common, type, timeInForce, priceTicks, budget };
}

function isWhole({ lots, executedLots, preventedLots }: ExchangeOrder): boolean {
  return executedLots + preventedLots >= lots;
}

/** What `lots` of an order hold. */
function shareOf(rules: SymbolRules, order: ExchangeOrder, lots: number): Atoms {
  if (order.side === "SELL") return BigInt(lots) * rules.atomsPerLot;
  return order.type === "MARKET" ? 0n : worthOf(rules, limitOf(order), lots);
}
