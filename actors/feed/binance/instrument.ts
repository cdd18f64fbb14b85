/** One instrument of the Binance feed: its book in step with the venue, and what is said of it. */
import { BOOK_LEVELS, type BookTop } from "../../../src/desk/message/book.ts";
import type { L2Delta } from "../../../src/desk/message/l2-delta.ts";
import type { Quote } from "../../../src/desk/message/quote.ts";
import { type Stream, streamKey } from "../../../src/desk/message/stream.ts";
import type { Top } from "../../../src/desk/message/top.ts";
import type { Trade } from "../../../src/desk/message/trade.ts";
import type { Context } from "../../../src/runtime/actor/context.ts";
import { Book } from "../../../src/trading/market/book.ts";
import type { Instrument } from "../../../src/trading/market/instrument.ts";
import { BookSync } from "../../../src/trading/venue/binance/book-sync.ts";
import type {
  DepthFrame,
  QuoteFrame,
  TradeFrame,
} from "../../../src/trading/venue/binance/frame.ts";
import type { DepthSnapshot } from "../../../src/trading/venue/binance/snapshot.ts";
import { TickerCheck } from "../../../src/trading/venue/binance/ticker-check.ts";

export type FeedOut = {
  quote: typeof Quote;
  trade: typeof Trade;
  delta: typeof L2Delta;
};
export type FeedBoards = { top: typeof Top; book: typeof BookTop; stream: typeof Stream };
/** What an instrument needs of the feed's context. */
export type FeedContext = Pick<
  Context<FeedOut, FeedBoards, never>,
  "send" | "board" | "nextSequence" | "now" | "count" | "log"
>;

/** Of one frame. Nanoseconds; NaN where nobody knows. */
export type FrameTimes = {
  readonly intendedAt: number;
  readonly sentAt: number;
  readonly receivedAt: number;
};

type StreamName = "DEPTH" | "QUOTE" | "TRADE";
type StreamState = "LIVE" | "SYNCHRONISING" | "STALE" | "ABSENT";

export class BinanceInstrument {
  readonly instrument: Instrument;
  readonly #book = new Book();
  readonly #sync: BookSync;
  readonly #staleNs: number;
  readonly #check = new TickerCheck();
  readonly #levels = new Float64Array(BOOK_LEVELS * 4);
  readonly #heardAt = { DEPTH: Number.NaN, QUOTE: Number.NaN, TRADE: Number.NaN };
  readonly #shown: Partial<Record<StreamName, StreamState>> = {};
  /** The venue said that it does not list it. */
  isAbsent = false;

  /** @param limits `staleNs`: silence of the depth stream after which its book is stale. */
  constructor(instrument: Instrument, limits: { snapshotLimit: number; staleNs: number }) {
    this.instrument = instrument;
    this.#staleNs = limits.staleNs;
    this.#sync = new BookSync(this.#book, { snapshotLimit: limits.snapshotLimit });
  }

  get isLive(): boolean {
    return this.#sync.isLive;
  }

  get needsSnapshot(): boolean {
    return this.#sync.needsSnapshot;
  }

  /** Whether anything was ever heard of it. */
  get isHeard(): boolean {
    return this.#heardAt.DEPTH > 0 || this.#heardAt.QUOTE > 0;
  }

  depth(frame: DepthFrame, receivedAt: number, ctx: FeedContext): undefined {
    this.#heard("DEPTH", receivedAt, ctx);
    const outcome = this.#sync.depth(frame);
    if (outcome.kind === "GAP") {
      ctx.count("feed:gaps");
      ctx.log("warn", `${this.instrument.name} missed updates from ${outcome.expectedId}`);
      this.#showStale(ctx);
    }
    if (outcome.kind !== "APPLIED") return;
    this.#sayUpdate(frame, receivedAt, ctx);
    this.#showBook(receivedAt, ctx);
  }

