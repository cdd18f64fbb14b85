/** Bun.mmap: what a thread stores there is in the file, whatever becomes of the thread. */
import { describe, expect } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { atEnd } from "../kit/at-end.ts";
import { until } from "../kit/until.ts";
import { canary, type Ours } from "./kit/canary.ts";

const LOG: Ours = {
  "src/runtime/delivery/segment.ts": "commits by a store to the mapped memory, and never closes it",
};
const BYTES = 1 << 16;

/** A new file full of zeros. */
function zeros(): string {
  const folder = mkdtempSync(join(tmpdir(), "outcry-canaries-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "mapped");
  writeFileSync(path, new Uint8Array(BYTES));
  return path;
}

describe("a mapped file", () => {
  canary(
    "mmap-shared",
    "stores to Bun.mmap with shared are read from the file at once",
    LOG,
    () => {
      const path = zeros();
      const memory = Bun.mmap(path, { shared: true });
      expect(memory.length).toBe(BYTES);
      memory[7] = 42;
      Atomics.store(new Int32Array(memory.buffer, memory.byteOffset, 4), 3, 0x0102_0304);
      const bytes = readFileSync(path);
      expect([bytes[7], ...bytes.subarray(12, 16)]).toEqual([42, 4, 3, 2, 1]);
    },
  );

  canary(
    "mmap-terminate",
    "stores of a worker that is terminated are in the file, and its end leaves the process alone",
    LOG,
    async () => {
      const path = zeros();
      const source = `const { workerData } = require("node:worker_threads");
        const memory = Bun.mmap(workerData, { shared: true });
        memory[100] = 7;
        const words = new Int32Array(memory.buffer, memory.byteOffset, 8);
        for (;;) Atomics.add(words, 2, 1);`;
      const worker = new Worker(source, { eval: true, workerData: path });
      const words = new Int32Array(Bun.mmap(path, { shared: true }).buffer, 0, 8);
      await until("stores of the worker", () => Atomics.load(words, 2) > 1_000);
      await worker.terminate();
      const { buffer, byteOffset } = readFileSync(path);
      const stored = new DataView(buffer, byteOffset, BYTES);
      expect(stored.getUint8(100)).toBe(7);
      expect(stored.getInt32(8, true)).toBe(Atomics.load(words, 2));
    },
  );
});
