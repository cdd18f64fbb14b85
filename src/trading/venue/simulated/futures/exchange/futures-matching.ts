/**
 * Between the engines, which know numbers, and the accounts, which have money and positions: takes
 * orders, and makes of each engine's word what it means for both sides.
 */
import { assert } from "../../../../../core/assert.ts";
import type { ExpiryReason, MatchSink } from "../../engine/match-sink.ts";
import type { NewOrder } from "../../engine/new-order.ts";
import type { Atoms } from "../../exchange/words.ts";
import type { FuturesAccount } from "../account/futures-account.ts";
import { ContractMarket } from "./contract-market.ts";
import type { ContractRules } from "./contract-rules.ts";
import type { FuturesFill, FuturesOrder } from "./order.ts";
import { boundTicks } from "./order-check.ts";
import type { FuturesExecutionType, FuturesSink } from "./reports.ts";
import { planSweep, type SweepPlan } from "./sweep.ts";

const MILLION = 1_000_000n;

type Match = {
  readonly tradeId: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly isMaker: boolean;
};

export class FuturesMatching {
  readonly markets = new Map<string, ContractMarket>();
  readonly accounts: FuturesAccount[] = [];
  /** Fees that the exchange took. */
  feesTaken: Atoms = 0n;
  /** Of all contracts: the newest of anything that happened, whether somebody is told of it or not. */
  updateId = 0;
  readonly #sink: FuturesSink;
  readonly #open = new Map<number, FuturesOrder>();
  /** Accounts whose position changed in the command that runs, by contract. */
  readonly #moved = new Map<ContractMarket, Set<FuturesAccount>>();
  /** Of the command that runs. */
  #at = 0;

  constructor(contracts: readonly ContractRules[], sink: FuturesSink) {
    this.#sink = sink;
    for (const rules of contracts) {
      this.markets.set(rules.symbol, new ContractMarket(rules, this.#sinkOf(rules.symbol)));
    }
  }

  /** A command begins, which has an update id of its own although nobody hears of it. */
  begin(at: number): undefined {
    this.#at = at;
    this.updateId += 1;
  }

  /** What an order would take now. */
  plan(market: ContractMarket, order: FuturesOrder): SweepPlan {
    const limitTicks = engineOrder(market, order).priceTicks;
    const worst = order.side === "BUY" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    const lots = order.lots - order.executedLots;
    const taker = { ...order, lots, limitTicks: Number.isNaN(limitTicks) ? worst : limitTicks };
    return planSweep(market.engine, taker, {
      orderOf: (number) => this.#orderOf(number),
      positionOf: (account) => this.accounts[account]?.positionOf(market.rules.symbol)?.lots ?? 0,
    });
  }

  /** Takes an order that nothing refuses, and matches it. */
  take(market: ContractMarket, account: FuturesAccount, order: FuturesOrder): undefined {
    account.shelf.add(order);
    this.#open.set(order.orderId, order);
    if (order.isReduceOnly) market.reduceOnlyCount += 1;
    this.#report("NEW", order);
    this.#submit(market, order);
  }

  cancel(market: ContractMarket, order: FuturesOrder): undefined {
    this.#end(market, order, "CANCELED", "CANCELED");
  }

  /** It is over although its owner asked for something else. */
  expire(market: ContractMarket, order: FuturesOrder): undefined {
    this.#end(market, order, "EXPIRED", "EXPIRED");
  }

  /** Makes an open order smaller; it keeps its place. `lots`: of the whole order. */
  shrink(market: ContractMarket, order: FuturesOrder, lots: number): undefined {
    const isDone = market.engine.amend(order.orderId, lots - order.executedLots);
    assert(isDone, `an open order is in the engine: ${order.orderId} is not`);
    this.#amended(order, lots);
  }

  /** Takes an open order out of the book and in again, behind those that are there. */
  requeue(
    market: ContractMarket,
    order: FuturesOrder,
    { priceTicks, lots }: { readonly priceTicks: number; readonly lots: number },
  ): undefined {
    const left = market.engine.cancel(order.orderId);
    assert(left >= 0, `an open order is in the engine: ${order.orderId} is not`);
    order.priceTicks = priceTicks;
    this.#amended(order, lots);
    this.#submit(market, order);
  }

  /** Lets reduce-only orders be no larger than what they may still reduce. */
  settle(): undefined {
    for (const [market, accounts] of this.#moved) {
      if (market.reduceOnlyCount === 0) continue;
      for (const account of accounts) this.#fit(market, account);
    }
    this.#moved.clear();
  }

  #fit(market: ContractMarket, account: FuturesAccount): undefined {
    const { symbol } = market.rules;
    for (const order of account.shelf.open(symbol)) {
      if (!order.isReduceOnly) continue;
      const room = account.positionOf(symbol)?.reducible(order.side) ?? 0;
      const leaves = order.lots - order.executedLots;
      if (room >= leaves) continue;
      if (room === 0) this.expire(market, order);
      else this.shrink(market, order, order.executedLots + room);
    }
  }

  #submit(market: ContractMarket, order: FuturesOrder): undefined {
    if (market.reduceOnlyCount > 0) {
      for (const { order: maker, lots } of this.plan(market, order).cuts) {
        if (lots === 0) this.expire(market, maker);
        else this.shrink(market, maker, maker.executedLots + lots);
      }
    }
    market.engine.submit(engineOrder(market, order));
  }

