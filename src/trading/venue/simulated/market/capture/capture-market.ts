/**
 * A recorded day on the exchange: its book follows the recorded depth, and its prints are made at the
 * times at which they were recorded, whenever it is that somebody calls.
 *
 * Between two changes of the depth, 100 ms apart, the book is as the prints leave it. Where a change is
 * missing the book stands still, and nothing prints, until a recorded snapshot says what it is.
 *
 * While the symbol does not trade its book stands still, too, and nothing prints; the first line behind
 * that, or behind a change of the steps, finds the whole book that is recorded by then.
 */
import { assert } from "../../../../../core/assert.ts";
import { Book } from "../../../../market/book.ts";
import type { Instrument } from "../../../../market/instrument.ts";
import { BookSync, type SyncOutcome } from "../../../binance/book-sync.ts";
import {
  type Capture,
  type CaptureLine,
  lineText,
  startsAfterNs,
} from "../../../binance/capture.ts";
import { type DepthFrame, parseFrame, type TradeFrame } from "../../../binance/frame.ts";
import { parseSnapshot } from "../../../binance/snapshot.ts";
import type { Exchange } from "../../exchange/exchange.ts";
import { isSameGrid, type SymbolRules } from "../../exchange/symbol-rules.ts";
import type { Side } from "../../exchange/words.ts";
import { AnonymousBook, type RecordedLevel } from "./anonymous-book.ts";
import { RecordedGrid } from "./recorded-grid.ts";

export type CaptureMarketOptions = {
  readonly exchange: Exchange;
  /** Sessions of one symbol that is listed, in the order in which they were recorded. From one on. */
  readonly sessions: readonly Capture[];
  /** Time of the first line. Wall microseconds. */
  readonly originUs: number;
};

/** Levels a side that recorded snapshots have at most. */
const SNAPSHOT_LIMIT = 5_000;
const NS_PER_US = 1_000;

export class CaptureMarket {
  readonly symbol: string;
  readonly #options: CaptureMarketOptions;
  /** In the steps of the recording. */
  readonly #instrument: Instrument;
  readonly #recordedRules: SymbolRules;
  readonly #recorded = new Book();
  readonly #sync: BookSync;
  readonly #anonymous: AnonymousBook;
  /** As they were at the newest line. */
  #rules: SymbolRules;
  #grid: RecordedGrid;
  /** Whether the exchange's book lacks what was recorded, or was there, before they changed. */
  #isBehind = false;
  /** Place of the next line. */
  #session = 0;
  #line = 0;
  #lastAt: number;
  #lines = 0;
  #bad = 0;

  /** @throws {AssertionError} When the sessions are none, of several symbols, or of one that is not listed. */
  constructor(options: CaptureMarketOptions) {
    const { exchange, sessions, originUs } = options;
    const symbols = new Set(sessions.map((session) => session.symbol));
    const [symbol = ""] = symbols;
    const rules = exchange.rulesOf(symbol);
    assert(symbols.size === 1 && rules !== null, "sessions are of one symbol, which is listed");
    this.symbol = symbol;
    this.#options = options;
    this.#instrument = instrumentOf(rules);
    this.#recordedRules = rules;
    this.#rules = rules;
    this.#grid = new RecordedGrid(rules, rules);
    this.#sync = new BookSync(this.#recorded, { snapshotLimit: SNAPSHOT_LIMIT });
    this.#anonymous = new AnonymousBook(exchange, rules, originUs);
    this.#lastAt = originUs;
  }

  /** Whether the book is what the recording says. */
  get isLive(): boolean {
    return this.#sync.isLive;
  }

  /** Update id of the recorded book; NaN before the first. */
  get updateId(): number {
    return this.#sync.updateId;
  }

