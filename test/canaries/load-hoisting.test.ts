/**
 * Loads in hot loops: the compiler may read a plain word once for ever, and must not do so across
 * an atomic operation.
 *
 * A loop is hot when the last tier has compiled it, and nothing tells when that was: so the canary
 * of the plain load tries several heats. Of our own loops a plain load blinds the last look, and a
 * missing pause the spinner; `next` is so large that in this version its loads stay where they are.
 */
import { describe, expect } from "bun:test";
import { allocateLines } from "../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../src/runtime/ring/topic-memory.ts";
import { attachReader, type ReaderKind } from "../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../src/runtime/ring/topic-writer.ts";
import { canary, type Ours } from "./kit/canary.ts";
import { POLLED, SEEN } from "./kit/given.ts";
import { Thread, watchFor } from "./kit/thread.ts";

const SPIN = new URL("kit/spin-worker.ts", import.meta.url);
/** How long a loop runs before main stores. Milliseconds. */
const HEATS_MS = [250, 500, 1_000, 2_000] as const;
const HEAT_MS = 500;
/** How long a loop that sees nothing is watched. Milliseconds. */
const WATCH_MS = 500;

/** Runs `look` while a thread is in the loop `deed`, and ends the thread. */
async function within<Seen>(
  deed: string,
  look: (thread: Thread) => Promise<Seen>,
  more: object = {},
): Promise<Seen> {
  const thread = new Thread(SPIN, deed, more);
  try {
    await thread.reached();
    return await look(thread);
  } finally {
    await thread.terminate();
  }
}

/** Whether the plain loop sees a store that comes after `heatMs`. */
function seesPlainly(heatMs: number): Promise<boolean> {
  return within("plain", async (thread) => {
    await watchFor(heatMs);
    thread.set(POLLED);
    await watchFor(WATCH_MS);
    return Atomics.load(thread.words, SEEN) !== 0;
  });
}

/** Throws unless the loop `deed`, once hot, sees a store. */
function seesStore(deed: string): Promise<void> {
  return within(deed, async (thread) => {
    await watchFor(HEAT_MS);
    thread.set(POLLED);
    await thread.reached(SEEN);
  });
}

/** Throws unless a hot reader in the loop `deed` sees a commit. */
function seesCommit(deed: string, kind: ReaderKind): Promise<void> {
  const topic = allocateTopic({ capacityBytes: 1_024 });
  const slot = attachReader(topic, { kind, bellLine: 0 });
  const writer = new TopicWriter(topic, allocateLines(), { owner: 1, incarnation: 1 });
  const look = async (thread: Thread) => {
    await watchFor(HEAT_MS);
    writer.claim(8, 1);
    writer.commit();
    writer.publish();
    await thread.reached(SEEN);
  };
  return within(deed, look, { topic, slot });
}

const READER: Ours = {
  "src/runtime/ring/topic-reader.ts":
    "looks for a commit by Atomics.load, never by a plain load alone",
};

const SPINNER: Ours = {
  "src/runtime/ring/idle-strategy.ts": "pauses after each plain poll, also to keep it fresh",
};

describe("a hot loop", () => {
  canary(
    "hoist-plain",
    "a plain load in a hot loop never sees another thread's store",
    READER,
    async () => {
      for (const heatMs of HEATS_MS) if (!(await seesPlainly(heatMs))) return;
      expect(`the store was seen, ${HEATS_MS.length} times of ${HEATS_MS.length}`).toBe("unseen");
    },
  );

  canary(
    "hoist-pause",
    "Atomics.pause in a hot loop keeps a plain load beside it fresh",
    SPINNER,
    () => seesStore("pause"),
  );

  canary(
    "hoist-private-load",
    "an Atomics.load of a private word in a hot loop keeps a plain load beside it fresh",
    {
      "src/runtime/ring/topic-reader.ts":
        "reads its slot's state plainly, and is fresh by the Atomics.load that follows in each look",
    },
    () => seesStore("privateLoad"),
  );

  canary(
    "hoist-atomic-load",
    "an Atomics.load in a hot loop sees another thread's store",
    READER,
    () => seesStore("atomicLoad"),
  );
});

// rings case 39
describe("a hot TopicReader", () => {
  canary("hoist-reader-gate", "a gating reader that was polled hot sees a commit", READER, () =>
    seesCommit("next", "GATE"),
  );

  canary(
    "hoist-reader-evict",
    "an evictable reader that was polled hot sees a commit",
    READER,
    () => seesCommit("next", "EVICT"),
  );

  canary("hoist-reader-last-look", "a last look that was polled hot sees a commit", READER, () =>
    seesCommit("hasMore", "GATE"),
  );

  canary(
    "hoist-spinner",
    "a spinning loop over plain peeks at a topic sees a commit, by its pause alone",
    SPINNER,
    () => seesCommit("spinner", "GATE"),
  );
});