  #amended(order: FuturesOrder, lots: number): undefined {
    order.lots = lots;
    order.updatedAt = this.#at;
    this.#report("AMENDMENT", order);
  }

  #end(
    market: ContractMarket,
    order: FuturesOrder,
    status: "CANCELED" | "EXPIRED",
    type: FuturesExecutionType,
  ): undefined {
    const left = market.engine.cancel(order.orderId);
    assert(left >= 0, `an open order is in the engine: ${order.orderId} is not`);
    this.#close(market, order, status);
    this.#report(type, order);
  }

  #sinkOf(symbol: string): MatchSink {
    const nothing = () => undefined;
    const market = () => this.#marketOf(symbol);
    return {
      accepted: nothing,
      rested: nothing,
      triggered: nothing,
      // Lots that self-trade prevention took are told with the order's end.
      prevented: nothing,
      trade: (maker, taker, priceTicks, lots) =>
        this.#trade(market(), { maker, taker, priceTicks, lots }),
      level: (side, priceTicks, lots) => {
        this.updateId += 1;
        market().updateId = this.updateId;
        this.#sink.level(symbol, side, priceTicks, lots, this.updateId, this.#at);
      },
      expired: (number, _lots, reason) => this.#expired(market(), this.#orderOf(number), reason),
    };
  }

  #expired(market: ContractMarket, order: FuturesOrder, reason: ExpiryReason): undefined {
    this.#close(market, order, reason === "STP" ? "EXPIRED_IN_MATCH" : "EXPIRED");
    this.#report("EXPIRED", order);
  }

  #trade(
    market: ContractMarket,
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
    this.#sink.trade(print);
    this.#fill(market, taker, { tradeId: print.tradeId, priceTicks, lots, isMaker: false });
    this.#fill(market, maker, { tradeId: print.tradeId, priceTicks, lots, isMaker: true });
  }

  #fill(market: ContractMarket, order: FuturesOrder, match: Match): undefined {
    const account = this.#ownerOf(order);
    const fill = this.#book(market, account, order, match);
    account.shelf.addTrade({ ...fill, order });
    const isFilled = order.executedLots >= order.lots;
    if (isFilled) this.#close(market, order, "FILLED");
    else order.status = "PARTIALLY_FILLED";
    const at = this.#at;
    const report = { account: account.number, type: "TRADE", order, fill, at } as const;
    this.#sink.filled(report);
    const { symbol } = market.rules;
    this.#sink.change({ account: account.number, reason: "ORDER", moved: 0n, symbol, at });
    this.#sink.execution(report);
  }

  /** Moves position and wallet. */
  #book(
    market: ContractMarket,
    account: FuturesAccount,
    order: FuturesOrder,
    { tradeId, priceTicks, lots, isMaker }: Match,
  ): FuturesFill {
    const { rules } = market;
    const at = this.#at;
    const perLot = BigInt(priceTicks) * rules.atomsPerTickLot;
    const quote = perLot * BigInt(lots);
    const fee = (quote * BigInt(isMaker ? account.makerFee : account.takerFee)) / MILLION;
    const signed = order.side === "BUY" ? lots : -lots;
    const realized = account.position(rules.symbol).fill(signed, perLot, at);
    account.wallet += realized - fee;
    account.updatedAt = at;
    this.feesTaken += fee;
    order.executedLots += lots;
    order.executedQuote += quote;
    order.updatedAt = at;
    const moved = this.#moved.get(market) ?? new Set();
    this.#moved.set(market, moved.add(account));
    return { tradeId, priceTicks, lots, fee, realized, isMaker, at };
  }

  #close(market: ContractMarket, order: FuturesOrder, status: FuturesOrder["status"]): undefined {
    order.status = status;
    order.updatedAt = this.#at;
    if (order.isReduceOnly) market.reduceOnlyCount -= 1;
    this.#ownerOf(order).shelf.close(order);
    this.#open.delete(order.orderId);
  }

  #report(type: FuturesExecutionType, order: FuturesOrder): undefined {
    this.#sink.execution({ account: order.account, type, order, fill: null, at: this.#at });
  }

  #marketOf(symbol: string): ContractMarket {
    const market = this.markets.get(symbol);
    assert(market !== undefined, `an engine is of a listed contract: ${symbol} is not`);
    return market;
  }

  #orderOf(number: number): FuturesOrder {
    const order = this.#open.get(number);
    assert(order !== undefined, `an engine speaks of open orders: ${number} is not`);
    return order;
  }

  #ownerOf(order: FuturesOrder): FuturesAccount {
    const account = this.accounts[order.account];
    assert(account !== undefined, `an order is of an account: ${order.account} is none`);
    return account;
  }
}

/** An order at the market goes no further from the mark price than a limit may. */
function engineOrder({ rules, markTicks }: ContractMarket, order: FuturesOrder): NewOrder {
  const { orderId: number, account: owner, side, stp, timeInForce } = order;
  const rest = { stopTicks: Number.NaN, peakLots: 0, budget: Number.NaN };
  const common = { number, owner, side, stp, lots: order.lots - order.executedLots, ...rest };
  if (order.type === "MARKET") {
    const bound = boundTicks(rules, side, markTicks);
    return Number.isNaN(bound)
      ? { ...common, type: "MARKET", timeInForce: "IOC", priceTicks: Number.NaN }
      : { ...common, type: "LIMIT", timeInForce: "IOC", priceTicks: bound };
  }
  const engineTime = timeInForce === "GTX" ? "GTC" : timeInForce;
  return { ...common, type: "LIMIT", timeInForce: engineTime, priceTicks: order.priceTicks };
}
