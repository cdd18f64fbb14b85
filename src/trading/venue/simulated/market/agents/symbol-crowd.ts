/** All who trade in one symbol, and the price that they trade around. */
import { Prng } from "../../../../../core/prng.ts";
import type { Exchange } from "../../exchange/exchange.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import { HouseTrader } from "../house-trader.ts";
import type { Agent, Turn } from "./agent.ts";
import { FairValue } from "./fair-value.ts";
import { FlashCrash, type FlashCrashOptions } from "./flash-crash.ts";
import { MarketMaker } from "./market-maker.ts";
import type { MarketProfile } from "./market-profile.ts";
import { MomentumTrader } from "./momentum-trader.ts";
import { NoiseTrader } from "./noise-trader.ts";
import { OrderSlicer } from "./order-slicer.ts";

export type SymbolCrowdOptions = {
  readonly exchange: Exchange;
  readonly rules: SymbolRules;
  readonly profile: MarketProfile;
  readonly seed: number;
  /** Wall microseconds. */
  readonly at: number;
};

/** Gap in units, and size as a multiple of the profile's: fine and small, then wide and deep. */
const MAKERS: readonly { readonly gap: number; readonly size: number }[] = [
  { gap: 1, size: 1 },
  { gap: 3, size: 3 },
  { gap: 8, size: 8 },
  { gap: 25, size: 25 },
  { gap: 100, size: 100 },
];
const LEVELS = 20;
const PLACES_MAX = 8;
const NOISE_TRADERS = 3;

export class SymbolCrowd {
  readonly symbol: string;
  readonly #exchange: Exchange;
  readonly #profile: MarketProfile;
  readonly #fair: FairValue;
  readonly #makers: readonly MarketMaker[];
  /** The makers too. */
  readonly #agents: Agent[];
  readonly #order: Prng;
  readonly #seller: HouseTrader;
  #crash: FlashCrash | null = null;
  #seenTradeId = 0;

  constructor({ exchange, rules, profile, seed, at }: SymbolCrowdOptions) {
    this.symbol = rules.symbol;
    this.#exchange = exchange;
    this.#profile = profile;
    const prng = (purpose: string) => new Prng(seedOf(seed, `${rules.symbol}/${purpose}`));
    const trader = (name: string) =>
      new HouseTrader({ exchange, name: `${rules.symbol}/${name}`, rules, at });
    this.#fair = new FairValue(profile, prng("fair"));
    this.#order = prng("order");
    this.#seller = trader("seller");
    this.#makers = makersOf(profile, trader, prng);
    this.#agents = [...this.#makers, ...takersOf(profile, trader, prng)];
  }

  /** The crash begins with step `firstStep`. One that runs is over. */
  crash(firstStep: number, options: FlashCrashOptions): undefined {
    this.#crash = new FlashCrash(firstStep, options);
  }

  /** Everybody acts once, in an order of the seed's. While the symbol does not trade, nobody does. */
  step(step: number, at: number): undefined {
    this.#fair.push(this.#boughtSince());
    this.#fair.step();
    if (this.#crash?.isOver(step)) this.#crash = null;
    shuffle(this.#agents, this.#order);
    if (this.#exchange.rulesOf(this.symbol)?.status !== "TRADING") return;
    const turn: Turn = {
      step,
      at,
      price: Math.floor(this.#fair.price * (this.#crash?.priceFactor(step) ?? 1)),
      sizeFactor: this.#crash?.sizeFactor(step) ?? 1,
    };
    if (this.#crash?.isFalling(step)) this.#sell(turn);
    // Makers are quick: what they quoted for another price is gone before somebody takes it.
    for (const maker of this.#makers) maker.withdraw(turn);
    for (const agent of this.#agents) agent.act(turn);
  }

  /** Takes all that is quoted above where the price will be. */
  #sell({ price, at }: Turn): undefined {
    this.#seller.take("SELL", price, 1_000 * this.#profile.size, at);
  }

  /** What takers bought less what they sold since the last step. 1e-8 of the base asset. */
  #boughtSince(): number {
    const trades = this.#exchange.trades(this.symbol);
    const atomsPerLot = Number(this.#exchange.rulesOf(this.symbol)?.atomsPerLot ?? 0n);
    let lots = 0;
    for (let index = trades.length - 1; index >= 0; index -= 1) {
      const trade = trades[index];
      if (trade === undefined || trade.tradeId <= this.#seenTradeId) break;
      lots += trade.makerSide === "SELL" ? trade.lots : -trade.lots;
    }
    this.#seenTradeId = trades[trades.length - 1]?.tradeId ?? this.#seenTradeId;
    return lots * atomsPerLot;
  }
}

function makersOf(
  { unit, size }: MarketProfile,
  trader: (name: string) => HouseTrader,
  prng: (purpose: string) => Prng,
): readonly MarketMaker[] {
  return MAKERS.map((maker, number) => {
    const gap = maker.gap * unit;
    const name = `maker-${number + 1}`;
    const own = prng(name);
    return new MarketMaker({
      trader: trader(name),
      prng: own,
      gap,
      phase: own.between(0, gap - 1),
      levels: LEVELS,
      size: maker.size * size,
      placesMax: PLACES_MAX,
    });
  });
}

function takersOf(
  { unit, size, printsPerMille }: MarketProfile,
  trader: (name: string) => HouseTrader,
  prng: (purpose: string) => Prng,
): readonly Agent[] {
  const agents: Agent[] = [];
  for (let number = 1; number <= NOISE_TRADERS; number += 1) {
    const name = `noise-${number}`;
    const takesPerMille = Math.round(printsPerMille / NOISE_TRADERS);
    const options = { reach: 40 * unit, size: size / 2, takesPerMille };
    agents.push(new NoiseTrader({ trader: trader(name), prng: prng(name), ...options }));
  }
  for (const [number, lookback] of [20, 60].entries()) {
    const name = `momentum-${number + 1}`;
    const options = { lookback, threshold: 2 * lookback * unit, size: 2 * size };
    agents.push(new MomentumTrader({ trader: trader(name), ...options }));
  }
  const slicer = { trader: trader("slicer"), prng: prng("slicer"), size, reach: 100 * unit };
  agents.push(new OrderSlicer(slicer));
  return agents;
}

/** Fisher and Yates. */
function shuffle<Item>(items: Item[], prng: Prng): undefined {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = prng.between(0, last);
    const item = items[last] as Item;
    items[last] = items[other] as Item;
    items[other] = item;
  }
}

/** FNV-1a of `purpose`, begun with the seed: each purpose has a stream of its own. */
function seedOf(seed: number, purpose: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < purpose.length; index += 1) {
    hash = Math.imul(hash ^ purpose.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
