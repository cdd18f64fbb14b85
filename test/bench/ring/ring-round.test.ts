/** Rounds on real threads: every reader reads everything, and a round that fails ends as an error. */
import { describe, expect, test } from "bun:test";
import { runOtherRound } from "../../../bench/ring/other-ways.ts";
import { PLAIN } from "../../../bench/ring/ring-plan.ts";
import {
  checkSums,
  type ReaderStart,
  type RingShape,
  runRingRound,
  runThreads,
  startThread,
} from "../../../bench/ring/ring-round.ts";
import { allocateLines } from "../../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../../src/runtime/ring/topic-memory.ts";

const ONE: RingShape = { ...PLAIN, message: "quote", batch: 1, spinning: 1, parked: 0 };
const BENCH = new URL("../../../bench/ring/", import.meta.url);
const MESSAGES = 640;

describe("runRingRound", () => {
  test.each<[string, RingShape]>([
    ["one reader that spins", ONE],
    ["one that polls as an actor does, in batches of 64", { ...ONE, polls: "ACTOR", batch: 64 }],
    ["one that is parked", { ...ONE, spinning: 0, parked: 1 }],
    ["one that spins and two that are parked", { ...ONE, parked: 2, batch: 16 }],
    ["both sides recording", { ...ONE, telemetry: true, batch: 16 }],
    ["updates of a book", { ...ONE, message: "book", batch: 64 }],
    ["messages of 4 KiB", { ...ONE, message: 4_096 }],
  ])("every message is read by each reader: %s", async (_, shape) => {
    expect(await runRingRound(shape, MESSAGES)).toBeGreaterThan(0);
  });
});

describe("checkSums", () => {
  test("a reader that missed a message, or read it twice, ends the bench", () => {
    const right = { nsAMessage: 1, sum: 10 };
    expect(() => checkSums([right, right], 10)).not.toThrow();
    expect(() => checkSums([right, { ...right, sum: 9 }], 10)).toThrow("sum 9, expected 10");
    expect(() => checkSums([{ ...right, sum: Number.NaN }], 10)).toThrow("every message");
  });
});

describe("runOtherRound", () => {
  test.each(["postMessage", "postMessage16", "comlink", "msgpackr"] as const)(
    "every message is read once by %s",
    async (way) => {
      expect(await runOtherRound(way, MESSAGES)).toBeGreaterThan(0);
    },
  );
});

describe("runThreads", () => {
  test("a thread that fails ends the round with its error", async () => {
    const round = { shape: ONE, lines: allocateLines(), warmUp: 64, messages: 64 };
    const topic = allocateTopic({ capacityBytes: 1 << 16 });
    // Its slot was never attached.
    const start: ReaderStart = { ...round, topic, slot: 3, bellLine: 1, isParked: false };
    const reader = startThread(new URL("ring-reader.ts", BENCH), start);
    const writer = startThread(new URL("ring-writer.ts", BENCH), { ...round, topic });
    expect(runThreads(writer, [reader])).rejects.toThrow("is taken by attachReader");
  });
});
