/**
 * `worker.terminate()` in every state in which a watchdog may find a thread.
 *
 * What JavaScript runs or waits for is cut; a call into native code is waited for, so the pipes of
 * these canaries are opened by main, and the thread ends when main says so.
 */
import { afterAll, beforeAll, describe, expect } from "bun:test";
import { closeSync, constants, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monotonicNs } from "../../src/core/clock.ts";
import { until } from "../kit/until.ts";
import { canary, type Ours } from "./kit/canary.ts";
import { CLEANED } from "./kit/given.ts";
import { Thread, watchFor } from "./kit/thread.ts";

const BLOCK = new URL("kit/block-worker.ts", import.meta.url);
/** Longer than anything that can be cut takes to be cut. Milliseconds. */
const WATCH_MS = 400;
/** As the sleeping worker has it. Nanoseconds. */
const SLEEP_NS = 1.5e9;
const ATTEMPTS = 3;
/** From a thread's last word to the state that it announces, and some compiling. Milliseconds. */
const SETTLE_MS = 100;
const WRITERS = 4;
/** Words that each of them writes: 64 KiB. */
const WRITTEN = 16_384;

const KILL: Ours = {
  "src/runtime/supervisor/thread/actor-thread.ts":
    "kills a stuck actor, and takes the exit event for its end",
};
const NATIVE: Ours = {
  "src/runtime/supervisor/thread/actor-thread.ts":
    "gives a kill 2 s, then says that the thread is stuck",
  "src/runtime/actor/tripwire.ts": "refuses such calls in an actor",
};

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outcry-canaries-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Throws unless a thread in the state `deed` is ended by `terminate`, and runs nothing more. */
async function isCut(deed: string): Promise<void> {
  const thread = new Thread(BLOCK, deed);
  await thread.reached();
  await watchFor(SETTLE_MS);
  expect(await thread.terminate()).toEqual(["exit 1", "terminated 1"]);
  expect(Atomics.load(thread.words, CLEANED)).toBe(0);
}

/** Throws unless a thread in the native call `deed` goes on until main closes its pipe. */
async function isWaitedFor(deed: string): Promise<void> {
  const pipe = join(folder, deed);
  expect(Bun.spawnSync(["mkfifo", pipe]).exitCode).toBe(0);
  const thread = new Thread(BLOCK, deed, { pipe });
  const writer = await openedForReader(pipe);
  const terminated = thread.terminate();
  await watchFor(WATCH_MS);
  const before = [...thread.events];
  closeSync(writer);
  expect(before).toEqual([]);
  expect(await terminated).toEqual(["exit 1", "terminated 1"]);
}

/** The writing end of `pipe`, once somebody reads it: who does so waits in native code. */
async function openedForReader(pipe: string): Promise<number> {
  let descriptor = -1;
  await until(`somebody reads ${pipe}`, () => {
    try {
      descriptor = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as { code?: string }).code !== "ENXIO") throw error;
    }
    return descriptor >= 0;
  });
  return descriptor;
}

/** Whether a thread in Bun.sleepSync ended no sooner than its sleep. */
async function sleepsOn(): Promise<boolean> {
  const stamps = new Float64Array(new SharedArrayBuffer(8));
  const thread = new Thread(BLOCK, "sleepSync", { stamps });
  await thread.reached();
  await watchFor(SETTLE_MS);
  await thread.terminate();
  // From below only: a machine with much else to do makes it longer, never shorter.
  return monotonicNs() - (stamps[0] ?? 0) > SLEEP_NS;
}

describe("terminate ends at once a thread", () => {
  canary(
    "terminate-wait",
    "terminate cuts an Atomics.wait; exit comes first, with code 1",
    KILL,
    () => isCut("wait"),
  );

  canary(
    "terminate-park",
    "terminate ends a worker that is parked on Atomics.waitAsync",
    KILL,
    () => isCut("park"),
  );

  canary("terminate-spin", "terminate cuts a tight loop", KILL, () => isCut("spin"));

  canary("terminate-pause", "terminate cuts a loop of Atomics.pause", KILL, () => isCut("pause"));

  canary(
    "terminate-finally",
    "terminate runs no finally block",
    {
      "src/runtime/supervisor/roster/actor-memory.ts":
        "recovers from outside what the dead thread held",
    },
    () => isCut("tryFinally"),
  );

  canary("terminate-microtasks", "terminate cuts an endless chain of microtasks", KILL, () =>
    isCut("microtasks"),
  );

  canary("terminate-immediates", "terminate ends a loop of setImmediate", KILL, () =>
    isCut("immediates"),
  );

  canary(
    "terminate-promise",
    "terminate ends a worker whose top level awaits for ever",
    { ...KILL, "src/runtime/actor/inspector.ts": "gives up a module that does not finish loading" },
    () => isCut("promise"),
  );
});

describe("terminate waits for a thread", () => {
  canary(
    "terminate-sleep",
    "terminate does not interrupt Bun.sleepSync: the thread ends when the sleep does",
    NATIVE,
    async () => {
      // A thread that was ended on its way into the sleep proves nothing: it is tried again.
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) if (await sleepsOn()) return;
      expect(`interrupted ${ATTEMPTS} times of ${ATTEMPTS}`).toBe("not interrupted");
    },
  );

  canary(
    "terminate-read",
    "terminate does not interrupt a synchronous read of a file",
    {
      "src/runtime/supervisor/thread/actor-thread.ts":
        "gives a kill 2 s, then says that the thread is stuck",
      "src/runtime/io/disk/append-file.ts":
        "writes synchronously: a disk that hangs holds its thread",
    },
    () => isWaitedFor("readSync"),
  );

  canary(
    "terminate-spawn",
    "terminate does not interrupt a synchronous child process",
    NATIVE,
    () => isWaitedFor("spawnSync"),
  );
});

describe("after terminate", () => {
  // rings case 54
  canary(
    "terminate-memory",
    "no byte of shared memory changes once the promise of terminate has resolved",
    {
      "src/runtime/supervisor/thread/thread-group.ts":
        "recovers memory after the exit event, never before",
    },
    async () => {
      const writers = Array.from({ length: WRITERS }, () => {
        const target = new Int32Array(new SharedArrayBuffer(WRITTEN * 4));
        return { target, thread: new Thread(BLOCK, "write", { target }) };
      });
      const copies: Int32Array[] = [];
      for (const { target, thread } of writers) {
        await until("all is written", () => Atomics.load(target, WRITTEN - 1) !== 0);
        await thread.terminate();
        copies.push(target.slice());
      }
      await watchFor(1_000);
      for (const [index, { target }] of writers.entries()) {
        expect(target.every((word, at) => word === copies[index]?.[at])).toBe(true);
      }
    },
  );

  canary(
    "terminate-again",
    "terminate of a thread that has ended resolves all the same, with undefined",
    { "src/runtime/actor/inspector.ts": "awaits it after the thread may have ended by itself" },
    async () => {
      const thread = new Thread(BLOCK, "spin");
      await thread.reached();
      await thread.terminate();
      expect((await thread.terminate()).at(-1)).toBe("terminated undefined");
    },
  );

  canary(
    "terminate-posts",
    "a message that is posted to a thread that has ended is dropped without an error",
    {
      "src/runtime/supervisor/thread/control-client.ts":
        "ends each call by the thread's death or a deadline",
    },
    async () => {
      const thread = new Thread(BLOCK, "spin");
      await thread.reached();
      await thread.terminate();
      expect(() => thread.post("hello")).not.toThrow();
    },
  );
});
