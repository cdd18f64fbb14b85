/** How a journal is opened again: what the next run is told of the one before, and whom it refuses. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { crc32c } from "../../../src/runtime/codec/crc32c.ts";
import { TYPE_INSTRUMENT, TYPE_SCHEMA } from "../../../src/runtime/codec/type-table.ts";
import { fileName } from "../../../src/runtime/journal/format/file-names.ts";
import { HEADER_BYTES } from "../../../src/runtime/journal/format/segment-header.ts";
import { openJournal } from "../../../src/runtime/journal/open-journal.ts";
import type { Recovery } from "../../../src/runtime/journal/recover/recovery.ts";
import { isMessage, opened, optionsOf, recordOf, sequencesOf } from "./kit/journal-kit.ts";
import { ModelDisk } from "./kit/model-disk.ts";
import {
  appendAll,
  bytesOf,
  contentsOf,
  diskOf,
  FIRST_SEGMENT,
  filesOf,
  withFile,
} from "./kit/written-disk.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** A hash of all messages, as a state that they make. */
function stateHashOf({ records }: Recovery): string {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const record of records()) {
    if (isMessage(record)) hasher.update(record.payload).update(String(record.sequence));
  }
  return hasher.digest("hex");
}

describe("the next run", () => {
  test("finds an empty journal empty", () => {
    const { recovery } = opened(optionsOf(new ModelDisk(), 1));
    expect(recovery).toMatchObject({
      previous: null,
      acknowledgedSequence: 0,
      recoveredRecords: 0,
      snapshot: null,
    });
    expect(sequencesOf(recovery)).toEqual([]);
  });

  test("is told whether the last one ended or was killed, and under which code", () => {
    const disk = new ModelDisk();
    const first = opened(optionsOf(disk, 1)).journal;
    appendAll(first, 1, 3);
    const killed = disk.afterKill();
    expect(first.stop()).toBeNull();
    const ended = opened(optionsOf(disk.afterKill(), 2)).recovery.previous;
    expect(ended?.status).toBe("ENDED");
    expect(ended?.run.codeHash).toEqual(new Uint8Array(32).fill(1));
    expect(opened(optionsOf(killed, 2)).recovery.previous?.status).toBe("CRASHED");
  });

  test("goes on behind the last record of many runs, each of which was killed", () => {
    let disk = new ModelDisk();
    for (let life = 1; life <= 8; life += 1) {
      const { journal, recovery } = opened(optionsOf(disk, life));
      expect(sequencesOf(recovery)).toEqual(numbers(1, 5 * (life - 1)));
      appendAll(journal, 5 * life - 4, 5 * life);
      disk = disk.afterKill();
    }
  });

  // J-7
  test("orders by sequences: a wall clock that went back is fine", () => {
    const disk = diskOf(3, { life: 1 });
    const options = { ...optionsOf(disk, 2), clock: { now: () => 1, wall: () => 5 } };
    const { journal } = opened(options);
    appendAll(journal, 4, 6);
    expect(sequencesOf(opened(optionsOf(disk.afterKill(), 3)).recovery)).toEqual(numbers(1, 6));
  });

  // J-11
  test(`makes the same state each time that it replays (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const disk = new ModelDisk();
    const { journal } = opened(optionsOf(disk, 1));
    for (let sequence = 1; sequence <= 300; sequence += 1) {
      journal.append(recordOf(sequence, prng.between(0, 300)), "SYNC");
      if (prng.between(1, 4) === 1) journal.commit();
    }
    journal.commit();
    const { recovery } = opened(optionsOf(disk.afterKill(), 2));
    const hash = stateHashOf(recovery);
    expect(stateHashOf(recovery)).toBe(hash);
    expect(stateHashOf(opened(optionsOf(disk.afterKill(), 3)).recovery)).toBe(hash);
    expect(sequencesOf(recovery)).toEqual(numbers(1, 300));
  });

  test("reads what explains the records, at the head of each segment and among them", () => {
    const disk = new ModelDisk();
    const entries = () => [
      { type: TYPE_SCHEMA, entry: { number: 7, name: "intent", version: 1, fields: [] } } as const,
    ];
    const { journal } = opened(optionsOf(disk, 1, { entries }));
    appendAll(journal, 1, 2);
    expect(journal.appendEntry(TYPE_INSTRUMENT, { number: 4, symbol: "BTC-USDT" })).toBeGreaterThan(
      0,
    );
    expect(journal.snapshot(new Uint8Array(9)).ok).toBe(true);
    appendAll(journal, 3, 90);
    const { recovery } = opened(optionsOf(disk.afterKill(), 2));
    const types = [...recovery.records()].map(({ type }) => type);
    expect(types[0]).toBe(TYPE_SCHEMA);
    expect(types.filter((type) => type === TYPE_SCHEMA).length).toBeGreaterThan(1);
    expect(types.filter((type) => type === TYPE_INSTRUMENT)).toHaveLength(1);
    expect(sequencesOf(recovery)).toEqual(numbers(3, 90));
  });

  test("needs an id of its own", () => {
    const disk = diskOf(3, { life: 1 });
    expect(() => openJournal(optionsOf(disk, 1))).toThrow("each run has an id of its own");
    expect(disk.isLocked).toBe(false);
  });
});

describe("a journal is refused", () => {
  // J-6
  test("to a second writer, and given to the next one when the first has stopped", () => {
    const disk = new ModelDisk();
    const { journal } = opened(optionsOf(disk, 1));
    const second = openJournal(optionsOf(disk, 2));
    expect(second.ok ? null : second.failure.kind).toBe("LOCKED");
    expect(journal.append(recordOf(1), "SYNC")).toBeGreaterThan(0);
    expect(journal.stop()).toBeNull();
    expect(openJournal(optionsOf(disk, 3)).ok).toBe(true);
  });

  // J-12
  test.each([0, 2, 65_535])("when its version is %d, which is said before all else", (version) => {
    const bytes = bytesOf(diskOf(3)).slice();
    const data = new DataView(bytes.buffer);
    data.setUint16(8, version, true);
    data.setUint32(HEADER_BYTES - 4, crc32c(bytes, 0, HEADER_BYTES - 4), true);
    const disk = withFile(diskOf(3), FIRST_SEGMENT, bytes);
    const before = contentsOf(disk);
    const result = openJournal(optionsOf(disk, 2));
    expect(result.ok ? null : result.failure).toEqual({
      kind: "VERSION",
      file: FIRST_SEGMENT,
      message: `${FIRST_SEGMENT} has version ${version} of the format, and this program reads version 1 only: nothing was changed`,
    });
    expect(contentsOf(disk)).toEqual(before);
  });

  test("that has retired segments alone: a new first one would be another one of its sequences", () => {
    const files = filesOf(diskOf(5));
    const segment = files.get(FIRST_SEGMENT);
    if (segment === undefined) throw new Error("the journal has a segment");
    files.delete(FIRST_SEGMENT);
    const retired = fileName("retired", 1);
    const disk = ModelDisk.of(files.set(retired, segment));
    const before = contentsOf(disk);
    const result = openJournal(optionsOf(disk, 2));
    expect(result.ok ? null : result.failure).toMatchObject({ kind: "QUARANTINED", file: retired });
    expect(contentsOf(disk)).toEqual(before);
  });

  // J-12
  test("to whoever cannot go on from what it holds, before anything is changed", () => {
    const disk = diskOf(5);
    const torn = bytesOf(disk).slice();
    // What a crash has torn is not repaired either.
    const end = torn.findLastIndex((byte) => byte !== 0) + 1;
    torn.set([1, 2, 3], Math.ceil(end / 8) * 8);
    const refused = withFile(disk, FIRST_SEGMENT, torn);
    const before = contentsOf(refused);
    const refusal = { kind: "VERSION", file: "s-5.snap", message: "its state is newer" } as const;
    const accept = (recovery: Recovery) => {
      expect(sequencesOf(recovery)).toEqual(numbers(1, 5));
      return refusal;
    };
    const result = openJournal(optionsOf(refused, 2, { accept }));
    expect(result.ok ? null : result.failure).toEqual(refusal);
    expect(contentsOf(refused)).toEqual(before);
    expect(refused.isLocked).toBe(false);
    expect(opened(optionsOf(refused, 3)).recovery.tornBytes).toBeGreaterThan(0);
  });

  test("by the programmer's error of a segment that is too small, before its lock is taken", () => {
    const disk = new ModelDisk();
    expect(() => openJournal(optionsOf(disk, 1, { segmentBytes: 4_608 }))).toThrow(
      "what waits fits into a segment",
    );
    expect(() => openJournal(optionsOf(disk, 1, { segmentBytes: Number.NaN }))).toThrow();
    expect(disk.isLocked).toBe(false);
  });
});
