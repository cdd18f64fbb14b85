/**
 * A process that runs paths and says what its heap did meanwhile. With the collector off
 * everything that is allocated stays, so the capacity grows by all of it; with the collector on,
 * what is left after a collection is what somebody keeps.
 *
 * `heap-child.ts <messages> <path> ...`
 */
import { heapStats } from "bun:jsc";
import type { HeapReading, HeapResult } from "./measure-heap.ts";
import { HOT_PATHS, PATHS } from "./path-table.ts";

/** A loop's function is called often, so that it is compiled as a handler is. */
const CHUNK = 2_000;
const WARM_UP = 100_000;
/** While it is not compiled for good it may allocate: so many more turns it gets to end that. */
const TURNS_MAX = 40;

const [messages = "0", ...paths] = process.argv.slice(2);
const results = paths.map((path) => measure(path, Number(messages)));
process.stdout.write(`${JSON.stringify(results)}\n`);

function measure(path: string, count: number): HeapResult {
  const run = PATHS[path]?.();
  if (run === undefined) throw new Error(`there is no path "${path}"`);
  const inChunks = (total: number): number => {
    let sum = 0;
    for (let done = 0; done < total; done += CHUNK) sum += run(CHUNK);
    return sum;
  };
  const growthOf = (total: number): number => {
    const { heapCapacity } = heapStats();
    inChunks(total);
    return heapStats().heapCapacity - heapCapacity;
  };

  inChunks(WARM_UP);
  const turns = path in HOT_PATHS ? TURNS_MAX : 0;
  for (let turn = 0; turn < turns && growthOf(WARM_UP / 4) > growthOf(0); turn += 1);
  // Twice: what a reading itself takes is known from the first to the second.
  const idle = read();
  const before = read();
  const sum = inChunks(count);
  return { path, idle, before, after: read(), sum };
}

function read(): HeapReading {
  Bun.gc(true);
  const { heapSize, heapCapacity, objectCount, extraMemorySize } = heapStats();
  return { heapSize, heapCapacity, objectCount, extraMemorySize };
}
