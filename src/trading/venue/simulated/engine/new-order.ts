/** An order as the matching engine takes it: integers and words, no money, no account, no text. */
import { assert } from "../../../../core/assert.ts";
import type { Side } from "../../../market/instrument.ts";

export type EngineOrderType =
  | "LIMIT"
  | "MARKET"
  /** A limit order that is refused when it would take. */
  | "LIMIT_MAKER"
  /** Waits for a price to go the wrong way, then is a market order. */
  | "STOP_LOSS"
  /** The same, then a limit order. */
  | "STOP_LOSS_LIMIT"
  /** Waits for a price to go the right way, then is a market order. */
  | "TAKE_PROFIT"
  | "TAKE_PROFIT_LIMIT";

export type EngineTimeInForce = "GTC" | "IOC" | "FOK";

/**
 * What happens where an order would trade with another of its owner. The taker's mode decides.
 *
 * NONE: they trade. EXPIRE_TAKER: what is left of the taker is over. EXPIRE_MAKER: the maker is over,
 * hidden lots too, and the taker goes on. EXPIRE_BOTH: both are over. DECREMENT: both lose the lots of
 * the smaller one, which is over (both when they are equal); the larger one goes on. What moves between
 * accounts besides, as with TRANSFER, is not the engine's: it is DECREMENT here.
 */
export type SelfTradeMode = "NONE" | "EXPIRE_TAKER" | "EXPIRE_MAKER" | "EXPIRE_BOTH" | "DECREMENT";

/** One order. The engine copies it: the caller may use the object again. */
export type NewOrder = {
  /** Its name in this engine: a whole number from 0, of no other order that is open. */
  readonly number: number;
  /** Whose it is: orders with the same whole number do not trade with each other, if `stp` says so. */
  readonly owner: number;
  readonly side: Side;
  readonly type: EngineOrderType;
  /** Ignored where the type decides: a market order never rests, LIMIT_MAKER is GTC. */
  readonly timeInForce: EngineTimeInForce;
  /** Limit, from 1. Ignored for types that have none. Ticks. */
  readonly priceTicks: number;
  /** From 1. With a `budget`: most lots. */
  readonly lots: number;
  /** Price that it waits for, from 1. Ignored for types that do not wait. Ticks. */
  readonly stopTicks: number;
  /** Most lots to show at once, while it rests; 0: all. */
  readonly peakLots: number;
  /** MARKET by amount: most to trade for, in ticks x lots. NaN: by lots alone. */
  readonly budget: number;
  readonly stp: SelfTradeMode;
};

/**
 * What became of an order, before the stops that it triggered.
 *
 * RESTING: it is in the book. WAITING: it is a stop. DONE: it is over: filled, or what `expired` said.
 * The others are refusals: nothing happened, and the sink has heard nothing.
 */
export type SubmitResult =
  | "RESTING"
  | "WAITING"
  | "DONE"
  | "POST_ONLY_CROSSES"
  | "STOP_WOULD_TRIGGER";

export function isStop(type: EngineOrderType): boolean {
  return type.startsWith("STOP_LOSS") || type.startsWith("TAKE_PROFIT");
}

/** Whether it has no limit: once it is live it takes at any price, and never rests. */
export function isAtMarket(type: EngineOrderType): boolean {
  return type === "MARKET" || type === "STOP_LOSS" || type === "TAKE_PROFIT";
}

/** @throws {AssertionError} When `order` is none that can be: its sender had to look at it first. */
export function assertOrder(order: NewOrder): undefined {
  const { number, owner, type, lots, peakLots, budget } = order;
  assert(Number.isSafeInteger(number) && number >= 0, "an order's number is whole, from 0");
  assert(Number.isSafeInteger(owner), "an owner is a whole number");
  assert(Number.isSafeInteger(lots) && lots > 0, "an order has whole lots, from 1");
  assert(Number.isSafeInteger(peakLots) && peakLots >= 0, "a peak is of whole lots, from 0");
  assert(isAtMarket(type) || isPrice(order.priceTicks), "a limit is in whole ticks, from 1");
  assert(!isStop(type) || isPrice(order.stopTicks), "a stop's price is in whole ticks, from 1");
  if (Number.isNaN(budget)) return;
  assert(type === "MARKET", "only a market order has a budget");
  assert(Number.isSafeInteger(budget) && budget > 0, "a budget is whole, from 1");
}

function isPrice(ticks: number): boolean {
  return Number.isSafeInteger(ticks) && ticks > 0;
}
