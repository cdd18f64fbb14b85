/**
 * Disks that fail: each call of a whole life in turn, once and for ever, and a disk that fills up at each
 * byte. Whatever fails, a failure says what; nothing that was told is lost, and it is the end.
 */
import { describe, expect, test } from "bun:test";
import { assert } from "../../../src/core/assert.ts";
import { Prng } from "../../../src/core/prng.ts";
import { openJournal } from "../../../src/runtime/journal/open-journal.ts";
import type { StorageFailure } from "../../../src/runtime/journal/storage/storage-error.ts";
import { JOURNAL_HALTED } from "../../../src/runtime/journal/write/journal.ts";
import { CrashImages } from "./explore/crash-images.ts";
import { judgeRecovery } from "./explore/judge-image.ts";
import { stateOf } from "./explore/state.ts";
import { type Fault, FaultyDisk, FullDisk } from "./kit/faulty-disk.ts";
import { ACTOR, opened, optionsOf, recordOf, SEGMENT_BYTES } from "./kit/journal-kit.ts";
import type { ModelDisk } from "./kit/model-disk.ts";
import { SECTOR_BYTES } from "./kit/model-file.ts";

type Life = {
  readonly told: number;
  readonly appended: number;
  readonly failure: StorageFailure | null;
};

/** Start, append, commit, rotate, snapshot, retire, stop. */
function live(disk: ModelDisk): Life {
  const result = openJournal(optionsOf(disk, 1));
  if (!result.ok) {
    assert(result.failure.kind === "STORAGE", `only the disk fails: ${result.failure.message}`);
    return { told: 0, appended: 0, failure: result.failure };
  }
  const { journal } = result.value;
  let appended = 0;
  const append = (count: number) => {
    for (let each = 0; each < count; each += 1) {
      if (journal.append(recordOf(appended + 1), "SYNC") > 0) appended += 1;
    }
    journal.commit();
  };
  for (let round = 0; round < 4; round += 1) {
    append(2);
    append(1);
    journal.tick(0);
    journal.checkRoom(0);
    journal.rotate();
    append(1);
    journal.snapshot(stateOf(appended));
  }
  journal.retire(Infinity);
  append(1);
  journal.stop();
  if (journal.failure !== null) {
    expect(journal.append(recordOf(appended + 1), "SYNC")).toBe(JOURNAL_HALTED);
    expect(journal.commit()).toBe(journal.failure);
    expect(journal.snapshot(stateOf(0)).ok).toBe(false);
  }
  const { failure } = journal;
  return { told: journal.durableSequence(ACTOR), appended, failure };
}

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const prng = new Prng(seed);
const IMAGES_MAX = 6;
const ZEROS = () => new Uint8Array(SECTOR_BYTES);
const healthy = new FaultyDisk();
const calm = live(healthy);
const CALLS = healthy.calls.length;

/** Fails call `at`, then recovers: from what the system shows, and from what is surely on the disk. */
function judge(fault: Fault): Life {
  const disk = new FaultyDisk(fault);
  const life = live(disk);
  const known = { told: life.told, appended: life.appended, doubts: [] };
  const killed = opened(optionsOf(disk.afterKill(), 2)).recovery;
  judgeRecovery(killed, known);
  for (const image of new CrashImages(disk.afterKill(), ZEROS).some(IMAGES_MAX, prng)) {
    judgeRecovery(opened(optionsOf(image, 2)).recovery, known);
  }
  return life;
}

