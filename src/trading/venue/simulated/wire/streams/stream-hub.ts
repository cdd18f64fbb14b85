/**
 * Brings what the exchange says to those who listen to market streams. A stream that nobody listens to
 * costs nothing; one that many listen to is rendered once.
 *
 * Streams on the clock are told up to a time before anything of that time happens: when `tick` is
 * called before each command, what they tell does not depend on how often it is called otherwise.
 */
import type { ExchangeSink, MarketTrade } from "../../exchange/reports.ts";
import type { Side } from "../../exchange/words.ts";
import type { Venue } from "../call/venue.ts";
import type { Subscriber } from "./channel.ts";
import { FAULTLESS_STREAMS, type StreamFaultPoint } from "./stream-fault.ts";
import { parseStreamName } from "./stream-name.ts";
import { SymbolStreams } from "./symbol-streams.ts";

export class StreamHub implements ExchangeSink {
  /** May be changed at any time. */
  faults: StreamFaultPoint = FAULTLESS_STREAMS;
  readonly #venue: Venue;
  readonly #symbols = new Map<string, SymbolStreams>();
  /** Those who listen to a symbol that is not listed, by the name of the stream. */
  readonly #waiting = new Map<string, Set<Subscriber>>();
  /** The command that runs printed in one of these. */
  readonly #traded = new Set<SymbolStreams>();

  /** Listens to `venue` from now on. */
  constructor(venue: Venue) {
    this.#venue = venue;
    venue.listen(this);
  }

  /** Streams that somebody listens to. */
  get size(): number {
    let size = 0;
    for (const streams of this.#symbols.values()) size += streams.size;
    return size;
  }

  /** When `tick` has something to do. Wall microseconds; infinite when nobody listens. */
  get nextAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.#symbols.values()) next = Math.min(next, dueAt);
    return next;
  }

  /** As at the venue, what is no stream is taken, and says nothing. */
  subscribe(subscriber: Subscriber, name: string, at: number): undefined {
    const stream = parseStreamName(name);
    if (stream === null) return;
    const rules = this.#venue.exchange.rulesOf(stream.symbol);
    if (rules === null) {
      const waiting = this.#waiting.get(name) ?? new Set();
      this.#waiting.set(name, waiting.add(subscriber));
      return;
    }
    let streams = this.#symbols.get(stream.symbol);
    if (streams === undefined) {
      streams = new SymbolStreams(this.#venue, rules);
      this.#symbols.set(stream.symbol, streams);
    }
    streams.advance(at);
    streams.open(stream, at).subscribers.add(subscriber);
  }

  unsubscribe(subscriber: Subscriber, name: string): undefined {
    const waiting = this.#waiting.get(name);
    waiting?.delete(subscriber);
    if (waiting?.size === 0) this.#waiting.delete(name);
    const symbol = parseStreamName(name)?.symbol ?? "";
    const streams = this.#symbols.get(symbol);
    const subscribers = streams?.find(name)?.subscribers;
    if (streams === undefined || subscribers === undefined) return;
    subscribers.delete(subscriber);
    if (subscribers.size === 0) streams.close(name);
    if (streams.size === 0) this.#symbols.delete(symbol);
  }

  /** Called on the clock, and before each command: nothing of `at` has happened yet. */
  tick(at: number): undefined {
    for (const streams of this.#symbols.values()) streams.advance(at);
  }

  trade(trade: MarketTrade): undefined {
    const streams = this.#symbols.get(trade.symbol);
    if (streams === undefined) return;
    streams.advance(trade.at);
    streams.trade(trade);
    this.#traded.add(streams);
  }

  level(
    symbol: string,
    side: Side,
    priceTicks: number,
    lots: number,
    updateId: number,
    at: number,
  ): undefined {
    const streams = this.#symbols.get(symbol);
    if (streams === undefined) return;
    streams.advance(at);
    streams.level(side, priceTicks, lots, updateId, at);
  }

  /** Balances are told at the end of a command. */
  balances(_account: number, _changed: unknown, at: number): undefined {
    if (this.#traded.size === 0) return;
    for (const streams of this.#traded) streams.settled(at);
    this.#traded.clear();
  }

  rules(symbol: string, at: number): undefined {
    const rules = this.#venue.exchange.rulesOf(symbol);
    if (rules !== null) this.#symbols.get(symbol)?.renew(rules, at);
    for (const [name, subscribers] of [...this.#waiting]) {
      if (parseStreamName(name)?.symbol !== symbol) continue;
      this.#waiting.delete(name);
      for (const subscriber of subscribers) this.subscribe(subscriber, name, at);
    }
  }

  execution(): undefined {
    return;
  }

  balanceUpdate(): undefined {
    return;
  }
}
