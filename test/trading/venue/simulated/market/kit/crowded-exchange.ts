/** An exchange of two symbols on which the agents of a seed trade, and all that it printed. */
import { Exchange } from "../../../../../../src/trading/venue/simulated/exchange/exchange.ts";
import { defineSymbol } from "../../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import { AgentMarket } from "../../../../../../src/trading/venue/simulated/market/agents/agent-market.ts";
import {
  BTCUSDT_PROFILE,
  ETHUSDT_PROFILE,
} from "../../../../../../src/trading/venue/simulated/market/agents/market-profile.ts";

export const STEP_US = 100_000;
export const ORIGIN_US = 1_723_000_000_000_000;
export const BTCUSDT = defineSymbol({
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.00001",
});
export const ETHUSDT = defineSymbol({
  symbol: "ETHUSDT",
  base: "ETH",
  quote: "USDT",
  tick: "0.01",
  lot: "0.0001",
});

export class CrowdedExchange {
  readonly exchange: Exchange;
  readonly market: AgentMarket;
  /** A line a print, with everything that it says. */
  readonly tape: string[] = [];

  constructor(seed: number) {
    this.exchange = new Exchange({
      symbols: [BTCUSDT, ETHUSDT],
      sink: {
        execution: () => undefined,
        balances: () => undefined,
        balanceUpdate: () => undefined,
        trade: (trade) => void this.tape.push(JSON.stringify(trade)),
        level: () => undefined,
        rules: () => undefined,
      },
    });
    this.market = new AgentMarket({
      exchange: this.exchange,
      seed,
      originUs: ORIGIN_US,
      profiles: [BTCUSDT_PROFILE, ETHUSDT_PROFILE],
    });
  }

  /** Does the steps up to and with `step`. */
  runTo(step: number): undefined {
    this.market.advance(ORIGIN_US + step * STEP_US);
  }

  /** NaN when a side is empty. Ticks. */
  touch(symbol: string): { readonly bid: number; readonly ask: number } {
    const { bids, asks } = this.exchange.depth(symbol, 1);
    return { bid: bids[0]?.priceTicks ?? Number.NaN, ask: asks[0]?.priceTicks ?? Number.NaN };
  }
}
