/** The bytes of a kept part: what goes in comes out, and nothing else is believed. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { crc32c } from "../../../../src/runtime/codec/crc32c.ts";
import {
  decodeStateFile,
  encodeStateFile,
} from "../../../../src/runtime/supervisor/state/state-file.ts";
import type { StatePart } from "../../../../src/runtime/supervisor/state/state-part.ts";
import { PART, tableOf } from "./state-kit.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const FILE = encodeStateFile(PART);

const reasonOf = (file: Uint8Array, wanted: Pick<StatePart, "actor" | "part"> = PART) => {
  const decoded = decodeStateFile(file, wanted);
  return decoded.ok ? null : decoded.failure;
};

describe("decodeStateFile", () => {
  test("gives back what was encoded", () => {
    expect(decodeStateFile(FILE, PART)).toEqual({ ok: true, value: PART });
  });

  test(`gives back whatever is encoded (seed ${SEED})`, () => {
    const random = new Prng(SEED);
    for (let round = 0; round < 200; round += 1) {
      const tables = Array.from({ length: random.between(0, 4) }, (_none, index) =>
        tableOf(
          `board-${index}`,
          Array.from({ length: random.between(0, 20) }, (_, key) => [
            key * 3,
            Array.from({ length: random.between(0, 60) }, () => random.between(0, 255)),
          ]),
        ),
      );
      const part = { ...PART, tables };
      expect(decodeStateFile(encodeStateFile(part), part)).toEqual({ ok: true, value: part });
    }
  });

  test("refuses every change of one byte", () => {
    const believed: string[] = [];
    for (let at = 0; at < FILE.length; at += 1) {
      for (let flip = 1; flip < 256; flip += 1) {
        const file = FILE.slice();
        file[at] = (file[at] ?? 0) ^ flip;
        if (reasonOf(file) === null) believed.push(`${at} ^ ${flip}`);
      }
    }
    expect(believed).toEqual([]);
  });

  test("refuses every truncation, and a byte too many", () => {
    const cut = Array.from({ length: FILE.length }, (_, bytes) => reasonOf(FILE.slice(0, bytes)));
    expect(cut.filter((reason) => reason === null)).toEqual([]);
    expect(reasonOf(Uint8Array.of(...FILE, 0))).toBe(
      `it has ${FILE.length + 1} bytes of ${FILE.length}`,
    );
  });

  test.each([
    [{ actor: "risk-2", part: "boards" }, "it holds boards of risk"],
    [{ actor: "risk", part: "snapshot" }, "it holds boards of risk"],
  ] as const)("refuses a whole file under the name of another: %j", (wanted, reason) => {
    expect(reasonOf(FILE, wanted)).toBe(reason);
  });

  test("names what is wrong", () => {
    const changed = (at: number) => FILE.with(at, (FILE[at] ?? 0) ^ 1);
    expect(reasonOf(changed(0))).toBe("it is no file of state");
    expect(reasonOf(changed(7))).toBe("its format is version 0");
    expect(reasonOf(changed(12))).toBe("its checksum is wrong");
    expect(reasonOf(changed(FILE.length - 1))).toBe("its checksum is wrong");
    expect(reasonOf(FILE.slice(0, 15))).toBe("it is cut: it has 15 bytes");
    expect(reasonOf(FILE.slice(0, 40))).toBe(`it has 40 bytes of ${FILE.length}`);
  });

  test("refuses a body that is none of ours, although its checksum is right", () => {
    const body = Uint8Array.of(0x81, 0xa1, 0x61, 0x01);
    const file = Uint8Array.of(...FILE.slice(0, 16), ...body);
    const head = new DataView(file.buffer);
    head.setUint32(8, body.length);
    head.setUint32(12, (crc32c(file, 0, 12) ^ crc32c(file, 16, file.length)) >>> 0);
    expect(reasonOf(file)).toBe("its body is none of ours");
  });
});
