/**
 * Real recorded days on the exchange: its top is what the venue's ticker said at the same update id,
 * and it prints what was printed. Skipped where the recordings are not at hand.
 */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Book } from "../../../../../../src/trading/market/book.ts";
import {
  defineInstrument,
  type Instrument,
} from "../../../../../../src/trading/market/instrument.ts";
import { BookSync } from "../../../../../../src/trading/venue/binance/book-sync.ts";
import {
  type Capture,
  lineText,
  parseCapture,
} from "../../../../../../src/trading/venue/binance/capture.ts";
import { parseFrame } from "../../../../../../src/trading/venue/binance/frame.ts";
import { parseSnapshot } from "../../../../../../src/trading/venue/binance/snapshot.ts";
import {
  Exchange,
  type Level,
} from "../../../../../../src/trading/venue/simulated/exchange/exchange.ts";
import type { ExchangeSink } from "../../../../../../src/trading/venue/simulated/exchange/reports.ts";
import { defineSymbol } from "../../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import { CaptureMarket } from "../../../../../../src/trading/venue/simulated/market/capture/capture-market.ts";

const captures = resolve(import.meta.dir, "../../../../../../../shared/data/captures/binance-spot");
const hasCaptures = existsSync(captures);
if (!hasCaptures) process.stderr.write("Skipped: the recorded sessions are not at hand.\n");

const SILENT: ExchangeSink = {
  execution: () => undefined,
  balances: () => undefined,
  balanceUpdate: () => undefined,
  trade: () => undefined,
  level: () => undefined,
  rules: () => undefined,
};

async function load(name: string): Promise<Capture> {
  const packed = await Bun.file(`${captures}/${name}.gz`).bytes();
  const capture = parseCapture(Bun.gunzipSync(packed));
  if (!capture.ok) throw new Error(capture.failure.message);
  return capture.value;
}

/** What a session says besides its depth: tickers by update id, and all that was printed. */
function readTickers(
  sessions: readonly Capture[],
  symbol: string,
  steps: { tick: string; lot: string },
) {
  const instrument = defineInstrument({ number: 0, name: "A-B@x", ...steps });
  const tickers = new Map<number, string>();
  const prints = new Map<number, number>();
  let count = 0;
  for (const capture of sessions) {
    for (const line of capture.lines) {
      if (line.kind !== "QUOTE" && line.kind !== "TRADE") continue;
      const frame = parseFrame(lineText(capture, line), new Map([[symbol, instrument]]));
      if (frame.kind === "QUOTE") {
        const { bidTicks, bidLots, askTicks, askLots } = frame;
        tickers.set(frame.updateId, [bidTicks, bidLots, askTicks, askLots].join());
      } else if (frame.kind === "TRADE") {
        prints.set(count, frame.lots);
        count += 1;
      }
    }
  }
  return { tickers, prints };
}

describe.skipIf(!hasCaptures)("a recorded day", () => {
  const days = [
    {
      names: ["btcusdt-2024-08-08", "btcusdt-2024-08-09"],
      definition: { symbol: "BTCUSDT", base: "BTC", quote: "USDT", tick: "0.01", lot: "0.000001" },
    },
    {
      names: ["ethusdt-2024-08-08"],
      definition: { symbol: "ETHUSDT", base: "ETH", quote: "USDT", tick: "0.01", lot: "0.00001" },
    },
  ];

  test.each(days)("$names has the venue's top at each update id, and its prints", async (day) => {
    const sessions = await Promise.all(day.names.map(load));
    const { tickers, prints } = readTickers(sessions, day.definition.symbol, day.definition);
    let volume = 0;
    const takers = new Set<number>();
    const exchange = new Exchange({
      symbols: [defineSymbol(day.definition)],
      sink: {
        ...SILENT,
        trade: (trade) => {
          volume += trade.lots;
          takers.add(trade.takerOrderId);
        },
      },
    });
    const market = new CaptureMarket({ exchange, sessions, originUs: 0 });
    let skipped = 0;
    let compared = 0;
    const wrong: string[] = [];
    let updateId = Number.NaN;
    while (market.advance(Number.POSITIVE_INFINITY, 1) > 0) {
      if (!market.isLive) skipped += 1;
      if (market.updateId === updateId || !market.isLive) continue;
      updateId = market.updateId;
      const said = tickers.get(updateId);
      if (said === undefined) continue;
      const { bids, asks } = exchange.depth(market.symbol, 1);
      const top = [bids[0]?.priceTicks, bids[0]?.lots, asks[0]?.priceTicks, asks[0]?.lots].join();
      compared += 1;
      if (top !== said) wrong.push(`${updateId}: ${top} for ${said}`);
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(500);
    expect(market.counts).toMatchObject({ bad: 0, gaps: 0 });
    // What printed before the first snapshot is not there.
    const total = [...prints.values()].reduce((sum, lots) => sum + lots, 0);
    expect(prints.size - takers.size).toBeLessThanOrEqual(skipped);
    const missing = [...prints.values()].slice(0, prints.size - takers.size);
    expect(volume).toBe(total - missing.reduce((sum, lots) => sum + lots, 0));
  });

  test.each(days)("$names has every level of the book that is rebuilt beside it", async (day) => {
    const sessions = await Promise.all(day.names.map(load));
    const { symbol, tick, lot } = day.definition;
    const instrument = defineInstrument({ number: 0, name: "A-B@x", tick, lot });
    const exchange = new Exchange({ symbols: [defineSymbol(day.definition)], sink: SILENT });
    const market = new CaptureMarket({ exchange, sessions, originUs: 0 });
    const book = new Book();
    const sync = new BookSync(book, { snapshotLimit: 1_000 });
    let changes = 0;
    for (const { capture, line } of linesOf(sessions)) {
      market.advance(Number.POSITIVE_INFINITY, 1);
      if (!rebuild(sync, { text: lineText(capture, line), kind: line.kind, symbol, instrument })) {
        continue;
      }
      changes += 1;
      if (changes % 100 !== 0) continue;
      const { bids, asks } = exchange.depth(symbol, 10_000);
      expect(pairsOf(bids)).toEqual(levelsOf(book, "BID"));
      expect(pairsOf(asks)).toEqual(levelsOf(book, "ASK"));
    }
    expect(changes).toBeGreaterThan(3_000);
  });
});

function linesOf(sessions: readonly Capture[]) {
  return sessions.flatMap((capture) => capture.lines.map((line) => ({ capture, line })));
}

/** False: the line changes no book, or the book is not right. */
function rebuild(
  sync: BookSync,
  {
    text,
    kind,
    symbol,
    instrument,
  }: {
    readonly text: string;
    readonly kind: string;
    readonly symbol: string;
    readonly instrument: Instrument;
  },
): boolean {
  if (kind === "SNAPSHOT") {
    const snapshot = parseSnapshot(text, instrument);
    if (snapshot.kind === "SNAPSHOT") sync.snapshot(snapshot);
  } else if (kind === "DEPTH") {
    const frame = parseFrame(text, new Map([[symbol, instrument]]));
    if (frame.kind === "DEPTH") sync.depth(frame);
  }
  return sync.isLive && (kind === "SNAPSHOT" || kind === "DEPTH");
}

function pairsOf(levels: readonly Level[]): number[] {
  return levels.flatMap(({ priceTicks, lots }) => [priceTicks, lots]);
}

function levelsOf(book: Book, side: "BID" | "ASK"): number[] {
  const levels: number[] = [];
  book.levelsInto(levels, side, 10_000);
  return levels;
}
