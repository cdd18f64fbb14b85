/**
 * Who trades futures from a seed: of each contract a maker that quotes a ladder around a price that
 * walks, and a taker that takes from it now and then. They act at times of their own, whoever looks.
 */
import { Prng } from "../../../../../core/prng.ts";
import { ATOMS_PER_UNIT, type Side } from "../../exchange/words.ts";
import { FairValue } from "../../market/agents/fair-value.ts";
import type { MarketProfile } from "../../market/agents/market-profile.ts";
import type { ContractRules } from "../exchange/contract-rules.ts";
import type { FuturesExchange } from "../exchange/futures-exchange.ts";
import type { FuturesOrder, FuturesPlaceRequest } from "../exchange/order.ts";

export type FuturesCrowdOptions = {
  readonly exchange: FuturesExchange;
  readonly seed: number;
  /** First time at which they act, and the time between two. Wall microseconds. */
  readonly originUs: number;
  readonly stepUs: number;
  /** How a contract trades: one for each that is listed. */
  readonly profiles: readonly MarketProfile[];
};

type Trader = {
  readonly rules: ContractRules;
  readonly fair: FairValue;
  readonly profile: MarketProfile;
  readonly quotes: Map<string, FuturesOrder>;
};

/** Quotes a side. */
const LEVELS = 40;
const PER_MILLE = 1_000;
const UNIT = Number(ATOMS_PER_UNIT);

export class FuturesCrowd {
  readonly #options: FuturesCrowdOptions;
  readonly #prng: Prng;
  readonly #traders: readonly Trader[];
  readonly #maker: number;
  readonly #taker: number;
  #steps = 0;

  constructor(options: FuturesCrowdOptions) {
    const { exchange, seed, profiles } = options;
    this.#options = options;
    this.#prng = new Prng(seed);
    this.#traders = exchange.contracts.flatMap((rules) => {
      const profile = profiles.find(({ symbol }) => symbol === rules.symbol);
      if (profile === undefined) return [];
      return [{ rules, profile, fair: new FairValue(profile, this.#prng), quotes: new Map() }];
    });
    const free = { makerFeeMillionths: 0, takerFeeMillionths: 0, isUnlimited: true, history: 0 };
    this.#maker = exchange.openAccount({ name: "house maker", ...free });
    this.#taker = exchange.openAccount({ name: "house taker", ...free });
  }

  get nextAt(): number {
    const { originUs, stepUs } = this.#options;
    return originUs + this.#steps * stepUs;
  }

  step(): undefined {
    const at = this.nextAt;
    this.#steps += 1;
    for (const trader of this.#traders) {
      trader.fair.step();
      const ladder = ladderOf(trader);
      this.#withdraw(trader, ladder, at);
      this.#quote(trader, "BUY", ladder, at);
      this.#quote(trader, "SELL", ladder, at);
      if (this.#prng.between(1, PER_MILLE) <= trader.profile.printsPerMille) this.#take(trader, at);
    }
  }

  /** Takes back what stands on the wrong side of the price, or too far from it. */
  #withdraw({ rules, quotes }: Trader, ladder: Ladder, at: number): undefined {
    const { exchange } = this.#options;
    const { shelf } = exchange.account(this.#maker);
    for (const [key, order] of quotes) {
      const place = order.priceTicks / ladder.gap;
      const depth = order.side === "BUY" ? ladder.below - place : place - ladder.below - 1;
      const isOpen = shelf.isOpen(order);
      if (isOpen && depth >= 0 && depth < LEVELS) continue;
      const { symbol } = rules;
      const { orderId } = order;
      if (isOpen) exchange.cancel(this.#maker, { symbol, orderId, clientOrderId: "" }, at);
      quotes.delete(key);
    }
  }

  #quote(trader: Trader, side: Side, ladder: Ladder, at: number): undefined {
    const { rules, quotes } = trader;
    for (let depth = 0; depth < LEVELS; depth += 1) {
      const place = side === "BUY" ? ladder.below - depth : ladder.below + 1 + depth;
      const key = `${side} ${place}`;
      if (quotes.has(key)) continue;
      const lots = this.#lots(trader, this.#prng.between(40, 160));
      const order = orderOf(rules, side, place * ladder.gap, lots);
      const placed = this.#options.exchange.place(this.#maker, order, at);
      if (placed.ok && placed.value.status === "NEW") quotes.set(key, placed.value);
    }
  }

  #take(trader: Trader, at: number): undefined {
    const side = this.#prng.pick(["BUY", "SELL"] as const);
    const lots = this.#lots(trader, this.#prng.between(1, 60));
    const order = { ...orderOf(trader.rules, side, Number.NaN, lots), type: "MARKET" } as const;
    this.#options.exchange.place(this.#taker, order, at);
  }

  /** @param percent Of a usual quote. */
  #lots({ rules, profile }: Trader, percent: number): number {
    return Math.max(1, Math.round((profile.size * percent) / 100 / Number(rules.atomsPerLot)));
  }
}

/** Places of its quotes: multiples of `gap` ticks, the best bid at `below`. */
type Ladder = { readonly gap: number; readonly below: number };

function ladderOf({ rules, fair, profile }: Trader): Ladder {
  const gap = Math.max(1, Math.round(ticksOf(rules, profile.unit)));
  return { gap, below: Math.max(LEVELS, Math.floor(ticksOf(rules, fair.price) / gap)) };
}

/** @param atoms Of the quote asset. */
function ticksOf({ tick }: ContractRules, atoms: number): number {
  return (atoms / UNIT) * (10 ** tick.scale / tick.digits);
}

function orderOf(
  { symbol }: ContractRules,
  side: Side,
  priceTicks: number,
  lots: number,
): FuturesPlaceRequest {
  return {
    ...{ symbol, side, type: "LIMIT", timeInForce: "GTC", priceTicks, lots },
    ...{ isReduceOnly: false, clientOrderId: "", stp: "NONE" },
  };
}
