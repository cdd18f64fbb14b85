/**
 * The matching engine of one symbol: price-time priority, in integers, without a clock, an account or
 * money. The same commands give the same calls of its sink.
 *
 * A trade's price is the maker's. A stop is triggered by any trade at its price or beyond; those that a
 * command triggers become live orders one by one, as they came, when all is said of that command, and
 * before it returns; those that they trigger come behind.
 *
 * Invariant: when a command returns, the best bid is below the best ask.
 */
import { assert } from "../../../../core/assert.ts";
import type { Side } from "../../../market/instrument.ts";
import { canFill } from "./can-fill.ts";
import type { LiveOrder } from "./live-order.ts";
import type { ExpiryReason, MatchSink } from "./match-sink.ts";
import { Matcher } from "./matcher.ts";
import { assertOrder, isAtMarket, isStop, type NewOrder, type SubmitResult } from "./new-order.ts";
import { StopList, waitsForRise } from "./stop-list.ts";

export class MatchingEngine {
  readonly #sink: MatchSink;
  readonly #matcher: Matcher;
  readonly #stops = new StopList();
  readonly #triggered: LiveOrder[] = [];
  #isBusy = false;

  constructor(sink: MatchSink) {
    this.#sink = sink;
    this.#matcher = new Matcher(sink);
  }

  /** Price of the last trade; NaN before the first. Ticks. */
  get lastPriceTicks(): number {
    return this.#matcher.lastTicks;
  }

  /** Orders that rest or wait. */
  get openCount(): number {
    return this.#matcher.open.size;
  }

  /** @throws {AssertionError} When `order` is none that can be, or its number that of an open one. */
  submit(order: NewOrder): SubmitResult {
    assertOrder(order);
    assert(!this.#matcher.open.has(order.number), "the number of an order is of no open one");
    if (isStop(order.type)) return this.#wait(order);
    if (order.type === "LIMIT_MAKER" && this.crosses(order.side, order.priceTicks)) {
      return "POST_ONLY_CROSSES";
    }
    this.#begin();
    this.#sink.accepted(order.number);
    const result = this.#run(this.#matcher.pool.take(order));
    this.#finish();
    return result;
  }

  /** Ends an order. The lots that it had left; -1: it is not open. */
  cancel(number: number): number {
    const order = this.#matcher.open.get(number);
    if (order === undefined) return -1;
    this.#begin();
    const { leaves, level } = order;
    this.#matcher.open.delete(number);
    if (level === null) this.#stops.remove(order);
    else this.#matcher.withdraw(order, level);
    this.#matcher.pool.giveBack(order);
    this.#isBusy = false;
    return leaves;
  }

  /**
   * Makes an order smaller, down to `lots` left in all, and keeps its place. Hidden lots go first.
   *
   * @returns False, and nothing is done, unless the order is open and has more than `lots`, from 1.
   */
  amend(number: number, lots: number): boolean {
    const order = this.#matcher.open.get(number);
    if (order === undefined || !Number.isSafeInteger(lots)) return false;
    if (!(lots > 0 && lots < order.leaves)) return false;
    this.#begin();
    const { level } = order;
    if (level === null) {
      order.shownLots = lots;
    } else {
      const before = level.shownLots;
      level.reduce(order, order.leaves - lots);
      this.#matcher.settle(this.#matcher.ladder(order.side), level, before);
    }
    this.#isBusy = false;
    return true;
  }

  /** Lots that an order has left, hidden ones too; 0: it is not open, or taking right now. */
  leaves(number: number): number {
    return this.#matcher.open.get(number)?.leaves ?? 0;
  }

  /** NaN when the side is empty. Ticks. */
  best(side: Side): number {
    return this.#matcher.ladder(side).best?.priceTicks ?? Number.NaN;
  }

  /** Whether an order of `side` with that limit would trade, or be prevented from it. */
  crosses(side: Side, limitTicks: number): boolean {
    const ladder = this.#matcher.opposite(side);
    return ladder.best !== null && ladder.reaches(limitTicks, ladder.best.priceTicks);
  }

  /** All lots that an order of `side` with that limit could take, hidden ones too. */
  crossableLots(side: Side, limitTicks: number): number {
    const ladder = this.#matcher.opposite(side);
    let lots = 0;
    for (let place = 0; ; place += 1) {
      const level = ladder.level(place);
      if (level === null || !ladder.reaches(limitTicks, level.priceTicks)) return lots;
      lots += level.shownLots + level.hiddenLots;
    }
  }

  /** Lots shown at a price, 0 when nothing rests there. */
  shownLotsAt(side: Side, priceTicks: number): number {
    return this.#matcher.ladder(side).find(priceTicks)?.shownLots ?? 0;
  }

  /** At most `limit` levels, from the best, with the lots that each shows. */
  forEachLevel(
    side: Side,
    limit: number,
    visit: (priceTicks: number, shownLots: number) => undefined,
  ): undefined {
    const ladder = this.#matcher.ladder(side);
    for (let place = 0; place < limit; place += 1) {
      const level = ladder.level(place);
      if (level === null) return;
      visit(level.priceTicks, level.shownLots);
    }
  }

  /** The orders at a price, in the order in which they trade, until `visit` answers false. */
  forEachOrderAt(
    side: Side,
    priceTicks: number,
    visit: (number: number, shownLots: number, hiddenLots: number) => boolean | undefined,
  ): undefined {
    let order = this.#matcher.ladder(side).find(priceTicks)?.head ?? null;
    while (order !== null) {
      if (visit(order.number, order.shownLots, order.hiddenLots) === false) return;
      order = order.next;
    }
  }

  #wait(order: NewOrder): SubmitResult {
    const { lastTicks } = this.#matcher;
    const isThere = waitsForRise(order.side, order.type)
      ? lastTicks >= order.stopTicks
      : lastTicks <= order.stopTicks;
    if (isThere) return "STOP_WOULD_TRIGGER";
    this.#begin();
    this.#sink.accepted(order.number);
    const stop = this.#matcher.pool.take(order);
    this.#matcher.open.set(stop.number, stop);
    this.#stops.add(stop);
    this.#isBusy = false;
    return "WAITING";
  }

