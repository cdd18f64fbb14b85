/** Measures what paths allocate for a message, in processes of their own. */
import { assert } from "../../src/core/assert.ts";

/** What JavaScriptCore says of its heap. Bytes, but for the count of objects. */
export type HeapReading = {
  readonly heapSize: number;
  readonly heapCapacity: number;
  readonly objectCount: number;
  readonly extraMemorySize: number;
};

export type HeapResult = {
  readonly path: string;
  readonly idle: HeapReading;
  readonly before: HeapReading;
  readonly after: HeapReading;
  readonly sum: number;
};

/** The collector, for the whole life of a process. */
export type Collector = "OFF" | "ON";

/**
 * Grown by, with the collector off, less what a reading takes: all that was allocated, in steps of
 * the heap's blocks of 16 KiB.
 */
export function allocatedBytesOf({ idle, before, after }: HeapResult): number {
  const readingBytes = before.heapCapacity - idle.heapCapacity;
  return Math.max(0, after.heapCapacity - before.heapCapacity - readingBytes);
}

/** Grown by, with the collector on, from one full collection to the next: all that is kept. */
export function keptBytesOf({ before, after }: HeapResult): number {
  return after.heapSize + after.extraMemorySize - before.heapSize - before.extraMemorySize;
}

/** Runs the paths one after the other in one new process, so many messages each. */
export async function readHeaps(
  paths: readonly string[],
  messages: number,
  collector: Collector,
): Promise<readonly HeapResult[]> {
  const file = new URL("./heap-child.ts", import.meta.url).pathname;
  const child = Bun.spawn([process.execPath, file, String(messages), ...paths], {
    env: { ...process.env, BUN_JSC_useGC: String(collector === "ON") },
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  assert((await child.exited) === 0, `the process of ${paths.join(", ")} ends well`);
  return JSON.parse(text) as readonly HeapResult[];
}
