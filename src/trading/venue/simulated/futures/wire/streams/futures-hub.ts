/**
 * Brings what a futures exchange says to those who listen to market streams. A stream that nobody
 * listens to costs nothing; one that many listen to is rendered once.
 *
 * Streams on the clock are told up to a time before anything of that time happens: `tick` is called
 * before each command.
 */
import type { MarketTrade } from "../../../exchange/reports.ts";
import type { Side } from "../../../exchange/words.ts";
import { Channel, type Subscriber } from "../../../wire/streams/channel.ts";
import type { Feed } from "../../../wire/streams/feed/feed.ts";
import type { ContractRules } from "../../exchange/contract-rules.ts";
import type { FuturesSink } from "../../exchange/reports.ts";
import type { FuturesVenue } from "../call/futures-venue.ts";
import {
  type ContractView,
  futuresDepthFeed,
  futuresPartialFeed,
  futuresTickerFeed,
} from "./depth-feeds.ts";
import { type FuturesStreamName, parseFuturesStream } from "./futures-stream-name.ts";
import {
  futuresAggregateFeed,
  futuresDayFeed,
  futuresKlineFeed,
  futuresTradeFeed,
  markPriceFeed,
} from "./market-feeds.ts";

type Stream = {
  readonly symbol: string;
  readonly channel: Channel;
  readonly feed: Feed;
  /** When its next tick is due; infinite without one. Wall microseconds. */
  dueAt: number;
};

/** Ticks that are made up for when nobody looked at the clock for long. */
const CATCH_UP_MAX = 100;

export class FuturesHub implements FuturesSink {
  readonly #venue: FuturesVenue;
  readonly #streams = new Map<string, Stream>();
  /** When each contract's newest change of a level was. */
  readonly #changedAt = new Map<string, number>();
  /** Newest update id of each contract, while the command that makes it still runs. */
  readonly #updateIds = new Map<string, number>();

  constructor(venue: FuturesVenue) {
    this.#venue = venue;
    venue.listen(this);
  }

  /** Streams that somebody listens to. */
  get size(): number {
    return this.#streams.size;
  }

  /** False: it is no market stream of a contract that is listed, and nothing will be told. */
  subscribe(subscriber: Subscriber, name: string, at: number): boolean {
    const known = this.#streams.get(name) ?? this.#open(name, at);
    known?.channel.subscribers.add(subscriber);
    return known !== null;
  }

  unsubscribe(subscriber: Subscriber, name: string): undefined {
    const stream = this.#streams.get(name);
    stream?.channel.subscribers.delete(subscriber);
    if (stream?.channel.subscribers.size === 0) this.#streams.delete(name);
  }

  /** Called on the clock, and before each command: nothing of `at` has happened yet. */
  tick(at: number): undefined {
    for (const stream of this.#streams.values()) {
      const { everyUs } = stream.feed;
      if (!(at >= stream.dueAt)) continue;
      stream.dueAt = Math.max(stream.dueAt, nextDue(stream.feed, at - CATCH_UP_MAX * everyUs));
      for (; at >= stream.dueAt; stream.dueAt += everyUs) stream.feed.tick?.(stream.dueAt);
    }
  }

  trade(trade: MarketTrade): undefined {
    const aggregate = this.#venue.tape(trade.symbol).aggregates.trades.at(-1) ?? null;
    for (const { feed } of this.#of(trade.symbol)) feed.trade?.(trade, aggregate, trade.at);
  }

  level(
    symbol: string,
    side: Side,
    priceTicks: number,
    lots: number,
    updateId: number,
    at: number,
  ): undefined {
    this.#changedAt.set(symbol, at);
    this.#updateIds.set(symbol, updateId);
    for (const { feed } of this.#of(symbol)) feed.level?.(side, priceTicks, lots, at);
  }

  settled(at: number): undefined {
    for (const { feed } of this.#streams.values()) feed.settled?.(at);
  }

  filled(): undefined {
    return;
  }

  change(): undefined {
    return;
  }

  execution(): undefined {
    return;
  }

  leverage(): undefined {
    return;
  }

  *#of(symbol: string): Generator<Stream> {
    for (const stream of this.#streams.values()) if (stream.symbol === symbol) yield stream;
  }

  #open(name: string, at: number): Stream | null {
    const parsed = parseFuturesStream(name);
    if (parsed === null) return null;
    const rules = this.#venue.exchange.rulesOf(parsed.symbol);
    if (rules === null && parsed.symbol !== "") return null;
    const channel = new Channel(name);
    const feed = this.#feedOf(parsed, channel, rules);
    if (feed === null) return null;
    const stream = { symbol: parsed.symbol, channel, feed, dueAt: nextDue(feed, at) };
    this.#streams.set(name, stream);
    return stream;
  }

  #feedOf(name: FuturesStreamName, channel: Channel, rules: ContractRules | null): Feed | null {
    const venue = this.#venue;
    if (rules === null) {
      if (name.kind !== "MARK_PRICE") return null;
      const all = { contracts: venue.exchange.contracts, isArray: true };
      return markPriceFeed(channel, venue, { ...all, everyUs: name.everyUs });
    }
    switch (name.kind) {
      case "MARK_PRICE": {
        const one = { contracts: [rules], isArray: false };
        return markPriceFeed(channel, venue, { ...one, everyUs: name.everyUs });
      }
      case "DEPTH":
        return futuresDepthFeed(channel, this.#viewOf(rules), name.everyUs);
      case "PARTIAL_DEPTH":
        return futuresPartialFeed(channel, this.#viewOf(rules), name);
      case "BOOK_TICKER":
        return futuresTickerFeed(channel, this.#viewOf(rules));
      case "TRADE":
        return futuresTradeFeed(channel, rules);
      case "AGG_TRADE":
        return futuresAggregateFeed(channel, rules);
      case "KLINE":
        return futuresKlineFeed(channel, venue, { rules, interval: name.interval });
      case "MINI_TICKER":
      case "TICKER":
        return futuresDayFeed(channel, venue, { rules, isMini: name.kind === "MINI_TICKER" });
    }
  }

  #viewOf(rules: ContractRules): ContractView {
    const { symbol } = rules;
    const { exchange } = this.#venue;
    const [ids, times] = [this.#updateIds, this.#changedAt];
    return {
      symbol,
      rules,
      get updateId() {
        return ids.get(symbol) ?? exchange.depth(symbol, 0).updateId;
      },
      get changedAt() {
        return times.get(symbol) ?? 0;
      },
      depth: (limit) => exchange.depth(symbol, limit),
    };
  }
}

/** The next time on the clock; infinite for a feed without one. */
function nextDue({ everyUs }: Feed, at: number): number {
  return everyUs === 0 ? Number.POSITIVE_INFINITY : (Math.floor(at / everyUs) + 1) * everyUs;
}