  snapshot(snapshot: DepthSnapshot, receivedAt: number, ctx: FeedContext): undefined {
    const outcome = this.#sync.snapshot(snapshot);
    if (outcome.kind === "GAP") ctx.count("feed:gaps");
    if (outcome.kind !== "SYNCED") return;
    if (outcome.isResync) ctx.count("feed:resyncs");
    ctx.send.delta({
      instrument: this.instrument.number,
      kind: "SNAPSHOT",
      firstVenueSequence: snapshot.lastUpdateId,
      venueSequence: snapshot.lastUpdateId,
      venueTimeUs: Number.NaN,
      receivedAt,
      builtAt: ctx.now(),
      bidCount: snapshot.bidCount,
      levels: snapshot.levels,
    });
    for (const change of outcome.changes) this.#sayUpdate(change, receivedAt, ctx);
    this.#showBook(receivedAt, ctx);
    this.#showStream("DEPTH", "LIVE", ctx);
    ctx.log("info", `${this.instrument.name} is synchronised at ${this.#sync.updateId}`);
  }

  quote(frame: QuoteFrame, times: FrameTimes, ctx: FeedContext): undefined {
    const { receivedAt } = times;
    this.#heard("QUOTE", receivedAt, ctx);
    this.#check.ticker(frame);
    const { bidTicks, bidLots, askTicks, askLots } = frame;
    const touch = { bidTicks, bidLots, askTicks, askLots };
    ctx.send.quote({
      instrument: this.instrument.number,
      ...touch,
      venueSequence: frame.updateId,
      venueTimeUs: Number.NaN,
      ...times,
      builtAt: ctx.now(),
    });
    // A ticker says nothing of the book below it: without depth the book is the past.
    const isLive = this.#sync.isLive && receivedAt - this.#heardAt.DEPTH <= this.#staleNs;
    ctx.board.top.put(this.instrument.number, {
      state: isLive ? "LIVE" : "STALE",
      ...touch,
      sequence: ctx.nextSequence - 1,
      receivedAt,
    });
  }

  trade(frame: TradeFrame, receivedAt: number, ctx: FeedContext): undefined {
    this.#heard("TRADE", receivedAt, ctx);
    const { aggressor, priceTicks, lots, venueTimeUs, tradeId } = frame;
    ctx.send.trade({
      instrument: this.instrument.number,
      aggressor,
      priceTicks,
      lots,
      venueTimeUs,
      receivedAt,
      builtAt: ctx.now(),
      tradeId,
    });
  }

  /** The connection is gone: the book stays as the past, and says so. */
  disconnect(ctx: FeedContext): undefined {
    this.#sync.disconnect();
    this.#check.reset();
    this.#showStale(ctx);
  }

  /** Shows each stream as it is at `nowNs`: one that was not heard for `staleNs` is stale. */
  showStreams(nowNs: number, staleNs: number, ctx: FeedContext): undefined {
    for (const stream of ["DEPTH", "QUOTE", "TRADE"] as const) {
      this.#showStream(stream, this.#stateOf(stream, nowNs, staleNs), ctx);
    }
  }

