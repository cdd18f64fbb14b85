/** Generated frames: the same by seed, of the venue's shape, and a book that holds together. */
import { describe, expect, test } from "bun:test";
import { stepOf } from "../../../../src/core/decimal-step.ts";
import type { SourceFrame } from "../../../../src/trading/venue/binance/frame-source.ts";
import { GeneratedFrames } from "../../../../src/trading/venue/binance/generator.ts";
import { type DepthUpdate, VenueBook } from "../../../../src/trading/venue/binance/venue-book.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const market = {
  symbol: "BTCUSDT",
  tick: stepOf("0.01"),
  lot: stepOf("0.00001"),
  anchorTicks: 6e6,
};

function framesOf(ofSeed: number, count: number): SourceFrame[] {
  const source = new GeneratedFrames([market], ofSeed);
  return Array.from({ length: count }, () => source.next());
}

type Ticker = {
  readonly u: number;
  readonly b: string;
  readonly B: string;
  readonly a: string;
  readonly A: string;
};

function touchOf(book: VenueBook): readonly string[] {
  const { bids, asks } = book.snapshot(1);
  return [...(bids[0] ?? []), ...(asks[0] ?? [])];
}

describe("GeneratedFrames", () => {
  test("the same seed gives the same frames, another seed others", () => {
    expect(framesOf(7, 500)).toEqual(framesOf(7, 500));
    expect(framesOf(7, 500)).not.toEqual(framesOf(8, 500));
  });

  test(`update ids chain without a gap, and times never go back (seed ${seed})`, () => {
    let last = Number.NaN;
    let atNs = 0;
    for (const frame of framesOf(seed, 5_000)) {
      expect(frame.atNs).toBeGreaterThanOrEqual(atNs);
      atNs = frame.atNs;
      if (frame.kind !== "DEPTH") continue;
      const { U, u } = JSON.parse(frame.text).data as DepthUpdate;
      if (last > 0) expect(U).toBe(last + 1);
      expect(u).toBeGreaterThanOrEqual(U);
      last = u;
    }
    expect(last).toBeGreaterThan(0);
  });

  test(`a book from a snapshot and depth has the ticker's touch at equal ids (seed ${seed})`, () => {
    const source = new GeneratedFrames([market], seed);
    const book = new VenueBook();
    book.replace(JSON.parse(source.depthSnapshot("BTCUSDT", 5_000) ?? ""));
    let ticker: Ticker | undefined;
    let checks = 0;
    for (let count = 0; count < 5_000; count += 1) {
      const frame = source.next();
      const { data } = JSON.parse(frame.text);
      if (frame.kind === "QUOTE") ticker = data;
      if (frame.kind === "DEPTH") book.apply(data);
      if (frame.kind !== "DEPTH" || ticker?.u !== book.lastUpdateId) continue;
      expect(touchOf(book)).toEqual([ticker.b, ticker.B, ticker.a, ticker.A]);
      checks += 1;
    }
    expect(checks).toBeGreaterThan(100);
  });

  test("a symbol that is not listed has no snapshot", () => {
    expect(new GeneratedFrames([market], 1).depthSnapshot("ETHUSDT", 10)).toBeNull();
  });
});
