/**
 * Files of records: written, cut at any byte, damaged at any bit. What is read is always a prefix
 * of what was written. The seed is in the name of each random test.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { type FileRecord, RecordFile } from "../../../src/runtime/codec/record-file.ts";
import { RecordFrames } from "../../../src/runtime/codec/record-frames.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function randomRecord(prng: Prng, sequence: number): FileRecord {
  return {
    type: prng.between(1, 0xffff),
    version: prng.between(1, 0x7fff),
    sequence,
    committedAt: prng.unit() * 1e15,
    actor: prng.between(0, 127),
    flags: prng.pick([0, 1, -1]),
    wallMicros: 1.7e15 + sequence,
    payload: Uint8Array.from({ length: prng.between(0, 90) }, () => prng.between(0, 255)),
  };
}

function fileOf(records: readonly FileRecord[], checksums: boolean): Uint8Array {
  const frames = new RecordFrames({ checksums });
  for (const record of records) frames.add(record, viewOf(record.payload));
  return frames.take().slice();
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readAll(bytes: Uint8Array) {
  const file = new RecordFile(bytes);
  return { records: [...file].map(plain), tornAt: file.tornAt, position: file.position };
}

function plain(record: FileRecord): FileRecord {
  return { ...record, payload: Uint8Array.from(record.payload) };
}

describe("RecordFile", () => {
  test(`reads what was written (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (const checksums of [false, true]) {
      const records = Array.from({ length: 2_000 }, (_, at) => randomRecord(prng, at));
      const bytes = fileOf(records, checksums);
      expect(bytes.length % 8).toBe(0);
      expect(readAll(bytes)).toEqual({ records, tornAt: null, position: bytes.length });
    }
  });

  test(`reads the whole records of a file that is cut anywhere (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const records = Array.from({ length: 6 }, (_, at) => randomRecord(prng, at));
    const bytes = fileOf(records, true);
    const ends = records.map((_, at) => fileOf(records.slice(0, at + 1), true).length);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const whole = ends.filter((end) => end <= cut).length;
      const position = ends[whole - 1] ?? 0;
      const read = readAll(bytes.slice(0, cut));
      expect(read.records).toEqual(records.slice(0, whole));
      expect(read.tornAt).toBe(cut === position ? null : position);
      expect(read.position).toBe(position);
    }
  });

  test(`stops at a record whose checksum a flipped bit breaks (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const records = Array.from({ length: 4 }, (_, at) => randomRecord(prng, at));
    const second = fileOf(records.slice(0, 1), true).length;
    const clean = fileOf(records, true);
    const unpadded = 48 + (records[1]?.payload.length ?? 0);
    for (let round = 0; round < 300; round += 1) {
      const bytes = clean.slice();
      const at = second + prng.between(8, unpadded - 1);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << prng.between(0, 7));
      expect(readAll(bytes)).toMatchObject({ records: records.slice(0, 1), tornAt: second });
    }
  });

  test(`never reads beyond hostile bytes (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 2_000; round += 1) {
      const bytes = fileOf([randomRecord(prng, 0), randomRecord(prng, 1)], false);
      for (let hits = 0; hits < 6; hits += 1) {
        bytes[prng.between(0, bytes.length - 1)] = prng.pick([0, 1, 0x7f, 0xff]);
      }
      const { records, position } = readAll(bytes);
      expect(position).toBeLessThanOrEqual(bytes.length);
      expect(records.length).toBeLessThanOrEqual(2);
    }
  });

  test("stops at zeros, which a crash leaves behind a file's end", () => {
    const bytes = new Uint8Array(4_096);
    bytes.set(fileOf([randomRecord(new Prng(1), 0)], false));
    const { records, tornAt, position } = readAll(bytes);
    expect([records.length, tornAt]).toEqual([1, position]);
  });

  test("stops at a frame whose length contradicts its record's own", () => {
    const bytes = fileOf([randomRecord(new Prng(1), 0)], false);
    bytes[8] = (bytes[8] ?? 0) ^ 1;
    expect(readAll(bytes)).toMatchObject({ records: [], tornAt: 0 });
  });

  test("goes on where an earlier reading ended", () => {
    const prng = new Prng(2);
    const records = [randomRecord(prng, 0), randomRecord(prng, 1)];
    const bytes = fileOf(records, false);
    const first = new RecordFile(bytes);
    for (const _ of first) break;
    const second = new RecordFile(bytes, first.position);
    expect([...second].map(plain)).toEqual(records.slice(1));
  });
});

describe("RecordFrames", () => {
  test("grows for a large record and is empty again when it was taken", () => {
    const frames = new RecordFrames();
    const record = { ...randomRecord(new Prng(3), 0), payload: new Uint8Array(300_000) };
    frames.add(record, viewOf(record.payload));
    expect(frames.bytes).toBe(300_048);
    expect(readAll(frames.take().slice()).records).toEqual([record]);
    expect([frames.bytes, frames.take().length]).toEqual([0, 0]);
  });

  test("pads with zeros, whatever the buffer held before", () => {
    const frames = new RecordFrames();
    frames.add(randomRecord(new Prng(3), 0), viewOf(new Uint8Array(64).fill(0xff)));
    frames.take();
    frames.add(randomRecord(new Prng(3), 0), viewOf(new Uint8Array(1)));
    expect([...frames.take().subarray(48)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
