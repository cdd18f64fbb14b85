/** Who is told what and when: the three ways to wait, one sync for all, and what may wait at most. */
import { describe, expect, test } from "bun:test";
import { DUE_NEVER, DUE_NOW } from "../../../src/runtime/journal/write/due-time.ts";
import { JOURNAL_FULL, JOURNAL_HALTED } from "../../../src/runtime/journal/write/journal.ts";
import { FaultyDisk } from "./kit/faulty-disk.ts";
import {
  ACTOR,
  opened,
  optionsOf,
  recordOf,
  SEGMENT_BYTES,
  sequencesOf,
} from "./kit/journal-kit.ts";
import { ModelDisk } from "./kit/model-disk.ts";
import { appendAll } from "./kit/written-disk.ts";

const MS = 1e6;

function timed(other = {}) {
  const clock = { ns: 1_000, now: () => clock.ns, wall: () => 1.7e15 };
  const disk = new FaultyDisk();
  const { journal } = opened(optionsOf(disk, 1, { clock, ...other }));
  const syncs = () => disk.calls.filter((call) => call === "sync").length;
  const before = syncs();
  return { journal, disk, clock, syncs: () => syncs() - before };
}

describe("what is appended", () => {
  test("is durable when the sync of its group has returned, and not before", () => {
    const { journal } = timed();
    expect(journal.durableSequence(ACTOR)).toBe(0);
    expect(journal.append(recordOf(1), "SYNC")).toBeGreaterThan(0);
    expect(journal.durableSequence(ACTOR)).toBe(0);
    expect(journal.commit()).toBeNull();
    expect(journal.durableSequence(ACTOR)).toBe(1);
  });

  test("by many topics is durable by one sync, and each is told its own sequence", () => {
    const { journal, syncs } = timed();
    for (let actor = 0; actor < 10; actor += 1) {
      for (let sequence = 1; sequence <= actor + 1; sequence += 1) {
        journal.append({ ...recordOf(10 * sequence), actor }, "SYNC");
      }
    }
    expect(journal.commit()).toBeNull();
    expect(syncs()).toBe(1);
    for (let actor = 0; actor < 10; actor += 1) {
      expect(journal.durableSequence(actor)).toBe(10 * (actor + 1));
    }
    expect(journal.durableSequence(10)).toBe(0);
  });

  test("twice, or out of its topic's order, or of no actor is a programmer's error", () => {
    const { journal } = timed();
    journal.append(recordOf(5), "SYNC");
    for (const sequence of [5, 4, Number.NaN]) {
      expect(() => journal.append({ ...recordOf(5), sequence }, "SYNC")).toThrow("sequences grow");
    }
    expect(() => journal.append({ ...recordOf(6), actor: -1 }, "SYNC")).toThrow("actor's number");
    expect(() => journal.append({ ...recordOf(6), type: 0xfffb }, "SYNC")).toThrow("a message's");
    expect(() => journal.append(recordOf(6, 1 << 20), "SYNC")).toThrow("at most");
  });

  test("with nothing waiting commits nothing", () => {
    const { journal, syncs } = timed();
    expect([journal.commit(), journal.dueAt, syncs()]).toEqual([null, DUE_NEVER, 0]);
  });
});

describe("a commit is due", () => {
  test("at once when a SYNC record waits, whatever else does", () => {
    const { journal } = timed();
    journal.append(recordOf(1), "ASYNC");
    journal.append(recordOf(2), "SYNC");
    journal.append(recordOf(3), "GROUP");
    expect(journal.dueAt).toBe(DUE_NOW);
  });

  test("2 ms after the first GROUP record, and 50 ms after the first ASYNC record", () => {
    const { journal, clock, syncs } = timed();
    journal.append(recordOf(1), "ASYNC");
    expect(journal.dueAt).toBe(1_000 + 50 * MS);
    clock.ns += MS;
    journal.append(recordOf(2), "GROUP");
    clock.ns += MS;
    journal.append(recordOf(3), "GROUP");
    expect(journal.dueAt).toBe(1_000 + 3 * MS);
    journal.tick(1_000 + 3 * MS - 1);
    expect(journal.durableSequence(ACTOR)).toBe(0);
    journal.tick(1_000 + 3 * MS);
    expect(journal.durableSequence(ACTOR)).toBe(3);
    expect(journal.dueAt).toBe(DUE_NEVER);
    expect(syncs()).toBe(1);
  });

  test("by a GROUP record that waits nearly as long for an ASYNC one before it", () => {
    const { journal, clock } = timed();
    journal.append(recordOf(1), "ASYNC");
    clock.ns += 49 * MS;
    journal.append(recordOf(2), "GROUP");
    expect(journal.dueAt).toBe(1_000 + 50 * MS);
  });

  test("at once when 64 KiB wait with a GROUP record among them", () => {
    const { journal } = timed({ segmentBytes: 1 << 20 });
    for (let sequence = 1; sequence <= 70; sequence += 1) {
      journal.append(recordOf(sequence, 1_000), "ASYNC");
    }
    expect(journal.dueAt).toBe(1_000 + 50 * MS);
    journal.append(recordOf(71), "GROUP");
    expect(journal.dueAt).toBe(DUE_NOW);
  });

  test("when the time is not a number", () => {
    const { journal } = timed();
    journal.append(recordOf(1), "ASYNC");
    journal.tick(Number.NaN);
    expect(journal.durableSequence(ACTOR)).toBe(1);
  });
});

