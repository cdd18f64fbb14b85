/**
 * A stream of commands for a matching engine, made once from a seed, so that every engine is given the
 * same: 60 % cancel an order that rests, 35 % rest, 5 % cross.
 *
 * A real engine goes along while it is made: what is canceled is open, and what crosses finds somebody.
 */
import { Prng } from "../../src/core/prng.ts";
import type { MatchSink } from "../../src/trading/venue/simulated/engine/match-sink.ts";
import { MatchingEngine } from "../../src/trading/venue/simulated/engine/matching-engine.ts";
import type { NewOrder } from "../../src/trading/venue/simulated/engine/new-order.ts";

/** NEAR: orders rest within 250 ticks, most of them near the touch. FAR: at any of 20,000 prices of their side. */
export type Spread = "NEAR" | "FAR";

export const CANCEL_SHARE = 0.6;
export const PASSIVE_SHARE = 0.35;

/** A command by its place. */
export type OrderPlan = {
  /** 1: it is a cancel. */
  readonly isCancel: Uint8Array;
  /** The order's, or that of the one it cancels. */
  readonly numbers: Float64Array;
  readonly isBuy: Uint8Array;
  readonly prices: Float64Array;
  readonly lots: Float64Array;
  /** 1: it crosses, and is IOC; else it is GTC. */
  readonly isCrossing: Uint8Array;
  /** Of them come first, all at rest, and are not timed. */
  readonly filled: number;
  readonly trades: number;
  /** What the book has left, all levels: price and lots. */
  readonly asks: readonly (readonly [number, number])[];
  readonly bids: readonly (readonly [number, number])[];
};

const MIDDLE = 100_000;

/** `filled` orders that rest, then `commands` of the mix. `filled` is a third of `commands` or more. */
export function planOrders(
  seed: number,
  spread: Spread,
  filled: number,
  commands: number,
): OrderPlan {
  const maker = new PlanMaker(seed, spread, filled + commands);
  for (let place = 0; place < filled; place += 1) maker.rest(place);
  for (let place = filled; place < filled + commands; place += 1) maker.command(place);
  return { ...maker.arrays, filled, ...maker.result() };
}

/** Limit, GTC or IOC, of one owner: the object that loops use again. */
export function plainOrder(): { -readonly [Field in keyof NewOrder]: NewOrder[Field] } {
  return {
    number: 0,
    owner: 0,
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    priceTicks: 1,
    lots: 1,
    stopTicks: 0,
    peakLots: 0,
    budget: Number.NaN,
    stp: "NONE",
  };
}

class PlanMaker {
  readonly arrays;
  readonly #random: Prng;
  readonly #spread: Spread;
  readonly #engine: MatchingEngine;
  readonly #order = plainOrder();
  /** Numbers of orders that rest, or have since been filled. */
  readonly #resting: number[] = [];
  #trades = 0;

  constructor(seed: number, spread: Spread, count: number) {
    this.#random = new Prng(seed);
    this.#spread = spread;
    this.#engine = new MatchingEngine(
      silentSink(() => {
        this.#trades += 1;
      }),
    );
    this.arrays = {
      isCancel: new Uint8Array(count),
      numbers: new Float64Array(count),
      isBuy: new Uint8Array(count),
      prices: new Float64Array(count),
      lots: new Float64Array(count),
      isCrossing: new Uint8Array(count),
    };
  }

  command(place: number): undefined {
    const chance = this.#random.unit();
    if (chance < CANCEL_SHARE) this.#cancel(place);
    else if (chance < CANCEL_SHARE + PASSIVE_SHARE) this.rest(place);
    else this.#cross(place);
  }

  rest(place: number): undefined {
    const random = this.#random;
    const isBuy = random.unit() < 0.5;
    // Squared, most are near; the touch itself is where others still rest.
    const away = this.#spread === "FAR" ? random.unit() * 20_000 : random.unit() ** 2 * 250;
    const price = MIDDLE + (isBuy ? -1 - Math.floor(away) : 1 + Math.floor(away));
    this.#submit(place, isBuy, price, random.between(1, 100), false);
    this.#resting.push(place);
  }

  result() {
    const levelsOf = (side: "BUY" | "SELL") => {
      const levels: [number, number][] = [];
      this.#engine.forEachLevel(side, Number.POSITIVE_INFINITY, (price, lots) => {
        levels.push([price, lots]);
        return undefined;
      });
      return levels;
    };
    return { trades: this.#trades, asks: levelsOf("SELL"), bids: levelsOf("BUY") };
  }

  /** Takes the lots of one to three orders at the touch. */
  #cross(place: number): undefined {
    const isBuy = this.#random.unit() < 0.5;
    const price = this.#engine.best(isBuy ? "SELL" : "BUY");
    this.#submit(place, isBuy, price, this.#random.between(1, 150), true);
  }

  #cancel(place: number): undefined {
    for (;;) {
      const index = this.#random.between(0, this.#resting.length - 1);
      const number = this.#resting[index] ?? -1;
      this.#resting[index] = this.#resting[this.#resting.length - 1] ?? -1;
      this.#resting.pop();
      if (this.#engine.cancel(number) < 0) continue;
      this.arrays.isCancel[place] = 1;
      this.arrays.numbers[place] = number;
      return;
    }
  }

  #submit(
    place: number,
    isBuy: boolean,
    price: number,
    lots: number,
    isCrossing: boolean,
  ): undefined {
    const { numbers, prices, lots: allLots, isBuy: sides, isCrossing: crossing } = this.arrays;
    numbers[place] = place;
    prices[place] = price;
    allLots[place] = lots;
    sides[place] = isBuy ? 1 : 0;
    crossing[place] = isCrossing ? 1 : 0;
    const order = this.#order;
    order.number = place;
    order.side = isBuy ? "BUY" : "SELL";
    order.priceTicks = price;
    order.lots = lots;
    order.timeInForce = isCrossing ? "IOC" : "GTC";
    this.#engine.submit(order);
  }
}

/** Hears trades, and nothing else. */
export function silentSink(trade: () => void): MatchSink {
  const nothing = () => undefined;
  return {
    accepted: nothing,
    trade: () => {
      trade();
      return undefined;
    },
    prevented: nothing,
    level: nothing,
    triggered: nothing,
    rested: nothing,
    expired: nothing,
  };
}
