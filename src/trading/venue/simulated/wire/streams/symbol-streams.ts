/** All streams of one symbol that somebody listens to, fed by what the exchange says of it. */
import { Book } from "../../../../market/book.ts";
import type { MarketTrade } from "../../exchange/reports.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import type { Side } from "../../exchange/words.ts";
import type { Venue } from "../call/venue.ts";
import { Channel } from "./channel.ts";
import type { Feed, SymbolView } from "./feed/feed.ts";
import { feedOf } from "./feed/feed-of.ts";
import type { StreamName } from "./stream-name.ts";

type Stream = {
  readonly channel: Channel;
  readonly feed: Feed;
  /** When its next tick is due; infinite without one. Wall microseconds. */
  dueAt: number;
};

/** Ticks that are made up for when nobody looked at the clock for long. */
const CATCH_UP_MAX = 100;

export class SymbolStreams {
  readonly #venue: Venue;
  readonly #streams = new Map<string, Stream>();
  readonly #book = new Book();
  readonly #view: SymbolView;
  #rules: SymbolRules;
  #updateId: number;
  /** Soonest of all streams. */
  #dueAt = Number.POSITIVE_INFINITY;

  /** @param rules Of a symbol that is listed. */
  constructor(venue: Venue, rules: SymbolRules) {
    this.#venue = venue;
    this.#rules = rules;
    const { symbol } = rules;
    const { updateId, bids, asks } = venue.exchange.depth(symbol, Number.POSITIVE_INFINITY);
    this.#updateId = updateId;
    for (const { priceTicks, lots } of bids) this.#book.apply("BID", priceTicks, lots);
    for (const { priceTicks, lots } of asks) this.#book.apply("ASK", priceTicks, lots);
    const self = this;
    this.#view = {
      symbol,
      book: this.#book,
      candles: venue.tape(symbol).candles,
      get rules() {
        return self.#rules;
      },
      get updateId() {
        return self.#updateId;
      },
      get lastTrade() {
        return venue.exchange.trades(symbol).at(-1) ?? null;
      },
    };
  }

  /** Streams that somebody listens to. */
  get size(): number {
    return this.#streams.size;
  }

  /** When `advance` has something to do. Wall microseconds. */
  get dueAt(): number {
    return this.#dueAt;
  }

  /** Returns the channel of a stream of this symbol, which begins now if nobody listened before. */
  open(name: StreamName, at: number): Channel {
    const known = this.#streams.get(name.name);
    if (known !== undefined) return known.channel;
    const channel = new Channel(name.name);
    const feed = feedOf(name, channel, this.#view);
    const dueAt = nextDue(feed, at);
    this.#streams.set(name.name, { channel, feed, dueAt });
    this.#dueAt = Math.min(this.#dueAt, dueAt);
    return channel;
  }

  /** Null: nobody listens to a stream of this name. */
  find(name: string): Channel | null {
    return this.#streams.get(name)?.channel ?? null;
  }

  /** Ends a stream that nobody listens to any more. */
  close(name: string): undefined {
    this.#streams.delete(name);
    this.#findDue();
  }

  /** Does what the clock asks for up to `at`, each at its time. */
  advance(at: number): undefined {
    if (!(at >= this.#dueAt)) return;
    for (const stream of this.#streams.values()) {
      const { everyUs } = stream.feed;
      stream.dueAt = Math.max(stream.dueAt, nextDue(stream.feed, at - CATCH_UP_MAX * everyUs));
      for (; at >= stream.dueAt; stream.dueAt += everyUs) stream.feed.tick?.(stream.dueAt);
    }
    this.#findDue();
  }

  level(side: Side, priceTicks: number, lots: number, updateId: number, at: number): undefined {
    this.#book.apply(side === "BUY" ? "BID" : "ASK", priceTicks, lots);
    this.#updateId = updateId;
    for (const { feed } of this.#streams.values()) feed.level?.(side, priceTicks, lots, at);
  }

  trade(trade: MarketTrade): undefined {
    const aggregate = this.#venue.tape(trade.symbol).aggregates.trades.at(-1) ?? null;
    for (const { feed } of this.#streams.values()) feed.trade?.(trade, aggregate, trade.at);
  }

  settled(at: number): undefined {
    for (const { feed } of this.#streams.values()) feed.settled?.(at);
  }

  /** Levels and trades until now were in the old ticks and lots: what is gathered of them is told. */
  renew(rules: SymbolRules, at: number): undefined {
    for (const { feed } of this.#streams.values()) feed.renew?.(at);
    this.#rules = rules;
  }

  #findDue(): undefined {
    this.#dueAt = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.#streams.values()) this.#dueAt = Math.min(this.#dueAt, dueAt);
  }
}

/** The next time on the clock; infinite for a feed without one. */
function nextDue({ everyUs }: Feed, at: number): number {
  return everyUs === 0 ? Number.POSITIVE_INFINITY : (Math.floor(at / everyUs) + 1) * everyUs;
}
