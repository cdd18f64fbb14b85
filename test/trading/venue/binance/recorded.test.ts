/**
 * Recorded sessions: the book is synchronised where it is known to be, loses nothing, and agrees
 * with the venue's ticker. Skipped where the recordings are not at hand.
 */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Book } from "../../../../src/trading/market/book.ts";
import { defineInstrument, type Instrument } from "../../../../src/trading/market/instrument.ts";
import { BookSync, type SyncOutcome } from "../../../../src/trading/venue/binance/book-sync.ts";
import {
  type Capture,
  lineText,
  parseCapture,
} from "../../../../src/trading/venue/binance/capture.ts";
import { bySymbol, venueSymbolOf } from "../../../../src/trading/venue/binance/endpoints.ts";
import { parseFrame } from "../../../../src/trading/venue/binance/frame.ts";
import { Playback } from "../../../../src/trading/venue/binance/playback.ts";
import { parseSnapshot } from "../../../../src/trading/venue/binance/snapshot.ts";
import { TickerCheck } from "../../../../src/trading/venue/binance/ticker-check.ts";
import { change, snapshotAt } from "./frames.ts";

const shared = resolve(import.meta.dir, "../../../../../shared");
const captures = `${shared}/data/captures/binance-spot`;
const vectors = `${shared}/vectors/signing-checksums-booksync.json`;
const hasCaptures = existsSync(captures);
const hasVectors = existsSync(vectors);
if (!hasCaptures) process.stderr.write("Skipped: the recorded sessions are not at hand.\n");
if (!hasVectors) process.stderr.write("Skipped: the synchronisation examples are not at hand.\n");

// Old orders far from the top still have lots smaller than those of new orders.
const btc = defineInstrument({ number: 0, name: "BTC-USDT@x", tick: "0.01", lot: "0.000001" });
const eth = defineInstrument({ number: 1, name: "ETH-USDT@x", tick: "0.01", lot: "0.00001" });

async function load(name: string): Promise<Capture> {
  const packed = await Bun.file(`${captures}/${name}.gz`).bytes();
  const capture = parseCapture(Bun.gunzipSync(packed));
  if (!capture.ok) throw new Error(capture.failure.message);
  return capture.value;
}

/** What a feed makes of captures: every line in order, the recorded snapshot where it lies. */
class Feed {
  readonly book = new Book();
  readonly sync = new BookSync(this.book, { snapshotLimit: 1_000 });
  readonly check = new TickerCheck();
  readonly counts = { DEPTH: 0, QUOTE: 0, TRADE: 0, BAD: 0 };
  readonly #instrument: Instrument;
  readonly #symbols: ReadonlyMap<string, Instrument>;

  constructor(instrument: Instrument, sessions: readonly Capture[]) {
    this.#instrument = instrument;
    this.#symbols = bySymbol([instrument]);
    for (const capture of sessions) {
      for (const line of capture.lines) {
        if (line.kind === "SNAPSHOT") this.#snapshot(lineText(capture, line));
        else this.#frame(lineText(capture, line));
      }
    }
  }

  #snapshot(text: string): undefined {
    const snapshot = parseSnapshot(text, this.#instrument);
    if (snapshot.kind === "SNAPSHOT") this.#compare(this.sync.snapshot(snapshot));
  }

  #frame(text: string): undefined {
    const frame = parseFrame(text, this.#symbols);
    if (frame.kind === "DEPTH") this.#compare(this.sync.depth(frame));
    else if (frame.kind === "QUOTE") this.check.ticker(frame);
    if (frame.kind in this.counts) this.counts[frame.kind as keyof typeof this.counts] += 1;
  }

  #compare({ kind }: SyncOutcome): undefined {
    if (kind === "SYNCED" || kind === "APPLIED") this.check.book(this.book, this.sync.updateId);
  }
}

