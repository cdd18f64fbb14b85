/** What an account has, as USD-M answers it. */
import { atomsTextOf } from "../../../../../../core/decimal-atoms.ts";
import type { Margin } from "../../account/margin.ts";
import { type ContractRules, MARGIN_ASSET } from "../../exchange/contract-rules.ts";
import type { FuturesExchange } from "../../exchange/futures-exchange.ts";
import { averageText, ms, priceText, quantityText } from "./text.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Every list of positions has the contracts that it names; v3 leaves out those without anything. */
export type AccountVersion = 2 | 3;

export function accountView(
  exchange: FuturesExchange,
  account: number,
  version: AccountVersion,
): Fields {
  const { wallet, updatedAt } = exchange.account(account);
  const sums = sumFields(exchange, account);
  const total = (name: string) => `total${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`;
  const named = Object.entries(sums).map(([name, text]) => [total(name), text] as const);
  const free = freeFields(exchange, account);
  const cross = {
    totalCrossWalletBalance: atomsTextOf(wallet),
    totalCrossUnPnl: sums.unrealizedProfit,
  };
  const asset = {
    asset: MARGIN_ASSET,
    ...sums,
    crossWalletBalance: atomsTextOf(wallet),
    crossUnPnl: sums.unrealizedProfit,
    ...free,
    marginAvailable: true,
    updateTime: ms(updatedAt),
  };
  const positions = exchange.contracts
    .filter(({ symbol }) => version === 2 || isInUse(exchange, account, symbol))
    .map((rules) => accountPosition(exchange, account, rules, version));
  return {
    ...(version === 2 ? CAPABILITIES : {}),
    ...Object.fromEntries(named),
    ...cross,
    ...free,
    assets: [asset],
    positions,
  };
}

const CAPABILITIES = {
  feeTier: 0,
  canTrade: true,
  canDeposit: true,
  canWithdraw: true,
  updateTime: 0,
  multiAssetsMargin: false,
  tradeGroupId: -1,
} as const;

export function balanceView(exchange: FuturesExchange, account: number): readonly Fields[] {
  const { wallet, updatedAt, number } = exchange.account(account);
  return [
    {
      accountAlias: `sim${number}`,
      asset: MARGIN_ASSET,
      balance: atomsTextOf(wallet),
      crossWalletBalance: atomsTextOf(wallet),
      crossUnPnl: atomsTextOf(exchange.margin(account).unrealized),
      ...freeFields(exchange, account),
      marginAvailable: true,
      updateTime: ms(updatedAt),
    },
  ];
}

/** @param symbol Null: of all contracts. */
export function positionRiskView(
  exchange: FuturesExchange,
  account: number,
  { symbol, version }: { readonly symbol: string | null; readonly version: AccountVersion },
): readonly Fields[] {
  return exchange.contracts
    .filter((rules) => symbol === null || rules.symbol === symbol)
    .filter((rules) => version === 2 || isInUse(exchange, account, rules.symbol))
    .map((rules) => riskOf(exchange, account, rules));
}

function riskOf(exchange: FuturesExchange, account: number, rules: ContractRules): Fields {
  const { symbol } = rules;
  const owner = exchange.account(account);
  const position = owner.positionOf(symbol);
  const margin = exchange.marginOf(account, symbol);
  const markTicks = exchange.markTicks(symbol);
  const lots = position?.lots ?? 0;
  const entryPrice = averageText(rules, position?.cost ?? 0n, lots);
  return {
    symbol,
    positionAmt: quantityText(rules, lots),
    entryPrice,
    breakEvenPrice: entryPrice,
    markPrice: priceText(rules, markTicks),
    unRealizedProfit: atomsTextOf(margin?.unrealized ?? 0n),
    liquidationPrice: "0",
    leverage: `${owner.leverage(symbol)}`,
    maxNotionalValue: plain(rules.notionalMax),
    marginType: "cross",
    isolatedMargin: "0.00000000",
    isAutoAddMargin: "false",
    positionSide: "BOTH",
    notional: notionalText(rules, lots, markTicks),
    isolatedWallet: "0",
    initialMargin: atomsTextOf((margin?.position ?? 0n) + (margin?.orders ?? 0n)),
    maintMargin: atomsTextOf(margin?.maintenance ?? 0n),
    positionInitialMargin: atomsTextOf(margin?.position ?? 0n),
    openOrderInitialMargin: atomsTextOf(margin?.orders ?? 0n),
    updateTime: ms(position?.updatedAt ?? 0),
  };
}

function accountPosition(
  exchange: FuturesExchange,
  account: number,
  rules: ContractRules,
  version: AccountVersion,
): Fields {
  const risk = riskOf(exchange, account, rules);
  const { symbol, positionAmt, notional, initialMargin, maintMargin, updateTime } = risk;
  const common = {
    ...{ symbol, positionSide: "BOTH", positionAmt, initialMargin, maintMargin, updateTime },
    unrealizedProfit: risk.unRealizedProfit,
  };
  if (version === 3)
    return { ...common, isolatedMargin: "0.00000000", notional, isolatedWallet: "0" };
  return {
    ...common,
    positionInitialMargin: risk.positionInitialMargin,
    openOrderInitialMargin: risk.openOrderInitialMargin,
    leverage: risk.leverage,
    isolated: false,
    entryPrice: risk.entryPrice,
    breakEvenPrice: risk.breakEvenPrice,
    maxNotional: risk.maxNotionalValue,
    bidNotional: "0",
    askNotional: "0",
    notional,
  };
}

function isInUse(exchange: FuturesExchange, account: number, symbol: string): boolean {
  const { shelf } = exchange.account(account);
  return (
    (exchange.account(account).positionOf(symbol)?.lots ?? 0) !== 0 || shelf.openCount(symbol) > 0
  );
}

function sumFields(exchange: FuturesExchange, account: number) {
  const { wallet } = exchange.account(account);
  const margin: Margin = exchange.margin(account);
  return {
    initialMargin: atomsTextOf(margin.position + margin.orders),
    maintMargin: atomsTextOf(margin.maintenance),
    walletBalance: atomsTextOf(wallet),
    unrealizedProfit: atomsTextOf(margin.unrealized),
    marginBalance: atomsTextOf(wallet + margin.unrealized),
    positionInitialMargin: atomsTextOf(margin.position),
    openOrderInitialMargin: atomsTextOf(margin.orders),
  };
}

function freeFields(exchange: FuturesExchange, account: number) {
  const text = atomsTextOf(exchange.available(account));
  return { availableBalance: text, maxWithdrawAmount: text };
}

function notionalText(rules: ContractRules, lots: number, markTicks: number): string {
  if (lots === 0 || Number.isNaN(markTicks)) return "0";
  return atomsTextOf(BigInt(lots) * BigInt(markTicks) * rules.atomsPerTickLot);
}

function plain(atoms: bigint): string {
  return atomsTextOf(atoms).replace(/\.?0+$/, "");
}
