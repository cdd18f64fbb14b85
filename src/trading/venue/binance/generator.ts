/**
 * Frames of the shape that Binance sends, from a seed and for ever: about 100 tickers and 20 trades
 * a second of each symbol, and its depth every 100 ms. The same seed gives the same bytes.
 */
import { assert } from "../../../core/assert.ts";
import { Prng } from "../../../core/prng.ts";
import type { FrameKind, FrameSource, SourceFrame } from "./frame-source.ts";
import { type GeneratedMarket, SymbolGenerator } from "./symbol-generator.ts";

const STEP_MS = 10;
const DEPTH_EVERY_STEPS = 10;
/** The venue's time of the first step: a seed says nothing about the day. 2024-08-09. */
const START_MS = 1_723_161_600_000;
/** Keeps the seeds of symbols apart. */
const SEED_STRIDE = 7_919;

/** Generated frames of some markets, in one order of time. */
export class GeneratedFrames implements FrameSource {
  readonly counts: Record<FrameKind, number> = { DEPTH: 0, QUOTE: 0, TRADE: 0 };
  readonly #symbols: readonly SymbolGenerator[];
  readonly #ready: SourceFrame[] = [];
  #steps = 0;

  constructor(markets: readonly GeneratedMarket[], seed: number) {
    assert(markets.length > 0, "a generator has at least one market");
    this.#symbols = markets.map(
      (market, index) => new SymbolGenerator(market, new Prng(seed + index * SEED_STRIDE)),
    );
  }

  next(): SourceFrame {
    for (;;) {
      const frame = this.#ready.shift();
      if (frame !== undefined) {
        this.counts[frame.kind] += 1;
        return frame;
      }
      this.#step();
    }
  }

  depthSnapshot(symbol: string, limit: number): string | null {
    const found = this.#symbols.find(({ market }) => market.symbol === symbol);
    return found === undefined ? null : JSON.stringify(found.snapshot(limit));
  }

  #step(): undefined {
    const timeMs = this.#steps * STEP_MS;
    const withDepth = this.#steps % DEPTH_EVERY_STEPS === DEPTH_EVERY_STEPS - 1;
    for (const symbol of this.#symbols) {
      for (const { kind, text } of symbol.step(START_MS + timeMs, withDepth)) {
        this.#ready.push({ kind, text, atNs: timeMs * 1e6 });
      }
    }
    this.#steps += 1;
  }
}