  get counts(): { readonly lines: number; readonly bad: number; readonly gaps: number } {
    return { lines: this.#lines, bad: this.#bad, gaps: this.#sync.gapCount };
  }

  /** Time of the next line. Wall microseconds; infinite at the end. */
  get nextAt(): number {
    const next = this.#next();
    return next === null ? Number.POSITIVE_INFINITY : this.#timeOf(next.capture, next.line);
  }

  /**
   * Does the lines up to `at`, each at its own time, at most `linesMax`.
   *
   * @returns How many. With `linesMax`, there may be more: {@link nextAt} says.
   */
  advance(at: number, linesMax: number = Number.POSITIVE_INFINITY): number {
    let count = 0;
    while (count < linesMax) {
      const next = this.#next();
      if (next === null) break;
      const time = this.#timeOf(next.capture, next.line);
      if (!(time <= at)) break;
      this.#line += 1;
      this.#lines += 1;
      this.#lastAt = time;
      this.#keepUp(time);
      this.#play(lineText(next.capture, next.line), next.line, time);
      count += 1;
    }
    return count;
  }

  #next(): { readonly capture: Capture; readonly line: CaptureLine } | null {
    for (;;) {
      const capture = this.#options.sessions[this.#session];
      if (capture === undefined) return null;
      const line = capture.lines[this.#line];
      if (line !== undefined) return { capture, line };
      this.#session += 1;
      this.#line = 0;
    }
  }

  /** Never before an earlier line. */
  #timeOf(capture: Capture, line: CaptureLine): number {
    const [first = capture] = this.#options.sessions;
    const afterUs = Math.floor((startsAfterNs(first, capture) + line.atNs) / NS_PER_US);
    return Math.max(this.#lastAt, this.#options.originUs + afterUs);
  }

  #play(text: string, { kind }: CaptureLine, at: number): undefined {
    if (kind === "SNAPSHOT") {
      const snapshot = parseSnapshot(text, this.#instrument);
      if (snapshot.kind === "BAD") this.#bad += 1;
      else this.#follow(this.#sync.snapshot(snapshot), at);
      return;
    }
    const frame = parseFrame(text, new Map([[this.symbol, this.#instrument]]));
    if (frame.kind === "DEPTH") this.#follow(this.#sync.depth(frame), at);
    else if (frame.kind === "TRADE") this.#print(frame, at);
    else if (frame.kind === "BAD") this.#bad += 1;
  }

  /** What the venue changed of the symbol since the line before. */
  #keepUp(at: number): undefined {
    const rules = this.#options.exchange.rulesOf(this.symbol);
    if (rules !== null && rules !== this.#rules) {
      if (!isSameGrid(rules, this.#rules)) {
        this.#anonymous.forget();
        this.#grid = new RecordedGrid(this.#recordedRules, rules);
      }
      this.#rules = rules;
      this.#isBehind = true;
    }
    if (this.#isBehind && this.#isTrading && this.isLive) this.#replace(at);
  }

  get #isTrading(): boolean {
    return this.#rules.status === "TRADING";
  }

  #print(trade: TradeFrame, at: number): undefined {
    if (!this.isLive || !this.#isTrading) return;
    const print = this.#grid.print(trade);
    if (print.lots > 0) this.#anonymous.print(print, at);
  }

  #follow(outcome: SyncOutcome, at: number): undefined {
    if (!this.#isTrading || (outcome.kind !== "SYNCED" && outcome.kind !== "APPLIED")) return;
    if (outcome.kind === "SYNCED" || !this.#grid.isRecorded) this.#replace(at);
    else this.#change(outcome.change, at);
  }

  #change({ levels, bidCount }: DepthFrame, at: number): undefined {
    const changed: RecordedLevel[] = [];
    for (let pair = 0; pair < levels.length / 2; pair += 1) {
      const side = pair < bidCount ? "BUY" : "SELL";
      const priceTicks = levels[2 * pair] ?? Number.NaN;
      changed.push({ side, priceTicks, lots: levels[2 * pair + 1] ?? Number.NaN });
    }
    this.#anonymous.follow(changed, (side, ticks) => this.#recordedLots(side, ticks), at);
  }

  #replace(at: number): undefined {
    const levels = this.#grid.levels((side, visit) =>
      this.#recorded.eachLevel(sideOfBook(side), visit),
    );
    this.#anonymous.replace(levels, at);
    this.#isBehind = false;
  }

  /** 0 too where nothing is known. */
  #recordedLots(side: Side, ticks: number): number {
    return this.#recorded.side(sideOfBook(side)).lotsAt(ticks) || 0;
  }
}

function sideOfBook(side: Side): "BID" | "ASK" {
  return side === "BUY" ? "BID" : "ASK";
}

function instrumentOf({ base, quote, tick, lot }: SymbolRules): Instrument {
  const symbol = `${base}-${quote}`;
  const steps = { tick, lot, version: 1 };
  return { number: 0, name: `${symbol}@capture`, symbol, venue: "capture", base, quote, ...steps };
}