describe.skipIf(!hasCaptures)("a recorded session", () => {
  test.each([
    {
      names: ["btcusdt-2024-08-08"],
      instrument: btc,
      frames: { DEPTH: 3_451, QUOTE: 28_040, TRADE: 9_757, BAD: 0 },
      checks: 3_449,
    },
    {
      names: ["ethusdt-2024-08-08"],
      instrument: eth,
      frames: { DEPTH: 3_434, QUOTE: 24_077, TRADE: 6_106, BAD: 0 },
      checks: 3_433,
    },
    {
      names: ["btcusdt-2024-08-08", "btcusdt-2024-08-09"],
      instrument: btc,
      frames: { DEPTH: 6_495, QUOTE: 73_174, TRADE: 19_904, BAD: 0 },
      checks: 6_493,
    },
  ])("$names agrees with its ticker throughout", async (session) => {
    const { names, instrument, frames, checks } = session;
    const { sync, check, counts } = new Feed(instrument, await Promise.all(names.map(load)));
    expect(counts).toEqual(frames);
    expect([sync.gapCount, sync.resyncCount, sync.isLive]).toEqual([0, 0, true]);
    expect([check.checkCount, check.mismatchCount]).toEqual([checks, 0]);
    // The ticker left out two tops of the second day.
    expect(check.doubtCount).toBe(names.length === 2 ? 2 : 0);
  });

  test("shows a change that was lost as a gap, and only then", async () => {
    const capture = await load("ethusdt-2024-08-08");
    const depth = capture.lines.filter((line) => line.kind === "DEPTH");
    const lost = depth[1_000];
    const lines = capture.lines.filter((line) => line !== lost);
    const { sync, check } = new Feed(eth, [{ ...capture, lines }]);
    expect([sync.gapCount, sync.isLive, check.mismatchCount]).toEqual([1, false, 0]);
  });

  test("shows a level that was lost as mismatches", async () => {
    const capture = await load("ethusdt-2024-08-08");
    const { check } = new Feed(eth, [spoil(capture)]);
    expect(check.mismatchCount).toBeGreaterThan(0);
  });

  test("plays back with the venue's book at every place", async () => {
    const capture = await load("btcusdt-2024-08-08");
    const playback = new Playback([capture]);
    const { book, sync } = new Feed(btc, [capture]);
    let frames = 0;
    while (playback.next() !== null) frames += 1;
    const body = playback.depthSnapshot(venueSymbolOf(btc), 5_000) ?? "";
    const said = parseSnapshot(body, btc);
    const levels: number[] = [];
    const bidCount = book.levelsInto(levels, "BID", 5_000);
    book.levelsInto(levels, "ASK", 5_000, bidCount);
    const expected = { kind: "SNAPSHOT", lastUpdateId: sync.updateId, levels, bidCount };
    expect(said as unknown).toEqual(expected);
    expect([frames, playback.counts]).toEqual([
      capture.lines.length - 1,
      { DEPTH: 3_451, QUOTE: 28_040, TRADE: 9_757 },
    ]);
  });
});

type Example = {
  readonly exchange: string;
  readonly market: string;
  readonly snapshot_lastUpdateId: number;
  readonly first_buffered_U: number;
  readonly first_applied?: { readonly U: number; readonly u: number };
  readonly first_event?: { readonly U: number; readonly u: number };
};

describe.skipIf(!hasVectors)("published examples of spot synchronisation", () => {
  test("begin where they are known to begin", async () => {
    const { book_sync_examples: all } = await Bun.file(vectors).json();
    const examples = (all as Example[]).filter(
      ({ exchange, market }) => exchange === "binance" && market === "spot",
    );
    expect(examples.length).toBe(3);
    for (const example of examples) {
      const sync = new BookSync(new Book(), { snapshotLimit: 1_000 });
      const snapshot = snapshotAt(example.snapshot_lastUpdateId);
      if (example.first_event !== undefined) {
        const { U, u } = example.first_event;
        sync.depth(change(U, u));
        expect(sync.snapshot(snapshot)).toMatchObject({ kind: "SYNCED", changes: [] });
        expect(sync.depth(change(u + 1, u + 3)).kind).toBe("APPLIED");
      } else if (example.first_applied !== undefined) {
        const { U, u } = example.first_applied;
        sync.depth(change(example.first_buffered_U, U - 1));
        const next = change(U, u);
        sync.depth(next);
        expect(sync.snapshot(snapshot)).toMatchObject({ kind: "SYNCED", changes: [next] });
      }
    }
  });
});

/** Takes the bids out of the hundredth change on, for a while, without a trace in the ids. */
function spoil(capture: Capture): Capture {
  const depth = capture.lines.filter((line) => line.kind === "DEPTH").slice(100, 130);
  const bytes = new Uint8Array(capture.bytes);
  const lines = [...capture.lines];
  const decoder = new TextDecoder();
  let end = bytes.length;
  const pieces: Uint8Array[] = [bytes];
  for (const line of depth) {
    const text = decoder.decode(bytes.subarray(line.start, line.end));
    const piece = new TextEncoder().encode(text.replace(/"b":\[.*?\],"a"/, '"b":[],"a"'));
    pieces.push(piece);
    lines[lines.indexOf(line)] = { ...line, start: end, end: end + piece.length };
    end += piece.length;
  }
  return { ...capture, bytes: new Uint8Array(Buffer.concat(pieces)), lines };
}
