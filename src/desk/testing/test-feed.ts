/** The feed of a played strategy: what the test says of a market, as a real feed would show it. */
import type { Instrument } from "../../trading/market/instrument.ts";
import { Quote } from "../message/quote.ts";
import { Stream, streamKey } from "../message/stream.ts";
import { Top } from "../message/top.ts";
import { Trade } from "../message/trade.ts";
import type { Peer } from "./peer.ts";
import type { Stage } from "./stage.ts";
import { type Amount, findInstrument, lotsOf, ticksOf } from "./test-instrument.ts";

/** A best bid and ask. Exact decimal text, or ticks and lots; null is an empty side. */
export type QuoteSays = {
  readonly bid: Amount | null;
  readonly ask: Amount | null;
  /** One of the base asset by default. */
  readonly bidQuantity?: Amount;
  readonly askQuantity?: Amount;
  /** The first by default. */
  readonly instrument?: string;
};

/** Somebody else's trade. */
export type TradeSays = {
  readonly price: Amount;
  readonly quantity: Amount;
  /** Side of the taker. */
  readonly aggressor: "BUY" | "SELL";
  readonly instrument?: string;
};

type TopState = "LIVE" | "STALE";

export class TestFeed {
  readonly #stage: Stage;
  readonly #peer: Peer;
  /** Newest quote by instrument. */
  readonly #tops = new Map<
    number,
    Record<"bidTicks" | "bidLots" | "askTicks" | "askLots", number>
  >();
  #said = 0;

  constructor(stage: Stage, peer: Peer) {
    this.#stage = stage;
    this.#peer = peer;
  }

  /** Says the quote, then shows it: book and streams are live. */
  quote(says: QuoteSays): undefined {
    const instrument = this.find(says.instrument);
    const { bid, ask, bidQuantity = "1", askQuantity = "1" } = says;
    const top = {
      bidTicks: bid === null ? Number.NaN : ticksOf(instrument, "bid", bid),
      bidLots: bid === null ? Number.NaN : lotsOf(instrument, "bidQuantity", bidQuantity),
      askTicks: ask === null ? Number.NaN : ticksOf(instrument, "ask", ask),
      askLots: ask === null ? Number.NaN : lotsOf(instrument, "askQuantity", askQuantity),
    };
    this.#tops.set(instrument.number, top);
    this.#said += 1;
    this.#peer.say(Quote, this.#numberOf(Quote), {
      instrument: instrument.number,
      ...top,
      venueSequence: this.#said,
      venueTimeUs: Number.NaN,
      intendedAt: Number.NaN,
      sentAt: Number.NaN,
      receivedAt: this.#now,
      builtAt: this.#now,
    });
    this.#show(instrument, "LIVE");
  }

  trade({ price, quantity, aggressor, instrument: name }: TradeSays): undefined {
    const instrument = this.find(name);
    this.#said += 1;
    this.#peer.say(Trade, this.#numberOf(Trade), {
      instrument: instrument.number,
      aggressor,
      priceTicks: ticksOf(instrument, "price", price),
      lots: lotsOf(instrument, "quantity", quantity),
      venueTimeUs: Number.NaN,
      receivedAt: this.#now,
      builtAt: this.#now,
      tradeId: `trade-${this.#said}`,
    });
  }

  /** Its connection is lost: the last book stands there, and nobody may act on it. */
  stale(name: string | undefined): undefined {
    this.#show(this.find(name), "STALE");
  }

  find(name: string | undefined): Instrument {
    return findInstrument(this.#stage.parts.instruments, name);
  }

  #show({ number }: Instrument, state: TopState): undefined {
    const receivedAt = this.#now;
    const sequence = this.#peer.nextSequence - 1;
    const top = this.#tops.get(number);
    if (top !== undefined) this.#peer.put(Top, number, { state, ...top, sequence, receivedAt });
    for (const stream of ["DEPTH", "QUOTE", "TRADE"] as const) {
      const body = { instrument: number, stream, state, lastAt: receivedAt };
      this.#peer.put(Stream, streamKey(number, stream), body);
    }
  }

  #numberOf(type: typeof Quote | typeof Trade): number {
    return this.#stage.numberOf(type as never) ?? -1;
  }

  get #now(): number {
    return this.#stage.engine.now;
  }
}