  /** Puts on the boards, and says, all that others must know who heard nothing of it. */
  introduce(nowNs: number, ctx: FeedContext): undefined {
    for (const stream of ["DEPTH", "QUOTE", "TRADE"] as const) delete this.#shown[stream];
    this.showStreams(nowNs, this.#staleNs, ctx);
    if (!this.isLive) return;
    const bidCount = this.#book.bids.count;
    const levels = new Float64Array((bidCount + this.#book.asks.count) * 2);
    this.#book.levelsInto(levels, "BID", bidCount);
    this.#book.levelsInto(levels, "ASK", this.#book.asks.count, bidCount);
    const { updateId } = this.#sync;
    ctx.send.delta({
      instrument: this.instrument.number,
      kind: "SNAPSHOT",
      firstVenueSequence: updateId,
      venueSequence: updateId,
      venueTimeUs: Number.NaN,
      receivedAt: this.#heardAt.DEPTH,
      builtAt: ctx.now(),
      bidCount,
      levels,
    });
    this.#showBook(this.#heardAt.DEPTH, ctx);
  }

  #stateOf(stream: StreamName, nowNs: number, staleNs: number): StreamState {
    if (this.isAbsent) return "ABSENT";
    // Prints come when somebody trades: silence says nothing.
    const isQuiet = stream === "TRADE" || nowNs - this.#heardAt[stream] <= staleNs;
    if (!isQuiet) return this.isHeard ? "STALE" : "SYNCHRONISING";
    return this.#sync.isLive ? "LIVE" : "SYNCHRONISING";
  }

  #heard(stream: StreamName, receivedAt: number, ctx: FeedContext): undefined {
    this.#heardAt[stream] = receivedAt;
    this.isAbsent = false;
    if (this.#sync.isLive) this.#showStream(stream, "LIVE", ctx);
  }

  #showStream(stream: StreamName, state: StreamState, ctx: FeedContext): undefined {
    if (this.#shown[stream] === state) return;
    this.#shown[stream] = state;
    const { number: instrument } = this.instrument;
    const lastAt = this.#heardAt[stream];
    ctx.board.stream.put(streamKey(instrument, stream), { instrument, stream, state, lastAt });
  }

  #sayUpdate(change: DepthFrame, receivedAt: number, ctx: FeedContext): undefined {
    ctx.send.delta({
      instrument: this.instrument.number,
      kind: "UPDATE",
      firstVenueSequence: change.firstUpdateId,
      venueSequence: change.updateId,
      venueTimeUs: change.venueTimeUs,
      receivedAt,
      builtAt: ctx.now(),
      bidCount: change.bidCount,
      levels: change.levels,
    });
  }

  #showBook(receivedAt: number, ctx: FeedContext): undefined {
    const verdict = this.#check.book(this.#book, this.#sync.updateId);
    if (verdict !== "NONE") ctx.count("feed:bookChecks");
    if (verdict === "MISMATCH") ctx.count("feed:bookMismatches");
    this.#putBook("LIVE", receivedAt, ctx);
    const { bestBidTicks, bestBidLots, bestAskTicks, bestAskLots } = this.#book;
    ctx.board.top.put(this.instrument.number, {
      state: "LIVE",
      bidTicks: bestBidTicks,
      bidLots: bestBidLots,
      askTicks: bestAskTicks,
      askLots: bestAskLots,
      sequence: ctx.nextSequence - 1,
      receivedAt,
    });
  }

  #showStale(ctx: FeedContext): undefined {
    if (!(this.#heardAt.DEPTH > 0)) return;
    this.#putBook("STALE", this.#heardAt.DEPTH, ctx);
    const { bestBidTicks, bestBidLots, bestAskTicks, bestAskLots } = this.#book;
    ctx.board.top.put(this.instrument.number, {
      state: "STALE",
      bidTicks: bestBidTicks,
      bidLots: bestBidLots,
      askTicks: bestAskTicks,
      askLots: bestAskLots,
      sequence: ctx.nextSequence - 1,
      receivedAt: this.#heardAt.DEPTH,
    });
    for (const stream of ["DEPTH", "QUOTE", "TRADE"] as const) {
      this.#showStream(stream, "STALE", ctx);
    }
  }

  #putBook(state: "LIVE" | "STALE", receivedAt: number, ctx: FeedContext): undefined {
    const bidCount = this.#book.levelsInto(this.#levels, "BID", BOOK_LEVELS);
    const askCount = this.#book.levelsInto(this.#levels, "ASK", BOOK_LEVELS, bidCount);
    ctx.board.book.put(this.instrument.number, {
      state,
      sequence: ctx.nextSequence - 1,
      venueSequence: this.#sync.updateId,
      receivedAt,
      bidCount,
      levels: this.#levels.subarray(0, (bidCount + askCount) * 2),
    });
  }
}