  /** Lets a live order take, then rest or end. */
  #run(order: LiveOrder): "RESTING" | "DONE" {
    const { type, timeInForce, shownLots } = order;
    const isMarket = isAtMarket(type);
    const isAllOrNothing = !isMarket && type !== "LIMIT_MAKER" && timeInForce === "FOK";
    if (isAllOrNothing && !canFill(this.#matcher.opposite(order.side), order)) {
      return this.#expire(order, "FOK");
    }
    const worst = order.side === "BUY" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    const end = this.#matcher.take(order, isMarket ? worst : order.priceTicks);
    if (end === "STP") return this.#expire(order, "STP");
    const hasSpent = end === "BUDGET" && order.shownLots < shownLots;
    if (order.shownLots === 0 || hasSpent) {
      this.#matcher.pool.giveBack(order);
      return "DONE";
    }
    if (isMarket) return this.#expire(order, "NO_LIQUIDITY");
    if (type !== "LIMIT_MAKER" && timeInForce !== "GTC") return this.#expire(order, "IOC");
    this.#matcher.rest(order);
    return "RESTING";
  }

  #expire(order: LiveOrder, reason: ExpiryReason): "DONE" {
    const { number, leaves } = order;
    this.#matcher.pool.giveBack(order);
    this.#sink.expired(number, leaves, reason);
    return "DONE";
  }

  #begin(): undefined {
    assert(!this.#isBusy, "a sink commands no engine");
    this.#isBusy = true;
  }

  /** Lets the stops that were triggered run, one after the other, and those that they trigger. */
  #finish(): undefined {
    const queue = this.#triggered;
    this.#collect();
    for (let place = 0; place < queue.length; place += 1) {
      const stop = queue[place] as LiveOrder;
      this.#matcher.open.delete(stop.number);
      this.#sink.triggered(stop.number);
      this.#run(stop);
      this.#collect();
    }
    queue.length = 0;
    this.#isBusy = false;
  }

  #collect(): undefined {
    const matcher = this.#matcher;
    if (!(matcher.lowTicks <= matcher.highTicks)) return;
    if (this.#stops.count > 0) {
      this.#stops.moveTriggered(matcher.lowTicks, matcher.highTicks, this.#triggered);
    }
    matcher.lowTicks = Number.POSITIVE_INFINITY;
    matcher.highTicks = Number.NEGATIVE_INFINITY;
  }
}
