/**
 * A group is taken by the hash of its COMMIT, without a look at the checksums of its records. Nothing
 * may be found otherwise than by them.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { alignFrame } from "../../../../src/runtime/codec/record-frame.ts";
import { sumOfFrame, sumOfSegment } from "../../../../src/runtime/journal/format/journal-frame.ts";
import {
  decodeHeader,
  HEADER_BYTES,
} from "../../../../src/runtime/journal/format/segment-header.ts";
import { scanSegment } from "../../../../src/runtime/journal/recover/scan-segment.ts";
import { bytesOf, diskOf } from "../kit/written-disk.ts";
import { type Stopped, scanByRecord } from "./scan-by-record.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const whole = bytesOf(diskOf(60, { grouped: 4, payloadBytes: 90, segmentBytes: 20 * 1024 }));
const header = headerOf(whole);
const { closedAt, groups } = scanSegment(whole, header);
const SECTOR_BYTES = 512;

function headerOf(bytes: Uint8Array) {
  const decoded = decodeHeader(bytes);
  if (!decoded.ok) throw new Error("the header of a test's segment is whole");
  return decoded.value;
}

function stoppedOf(bytes: Uint8Array): Stopped {
  const { lastGroupAt, closedAt: at, closedSequence, ...scan } = scanSegment(bytes, header);
  const { stopAt, stopSequence, verdict } = scan;
  const stop = { stopAt, stopSequence, verdict };
  return { lastGroupAt, closedAt: at, closedSequence, groups: scan.groups, ...stop };
}

/** Fails when the two ways of reading `bytes` do not find the same. */
function judge(bytes: Uint8Array, what: string): undefined {
  const found = stoppedOf(bytes);
  const wanted = scanByRecord(bytes, header);
  if (!Bun.deepEquals(found, wanted)) expect({ what, ...found }).toEqual({ what, ...wanted });
}

describe("scanSegment finds what each record's own checksum says", () => {
  test("of a segment as it was written, in many groups", () => {
    expect(groups).toBeGreaterThan(15);
    expect(stoppedOf(whole)).toEqual(scanByRecord(whole, header));
  });

  test("with any byte wrong, by one bit or by all", () => {
    const bytes = whole.slice();
    for (let at = HEADER_BYTES; at < closedAt + 64; at += 1) {
      const byte = bytes[at] ?? 0;
      for (const flip of [1 << (at & 7), 0xff]) {
        bytes[at] = byte ^ flip;
        judge(bytes, `byte ${at} ^ ${flip}`);
      }
      bytes[at] = byte;
    }
  });

  test("cut behind any byte", () => {
    const bytes = whole.slice();
    for (let cut = closedAt; cut >= HEADER_BYTES; cut -= 1) {
      bytes[cut] = 0;
      judge(bytes, `cut at ${cut}`);
    }
  });

  test(`with sectors missing, or of another place (SEED=${seed})`, () => {
    const random = new Prng(seed);
    const sectors = Math.ceil((closedAt - HEADER_BYTES) / SECTOR_BYTES);
    const placeOf = () => HEADER_BYTES + SECTOR_BYTES * random.between(0, sectors - 1);
    for (let round = 0; round < 2_000; round += 1) {
      const bytes = whole.slice();
      for (let count = random.between(1, 3); count > 0; count -= 1) {
        const [to, from] = [placeOf(), placeOf()];
        if (random.between(0, 1) === 0) bytes.fill(0, to, to + SECTOR_BYTES);
        else bytes.copyWithin(to, from, from + SECTOR_BYTES);
      }
      judge(bytes, `round ${round}`);
    }
  });

  test("with a group that another one has been put in place of", () => {
    const ends: number[] = [HEADER_BYTES];
    const chains: number[] = [];
    scanSegment(whole, header, (sequence) => chains.push(sequence));
    expect(chains).toHaveLength(groups);
    const data = new DataView(whole.buffer, whole.byteOffset, whole.length);
    for (let at = HEADER_BYTES; at < closedAt; ) {
      at += alignFrame(data.getUint32(at, true));
      ends.push(at);
    }
    for (let index = 2; index < ends.length; index += 1) {
      const [from = 0, to = 0, end = 0] = ends.slice(index - 2, index + 1);
      const bytes = whole.slice();
      bytes.set(whole.subarray(to, end), from);
      bytes.set(whole.subarray(from, to), from + end - to);
      judge(bytes, `records at ${from} and ${to} change places`);
    }
  });

  test("a record that was changed together with its checksum is damage by the hash", () => {
    const bytes = whole.slice();
    const data = new DataView(bytes.buffer);
    const frameBytes = data.getUint32(HEADER_BYTES, true);
    const last = HEADER_BYTES + frameBytes - 1;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    const sum = sumOfFrame(bytes, HEADER_BYTES, frameBytes, sumOfSegment(header.segmentId));
    data.setUint32(HEADER_BYTES + 4, sum, true);
    judge(bytes, "a record and its checksum");
    expect(stoppedOf(bytes).verdict).toEqual({
      kind: "DAMAGED",
      message: "a group is not what its COMMIT says of it",
    });
  });
});
