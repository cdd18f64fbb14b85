/**
 * Files of a journal that were cut, damaged, replaced or mixed up. What a crash leaves is repaired; what
 * no crash leaves is refused, and nothing of it is touched.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { decodeHeader, HEADER_BYTES } from "../../../src/runtime/journal/format/segment-header.ts";
import { openJournal } from "../../../src/runtime/journal/open-journal.ts";
import {
  type SegmentScan,
  scanSegment,
} from "../../../src/runtime/journal/recover/scan-segment.ts";
import { opened, optionsOf, SEGMENT_BYTES, sequencesOf } from "./kit/journal-kit.ts";
import { ModelDisk } from "./kit/model-disk.ts";
import { ModelFile } from "./kit/model-file.ts";
import {
  appendAll,
  bytesOf,
  contentsOf,
  diskOf,
  FIRST_SEGMENT,
  withFile,
} from "./kit/written-disk.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function scanOf(bytes: Uint8Array): SegmentScan {
  const header = decodeHeader(bytes);
  if (!header.ok) throw new Error("the header of a test's segment is whole");
  return scanSegment(bytes, header.value);
}

function refusalOf(disk: ModelDisk, life = 9) {
  const result = openJournal(optionsOf(disk, life));
  return result.ok ? null : result.failure;
}

describe("a segment that is cut", () => {
  const whole = bytesOf(diskOf(12, { grouped: 3 }));
  const { closedAt, closedSequence } = scanOf(whole);

  // J-1
  test("and zeros behind any byte: what is before it is a prefix, and the rest a torn write", () => {
    let last = 0;
    for (let cut = HEADER_BYTES; cut <= closedAt; cut += 1) {
      const bytes = whole.slice().fill(0, cut);
      const { verdict, stopSequence, closedSequence: closed } = scanOf(bytes);
      expect(verdict.kind).not.toBe("DAMAGED");
      expect(stopSequence - 1).toBeGreaterThanOrEqual(closed);
      expect(closed).toBeGreaterThanOrEqual(last);
      last = closed;
    }
    expect(last).toBe(closedSequence);
  });

  // J-1
  test("to any length is refused: a segment has its size before it has a record", () => {
    const disk = diskOf(12, { grouped: 3 });
    for (let bytes = 0; bytes < SEGMENT_BYTES; bytes += bytes < 4_200 ? 61 : 7) {
      const cut = withFile(disk, FIRST_SEGMENT, whole.slice(0, bytes));
      expect(refusalOf(cut)?.kind).toBe("QUARANTINED");
    }
  });

  test("behind its end is damaged by any byte there: nothing was being written", () => {
    const disk = new ModelDisk();
    const { journal } = opened(optionsOf(disk, 1));
    appendAll(journal, 1, 3);
    expect(journal.stop()).toBeNull();
    const ended = bytesOf(disk);
    const { stopAt, verdict } = scanOf(ended);
    expect(verdict.kind).toBe("CLEAN");
    for (const at of [stopAt, stopAt + 700, SEGMENT_BYTES - 1]) {
      const bytes = ended.slice();
      bytes[at] = 1;
      expect(scanOf(bytes).verdict).toEqual({
        kind: "DAMAGED",
        message: "something stands behind the end of the segment",
      });
    }
  });

  test("in its last group is repaired, its end is kept, and what was whole is marked", () => {
    const disk = diskOf(12, { grouped: 4, payloadBytes: 400 });
    const bytes = bytesOf(disk).slice();
    const { lastGroupAt, closedAt: end } = scanOf(bytes);
    // Of the last group's sectors, the last but one did not arrive.
    const hole = Math.floor(end / 512) * 512 - 512;
    bytes.fill(0, hole, hole + 512);
    const result = openJournal(optionsOf(withFile(disk, FIRST_SEGMENT, bytes), 2));
    expect(hole).toBeGreaterThan(lastGroupAt);
    if (!result.ok) throw new Error(result.failure.message);
    const { recovery } = result.value;
    const sequences = sequencesOf(recovery);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    expect(recovery.recoveredRecords).toBe(sequences.length - 8);
    expect(recovery.recoveredRecords).toBeGreaterThan(0);
    expect(recovery.tornBytes).toBeGreaterThan(0);
    expect(recovery.tornFile).toBe(`${FIRST_SEGMENT}.torn`);
    const acknowledged = [...recovery.records()].filter((record) => record.isAcknowledged);
    expect(acknowledged.at(-1)?.sequence).toBe(8);
  });
});

describe("a segment with one wrong bit", () => {
  const whole = bytesOf(diskOf(200, { grouped: 10, payloadBytes: 8, segmentBytes: 20 * 1024 }));
  const { closedAt, closedSequence, verdict } = scanOf(whole);

  // J-2
  test("in its header is refused", () => {
    const bytes = whole.slice();
    for (let bit = 0; bit < 8 * HEADER_BYTES; bit += 1) {
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (decodeHeader(bytes.subarray(0, HEADER_BYTES)).ok) expect(`bit ${bit}`).toBe("refused");
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    }
  });

  // J-2
  test("in any of its 200 records is damaged, and never torn: also in the last group", () => {
    expect(verdict.kind).toBe("CLEAN");
    const bytes = whole.slice();
    const header = decodeHeader(bytes);
    if (!header.ok) throw new Error("the header is whole");
    for (let at = HEADER_BYTES; at < closedAt; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const byte = bytes[at] ?? 0;
        bytes[at] = byte ^ (1 << bit);
        const scan = scanSegment(bytes, header.value);
        bytes[at] = byte;
        if (scan.verdict.kind !== "DAMAGED" || !(scan.stopAt <= at)) {
          expect(`bit ${bit} of byte ${at}: ${scan.verdict.kind} at ${scan.stopAt}`).toBe(
            "DAMAGED",
          );
        }
      }
    }
  }, 60_000);

  // J-2
  test("behind its records is seen, and takes none of them", () => {
    const bytes = whole.slice();
    for (let at = closedAt; at < bytes.length; at += 1) {
      bytes[at] = 1 << (at % 8);
      const scan = scanOf(bytes);
      bytes[at] = 0;
      expect([scan.verdict.kind === "CLEAN", scan.closedSequence]).toEqual([false, closedSequence]);
    }
  });
});

/** Other bytes, and never zeros: those may be a write that did not arrive. */
function scramble(bytes: Uint8Array, prng: Prng): undefined {
  for (const [at, old] of bytes.entries()) {
    bytes[at] = old === 0 ? prng.between(1, 255) : (old % 255) + 1;
  }
}

