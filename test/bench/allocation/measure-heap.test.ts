/**
 * The hot path allocates nothing, once it is compiled for good. `bun run bench allocation` shows it
 * over ten million messages; here are fewer, in one process for all, as one actor runs them.
 */
import { describe, expect, test } from "bun:test";
import {
  allocatedBytesOf,
  keptBytesOf,
  readHeaps,
} from "../../../bench/allocation/measure-heap.ts";
import { ALLOCATING_PATHS, HOT_PATHS, LITERALS } from "../../../bench/allocation/path-table.ts";

const MESSAGES = 100_000;
/** The smallest object of JavaScriptCore. */
const OBJECT_BYTES = 16;
/** Less than one object for sixteen messages: the heap grows in blocks of 16 KiB. */
const NONE_BYTES = (MESSAGES * OBJECT_BYTES) / 16;

const TOGETHER = Object.keys(HOT_PATHS).filter((path) => path !== LITERALS);
const CONTROLS = Object.keys(ALLOCATING_PATHS);

describe("the hot path", () => {
  test.each([[TOGETHER], [[LITERALS]]])(
    "allocates nothing for a message, neither kept nor dropped: %p",
    async (paths) => {
      const results = await readHeaps(paths, MESSAGES, "OFF");
      expect(results.map(({ path }) => path)).toEqual(paths);
      expect(results.filter((result) => allocatedBytesOf(result) > NONE_BYTES)).toEqual([]);
    },
    60_000,
  );

  test("keeps nothing of a message", async () => {
    const results = await readHeaps(TOGETHER, MESSAGES, "ON");
    expect(results.filter((result) => keptBytesOf(result) > NONE_BYTES)).toEqual([]);
  }, 60_000);
});

describe("the measure", () => {
  test("sees one object a message, also when it is dropped at once", async () => {
    const results = await readHeaps(CONTROLS, MESSAGES, "OFF");
    expect(results.map(({ path }) => path)).toEqual(CONTROLS);
    const unseen = results.filter((one) => allocatedBytesOf(one) < MESSAGES * OBJECT_BYTES);
    expect(unseen).toEqual([]);
  }, 60_000);

  test("tells what is kept from what is dropped", async () => {
    const [kept, dropped] = await readHeaps(CONTROLS.slice(0, 2), MESSAGES, "ON");
    expect(kept && keptBytesOf(kept)).toBeGreaterThan(MESSAGES * OBJECT_BYTES);
    expect(dropped && keptBytesOf(dropped)).toBeLessThan(NONE_BYTES);
  }, 60_000);
});
