/** The work that every variant of the ring bench does: nine fields written, three read. */
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

export type Variant = "ring" | "ring16" | "postMessage" | "postMessage16" | "comlink" | "msgpackr";

/** What both threads of a round are given. */
export type RingRound = {
  readonly role: "WRITE" | "READ";
  readonly variant: Variant;
  readonly lines: SharedArrayBuffer;
  readonly topic: SharedArrayBuffer;
  readonly slot: number;
  /** Messages before the timing begins, and those that are timed. */
  readonly warmUp: number;
  readonly messages: number;
};

/** What the reader posts when it has all: wrong work is not timed. */
export type RingResult = { readonly nsAMessage: number; readonly sum: number };

/** Sum of the three fields that a reader reads, over all messages. */
export function expectedSum({ warmUp, messages }: RingRound): number {
  const count = warmUp + messages;
  // Fields 1, 4 and 8 of message i are i + 1, i + 4 and i + 8.
  return (3 * count * (count - 1)) / 2 + 13 * count;
}
