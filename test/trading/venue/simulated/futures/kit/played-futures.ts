/** A futures exchange of two contracts that remembers what it says, and random commands for it. */
import type { Prng } from "../../../../../../src/core/prng.ts";
import type { MarketTrade } from "../../../../../../src/trading/venue/simulated/exchange/reports.ts";
import { defineContract } from "../../../../../../src/trading/venue/simulated/futures/exchange/contract-rules.ts";
import { FuturesExchange } from "../../../../../../src/trading/venue/simulated/futures/exchange/futures-exchange.ts";
import type {
  FuturesOrder,
  FuturesPlaceRequest,
} from "../../../../../../src/trading/venue/simulated/futures/exchange/order.ts";
import type {
  AccountChange,
  FuturesExecution,
} from "../../../../../../src/trading/venue/simulated/futures/exchange/reports.ts";

/** A tick and a lot together are 0.0001 USDT. */
export const BTC = defineContract({
  ...{ symbol: "BTCUSDT", base: "BTC", quote: "USDT" },
  ...{ tick: "0.1", lot: "0.001", notionalMin: "5" },
});
export const ETH = defineContract({
  ...{ symbol: "ETHUSDT", base: "ETH", quote: "USDT" },
  ...{ tick: "0.01", lot: "0.001", notionalMin: "5" },
});
export const UNIT = 100_000_000n;

/** What was said of an order, as it was then. */
export type Said = Pick<FuturesExecution, "account" | "type" | "fill" | "at"> & {
  readonly order: FuturesOrder;
};

export class PlayedFutures {
  readonly said: Said[] = [];
  readonly changes: AccountChange[] = [];
  readonly trades: MarketTrade[] = [];
  readonly updateIds: number[] = [];
  /** Lots shown by symbol, side and price, as told. */
  readonly levels = new Map<string, number>();
  /** Called at each fill, when the position is already as it will be. */
  onFill: ((report: FuturesExecution) => void) | null = null;
  readonly exchange: FuturesExchange;

  /** @param accounts Each begins with `usdt`. */
  constructor(
    accounts: number,
    usdt = 100_000n,
    fees: { maker: number; taker: number } | null = null,
  ) {
    this.exchange = new FuturesExchange({
      contracts: [BTC, ETH],
      sink: {
        filled: (report) => void this.onFill?.(report),
        change: (change) => void this.changes.push(change),
        execution: (report) => {
          this.said.push({ ...report, order: { ...report.order } });
        },
        leverage: () => undefined,
        trade: (trade) => void this.trades.push(trade),
        level: (symbol, side, priceTicks, lots, updateId) => {
          this.updateIds.push(updateId);
          const key = `${symbol} ${side} ${priceTicks}`;
          if (lots === 0) this.levels.delete(key);
          else this.levels.set(key, lots);
        },
        settled: () => undefined,
      },
    });
    for (let number = 0; number < accounts; number += 1) {
      const rates =
        fees === null ? {} : { makerFeeMillionths: fees.maker, takerFeeMillionths: fees.taker };
      this.exchange.openAccount({ name: `a${number}`, ...rates });
      this.exchange.deposit(number, usdt * UNIT, 0);
    }
  }

  /** What was said of one order: "NEW NEW", "TRADE FILLED". */
  storyOf(orderId: number): readonly string[] {
    return this.said
      .filter((one) => one.order.orderId === orderId)
      .map((one) => `${one.type} ${one.order.status}`);
  }
}

/** A limit order of BTCUSDT at 30,000.0. */
export function order(wanted: Partial<FuturesPlaceRequest>): FuturesPlaceRequest {
  return {
    symbol: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    priceTicks: 300_000,
    lots: 10,
    isReduceOnly: false,
    clientOrderId: "",
    stp: "NONE",
    ...wanted,
  };
}

/** Places what must be taken. */
export function placed(
  played: PlayedFutures,
  account: number,
  wanted: Partial<FuturesPlaceRequest>,
  at = 1,
): FuturesOrder {
  const result = played.exchange.place(account, order(wanted), at);
  if (!result.ok) throw new Error(`refused: ${result.failure.code} ${result.failure.msg}`);
  return result.value;
}

/** The code of a refusal; 0: it was done. */
export function codeOf(result: {
  readonly ok: boolean;
  readonly failure?: { readonly code: number };
}) {
  return result.ok ? 0 : (result.failure?.code ?? Number.NaN);
}

const MIDDLE = { BTCUSDT: 300_000, ETHUSDT: 200_000 } as const;

export function randomOrder(prng: Prng): FuturesPlaceRequest {
  const symbol = prng.unit() < 0.7 ? "BTCUSDT" : "ETHUSDT";
  const isMarket = prng.unit() < 0.15;
  return order({
    symbol,
    side: prng.pick(["BUY", "SELL"]),
    type: isMarket ? "MARKET" : "LIMIT",
    timeInForce: isMarket ? "GTC" : prng.pick(["GTC", "GTC", "GTC", "GTX", "IOC", "FOK"]),
    priceTicks: isMarket ? Number.NaN : MIDDLE[symbol] + prng.between(-8, 8),
    lots: prng.unit() < 0.1 ? prng.between(30, 80) : prng.between(1, 12),
    isReduceOnly: prng.unit() < 0.4,
    stp: prng.pick(["NONE", "NONE", "EXPIRE_MAKER", "EXPIRE_TAKER", "EXPIRE_BOTH"]),
  });
}

/** Something that one of `accounts` might do. Returns the code of a refusal, or 0. */
export function randomCommand(
  { exchange }: PlayedFutures,
  prng: Prng,
  { accounts, at }: { readonly accounts: number; readonly at: number },
): number {
  const account = prng.between(0, accounts - 1);
  const open = exchange.openOrders(account, null);
  const one = open.length > 0 ? prng.pick(open) : null;
  const choice = prng.unit();
  if (one === null || choice < 0.65) return codeOf(exchange.place(account, randomOrder(prng), at));
  const { symbol, side, orderId } = one;
  if (choice < 0.8)
    return codeOf(exchange.cancel(account, { symbol, orderId, clientOrderId: "" }, at));
  if (choice < 0.96) {
    const priceTicks = one.priceTicks + (prng.unit() < 0.4 ? 0 : prng.between(-6, 6));
    const change = {
      symbol,
      side,
      orderId,
      clientOrderId: "",
      priceTicks,
      lots: prng.between(1, 12),
    };
    return codeOf(exchange.modify(account, change, at));
  }
  const countdownUs = prng.between(0, 20);
  return codeOf(exchange.countdownCancelAll(account, { symbol, countdownUs }, at));
}
