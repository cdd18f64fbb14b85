/**
 * Checks a rebuilt book against the venue's own ticker.
 *
 * A ticker is true at its update id and stays true until the next one, so the last ticker up to the
 * book's update id says what the top of the book is. Where the ids are equal there is no excuse.
 * Where the ticker is older, the venue may have skipped a top that lasted a moment (2 of 6,493 in
 * a recorded hour): one such difference is a doubt, and it is a mismatch once the next comparison
 * differs as well.
 *
 * Bias: a book that was wrong for less than two comparisons, a fifth of a second, is not found.
 */
import type { Book } from "../../market/book.ts";
import { isSameQuote } from "../../market/quote.ts";
import type { QuoteFrame } from "./frame.ts";

/** What one comparison said. NONE: there was no ticker to compare with. */
export type TickerVerdict = "MATCH" | "MISMATCH" | "DOUBT" | "NONE";

/** Tickers that may be ahead of the book: changes come every 100 ms, tickers at once. */
const TICKERS_MAX = 256;

/** The comparisons of one instrument's book. */
export class TickerCheck {
  #tickers: QuoteFrame[] = [];
  #differencesInRow = 0;
  /** 1 while the newest comparison is a doubt. */
  #openDoubts = 0;
  #matches = 0;
  #mismatches = 0;
  #doubts = 0;

  /** Comparisons made. */
  get checkCount(): number {
    return this.#matches + this.#mismatches + this.#doubts + this.#openDoubts;
  }

  get mismatchCount(): number {
    return this.#mismatches;
  }

  /** Differences beside older tickers that the next comparison did not confirm. */
  get doubtCount(): number {
    return this.#doubts + this.#openDoubts;
  }

  /** Takes the next ticker. */
  ticker(ticker: QuoteFrame): undefined {
    this.#tickers.push(ticker);
    if (this.#tickers.length > TICKERS_MAX) this.#tickers.shift();
  }

  /** Compares the book, which has just come to `updateId`. */
  book(book: Book, updateId: number): TickerVerdict {
    const newest = this.#tickers.findLastIndex((one) => one.updateId <= updateId);
    const ticker = this.#tickers[newest];
    if (ticker === undefined) return "NONE";
    if (newest > 0) this.#tickers.splice(0, newest);
    if (isSameQuote(ticker, topOf(book))) return this.#match();
    return this.#differ(ticker.updateId === updateId);
  }

  /** The stream ended: what its tickers said is the past. */
  reset(): undefined {
    this.#tickers = [];
    this.#settleDoubt();
  }

  #settleDoubt(): undefined {
    this.#doubts += this.#openDoubts;
    this.#openDoubts = 0;
    this.#differencesInRow = 0;
  }

  #match(): TickerVerdict {
    this.#settleDoubt();
    this.#matches += 1;
    return "MATCH";
  }

  #differ(isSameId: boolean): TickerVerdict {
    this.#differencesInRow += 1;
    if (this.#differencesInRow === 1 && !isSameId) {
      this.#openDoubts = 1;
      return "DOUBT";
    }
    // A doubt before it was no skipped top: it counts as what it was.
    this.#mismatches += 1 + this.#openDoubts;
    this.#openDoubts = 0;
    return "MISMATCH";
  }
}

function topOf(book: Book) {
  return {
    bidTicks: book.bestBidTicks,
    bidLots: book.bestBidLots,
    askTicks: book.bestAskTicks,
    askLots: book.bestAskLots,
  };
}
