/** What depth streams promise: with a snapshot they are the exchange's own book, by our own client. */
import { expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import { Book } from "../../../../../../src/trading/market/book.ts";
import { defineInstrument } from "../../../../../../src/trading/market/instrument.ts";
import { BookSync } from "../../../../../../src/trading/venue/binance/book-sync.ts";
import { bySymbol } from "../../../../../../src/trading/venue/binance/endpoints.ts";
import { type DepthFrame, parseFrame } from "../../../../../../src/trading/venue/binance/frame.ts";
import { parseSnapshot } from "../../../../../../src/trading/venue/binance/snapshot.ts";
import type { ExchangeSink } from "../../../../../../src/trading/venue/simulated/exchange/reports.ts";
import type { Side } from "../../../../../../src/trading/venue/simulated/exchange/words.ts";
import { levelsView } from "../../../../../../src/trading/venue/simulated/wire/answer/market-view.ts";
import type { Venue } from "../../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import { StreamConnection } from "../../../../../../src/trading/venue/simulated/wire/streams/stream-connection.ts";
import { StreamHub } from "../../../../../../src/trading/venue/simulated/wire/streams/stream-hub.ts";
import { BTC } from "../../exchange/kit/played-exchange.ts";
import { KeptFrames } from "../kit/kept-frames.ts";
import { place, playedVenue, randomCommand, START } from "../kit/played-venue.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const btc = defineInstrument({ number: 0, name: "BTC-USDT@x", tick: "0.01", lot: "0.00001" });
const symbols = bySymbol([btc]);
const COMMANDS = 2_000;

/** Listens to nothing. */
const SILENT: ExchangeSink = {
  execution: () => undefined,
  balances: () => undefined,
  balanceUpdate: () => undefined,
  trade: () => undefined,
  level: () => undefined,
  rules: () => undefined,
};

/** What `GET depth` would answer. */
function snapshotText(venue: Venue): string {
  const { updateId, bids, asks } = venue.exchange.depth("BTCUSDT", 5_000);
  const sides = { bids: levelsView(BTC, bids), asks: levelsView(BTC, asks) };
  return JSON.stringify({ lastUpdateId: updateId, ...sides });
}

function connect(venue: Venue, names: readonly string[], at: number) {
  const hub = new StreamHub(venue);
  const outlet = new KeptFrames();
  const path = { names, isCombined: true, unit: "MILLISECOND" } as const;
  const connection = new StreamConnection({ hub, path, outlet, at });
  return { hub, outlet, connection };
}

/** A client that follows a depth stream, and whose snapshots take a while to come. */
class Follower {
  readonly book = new Book();
  readonly sync = new BookSync(this.book, { snapshotLimit: 5_000 });
  applied = 0;
  readonly #venue: Venue;
  #lastId = Number.NaN;
  #snapshot: string | null = null;

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  take(texts: readonly string[]): undefined {
    for (const text of texts) {
      const frame = parseFrame(text, symbols) as DepthFrame;
      expect(frame.kind).toBe("DEPTH");
      if (!Number.isNaN(this.#lastId)) expect(frame.firstUpdateId).toBe(this.#lastId + 1);
      this.#lastId = frame.updateId;
      const outcome = this.sync.depth(frame);
      if (outcome.kind === "NEED_SNAPSHOT") this.#snapshot = snapshotText(this.#venue);
      if (outcome.kind === "APPLIED") this.applied += 1;
    }
  }

  /** The answer is of when it was asked for. */
  answer(): undefined {
    if (this.#snapshot === null) return;
    const parsed = parseSnapshot(this.#snapshot, btc);
    if (parsed.kind !== "SNAPSHOT") throw new Error(parsed.reason);
    const outcome = this.sync.snapshot(parsed);
    this.#snapshot = outcome.kind === "NEED_SNAPSHOT" ? snapshotText(this.#venue) : null;
  }

  levels(side: "BID" | "ASK") {
    const levels: { priceTicks: number; lots: number }[] = [];
    this.book.eachLevel(side, (priceTicks, lots) => levels.push({ priceTicks, lots }) > 0);
    return levels;
  }
}

test.each(["btcusdt@depth", "btcusdt@depth@100ms"])(
  `%s and a snapshot are the exchange's own book (seed ${SEED})`,
  (name) => {
    let levels = 0;
    for (let run = 0; run < 5; run += 1) {
      const prng = new Prng(SEED + run);
      const venue = playedVenue();
      let at = START;
      for (let step = prng.between(0, 200); step > 0; step -= 1) randomCommand(venue, prng, at);
      const { hub, outlet } = connect(venue, [name], at);
      const follower = new Follower(venue);
      for (let step = 0; step < COMMANDS; step += 1) {
        at += prng.between(0, 20_000);
        // The clock is looked at now and then only.
        if (prng.unit() < 0.3) hub.tick(at);
        randomCommand(venue, prng, at);
        if (prng.unit() < 0.05) follower.answer();
        follower.take(outlet.texts.splice(0));
      }
      hub.tick(at + 1_000_000);
      follower.take(outlet.texts.splice(0));
      follower.answer();
      const own = venue.exchange.depth("BTCUSDT", Number.POSITIVE_INFINITY);
      expect(follower.sync.isLive).toBe(true);
      expect(follower.sync.gapCount).toBe(0);
      expect(follower.sync.updateId).toBe(own.updateId);
      expect(follower.applied).toBeGreaterThan(10);
      expect(follower.levels("BID")).toEqual([...own.bids]);
      expect(follower.levels("ASK")).toEqual([...own.asks]);
      levels += own.bids.length + own.asks.length;
    }
    expect(levels).toBeGreaterThan(0);
  },
);

test(`a book ticker is the top of the book at its update id (seed ${SEED})`, () => {
  const prng = new Prng(SEED);
  const venue = playedVenue();
  /** The top at every update, by a book of the most simple kind. */
  const tops = new Map<number, string>();
  const sides = { BUY: new Map<number, number>(), SELL: new Map<number, number>() };
  const best = (side: Side) => {
    const prices = [...sides[side].keys()];
    const ticks = side === "BUY" ? Math.max(...prices) : Math.min(...prices);
    return prices.length === 0 ? "none" : `${ticks}x${sides[side].get(ticks)}`;
  };
  venue.listen({
    ...SILENT,
    level: (symbol, side, priceTicks, lots, updateId) => {
      if (symbol !== "BTCUSDT") return;
      if (lots === 0) sides[side].delete(priceTicks);
      else sides[side].set(priceTicks, lots);
      tops.set(updateId, `${best("BUY")} ${best("SELL")}`);
    },
  });
  const { outlet } = connect(venue, ["btcusdt@bookTicker"], START);
  for (let step = 0; step < COMMANDS; step += 1) randomCommand(venue, prng, START + step * 1_000);
  const told = new Map<number, string>();
  for (const text of outlet.texts) {
    const frame = parseFrame(text, symbols);
    if (frame.kind !== "QUOTE") throw new Error(`no quote: ${text}`);
    const bid = frame.bidLots === 0 ? "none" : `${frame.bidTicks}x${frame.bidLots}`;
    const ask = frame.askLots === 0 ? "none" : `${frame.askTicks}x${frame.askLots}`;
    told.set(frame.updateId, `${bid} ${ask}`);
  }
  // Exactly the updates that changed the top, each with it.
  let last = "none none";
  const changed = [...tops].filter(([, top]) => {
    const isNew = top !== last;
    last = top;
    return isNew;
  });
  expect(changed.length).toBeGreaterThan(100);
  expect([...told]).toEqual(changed);
});

test("a peak that comes again as it was is no change of the top", () => {
  const venue = playedVenue();
  place(venue, 0, { side: "SELL", priceTicks: 10_000, lots: 300_000, icebergLots: 100_000 }, START);
  const { outlet } = connect(venue, ["btcusdt@bookTicker"], START);
  place(venue, 1, { side: "BUY", priceTicks: 10_000, lots: 100_000 }, START);
  expect(venue.exchange.trades("BTCUSDT")).toHaveLength(1);
  expect(venue.exchange.depth("BTCUSDT", 1).asks).toEqual([{ priceTicks: 10_000, lots: 100_000 }]);
  const tops = outlet.texts.map((text) => JSON.stringify(parseFrame(text, symbols)));
  expect(new Set(tops.map((text) => text.replace(/"updateId":\d+/, ""))).size).toBe(tops.length);
});

test("a level that is told again as it was is no change of the top", () => {
  const venue = playedVenue();
  const { hub, outlet } = connect(venue, ["btcusdt@bookTicker"], START);
  hub.level("BTCUSDT", "BUY", 10_000, 5, 1, START);
  hub.level("BTCUSDT", "BUY", 10_000, 5, 2, START);
  hub.level("BTCUSDT", "BUY", 10_000, 6, 3, START);
  const ids = outlet.take<{ data: { u: number } }>().map(({ data }) => data.u);
  expect(ids).toEqual([1, 3]);
});

test("what changed before a time is told before what happens at it", () => {
  const venue = playedVenue();
  place(venue, 0, { side: "SELL", priceTicks: 10_000 }, START);
  const { outlet } = connect(venue, ["btcusdt@depth@100ms", "btcusdt@trade"], START);
  place(venue, 0, { side: "SELL", priceTicks: 10_100 }, START + 1_000);
  // Nobody looked at the clock between.
  place(venue, 1, { side: "BUY", priceTicks: 10_000 }, START + 150_000);
  const names = outlet.take<{ data: { e: string } }>().map(({ data }) => data.e);
  expect(names).toEqual(["depthUpdate", "trade"]);
});

test(`a message has each level that changed since the last one, and no other (seed ${SEED})`, () => {
  const prng = new Prng(SEED);
  const venue = playedVenue();
  const changed = new Map<string, number>();
  venue.listen({
    ...SILENT,
    level: (symbol, side, priceTicks, lots) => {
      if (symbol === "BTCUSDT") changed.set(`${side} ${priceTicks}`, lots);
    },
  });
  const { hub, outlet } = connect(venue, ["btcusdt@depth@100ms"], START);
  for (let window = 1; window <= 200; window += 1) {
    const end = START + window * 100_000;
    for (let step = 0; step < 5; step += 1) randomCommand(venue, prng, end - 1);
    hub.tick(end);
    const told = new Map<string, number>();
    for (const text of outlet.texts.splice(0)) {
      const { levels, bidCount } = parseFrame(text, symbols) as DepthFrame;
      for (let pair = 0; pair < levels.length / 2; pair += 1) {
        const side = pair < bidCount ? "BUY" : "SELL";
        told.set(`${side} ${levels[pair * 2]}`, levels[pair * 2 + 1] ?? Number.NaN);
      }
    }
    expect([...told].sort()).toEqual([...changed].sort());
    changed.clear();
  }
});

test(`partial depth is the best levels on the clock, and silent when nothing changes`, () => {
  const prng = new Prng(SEED);
  const venue = playedVenue();
  const { hub, outlet } = connect(venue, ["btcusdt@depth5@100ms"], START);
  let at = START;
  for (let step = 0; step < 300; step += 1) {
    randomCommand(venue, prng, at);
    at += 100_000;
    const { updateId, bids, asks } = venue.exchange.depth("BTCUSDT", 5);
    hub.tick(at);
    const frames = outlet.take<{ data: { lastUpdateId: number } }>();
    if (frames.length === 0) continue;
    const data = { bids: levelsView(BTC, bids), asks: levelsView(BTC, asks) };
    expect(frames).toEqual([
      { stream: "btcusdt@depth5@100ms", data: { lastUpdateId: updateId, ...data } },
    ] as unknown as typeof frames);
  }
  hub.tick(at + 1_000_000);
  outlet.take();
  hub.tick(at + 2_000_000);
  expect(outlet.texts).toEqual([]);
});

test("a change of the tick tells what is gathered in the old one first", () => {
  const venue = playedVenue();
  const { hub, outlet } = connect(venue, ["btcusdt@depth@100ms"], START);
  randomCommand(venue, new Prng(1), START);
  const prng = new Prng(SEED);
  for (let step = 0; step < 50; step += 1) randomCommand(venue, prng, START);
  venue.exchange.setRules({ ...BTC, tick: { digits: 1, scale: 1 }, atomsPerTickLot: 100n }, START);
  hub.tick(START + 100_000);
  const frames = outlet.take<{ data: { b: string[][]; a: string[][] } }>();
  expect(frames.length).toBe(1);
  for (const [price, quantity] of [...(frames[0]?.data.b ?? []), ...(frames[0]?.data.a ?? [])]) {
    expect(Math.abs(Number(price) - 100)).toBeLessThan(1);
    expect(Number(quantity)).toBe(0);
  }
});