describe("a segment with random bytes in place of its own", () => {
  const whole = bytesOf(diskOf(40, { grouped: 4 }));
  const { closedAt } = scanOf(whole);
  const payloadsOf = (bytes: Uint8Array) => {
    const disk = withFile(diskOf(1), FIRST_SEGMENT, bytes);
    const result = openJournal(optionsOf(disk, 2));
    return result.ok ? sequencesOf(result.value.recovery) : result.failure.kind;
  };

  test(`is refused, or they stood behind all records (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 2_000; round += 1) {
      const bytes = whole.slice();
      const from = prng.between(HEADER_BYTES, bytes.length - 1);
      scramble(bytes.subarray(from, from + prng.pick([1, 2, 8, prng.between(1, 900)])), prng);
      const found = payloadsOf(bytes);
      if (from < closedAt) expect(found).toBe("QUARANTINED");
      else if (found !== "QUARANTINED") expect(found).toHaveLength(40);
    }
  });
});

describe("a segment that is none", () => {
  const prng = new Prng(seed);
  const files: readonly (readonly [string, Uint8Array])[] = [
    ["nothing", new Uint8Array(0)],
    ["zeros", new Uint8Array(SEGMENT_BYTES)],
    ["0xFF", new Uint8Array(SEGMENT_BYTES).fill(0xff)],
    ["a header of zeros", bytesOf(diskOf(3)).slice().fill(0, 0, HEADER_BYTES)],
    ["a header alone", bytesOf(diskOf(3)).slice().fill(0, HEADER_BYTES)],
  ];

  // J-3
  test.each(files)("%s: is refused", (_, bytes) => {
    const disk = ModelDisk.of(new Map([[FIRST_SEGMENT, ModelFile.of(bytes)]]));
    expect(refusalOf(disk)).toMatchObject({ kind: "QUARANTINED", file: FIRST_SEGMENT });
  });

  // J-3
  test(`random bytes are refused, also behind a header (seed ${seed})`, () => {
    const head = bytesOf(diskOf(3));
    for (let round = 0; round < 200; round += 1) {
      const bytes = Uint8Array.from({ length: SEGMENT_BYTES }, () => prng.between(0, 255));
      if (round % 2 === 0) bytes.set(head.subarray(0, HEADER_BYTES));
      const disk = ModelDisk.of(new Map([[FIRST_SEGMENT, ModelFile.of(bytes)]]));
      expect(refusalOf(disk)?.kind).toBe("QUARANTINED");
    }
  });
});

describe("a phantom", () => {
  const former = bytesOf(diskOf(40, { life: 5 }));

  // J-4
  test("of the file's former life is never replayed, wherever it stands", () => {
    const disk = diskOf(5);
    const whole = bytesOf(disk);
    const { closedAt } = scanOf(whole);
    for (let at = closedAt; at < closedAt + 1_600; at += 8) {
      const bytes = whole.slice();
      bytes.set(former.subarray(at), at);
      const result = openJournal(optionsOf(withFile(disk, FIRST_SEGMENT, bytes), 6));
      if (result.ok) expect(sequencesOf(result.value.recovery)).toEqual([1, 2, 3, 4, 5]);
      else expect(result.failure.kind).toBe("QUARANTINED");
    }
  });

  // J-4
  test("of the same place in another segment is no record", () => {
    const bytes = former.slice();
    bytes.set(bytesOf(diskOf(40, { life: 6 })).subarray(0, HEADER_BYTES));
    expect(scanOf(bytes)).toMatchObject({ groups: 0, verdict: { kind: "DAMAGED" } });
  });
});

describe("a length", () => {
  // J-5
  test.each([2 ** 32 - 1, 2 ** 31, 47, 1, 1 << 21])("of %d in the middle is damage", (length) => {
    const bytes = bytesOf(diskOf(12)).slice();
    const { lastGroupAt } = scanOf(bytes);
    new DataView(bytes.buffer).setUint32(lastGroupAt, length, true);
    expect(scanOf(bytes)).toMatchObject({ stopAt: lastGroupAt, verdict: { kind: "DAMAGED" } });
  });

  // J-5
  test.each([2 ** 32 - 1, 47, 1])("of %d alone behind the records takes none of them", (length) => {
    const bytes = bytesOf(diskOf(12)).slice();
    const { closedAt, closedSequence } = scanOf(bytes);
    new DataView(bytes.buffer).setUint32(closedAt, length, true);
    expect(scanOf(bytes)).toMatchObject({ closedSequence, verdict: { kind: "TORN" } });
  });
});

describe("damage", () => {
  // J-10
  test("in the middle is refused with its place, and nothing is touched", () => {
    const disk = diskOf(60, { grouped: 2 });
    const bytes = bytesOf(disk).slice();
    const flipped = HEADER_BYTES + 1_500;
    bytes[flipped] = (bytes[flipped] ?? 0) ^ 0x10;
    const damaged = withFile(disk, FIRST_SEGMENT, bytes);
    const before = contentsOf(damaged);
    const refusal = refusalOf(damaged);
    const { stopAt, stopSequence } = scanOf(bytes);
    expect(stopAt).toBeLessThanOrEqual(flipped);
    expect(refusal).toMatchObject({
      kind: "QUARANTINED",
      file: FIRST_SEGMENT,
      offset: stopAt,
      sequence: stopSequence,
    });
    expect(contentsOf(damaged)).toEqual(before);
    expect(damaged.isLocked).toBe(false);
  });

  // J-10
  test("is a segment that is missing, or that is of another journal", () => {
    const disk = diskOf(150);
    const names = disk.list().filter((name) => name.startsWith("j-"));
    const [first = "", second = "", third = ""] = names;
    expect(names.length).toBeGreaterThanOrEqual(2);
    for (const name of [first, ...(third === "" ? [] : [second])]) {
      const without = ModelDisk.of(new Map([...disk.names].filter(([one]) => one !== name)));
      expect(refusalOf(without)?.kind).toBe("QUARANTINED");
    }
    const other = withFile(disk, second, bytesOf(diskOf(150, { life: 4 }), second));
    expect(refusalOf(other)).toMatchObject({ kind: "QUARANTINED", file: second });
    const renamed = withFile(disk, "j-00000000000000ff.seg", bytesOf(disk, second));
    expect(refusalOf(renamed)?.kind).toBe("QUARANTINED");
  });
});
