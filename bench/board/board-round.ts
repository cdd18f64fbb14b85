/** One round of two threads at one slot: a writer and a reader, for a while. */
import { Worker } from "node:worker_threads";
import { assert } from "../../src/core/assert.ts";
import { allocateBoard } from "../../src/runtime/ring/board-memory.ts";
import { allocateLines } from "../../src/runtime/ring/lines.ts";
import { PACES, type PaceName, type SlotKind, VALUE_BYTES, type ValueName } from "./board-work.ts";
import { allocateOneCopy } from "./one-copy.ts";

export type PairKind = {
  readonly slot: SlotKind;
  readonly value: ValueName;
  readonly pace: PaceName;
};

/** What both threads are given. */
export type PairStart = PairKind & {
  readonly memory: SharedArrayBuffer;
  readonly lines: SharedArrayBuffer;
  readonly paceNs: number;
  readonly runMs: number;
  /** Word 0 ends the writer. */
  readonly stop: SharedArrayBuffer;
};

export type PairResult = {
  readonly readNs: number;
  readonly putNs: number;
  /** Copies that were made again, for one read. */
  readonly retries: number;
  /** Of a thousand reads, how many gave up: only with one copy. */
  readonly gaveUp: number;
};

export type ReaderSaid = Omit<PairResult, "putNs"> & { readonly torn: number };

/** Runs both threads and looks that nothing was torn and nothing went backwards. */
export async function runPair(kind: PairKind, small: boolean): Promise<PairResult> {
  const bytes = VALUE_BYTES[kind.value];
  const start: PairStart = {
    ...kind,
    memory:
      kind.slot === "board"
        ? allocateBoard({ slots: 1, slotBytes: bytes })
        : allocateOneCopy(bytes),
    lines: allocateLines(),
    paceNs: PACES[kind.pace],
    runMs: small ? 5 : 150,
    stop: new SharedArrayBuffer(4),
  };
  const writer = new Worker(new URL("./board-writer.ts", import.meta.url), { workerData: start });
  const reader = new Worker(new URL("./board-reader.ts", import.meta.url), { workerData: start });
  try {
    const { torn, ...read } = await said<ReaderSaid>(reader);
    assert(torn === 0, `no value of "${kind.slot}" is torn or older than one before: ${torn} are`);
    const put = said<number>(writer);
    Atomics.store(new Int32Array(start.stop), 0, 1);
    return { ...read, putNs: await put };
  } finally {
    await Promise.all([writer.terminate(), reader.terminate()]);
  }
}

function said<Result>(worker: Worker): Promise<Result> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