describe("what waits", () => {
  test("is bounded: more is refused until a commit, and nothing of it is lost", () => {
    const { journal } = timed({ segmentBytes: 1 << 16, waitingBytesMax: 1_024 });
    let sequence = 1;
    while (journal.append(recordOf(sequence), "SYNC") > 0) sequence += 1;
    expect(journal.append(recordOf(sequence), "SYNC")).toBe(JOURNAL_FULL);
    expect(journal.waitingBytes).toBeLessThanOrEqual(1_024);
    expect(sequence).toBe(1 + Math.floor(1_024 / 88));
    expect(journal.commit()).toBeNull();
    expect(journal.waitingBytes).toBe(0);
    expect(journal.append(recordOf(sequence), "SYNC")).toBeGreaterThan(0);
  });

  test("is committed before a segment that is full is closed: no record spans two", () => {
    const disk = new ModelDisk();
    const { journal } = opened(optionsOf(disk, 1));
    appendAll(journal, 1, 400, { grouped: 1_000 });
    expect(disk.list().filter((name) => name.startsWith("j-")).length).toBeGreaterThan(3);
    expect(journal.durableSequence(ACTOR)).toBeGreaterThan(200);
    expect(journal.commit()).toBeNull();
    expect(journal.durableSequence(ACTOR)).toBe(400);
  });
});

describe("the next segment", () => {
  test("is made ahead, a piece a tick, so that the rotation writes no zeros", () => {
    const { journal, disk, syncs } = timed({ segmentBytes: 3 << 20 });
    const zeros = () => disk.calls.filter((call) => call === "preallocate").length;
    const atStart = zeros();
    for (let piece = 1; piece <= 3; piece += 1) {
      expect(journal.tick(0)).toBeNull();
      expect(journal.tick(0)).toBeNull();
      expect([zeros() - atStart, syncs()]).toEqual([piece, piece]);
    }
    journal.tick(0);
    expect(journal.rotate()).toBeNull();
    expect(zeros() - atStart).toBe(3);
  });

  test("is made in one go when the rotation comes first", () => {
    const { journal, disk } = timed({ segmentBytes: SEGMENT_BYTES });
    expect(journal.rotate()).toBeNull();
    expect(disk.list().filter((name) => name.startsWith("j-"))).toHaveLength(2);
  });
});

describe("a journal that has stopped", () => {
  test("takes nothing, and stops once", () => {
    const { journal } = timed();
    expect(journal.stop()).toBeNull();
    expect(journal.append(recordOf(1), "SYNC")).toBe(JOURNAL_HALTED);
    expect(() => journal.rotate()).toThrow("a journal that has stopped");
    expect(() => journal.snapshot(new Uint8Array(1))).toThrow("a journal that has stopped");
    expect(journal.stop()).toBeNull();
  });

  test("is one whose own code failed in the middle, too: what it told is there", () => {
    const disk = new ModelDisk();
    let isBroken = false;
    const entries = () => {
      if (isBroken) throw new Error("no entries");
      return [];
    };
    const { journal } = opened(optionsOf(disk, 1, { entries }));
    appendAll(journal, 1, 3);
    isBroken = true;
    expect(() => journal.rotate()).toThrow("no entries");
    expect(journal.append(recordOf(4), "SYNC")).toBe(JOURNAL_HALTED);
    expect(() => journal.rotate()).toThrow("a journal that has stopped");
    const { recovery } = opened(optionsOf(disk.afterKill(), 2));
    expect(sequencesOf(recovery)).toEqual([1, 2, 3]);
  });
});
