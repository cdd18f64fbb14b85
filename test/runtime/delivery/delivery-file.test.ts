/** A delivery log is whole up to what was committed last, wherever its thread was killed. */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../../../src/core/prng.ts";
import { DeliveryFile } from "../../../src/runtime/delivery/delivery-file.ts";
import { SEGMENT_HEAD_BYTES } from "../../../src/runtime/delivery/delivery-format.ts";
import { readSegments } from "../../../src/runtime/delivery/read-segments.ts";
import { mapNewFile } from "../../../src/runtime/delivery/segment.ts";
import { atEnd } from "../../kit/at-end.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A log in this process's memory; from the segment `failsAt` on there is no room. */
function inMemory(failsAt = Number.POSITIVE_INFINITY) {
  const segments: Uint8Array[] = [];
  const file = new DeliveryFile("life", (_path, bytes) => {
    if (segments.length >= failsAt) throw new Error("ENOSPC: no space left on device");
    const memory = new Uint8Array(bytes);
    segments.push(memory);
    return memory;
  });
  return { file, segments };
}

const numbered = (bytes: number, first: number) =>
  Uint8Array.from({ length: bytes }, (_, index) => (first + index) % 256);

describe("DeliveryFile", () => {
  test(`holds what was committed, over any number of segments (SEED=${SEED})`, () => {
    const random = new Prng(SEED);
    const { file, segments } = inMemory();
    const pieces: Uint8Array[] = [];
    for (let index = 0; index < 40; index += 1) {
      const piece = numbered(Math.floor(random.unit() * 300_000), index);
      file.commit(piece);
      pieces.push(piece);
      const read = readSegments(segments);
      expect(read.isCut).toBe(false);
      expect(Buffer.compare(read.bytes, Buffer.concat(pieces))).toBe(0);
    }
    expect(segments.length).toBeGreaterThan(2);
  });

  test("keeps what was committed when there is no room, and says so to whoever wrote", () => {
    const { file, segments } = inMemory(1);
    const first = numbered(100_000, 1);
    file.commit(first);
    expect(() => file.commit(numbered(100_000, 2))).toThrow("ENOSPC");
    file.end("EARLY");
    const { bytes, isCut, isEnded } = readSegments(segments);
    expect({ isCut, isEnded }).toEqual({ isCut: false, isEnded: true });
    expect(Buffer.compare(bytes, first)).toBe(0);
  });

  test("is in its file at once, without being closed, and its owner's alone", () => {
    const folder = mkdtempSync(join(tmpdir(), "outcry-deliveries-"));
    atEnd(() => rmSync(folder, { recursive: true }));
    const file = new DeliveryFile(join(folder, "risk.1"), mapNewFile);
    const committed = numbered(200_000, 7);
    file.commit(committed);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(["risk.1-0", "risk.1-1"]);
    const segments = names.map((name) => readFileSync(join(folder, name)));
    expect(Buffer.compare(readSegments(segments).bytes, committed)).toBe(0);
    for (const name of names) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  test("never goes on in a file that is there already", () => {
    const folder = mkdtempSync(join(tmpdir(), "outcry-deliveries-"));
    atEnd(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "risk.1");
    new DeliveryFile(path, mapNewFile).commit(numbered(10, 1));
    expect(() => new DeliveryFile(path, mapNewFile).commit(numbered(10, 2))).toThrow("EEXIST");
  });
});

describe("readSegments", () => {
  test("takes a file that was cut for cut, and what is left of it for what it is", () => {
    const { file, segments } = inMemory();
    const committed = numbered(50, 3);
    file.commit(committed);
    const [segment = new Uint8Array(0)] = segments;
    for (let bytes = SEGMENT_HEAD_BYTES; bytes <= SEGMENT_HEAD_BYTES + 50; bytes += 1) {
      const read = readSegments([segment.subarray(0, bytes)]);
      const left = bytes - SEGMENT_HEAD_BYTES;
      expect(read.isCut).toBe(left < 50);
      expect(Buffer.compare(read.bytes, committed.subarray(0, left))).toBe(0);
    }
  });

  test("takes a file of zeros, of a life that was killed at once, for nothing", () => {
    const { bytes, isCut } = readSegments([new Uint8Array(4_096)]);
    expect({ length: bytes.length, isCut }).toEqual({ length: 0, isCut: false });
  });

  test("refuses what is no segment of this version", () => {
    expect(readSegments([Uint8Array.from({ length: 64 }, () => 7)]).isCut).toBe(true);
  });
});
