/** The ticker against the book: when they are compared, and what a difference means. */
import { describe, expect, test } from "bun:test";
import { Book } from "../../../../src/trading/market/book.ts";
import type { QuoteFrame } from "../../../../src/trading/venue/binance/frame.ts";
import { TickerCheck } from "../../../../src/trading/venue/binance/ticker-check.ts";
import { btc } from "./frames.ts";

const book = new Book();
book.apply("BID", 100, 5);
book.apply("ASK", 101, 6);

const ticker = (updateId: number, bidLots = 5): QuoteFrame => ({
  kind: "QUOTE",
  instrument: btc,
  updateId,
  bidTicks: 100,
  bidLots,
  askTicks: 101,
  askLots: 6,
});

const WRONG = 4;

describe("TickerCheck", () => {
  test("compares the last ticker up to the book's update id, and no later one", () => {
    const check = new TickerCheck();
    for (const one of [ticker(10, WRONG), ticker(12), ticker(15, WRONG)]) check.ticker(one);
    expect(check.book(book, 14)).toBe("MATCH");
    expect([check.checkCount, check.mismatchCount]).toEqual([1, 0]);
  });

  test("compares nothing before there is a ticker that old", () => {
    const check = new TickerCheck();
    check.ticker(ticker(15, WRONG));
    expect(check.book(book, 14)).toBe("NONE");
    expect(check.checkCount).toBe(0);
  });

  test("finds a difference at equal update ids at once", () => {
    const check = new TickerCheck();
    check.ticker(ticker(14, WRONG));
    expect(check.book(book, 14)).toBe("MISMATCH");
    expect([check.checkCount, check.mismatchCount, check.doubtCount]).toEqual([1, 1, 0]);
  });

  test("doubts a difference beside an older ticker, and forgets it when the next agrees", () => {
    const check = new TickerCheck();
    check.ticker(ticker(10, WRONG));
    expect(check.book(book, 14)).toBe("DOUBT");
    check.ticker(ticker(16));
    expect(check.book(book, 17)).toBe("MATCH");
    expect([check.checkCount, check.mismatchCount, check.doubtCount]).toEqual([2, 0, 1]);
  });

  test("counts a doubt as a mismatch when the next comparison differs as well, and all after", () => {
    const check = new TickerCheck();
    check.ticker(ticker(10, WRONG));
    const verdicts = [14, 15, 16].map((updateId) => check.book(book, updateId));
    expect(verdicts).toEqual(["DOUBT", "MISMATCH", "MISMATCH"]);
    expect([check.checkCount, check.mismatchCount, check.doubtCount]).toEqual([3, 3, 0]);
  });

  test("forgets its tickers with the stream that they came from", () => {
    const check = new TickerCheck();
    check.ticker(ticker(10, WRONG));
    check.reset();
    expect(check.book(book, 14)).toBe("NONE");
  });

  test("holds a bounded number of tickers that are ahead of the book", () => {
    const check = new TickerCheck();
    check.ticker(ticker(10));
    for (let id = 1_000; id < 2_000; id += 1) check.ticker(ticker(id, WRONG));
    expect(check.book(book, 14)).toBe("NONE");
  });
});
