/** Streams of commands from a seed: all kinds of orders, near the touch and far from it. */
import type { Prng } from "../../../../../src/core/prng.ts";
import type { NewOrder } from "../../../../../src/trading/venue/simulated/engine/new-order.ts";

export type Command =
  | { readonly kind: "SUBMIT"; readonly order: NewOrder }
  | { readonly kind: "CANCEL"; readonly number: number }
  | { readonly kind: "AMEND"; readonly number: number; readonly lots: number };

/** A plain limit order to buy one lot at 100, with what a case wants to be different. */
export function orderOf(given: Partial<NewOrder>): NewOrder {
  return {
    number: 1,
    owner: 1,
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    priceTicks: 100,
    lots: 1,
    stopTicks: 0,
    peakLots: 0,
    budget: Number.NaN,
    stp: "NONE",
    ...given,
  };
}

export function randomCommand(random: Prng, number: number): Command {
  const chance = random.unit();
  // Mostly one that is young: it may be open.
  const other = Math.max(0, number - random.between(1, random.unit() < 0.9 ? 60 : 2_000));
  if (chance < 0.22) return { kind: "CANCEL", number: other };
  if (chance < 0.32) return { kind: "AMEND", number: other, lots: random.between(0, 12) };
  return { kind: "SUBMIT", order: randomOrder(random, number) };
}

function randomOrder(random: Prng, number: number): NewOrder {
  const type = random.pick([
    ...(["LIMIT", "LIMIT", "LIMIT", "LIMIT", "LIMIT", "LIMIT_MAKER", "LIMIT_MAKER"] as const),
    ...(["MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"] as const),
  ]);
  const hasBudget = type === "MARKET" && random.unit() < 0.5;
  const side = random.pick(["BUY", "SELL"]);
  return {
    number,
    owner: random.between(1, 3),
    side,
    type,
    timeInForce: random.pick(["GTC", "GTC", "GTC", "GTC", "IOC", "FOK", "FOK"]),
    priceTicks: randomPrice(random, side === "BUY" ? -2 : 2),
    lots: hasBudget && random.unit() < 0.5 ? 2 ** 40 : random.between(1, 20),
    stopTicks: randomPrice(random, 0),
    peakLots: random.unit() < 0.4 ? random.between(1, 6) : 0,
    budget: hasBudget ? random.between(1, 3_000) : Number.NaN,
    stp: random.pick(["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT"]),
  };
}

function randomPrice(random: Prng, skew: number): number {
  if (random.unit() < 0.04) return random.between(1, random.pick([30, 400, 2 ** 40]));
  return 100 + skew + random.between(-5, 5);
}