describe("the counting loop", () => {
  test("counts every call of a life that is whole", () => {
    expect(calm).toEqual({ told: 17, appended: 17, failure: null });
    expect(CALLS).toBeGreaterThan(150);
  });

  test.each([
    ["EIO", false],
    ["EIO", true],
    ["ENOSPC", false],
    ["ENOSPC", true],
  ] as const)(
    `each call fails with %s (for ever: %p): it is said, and nothing is lost (seed ${seed})`,
    (code, isForEver) => {
      let failed = 0;
      for (let at = 1; at <= CALLS; at += 1) {
        const { failure } = judge({ at, isForEver, code });
        const call = healthy.calls[at - 1];
        if (failure === null) {
          // Giving the lock back is told by the last call of all, whose failure is its value.
          expect(call).toBe("unlock");
          continue;
        }
        failed += 1;
        expect(failure.code).toBe(code);
        expect(failure.message).toStartWith("cannot ");
        expect(failure.message).toContain(code);
        expect(failure.message).toContain(failure.file);
      }
      expect(failed).toBeGreaterThanOrEqual(CALLS - 1);
    },
  );

  test("a sync that failed is never called again for its file", () => {
    const syncs = healthy.calls.flatMap((call, index) => (call === "sync" ? [index + 1] : []));
    for (const at of syncs) {
      const synced: string[] = [];
      const disk = new FaultyDisk({ at, isForEver: false, code: "EIO" });
      const { before } = disk;
      let failedName: string | null = null;
      disk.before = (call, name) => {
        if (call === "sync" && failedName !== null) synced.push(name);
        if (call === "sync" && disk.calls.length + 1 === at) failedName = name;
        before(call, name);
      };
      live(disk);
      expect(synced).not.toContain(failedName ?? "");
    }
  });
});

describe("a disk that is full", () => {
  // J-8
  test("at each byte of a rotation halts the run, which is said in the ballast's place", () => {
    const disk = new FullDisk(Infinity);
    const { journal } = opened(optionsOf(disk, 1));
    journal.append(recordOf(1), "SYNC");
    journal.commit();
    const before = disk.afterKill();
    let used = 0;
    for (const { cache } of before.names.values()) used += cache.length;
    for (let free = 0; free < SEGMENT_BYTES; free += 8) {
      const full = new FullDisk(Infinity);
      const { journal: one } = opened(optionsOf(full, 1));
      one.append(recordOf(1), "SYNC");
      one.commit();
      one.append(recordOf(2), "SYNC");
      full.room = used + free;
      expect(one.rotate()?.code).toBe("ENOSPC");
      expect(one.haltFailure).toBeNull();
      expect(one.durableSequence(ACTOR)).toBe(2);
      const killed = full.afterKill();
      expect(killed.list()).not.toContain("ballast");
      const { recovery } = opened(optionsOf(killed, 2));
      judgeRecovery(recovery, { told: 2, appended: 2, doubts: [] });
      expect(recovery.previous?.status).toBe("HALTED");
      expect(recovery.halt).toMatchObject({ code: "ENOSPC", operation: "preallocate" });
    }
  });

  test.each([
    ["before the next segment is made", 0, SEGMENT_BYTES],
    ["while it is made", 1, 0],
    ["when it is made", 99, 0],
  ])("is found out %s, behind a sync of what waits", (_, steps, missing) => {
    const full = new FullDisk(Infinity);
    const { journal } = opened(optionsOf(full, 1));
    for (let step = 0; step < steps; step += 1) journal.tick(0);
    journal.append(recordOf(1), "SYNC");
    expect(journal.snapshot(stateOf(1)).ok).toBe(true);
    const needed = missing + stateOf(1).length + 100;
    let taken = 0;
    for (const { cache } of full.names.values()) taken += cache.length;
    full.room = taken + needed;
    expect(journal.checkRoom(100)).toBeNull();
    expect(journal.append(recordOf(2), "SYNC")).toBeGreaterThan(0);
    full.room = taken + needed - 1;
    expect(journal.checkRoom(100)).toMatchObject({
      code: "ENOSPC",
      message: `cannot find room in the journal's folder: ENOSPC: ${needed - 1} bytes are free, and ${needed} are needed`,
    });
    expect(journal.durableSequence(ACTOR)).toBe(2);
    expect(journal.haltFailure).toBeNull();
    expect(journal.append(recordOf(3), "SYNC")).toBe(JOURNAL_HALTED);
    const { recovery } = opened(optionsOf(full.afterKill(), 2));
    judgeRecovery(recovery, { told: 2, appended: 2, doubts: [] });
    expect(recovery.halt).toMatchObject({ code: "ENOSPC", operation: "freeBytes" });
  });

  test("when a run begins is said, and the lock is given back", () => {
    const full = new FullDisk(9_000);
    const result = openJournal(optionsOf(full, 1));
    expect(result.ok ? null : result.failure).toMatchObject({
      kind: "STORAGE",
      code: "ENOSPC",
      message: "cannot make room in next.tmp: ENOSPC: said by the model",
    });
    expect(full.isLocked).toBe(false);
  });
});
