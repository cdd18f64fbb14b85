/** Memory is still once a thread has ended: nothing of it writes on, however it was ended. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../src/core/prng.ts";
import { allocateLines } from "../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../src/runtime/ring/topic-memory.ts";
import { nextSequenceOf } from "../../src/runtime/ring/topic-slots.ts";
import { waitFor, waitLooks } from "./kit/patience.ts";
import { isLong, seed } from "./kit/stress-mode.ts";
import { Threads } from "./kit/threads.ts";
import { CONTROL_BYTES, type SoakMemory, type WriterStart } from "./topic/soak-memory.ts";

const WRITER = new URL("topic/soak-writer.ts", import.meta.url);
/** For how long the memory is watched. Milliseconds. */
const WATCH_MS = 1_000;
const DEATHS = isLong ? 20 : 2;
const RECORDS_MAX = 100_000;

/** A topic without readers: its writer waits for nobody, and writes all the time. */
function memoryOf(): SoakMemory {
  return {
    topic: allocateTopic({ capacityBytes: 2 ** 16, position: 2 ** 32 - 2 ** 16 }),
    lines: allocateLines(),
    control: new SharedArrayBuffer(CONTROL_BYTES),
    ledgers: [],
  };
}

function bytesOf({ topic, lines, control }: SoakMemory): Buffer {
  return Buffer.concat([topic, lines, control].map((memory) => new Uint8Array(memory)));
}

describe("A topic whose writer was terminated", () => {
  // rings case 54
  test(`changes by no byte within ${WATCH_MS} ms after each of ${DEATHS} deaths (seed ${seed})`, async () => {
    const prng = new Prng(seed);
    for (let death = 0; death < DEATHS; death += 1) {
      const memory = memoryOf();
      const threads = new Threads();
      const start: WriterStart = { ...memory, incarnation: 1, seed, floodRecords: RECORDS_MAX };
      const writer = threads.start(WRITER, start);
      const records = prng.between(1, RECORDS_MAX);
      await waitFor(
        () => nextSequenceOf(memory.topic) > records,
        () => `the writer stopped at ${nextSequenceOf(memory.topic)}: ${threads.errors.join()}`,
      );
      const alive = bytesOf(memory);
      // The watch can see a change.
      await waitFor(
        () => Buffer.compare(alive, bytesOf(memory)) !== 0,
        () => "a writer that lives writes nothing",
      );
      await waitLooks(prng.between(0, 5));
      await writer.terminate();
      const dead = bytesOf(memory);
      const until = Date.now() + WATCH_MS;
      while (Date.now() < until) {
        await waitLooks(10);
        expect(Buffer.compare(dead, bytesOf(memory))).toBe(0);
      }
    }
  }, 180_000);
});
