/**
 * What one message of the ring bench is: how it is built, what a reader reads of it, and what the
 * sum of all that is read must be.
 *
 * A round has two or more fresh threads, and each sees one kind of message only, as an actor's
 * handler does; so the calls below are compiled as if they stood in the loop.
 */
import { L2Delta } from "../../src/desk/message/l2-delta.ts";
import type { MessageType } from "../../src/runtime/codec/message-type.ts";
import { BenchQuote, quoteOf, readOf, sumOf } from "../kit/bench-quote.ts";
import { SMALL_BYTES, SmallMessage, sizedMessage } from "./sized-message.ts";

/** A quote of nine numbers, an update of 40 levels of a book, or so many bytes. */
export type MessageKind = "quote" | "book" | number;

/** `write` puts message `i` at an offset; `read` sums what a reader reads of the bound message. */
export type RingWork = {
  readonly bytes: number;
  write(data: DataView, offset: number, i: number): undefined;
  read(data: DataView, offset: number, bytes: number): number;
  /** Of the first `count` messages, all fields that are read. */
  sumOf(count: number): number;
};

/** Levels of the book's update, a price and a size each. */
export const BOOK_LEVELS = 40;

export function ringWorkOf(kind: MessageKind): RingWork {
  if (kind === "quote") return quoteWork();
  if (kind === "book") return bookWork();
  return kind === SMALL_BYTES ? smallWork() : sizedWork(kind);
}

/** Nine numbers written, three read. */
function quoteWork(): RingWork {
  const { codec } = BenchQuote;
  const view = codec.createView();
  return {
    bytes: codec.sizeOf(quoteOf(0)),
    write(data, offset, i) {
      codec.write(data, offset, quoteOf(i));
    },
    read(data, offset, bytes) {
      view.bind(data, offset, bytes);
      return readOf(view);
    },
    sumOf,
  };
}

/** Every level is read, as whoever keeps a book reads them. */
function bookWork(): RingWork {
  const { codec } = L2Delta;
  const view = codec.createView();
  const numbers = Array.from({ length: BOOK_LEVELS * 2 }, (_, at) => at);
  const bodyOf = (i: number) => {
    numbers[0] = i;
    return {
      instrument: 1,
      kind: "UPDATE",
      firstVenueSequence: i,
      venueSequence: i,
      venueTimeUs: i,
      receivedAt: i,
      builtAt: i,
      bidCount: BOOK_LEVELS / 2,
      levels: numbers,
    } as const;
  };
  return {
    bytes: codec.sizeOf(bodyOf(0)),
    write(data, offset, i) {
      codec.write(data, offset, bodyOf(i));
    },
    read(data, offset, bytes) {
      view.bind(data, offset, bytes);
      const { levels } = view;
      const { length } = levels;
      let sum = view.venueSequence;
      for (let at = 0; at < length; at += 1) sum += levels.at(at) as number;
      return sum;
    },
    sumOf: (count) => 2 * sumBelow(count) + sumBelow(BOOK_LEVELS * 2) * count,
  };
}

function smallWork(): RingWork {
  const { codec } = SmallMessage;
  const view = codec.createView();
  return {
    bytes: codec.sizeOf({ first: 0, second: 0, third: 0 }),
    write(data, offset, i) {
      codec.write(data, offset, { first: i, second: i + 1, third: i + 2 });
    },
    read(data, offset, bytes) {
      view.bind(data, offset, bytes);
      return view.first + view.second + view.third;
    },
    sumOf: (count) => 3 * sumBelow(count) + 3 * count,
  };
}

function sizedWork(size: number): RingWork {
  const { type, numbers, fillers } = sizedMessage(size);
  const codec = type.codec as MessageType<{ number: number; levels: readonly number[] }>["codec"];
  const view = codec.createView();
  const levels = Array.from({ length: numbers }, () => 0);
  const last = numbers - 1;
  // One body for all messages: what is measured is the way of its bytes, not of its making.
  const body = { ...fillers, number: 0, levels };
  return {
    bytes: codec.sizeOf(body),
    write(data, offset, i) {
      body.number = i;
      levels[0] = i;
      levels[last] = i;
      codec.write(data, offset, body);
    },
    read(data, offset, bytes) {
      view.bind(data, offset, bytes);
      return view.number + (view.levels.at(0) as number) + (view.levels.at(last) as number);
    },
    sumOf: (count) => 3 * sumBelow(count),
  };
}

/** Of 0, 1, ..., count - 1. */
export function sumBelow(count: number): number {
  return (count * (count - 1)) / 2;
}
