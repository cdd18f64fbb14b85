/** Whether an account has the margin for what it wants. */
import type { Atoms, Refusal } from "../../exchange/words.ts";
import type { FuturesAccount } from "../account/futures-account.ts";
import { type Margin, marginOf, sumOf } from "../account/margin.ts";
import type { ContractMarket } from "./contract-market.ts";
import type { FuturesOrder } from "./order.ts";
import { FUTURES_REFUSALS } from "./refusals.ts";

/** An order that is looked at, and the open one whose place it would take; null without one. */
export type Wanted = { readonly order: FuturesOrder; readonly instead: FuturesOrder | null };

/** Margin of one contract, as it would be with `wanted`. */
export function marginIn(
  account: FuturesAccount,
  market: ContractMarket,
  wanted: Wanted | null = null,
): Margin {
  const { symbol, maintenanceMillionths } = market.rules;
  let bids = 0n;
  let asks = 0n;
  const open = account.shelf.open(symbol).filter((order) => order !== wanted?.instead);
  for (const order of wanted === null ? open : [...open, wanted.order]) {
    if (order.isReduceOnly) continue;
    const worth = worthOf(market, order);
    if (order.side === "BUY") bids += worth;
    else asks += worth;
  }
  return marginOf({
    position: account.positionOf(symbol),
    perLot: market.perLot,
    bids,
    asks,
    leverage: account.leverage(symbol),
    maintenanceMillionths,
  });
}

/** Margin of all contracts together. */
export function marginInAll(account: FuturesAccount, markets: Iterable<ContractMarket>): Margin {
  return sumOf([...markets].map((market) => marginIn(account, market)));
}

/** Wallet and unrealized profit, less what is bound. Below zero when too much is. */
export function unbound(account: FuturesAccount, all: Margin): Atoms {
  return account.wallet + all.unrealized - all.position - all.orders;
}

/** Why an order cannot be had; null when it can. One that binds nothing more always can. */
export function marginRefusal(
  account: FuturesAccount,
  markets: Iterable<ContractMarket>,
  market: ContractMarket,
  wanted: Wanted,
): Refusal | null {
  if (account.isUnlimited || wanted.order.isReduceOnly) return null;
  const now = marginIn(account, market);
  const then = marginIn(account, market, wanted);
  if (then.exposure > now.exposure && then.exposure > market.rules.notionalMax) {
    return FUTURES_REFUSALS.tooLarge;
  }
  const more = then.position + then.orders - now.position - now.orders;
  if (more <= 0n) return null;
  return unbound(account, marginInAll(account, markets)) >= more
    ? null
    : FUTURES_REFUSALS.insufficient;
}

/** At its limit; at the market, at what it would meet first. */
function worthOf({ rules, engine, markTicks }: ContractMarket, order: FuturesOrder): Atoms {
  const best = engine.best(order.side === "BUY" ? "SELL" : "BUY");
  const met = Number.isNaN(best) ? markTicks : best;
  const ticks = order.type === "LIMIT" ? order.priceTicks : met;
  if (Number.isNaN(ticks)) return 0n;
  return BigInt(ticks) * BigInt(order.lots - order.executedLots) * rules.atomsPerTickLot;
}
