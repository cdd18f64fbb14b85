/**
 * The floor of the hop bench: as many threads as the desk's path has, each parked on a word by
 * `Atomics.waitAsync` and waking the next. Nothing is read, decided or written on the way.
 */
import { Worker } from "node:worker_threads";
import { monotonicNs } from "../../src/core/clock.ts";

/** Words of the chain lie on lines of their own. */
export const WORDS_A_LINE = 32;

export type LinkStart = {
  readonly words: SharedArrayBuffer;
  readonly place: number;
  readonly isLast: boolean;
};

/** Time from the first wake to the last link's, each round. Nanoseconds. */
export async function measureChain(
  hops: number,
  rounds: number,
  pauseMs: number,
): Promise<number[]> {
  const words = new SharedArrayBuffer((hops + 2) * WORDS_A_LINE * 4);
  const int32 = new Int32Array(words);
  const workers = Array.from({ length: hops }, (_, place) =>
    startLink({ words, place, isLast: place === hops - 1 }),
  );
  await Promise.all(workers.map((worker) => heard(worker)));
  const measured: number[] = [];
  const last = workers[hops - 1];
  for (let round = 0; round < rounds && last !== undefined; round += 1) {
    // The pause lets every link park, as the actors of a desk do between two quotes.
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const arrival = heard(last);
    const sentAt = monotonicNs();
    Atomics.add(int32, 0, 1);
    Atomics.notify(int32, 0);
    measured.push(Number(await arrival) - sentAt);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return measured;
}

function startLink(start: LinkStart): Worker {
  return new Worker(new URL("./chain-link.ts", import.meta.url), { workerData: start });
}

function heard(worker: Worker): Promise<unknown> {
  return new Promise((resolve) => worker.once("message", resolve));
}
