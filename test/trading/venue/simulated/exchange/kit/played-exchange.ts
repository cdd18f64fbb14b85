/** An exchange of two symbols whose words are kept, and random commands for it. */
import type { Prng } from "../../../../../../src/core/prng.ts";
import { Exchange } from "../../../../../../src/trading/venue/simulated/exchange/exchange.ts";
import type {
  CancelRequest,
  ExchangeOrder,
  PlaceRequest,
} from "../../../../../../src/trading/venue/simulated/exchange/order.ts";
import type {
  AssetBalance,
  ExchangeSink,
  ExecutionReport,
  MarketTrade,
} from "../../../../../../src/trading/venue/simulated/exchange/reports.ts";
import { defineSymbol } from "../../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import {
  ORDER_TYPES,
  STP_MODES,
  TIMES_IN_FORCE,
} from "../../../../../../src/trading/venue/simulated/exchange/words.ts";

export const BTC = defineSymbol({
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.00001",
});
export const ETH = defineSymbol({
  symbol: "ETHBTC",
  base: "ETH",
  quote: "BTC",
  tick: "0.0001",
  lot: "0.0001",
  notionalMin: "0.0001",
});

/** A report with the parts of its order that change, as they were. */
export type KeptReport = ExecutionReport & {
  readonly status: string;
  readonly executedLots: number;
};

export class PlayedExchange {
  readonly reports: KeptReport[] = [];
  readonly trades: MarketTrade[] = [];
  readonly balances: { readonly account: number; readonly changed: readonly AssetBalance[] }[] = [];
  /** Lots that are shown, by `symbol/side/price`. */
  readonly shown = new Map<string, number>();
  readonly updateIds = new Map<string, number>();
  readonly exchange: Exchange;

  constructor() {
    const sink: ExchangeSink = {
      execution: (report) => {
        const { status, executedLots } = report.order;
        this.reports.push({ ...report, status, executedLots });
      },
      balances: (account, changed) => void this.balances.push({ account, changed }),
      balanceUpdate: () => undefined,
      trade: (trade) => void this.trades.push(trade),
      level: (symbol, side, priceTicks, lots, updateId) => {
        this.updateIds.set(symbol, updateId);
        const key = `${symbol}/${side}/${priceTicks}`;
        if (lots === 0) this.shown.delete(key);
        else this.shown.set(key, lots);
      },
      rules: () => undefined,
    };
    this.exchange = new Exchange({ symbols: [BTC, ETH], sink });
  }
}

/** An order without anything said but its symbol, side, type, price and lots. */
export function order(wanted: Partial<PlaceRequest>): PlaceRequest {
  return {
    symbol: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    timeInForce: null,
    priceTicks: Number.NaN,
    lots: Number.NaN,
    quoteAtoms: null,
    stopTicks: Number.NaN,
    icebergLots: Number.NaN,
    clientOrderId: "",
    stp: "NONE",
    ...wanted,
  };
}

export function cancelOf({ symbol, orderId }: ExchangeOrder): CancelRequest {
  return { symbol, orderId, clientOrderId: "", newClientOrderId: "", restriction: "NONE" };
}

/** Around 100.00 USDT and 0.0500 BTC, so that orders meet. */
export function randomOrder(prng: Prng): PlaceRequest {
  const symbol = prng.pick(["BTCUSDT", "ETHBTC"]);
  const anchor = symbol === "BTCUSDT" ? 10_000 : 500;
  const type = prng.unit() < 0.6 ? "LIMIT" : prng.pick(ORDER_TYPES);
  const lots = prng.between(5_000, 200_000);
  const isByQuote = type === "MARKET" && prng.unit() < 0.5;
  return order({
    symbol,
    side: prng.pick(["BUY", "SELL"]),
    type,
    timeInForce: type.includes("LIMIT") ? prng.pick([...TIMES_IN_FORCE, "GTC", "GTC"]) : null,
    priceTicks: anchor + prng.between(-20, 20),
    stopTicks: anchor + prng.between(-25, 25),
    lots,
    quoteAtoms: isByQuote ? BigInt(prng.between(5, 200)) * 10n ** 8n : null,
    icebergLots: prng.unit() < 0.1 ? Math.ceil(lots / prng.between(2, 9)) : Number.NaN,
    clientOrderId: prng.unit() < 0.2 ? `c${prng.between(1, 50)}` : "",
    stp: prng.pick(STP_MODES),
  });
}
