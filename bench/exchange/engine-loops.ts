/** Our engine and the one from npm, each given the whole of a plan: how long the timed part takes. */
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { MatchingEngine } from "../../src/trading/venue/simulated/engine/matching-engine.ts";
import { type OrderBookPeer, openOrderBook } from "../peers/order-book-peer.ts";
import { type OrderPlan, plainOrder, silentSink } from "./order-plan.ts";

/** Runs it in an empty book. Nanoseconds of the timed part. */
export type PlanRun = (plan: OrderPlan) => Promise<number>;

/** @throws {AssertionError} When the book is another in the end than that of the plan. */
export const runOurs: PlanRun = async (plan) => {
  let trades = 0;
  const engine = new MatchingEngine(
    silentSink(() => {
      trades += 1;
    }),
  );
  handOurs(engine, plan, 0, plan.filled);
  const startedAt = monotonicNs();
  handOurs(engine, plan, plan.filled, plan.numbers.length);
  const tookNs = monotonicNs() - startedAt;
  assert(trades === plan.trades, `our engine makes ${plan.trades} trades: it made ${trades}`);
  for (const [price, lots] of plan.asks) {
    assert(engine.shownLotsAt("SELL", price) === lots, `${lots} lots are left at ${price}`);
  }
  return tookNs;
};

/** @param path The module of the peer. */
export function peerRun(path: string): PlanRun {
  return async (plan) => {
    const book = await openOrderBook(path);
    // An id is text there: that it has to be made is not counted.
    const ids = Array.from(plan.numbers, String);
    handPeer(book, plan, ids, 0, plan.filled);
    const startedAt = monotonicNs();
    handPeer(book, plan, ids, plan.filled, plan.numbers.length);
    const tookNs = monotonicNs() - startedAt;
    const [asks, bids] = book.depth();
    const inOrder = (levels: readonly (readonly [number, number])[]) =>
      levels.toSorted(([left], [right]) => left - right).join();
    assert(inOrder(asks) === inOrder(plan.asks), "the peer has the plan's asks in the end");
    assert(inOrder(bids) === inOrder(plan.bids), "the peer has the plan's bids in the end");
    return tookNs;
  };
}

function handOurs(engine: MatchingEngine, plan: OrderPlan, from: number, to: number): undefined {
  const { isCancel, numbers, isBuy, prices, lots, isCrossing } = plan;
  const order = plainOrder();
  for (let place = from; place < to; place += 1) {
    const number = numbers[place] ?? 0;
    if (isCancel[place] === 1) {
      engine.cancel(number);
      continue;
    }
    order.number = number;
    order.side = isBuy[place] === 1 ? "BUY" : "SELL";
    order.priceTicks = prices[place] ?? 0;
    order.lots = lots[place] ?? 0;
    order.timeInForce = isCrossing[place] === 1 ? "IOC" : "GTC";
    engine.submit(order);
  }
}

function handPeer(
  book: OrderBookPeer,
  plan: OrderPlan,
  ids: readonly string[],
  from: number,
  to: number,
): undefined {
  const { isCancel, isBuy, prices, lots, isCrossing } = plan;
  for (let place = from; place < to; place += 1) {
    const id = ids[place] ?? "";
    if (isCancel[place] === 1) {
      book.cancel(id);
      continue;
    }
    book.limit({
      id,
      side: isBuy[place] === 1 ? "buy" : "sell",
      price: prices[place] ?? 0,
      size: lots[place] ?? 0,
      timeInForce: isCrossing[place] === 1 ? "IOC" : "GTC",
    });
  }
}
