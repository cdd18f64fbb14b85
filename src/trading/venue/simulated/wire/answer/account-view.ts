/** An account as the venue tells it: what it has, what it pays, what its key may do. */
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import type { AssetBalance } from "../../exchange/reports.ts";
import type { ApiKey } from "../signature/key-table.ts";
import { type TimeUnit, timeOf } from "./numbers.ts";

type Fields = Readonly<Record<string, unknown>>;

/** In 1/1,000,000 of what is received. */
export type FeeRates = { readonly maker: number; readonly taker: number };

const ZERO = atomsTextOf(0n);
const MILLIONTH_ATOMS = 100n;
const MILLIONTHS_PER_BPS = 100;

/** A rate as a fraction, with eight places. */
export function rateText(millionths: number): string {
  return atomsTextOf(BigInt(millionths) * MILLIONTH_ATOMS);
}

export function accountView(
  account: number,
  balances: readonly AssetBalance[],
  {
    fees,
    permissions,
    updatedAt,
    unit,
  }: {
    readonly fees: FeeRates;
    readonly permissions: ApiKey["permissions"];
    readonly updatedAt: number;
    readonly unit: TimeUnit;
  },
): Fields {
  return {
    makerCommission: Math.floor(fees.maker / MILLIONTHS_PER_BPS),
    takerCommission: Math.floor(fees.taker / MILLIONTHS_PER_BPS),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: {
      maker: rateText(fees.maker),
      taker: rateText(fees.taker),
      buyer: ZERO,
      seller: ZERO,
    },
    canTrade: permissions.trade,
    canWithdraw: permissions.withdraw,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: timeOf(updatedAt, unit),
    accountType: "SPOT",
    balances: balances.map(({ asset, free, locked }) => ({
      asset,
      free: atomsTextOf(free),
      locked: atomsTextOf(locked),
    })),
    permissions: ["SPOT"],
    uid: account,
  };
}

const NO_DISCOUNT = {
  enabledForAccount: false,
  enabledForSymbol: false,
  discountAsset: "BNB",
  discount: ZERO,
} as const;

export function commissionView(symbol: string, fees: FeeRates): Fields {
  const none = { maker: ZERO, taker: ZERO, buyer: ZERO, seller: ZERO };
  const standard = { ...none, maker: rateText(fees.maker), taker: rateText(fees.taker) };
  return {
    symbol,
    standardCommission: standard,
    specialCommission: none,
    taxCommission: none,
    discount: NO_DISCOUNT,
  };
}

/** What a test order would pay. */
export function testCommissionView(fees: FeeRates): Fields {
  const none = { maker: ZERO, taker: ZERO };
  return {
    standardCommissionForOrder: { maker: rateText(fees.maker), taker: rateText(fees.taker) },
    specialCommissionForOrder: none,
    taxCommissionForOrder: none,
    discount: NO_DISCOUNT,
  };
}

/** What a key may do. */
export function restrictionsView(key: ApiKey): Fields {
  const { read, trade, withdraw } = key.permissions;
  return {
    ipRestrict: key.ips !== null,
    createTime: timeOf(key.createdAt, "MILLISECOND"),
    enableReading: read,
    enableSpotAndMarginTrading: trade,
    enableWithdrawals: withdraw,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    permitsUniversalTransfer: false,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enablePortfolioMarginTrading: false,
  };
}
