/**
 * How long a message takes to another thread and its answer back, and what a bare wake-up there and
 * back takes: one round in two fresh threads of nothing else.
 *
 * `park` and `spin` are the real thing: a quote of 82 bytes through a topic's writer, reader and
 * doorbell each way, every field written, three read, and what was read is checked. `waitAsync` and
 * `wait` are two words that two threads wait on in turns, and nothing is carried.
 *
 * Two threads that park may fall into step, so that each finds the other's word before it sleeps: then
 * neither ever parks, and a trip takes a tenth. That is no wake-up, so such a round is made again.
 */
import { Worker } from "node:worker_threads";
import { assert } from "../../src/core/assert.ts";
import { allocateLines, attachLines } from "../../src/runtime/ring/lines.ts";
import { grantSpinTokens, setWorkerLives } from "../../src/runtime/ring/spin-tokens.ts";
import { allocateTopic } from "../../src/runtime/ring/topic-memory.ts";
import { attachReader } from "../../src/runtime/ring/topic-slots.ts";
import type { BareTrip } from "../wake/bare-trip.ts";
import type { RingTrip } from "../wake/ring-trip.ts";
import { sumOf } from "./bench-quote.ts";

/** The two ways in which our threads wait, and the two bare ones. */
export const TRIP_WAYS = ["park", "spin", "waitAsync", "wait"] as const;

export type TripWay = (typeof TRIP_WAYS)[number];

/** Whole trips before the timing begins, and those that are timed. */
export type TripRound = { readonly warmUp: number; readonly trips: number };

/** What each thread posts when it has made all trips. */
export type TripResult = {
  readonly nsATrip: number;
  readonly sum: number;
  /** Of its waits, how many slept: 0 to 1. */
  readonly slept: number;
};

/** A round in which fewer waits slept says nothing of waking. */
const SLEPT_MIN = 0.98;
/** On a machine that is too busy for one, the last round counts as it is. */
const TRIES_MAX = 8;

/** Trips of a round that takes a fraction of a second. */
export const TRIPS: Readonly<Record<TripWay, TripRound>> = {
  park: { warmUp: 4_000, trips: 8_000 },
  spin: { warmUp: 400_000, trips: 400_000 },
  waitAsync: { warmUp: 4_000, trips: 8_000 },
  wait: { warmUp: 4_000, trips: 8_000 },
};

/**
 * Mean of one round. Nanoseconds a round trip.
 *
 * @throws {AssertionError} When what was read is not what was written.
 */
export async function measureRoundTrip(
  way: TripWay,
  round: TripRound = TRIPS[way],
): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const { nsATrip, slept } = await tryRoundTrip(way, round);
    if (slept >= SLEPT_MIN || tries === TRIES_MAX) return nsATrip;
  }
}

async function tryRoundTrip(way: TripWay, round: TripRound): Promise<TripResult> {
  const isOurs = way === "park" || way === "spin";
  const threads = isOurs ? startRing(way, round) : startBare(way, round);
  try {
    await Promise.all(threads.map((thread) => heard(thread)));
    const results = Promise.all(threads.map((thread) => heard<TripResult>(thread)));
    for (const thread of threads) thread.postMessage("go");
    const expected = isOurs ? sumOf(round.warmUp + round.trips) : 0;
    for (const { sum } of await results) {
      assert(sum === expected, `every message is read once: its sum is ${sum}, not ${expected}`);
    }
    const [first] = await results;
    assert(first !== undefined, "there are two threads");
    const slept = Math.min(...(await results).map((result) => result.slept));
    return { ...first, slept };
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

type Pair = readonly [first: Worker, second: Worker];

function startRing(way: "park" | "spin", round: TripRound): Pair {
  const lines = allocateLines();
  const words = attachLines(lines);
  grantSpinTokens(words, { cores: 2, tokens: 2 });
  for (const line of [0, 1]) setWorkerLives(words, line, true);
  const topics = [0, 1].map(() => allocateTopic({ capacityBytes: 1 << 16 }));
  const slots = topics.map((topic, at) => attachReader(topic, { kind: "GATE", bellLine: 1 - at }));
  const start = (own: 0 | 1): Worker => {
    const trip: RingTrip = {
      ...round,
      way,
      lines,
      line: own,
      says: topics[own] as SharedArrayBuffer,
      hears: topics[1 - own] as SharedArrayBuffer,
      slot: slots[1 - own] as number,
    };
    return new Worker(new URL("../wake/ring-trip.ts", import.meta.url), { workerData: trip });
  };
  return [start(0), start(1)];
}

function startBare(way: "waitAsync" | "wait", round: TripRound): Pair {
  const words = new SharedArrayBuffer(256);
  const start = (own: 0 | 1): Worker => {
    const trip: BareTrip = { ...round, way, words, own };
    return new Worker(new URL("../wake/bare-trip.ts", import.meta.url), { workerData: trip });
  };
  return [start(0), start(1)];
}

function heard<Message>(worker: Worker): Promise<Message> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
