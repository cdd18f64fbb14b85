/**
 * What the machine itself takes to carry a cache line from one core to another and back: two
 * threads that count in turns. On a virtual machine it changes from minute to minute, by five times
 * with the places of its cores, and every figure between two threads changes with it.
 */
import { Worker } from "node:worker_threads";
import { monotonicNs } from "../../src/core/clock.ts";

/** Words of the two threads, on lines of their own; then the word that ends the echo. */
export const TRIP_WORDS = { here: 0, there: 64, isOver: 128 } as const;

const WARM_UP_NS = 50e6;
const MEASURE_NS = 50e6;
const TRIPS_A_LOOK = 100;

/** Mean of the trips of a twentieth of a second. Nanoseconds. */
export async function measureLineTrip(): Promise<number> {
  const words = new Int32Array(new SharedArrayBuffer(1_024));
  const url = new URL("./line-echo.ts", import.meta.url);
  const worker = new Worker(url, { workerData: words.buffer });
  await new Promise((resolve) => worker.once("message", resolve));
  makeTrips(words, WARM_UP_NS);
  const nsATrip = makeTrips(words, MEASURE_NS);
  Atomics.store(words, TRIP_WORDS.isOver, 1);
  await worker.terminate();
  return nsATrip;
}

function makeTrips(words: Int32Array, forNs: number): number {
  const startedAt = monotonicNs();
  let trips = 0;
  let nowNs = startedAt;
  while (nowNs - startedAt < forNs) {
    for (let i = 0; i < TRIPS_A_LOOK; i += 1) {
      const count = Atomics.add(words, TRIP_WORDS.here, 1) + 1;
      while (Atomics.load(words, TRIP_WORDS.there) !== count);
    }
    trips += TRIPS_A_LOOK;
    nowNs = monotonicNs();
  }
  return (nowNs - startedAt) / trips;
}
