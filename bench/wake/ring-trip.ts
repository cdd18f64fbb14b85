/**
 * One of two threads that hand a quote to and fro: it reads, says the next, and waits, by parking
 * or by spinning, as an actor's loop does and without one.
 */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { Doorbell } from "../../src/runtime/ring/doorbell.ts";
import { Spinner } from "../../src/runtime/ring/idle-strategy.ts";
import { TopicReader } from "../../src/runtime/ring/topic-reader.ts";
import { TopicWriter } from "../../src/runtime/ring/topic-writer.ts";
import { BenchQuote, quoteOf, readOf } from "../kit/bench-quote.ts";
import type { TripResult, TripRound } from "../kit/round-trip.ts";

export type RingTrip = TripRound & {
  readonly way: "park" | "spin";
  readonly lines: SharedArrayBuffer;
  /** Its bell line. The thread of line 0 begins and times. */
  readonly line: 0 | 1;
  readonly says: SharedArrayBuffer;
  readonly hears: SharedArrayBuffer;
  readonly slot: number;
};

const TYPE = 1;
const BYTES = BenchQuote.codec.sizeOf(quoteOf(0));

const given = workerData as RingTrip;
const { way, lines, line, warmUp, trips } = given;
const isFirst = line === 0;
const last = warmUp + trips;
const bell = new Doorbell(lines, line);
const spinner = new Spinner(lines, line, monotonicNs);
const writer = new TopicWriter(given.says, lines, { owner: line + 1, incarnation: 1 });
const reader = new TopicReader(given.hears, given.slot);
const view = BenchQuote.codec.createView();
let heard = 0;
let sum = 0;
let warmAt = 0;
let waits = 0;
let sleeps = 0;

function say(trip: number): undefined {
  const offset = writer.claim(BYTES, TYPE);
  assert(offset >= 0, "the ring of a ping-pong is never full");
  BenchQuote.codec.write(writer.data, offset, quoteOf(trip));
  writer.commit();
  writer.publish();
}

/** Answers what is there. */
function take(): undefined {
  while (reader.next()) {
    view.bind(reader.data, reader.offset, reader.payloadBytes);
    sum += readOf(view);
    heard += 1;
    if (heard === warmUp) warmAt = monotonicNs();
    if (!isFirst) say(heard - 1);
    else if (heard < last) say(heard);
    if (heard === last) finish();
  }
  // Once all is said, as a loop does.
  reader.release();
}

function finish(): undefined {
  const nsATrip = (monotonicNs() - warmAt) / trips;
  const slept = way === "park" ? sleeps / waits : 1;
  parentPort?.postMessage({ nsATrip, sum, slept } satisfies TripResult);
}

function park(): undefined {
  bell.cancelSleep();
  take();
  bell.prepareToSleep();
  const waiter = reader.hasMore() ? null : bell.wait();
  waits += 1;
  if (waiter === null) {
    setImmediate(park);
    return;
  }
  sleeps += 1;
  void waiter.then(park);
}

const peek = () => reader.peekMore();

function spin(): undefined {
  assert(spinner.maySpin(), "two threads have a core and a token each");
  const deadlineNs = spinner.deadline();
  do take();
  while (!(writer.committedAt >= deadlineNs) && spinner.spin(deadlineNs, peek));
  setImmediate(spin);
}

parentPort?.on("message", () => {
  if (isFirst) say(0);
  if (way === "park") park();
  else spin();
});
parentPort?.postMessage("ready");
