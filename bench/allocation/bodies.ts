/**
 * One body of a message type, written anew for each message: the measured code gets fresh values
 * and the bench itself allocates nothing.
 */
import type { Approved } from "../../src/desk/message/approved.ts";
import { BOOK_LEVELS, type BookTop } from "../../src/desk/message/book.ts";
import type { L2Delta } from "../../src/desk/message/l2-delta.ts";
import type { Quote } from "../../src/desk/message/quote.ts";
import type { Top } from "../../src/desk/message/top.ts";
import type { MessageType } from "../../src/runtime/codec/message-type.ts";

type BodyOf<Type> = Type extends MessageType<infer Body> ? Body : never;
type Mutable<Body> = { -readonly [Name in keyof Body]: Body[Name] };

const UPDATE_LEVELS = 20;

export function quoteBody(): Mutable<BodyOf<typeof Quote>> {
  return {
    instrument: 0,
    bidTicks: 0,
    bidLots: 0,
    askTicks: 0,
    askLots: 0,
    venueSequence: 0,
    venueTimeUs: 0,
    intendedAt: 0,
    sentAt: 0,
    receivedAt: 0,
    builtAt: 0,
  };
}

/** Message `i`: whole ticks, a time beyond 32 bits, a time that the venue did not give. */
export function fillQuote(body: Mutable<BodyOf<typeof Quote>>, i: number): undefined {
  body.instrument = i & 0xff;
  body.bidTicks = 6_500_000 + (i & 0xfff);
  body.bidLots = i & 0xffff;
  body.askTicks = body.bidTicks + 1;
  body.askLots = i & 0x7fff;
  body.venueSequence = 5e10 + i;
  body.venueTimeUs = Number.NaN;
  body.intendedAt = Number.NaN;
  body.sentAt = Number.NaN;
  body.receivedAt = 1e15 + i * 1_000.5;
  body.builtAt = body.receivedAt + 900;
}

export function topBody(): Mutable<BodyOf<typeof Top>> {
  return {
    state: "LIVE",
    bidTicks: 6_500_000,
    bidLots: 1,
    askTicks: 6_500_001,
    askLots: 2,
    sequence: 0,
    receivedAt: 0,
  };
}

export function approvedBody(): Mutable<BodyOf<typeof Approved>> {
  return {
    action: "NEW",
    side: "BUY",
    style: "GTC",
    priority: "NEW",
    replaces: "",
    instrument: 3,
    execution: 4,
    strategy: 5,
    priceTicks: 6_500_000,
    lots: 0,
    validUntil: 1e15,
    decidedAt: 1e15,
    riskEpoch: 1,
    bookSequence: 0,
    bookAgeNs: 80_000.5,
    bookAgeNsMax: 2.5e8,
    orderId: "r1a2i3c4d5e6f7g8",
  };
}

export function deltaBody(): Mutable<BodyOf<typeof L2Delta>> & { levels: number[] } {
  return {
    instrument: 3,
    kind: "UPDATE",
    firstVenueSequence: 0,
    venueSequence: 0,
    venueTimeUs: 1.7e15,
    receivedAt: 1e15,
    builtAt: 1e15,
    bidCount: UPDATE_LEVELS / 2,
    levels: levelsOf(UPDATE_LEVELS),
  };
}

export function bookBody(): Mutable<BodyOf<typeof BookTop>> & { levels: number[] } {
  return {
    state: "LIVE",
    sequence: 0,
    venueSequence: 0,
    receivedAt: 1e15,
    bidCount: BOOK_LEVELS,
    levels: levelsOf(2 * BOOK_LEVELS),
  };
}

/** Pairs of a price in ticks and a size in lots. */
function levelsOf(count: number): number[] {
  return Array.from({ length: 2 * count }, (_, at) => (at % 2 === 0 ? 6_500_000 + at : at + 0.5));
}
