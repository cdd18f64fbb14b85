/**
 * Who gets what in a trade, and what it costs: the movements of both sides, exactly.
 *
 * A fee is taken from what is received, in its asset, and cut to whole atoms in the account's favour.
 * What a buyer held above the price of the fill is free again.
 */

import type { ExchangeOrder, OrderFill } from "../order.ts";
import type { SymbolRules } from "../symbol-rules.ts";
import type { Atoms } from "../words.ts";
import type { Account } from "./account.ts";
import { limitOf, worthOf } from "./holds.ts";

const MILLION = 1_000_000n;

export type Match = {
  readonly tradeId: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly at: number;
};

/** Books one side of a trade: the order, and what its account has. Returns the fill. */
export function settle(
  rules: SymbolRules,
  account: Account,
  order: ExchangeOrder,
  match: Match & { readonly isMaker: boolean },
): OrderFill {
  const { tradeId, priceTicks, lots, at, isMaker } = match;
  const quote = worthOf(rules, priceTicks, lots);
  const base = BigInt(lots) * rules.atomsPerLot;
  const isBuy = order.side === "BUY";
  const received = isBuy ? base : quote;
  const feeAsset = isBuy ? rules.base : rules.quote;
  const fee = (received * BigInt(isMaker ? account.makerFee : account.takerFee)) / MILLION;
  account.move(feeAsset, received - fee, 0n);
  pay(rules, account, order, { paid: isBuy ? quote : base, lots });
  order.executedLots += lots;
  order.executedQuote += quote;
  order.updatedAt = at;
  const fill = { tradeId, priceTicks, lots, fee, feeAsset, isMaker, at };
  order.fills.push(fill);
  return fill;
}

/** Takes what was paid out of the hold, and frees what the hold had above it. */
function pay(
  rules: SymbolRules,
  account: Account,
  order: ExchangeOrder,
  { paid, lots }: { readonly paid: Atoms; readonly lots: number },
): undefined {
  const asset = order.side === "BUY" ? rules.quote : rules.base;
  const isLimited = order.side === "BUY" && order.type !== "MARKET";
  const share = isLimited ? worthOf(rules, limitOf(order), lots) : paid;
  account.move(asset, share - paid, -share);
  order.held -= share;
}

/** Gives back what `lots` of an order held that will not be filled any more. */
export function release(
  rules: SymbolRules,
  account: Account,
  order: ExchangeOrder,
  atoms: Atoms,
): undefined {
  if (atoms === 0n) return;
  account.move(order.side === "BUY" ? rules.quote : rules.base, atoms, -atoms);
  order.held -= atoms;
}
