/**
 * The book against a model: a map of levels that is sorted whenever it is asked. Random changes,
 * snapshots and removals of absent levels must leave both saying the same.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { Book } from "../../../src/trading/market/book.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

type SideName = "BID" | "ASK";

/** The levels of a side as pairs, best first. */
function levelsOf(book: Book, side: SideName, count = Number.MAX_SAFE_INTEGER): number[] {
  const levels: number[] = [];
  book.levelsInto(levels, side, count);
  return levels;
}

class Model {
  readonly sides = { BID: new Map<number, number>(), ASK: new Map<number, number>() };

  set(side: SideName, ticks: number, lots: number): undefined {
    if (lots === 0) this.sides[side].delete(ticks);
    else this.sides[side].set(ticks, lots);
  }

  levels(side: SideName): number[] {
    const sign = side === "BID" ? -1 : 1;
    return [...this.sides[side]].sort(([left], [right]) => sign * (left - right)).flat();
  }
}

/** Random pairs of distinct prices, as a venue sends them: best first, or in any order. */
function randomPairs(prng: Prng, sign: number): number[] {
  const prices = new Set(Array.from({ length: prng.between(0, 40) }, () => prng.between(1, 200)));
  const sorted = [...prices].sort((left, right) => sign * (left - right));
  if (prng.unit() < 0.3) sorted.reverse();
  return sorted.flatMap((ticks) => [ticks, prng.between(1, 9)]);
}

/** Gives the book a random snapshot, and returns the model of it. */
function replace(book: Book, prng: Prng): Model {
  const model = new Model();
  const [bids, asks] = [randomPairs(prng, -1), randomPairs(prng, 1)];
  const levels = [...bids, ...asks];
  book.setSnapshot({ levels, bidCount: bids.length / 2, levelsMax: 1_000 });
  for (let at = 0; at < levels.length; at += 2) {
    const side = at < bids.length ? "BID" : "ASK";
    model.set(side, levels[at] ?? 0, levels[at + 1] ?? 0);
  }
  return model;
}

function expectSame(book: Book, model: Model): undefined {
  const [bids, asks] = [model.levels("BID"), model.levels("ASK")];
  const [bid = Number.NaN, bidLots = 0] = bids;
  const [ask = Number.NaN, askLots = 0] = asks;
  expect(levelsOf(book, "BID")).toEqual(bids);
  expect(levelsOf(book, "ASK")).toEqual(asks);
  expect([book.bestBidTicks, book.bestBidLots]).toEqual([bid, bidLots]);
  expect([book.bestAskTicks, book.bestAskLots]).toEqual([ask, askLots]);
  expect(book.isCrossed).toBe(bid >= ask);
  expect(book.bids.count).toBe(model.sides.BID.size);
}

describe("Book", () => {
  test(`agrees with its model under random changes (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const book = new Book();
    let model = new Model();
    for (let step = 0; step < 6_000; step += 1) {
      if (prng.unit() < 0.01) model = replace(book, prng);
      const side = prng.pick(["BID", "ASK"]);
      const ticks = prng.between(1, 200);
      const lots = prng.unit() < 0.4 ? 0 : prng.between(1, 9);
      book.apply(side, ticks, lots);
      model.set(side, ticks, lots);
      expectSame(book, model);
    }
  });

  test("has no best and is not crossed while a side is empty", () => {
    const book = new Book();
    book.apply("BID", 100, 1);
    expect(book.bestAskTicks).toBeNaN();
    expect(book.bestAskLots).toBe(0);
    expect(book.isCrossed).toBe(false);
  });

  test("is crossed when bid and ask meet", () => {
    const book = new Book();
    book.apply("BID", 100, 1);
    book.apply("ASK", 100, 1);
    expect(book.isCrossed).toBe(true);
  });

  test.each([
    [Number.NaN, 1],
    [1.5, 1],
    [100, Number.NaN],
    [100, -1],
  ])("refuses a level of %d ticks and %d lots as a programmer error", (ticks, lots) => {
    expect(() => new Book().apply("BID", ticks, lots)).toThrow("Invariant: a level");
  });

  test("visits levels from the best until the visitor has enough", () => {
    const book = new Book();
    for (const ticks of [103, 101, 102]) book.apply("ASK", ticks, 5);
    const visited: number[] = [];
    book.eachLevel("ASK", (ticks) => visited.push(ticks) < 2);
    expect(visited).toEqual([101, 102]);
  });

  test("writes only the levels that there are, after those of the other side", () => {
    const book = new Book();
    book.apply("BID", 100, 1);
    book.apply("BID", 99, 2);
    book.apply("ASK", 101, 3);
    const target = new Float64Array(8);
    const bids = book.levelsInto(target, "BID", 3);
    expect(bids + book.levelsInto(target, "ASK", 3, bids)).toBe(3);
    expect([...target]).toEqual([100, 1, 99, 2, 101, 3, 0, 0]);
  });
});

describe("what a book knows", () => {
  const levels = [100, 1, 98, 1, 101, 1, 104, 1];

  test("is nothing before a snapshot, but for what was said", () => {
    const book = new Book();
    book.apply("BID", 100, 3);
    expect(book.bids.knownToTicks).toBeNaN();
    expect(book.bids.lotsAt(100)).toBe(3);
    expect(book.bids.lotsAt(99)).toBeNaN();
  });

  test("ends at the worst level of a snapshot that was cut", () => {
    const book = new Book();
    book.setSnapshot({ levels, bidCount: 2, levelsMax: 2 });
    expect([book.bids.knownToTicks, book.asks.knownToTicks]).toEqual([98, 104]);
    expect(book.bids.lotsAt(99)).toBe(0);
    expect(book.bids.lotsAt(97)).toBeNaN();
    expect(book.asks.lotsAt(103)).toBe(0);
    expect(book.asks.lotsAt(105)).toBeNaN();
  });

  test("does not shrink when its worst level goes, and a level beyond is known once it changed", () => {
    const book = new Book();
    book.setSnapshot({ levels, bidCount: 2, levelsMax: 2 });
    book.apply("BID", 98, 0);
    book.apply("BID", 90, 7);
    expect(book.bids.knownToTicks).toBe(98);
    expect(book.bids.lotsAt(98)).toBe(0);
    expect(book.bids.lotsAt(90)).toBe(7);
    expect(book.bids.lotsAt(91)).toBeNaN();
  });

  test("is all of a side that a snapshot did not fill", () => {
    const book = new Book();
    book.setSnapshot({ levels, bidCount: 2, levelsMax: 3 });
    expect(book.bids.knownToTicks).toBe(Number.NEGATIVE_INFINITY);
    expect(book.asks.knownToTicks).toBe(Number.POSITIVE_INFINITY);
    expect(book.bids.lotsAt(1)).toBe(0);
  });

  test("is nothing again after clear", () => {
    const book = new Book();
    book.setSnapshot({ levels, bidCount: 2, levelsMax: 3 });
    book.clear();
    expect(book.bids.count + book.asks.count).toBe(0);
    expect(book.bids.lotsAt(100)).toBeNaN();
  });
});
