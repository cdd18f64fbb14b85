/** The quote that benches between threads carry: nine fields written, three of them read. */
import { defineMessage } from "../../src/runtime/codec/define-message.ts";
import { float64 } from "../../src/runtime/codec/field.ts";

/** 82 bytes of msgpack: an array of nine float64. */
export const BenchQuote = defineMessage("bench-quote", 1, {
  instrument: float64("1"),
  bidTicks: float64("1"),
  bidLots: float64("1"),
  askTicks: float64("1"),
  askLots: float64("1"),
  venueSequence: float64("1"),
  venueTimeUs: float64("1"),
  receivedAt: float64("1"),
  builtAt: float64("1"),
});

type QuoteBody = Parameters<typeof BenchQuote.codec.sizeOf>[0];

/** Message `i` has the fields i, i + 1, ..., i + 8, as in every peer. */
export function quoteOf(i: number): QuoteBody {
  return {
    instrument: i,
    bidTicks: i + 1,
    bidLots: i + 2,
    askTicks: i + 3,
    askLots: i + 4,
    venueSequence: i + 5,
    venueTimeUs: i + 6,
    receivedAt: i + 7,
    builtAt: i + 8,
  };
}

/** Of the three fields that are read. */
export function readOf(quote: Pick<QuoteBody, "bidTicks" | "askLots" | "builtAt">): number {
  return quote.bidTicks + quote.askLots + quote.builtAt;
}

/** Sum of what is read in the first `count` messages. */
export function sumOf(count: number): number {
  return (3 * count * (count - 1)) / 2 + 13 * count;
}
