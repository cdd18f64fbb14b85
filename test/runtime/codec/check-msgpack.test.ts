/**
 * The look at bytes before they are decoded: every form of msgpack passes, everything else is
 * refused by a code, and the judge of `reference-msgpack.ts` agrees on all of it.
 */

import { heapStats } from "bun:jsc";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { AssertionError } from "../../../src/core/assert.ts";
import {
  CONTAINERS_MAX,
  DEPTH_MAX,
  findMsgpackFault,
  type MsgpackFault,
} from "../../../src/runtime/codec/check-msgpack.ts";
import { unpackBody } from "../../../src/runtime/codec/msgpack.ts";
import { FORMS } from "./msgpack-form.ts";
import { judgeMsgpack } from "./reference-msgpack.ts";
import { isSame } from "./same-value.ts";

/** Much is tried here, and a machine may do other things beside. */
setDefaultTimeout(60_000);

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.fromHex(hex);
}

/** The decoder and the judge agree: the same value, or a refusal by name. */
function expectAgreement(bytes: Uint8Array): undefined {
  const judged = judgeMsgpack(bytes);
  const outcome = attempt(bytes);
  if (outcome instanceof AssertionError) {
    const isNamed = outcome.message.startsWith("Invariant: record has the layout of thing: ");
    if (judged !== null || !isNamed) throw new Error(`refused ${bytes.toHex()}: ${outcome}`);
  } else if (judged === null || !isSame(outcome, judged.value)) {
    throw new Error(`misread ${bytes.toHex()} as ${Bun.inspect(outcome)}`);
  }
}

function attempt(bytes: Uint8Array): unknown {
  try {
    return unpackBody("thing", bytes);
  } catch (error) {
    if (error instanceof AssertionError) return error;
    throw error;
  }
}

describe("unpackBody", () => {
  test.each(FORMS)("reads %s", (_, bytes, value) => {
    expect(isSame(unpackBody("thing", bytes), value)).toBe(true);
    expect(isSame(judgeMsgpack(bytes)?.value, value)).toBe(true);
  });

  test.each(FORMS)("refuses %s cut anywhere, or with a byte behind it", (_, bytes) => {
    const step = Math.max(1, Math.floor(bytes.length / 15));
    for (let cut = 0; cut < bytes.length; cut += cut < 8 ? 1 : step) {
      expect(findMsgpackFault(bytes.subarray(0, cut))?.code).toBe("CUT");
      expect(() => unpackBody("thing", bytes.subarray(0, cut))).toThrow("layout of thing");
    }
    const longer = Uint8Array.of(...bytes, 0xc0);
    expect(findMsgpackFault(longer)).toEqual({ code: "TRAILING", at: bytes.length });
    expect(() => unpackBody("thing", longer)).toThrow("(TRAILING)");
  });

  test("agrees with the judge on every value of one, two and three bytes", () => {
    for (let first = 0; first < 256; first += 1) {
      expectAgreement(Uint8Array.of(first));
      for (let second = 0; second < 256; second += 1) {
        expectAgreement(Uint8Array.of(first, second));
        for (const third of [0x00]) {
          expectAgreement(Uint8Array.of(first, second, third));
        }
      }
    }
  });

  test(`agrees with the judge on any bytes (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => expectAgreement(bytes)),
      { seed, numRuns: 5_000 },
    );
  });

  test("agrees with the judge on every form with any one byte changed", () => {
    let changed = 0;
    for (const [, bytes] of FORMS.filter((form) => form[1].length < 600)) {
      const step = bytes.length < 40 ? 7 : 61;
      const places = Math.min(bytes.length, 12);
      for (let change = 0; change < places * 256; change += step) {
        expectAgreement(bytes.with(Math.floor(change / 256), change % 256));
        changed += 1;
      }
    }
    expect(changed).toBeGreaterThan(10_000);
  });

  test("gives a field of any name, and changes no prototype", () => {
    const names = ["constructor", "toString", "hasOwnProperty", "prototype", "__proto_"];
    for (const name of names) {
      const bytes = Uint8Array.of(0x81, 0xa0 + name.length, ...new TextEncoder().encode(name), 5);
      expect(isSame(unpackBody("thing", bytes), { [name]: 5 })).toBe(true);
    }
    const proto = new TextEncoder().encode("__proto__");
    for (const head of [[0xa9], [0xd9, 9], [0xda, 0, 9], [0xdb, 0, 0, 0, 9]]) {
      const polluting = [
        0x81,
        ...head,
        ...proto,
        0x81,
        0xa8,
        ...new TextEncoder().encode("polluted"),
        1,
      ];
      expect(() => unpackBody("thing", Uint8Array.from(polluting))).toThrow("(KEY)");
    }
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("findMsgpackFault", () => {
  test.each<[string, string, MsgpackFault["code"]]>([
    ["nothing", "", "CUT"],
    ["an array 32 of 2^32 - 1 values", "ddffffffff00", "CUT"],
    ["an array 16 of more values than bytes", "dc00020000c1", "TRAILING"],
    ["an array 16 of one value too many", "dc000300c0", "CUT"],
    ["a map 32 of 2^32 - 1 fields", "dfffffffffa16100", "CUT"],
    ["a map 16 of one field too many", "de0002a16100", "CUT"],
    ["a str 8 beyond the bytes", "d90461", "CUT"],
    ["a str 32 of 2^32 - 1 bytes", "dbffffffff61", "CUT"],
    ["a bin 32 of 2^32 - 1 bytes", "c6ffffffff00", "CUT"],
    ["an ext 32 of 2^32 - 1 bytes", "c9ffffffff0000", "CUT"],
    ["an ext 8 without its type", "c700", "CUT"],
    ["an array in an array, each of which would fit alone", "92dc0003dc0003000000", "CUT"],
    ["a byte that msgpack does not use", "c1", "RESERVED"],
    ["the same within an array", "9201c1", "RESERVED"],
    ["a text of half a character", "a1c3", "UTF8"],
    ["a text of an overlong slash", "a2c0af", "UTF8"],
    ["a text of a lone surrogate", "a3eda080", "UTF8"],
    ["a text beyond the last character", "a4f4908080", "UTF8"],
    ["an array for a key", "819000", "KEY"],
    ["an array for the key behind a value that was one", "82a161909000", "KEY"],
    ["a map for a key", "818000", "KEY"],
    ["bytes for a key", "81c4016100", "KEY"],
    ["an extension for a key", "81d4000000", "KEY"],
    ["msgpackr's records", "d4724091a16101", "EXTENSION"],
    ["msgpackr's references", "d6690000000190", "EXTENSION"],
    ["msgpackr's pointers", "d67000000001", "EXTENSION"],
    ["msgpackr's bundled texts", "d66200000000", "EXTENSION"],
    ["msgpackr's errors", "d46500", "EXTENSION"],
    ["msgpackr's regular expressions", "d47800", "EXTENSION"],
    ["msgpackr's sets", "d47300", "EXTENSION"],
    ["msgpackr's typed arrays", "c7057408000000ff", "EXTENSION"],
    ["msgpackr's large integers", "c70a4201020304050607080900", "EXTENSION"],
    ["an undefined of two bytes", "d5000000", "EXTENSION"],
    ["a time of two bytes", "d5ff0000", "EXTENSION"],
    ["a time of 2^30 nanoseconds", "d7fffffffffc00000000", "EXTENSION"],
    ["a time beyond the calendar", "c70cff000000000001000000000000", "EXTENSION"],
  ])("refuses %s", (_, hex, code) => {
    expect(findMsgpackFault(bytesOf(hex))?.code).toBe(code);
    expect(() => unpackBody("thing", bytesOf(hex))).toThrow(`(${code})`);
    expect(judgeMsgpack(bytesOf(hex))).toBeNull();
  });

  test.each(["dd", "df", "db", "c6", "c9"])(
    "believes no length of 2^32 - 1 that %s declares, and looks no further",
    (token) => {
      const bytes = bytesOf(`92c0${token}ffffffff${"c0".repeat(40)}`);
      expect(findMsgpackFault(bytes)).toEqual({ code: "CUT", at: 2 });
    },
  );

  test("refuses every type of extension but two, in every form", () => {
    for (let type = 0; type < 256; type += 1) {
      const forms = [
        ...[1, 2, 4, 8, 16].map((length, at) => [0xd4 + at, type, ...new Uint8Array(length)]),
        [0xc7, 3, type, 0, 0, 0],
        [0xc8, 0, 3, type, 0, 0, 0],
        [0xc9, 0, 0, 0, 3, type, 0, 0, 0],
      ];
      const codes = forms.map((form) => findMsgpackFault(Uint8Array.from(form))?.code ?? "fine");
      const fine = type === 0 ? [0] : type === 0xff ? [0, 2, 3] : [];
      expect(codes).toEqual(forms.map((_, at) => (fine.includes(at) ? "fine" : "EXTENSION")));
    }
  });

  test.each([
    ["arrays", [0x91]],
    ["arrays 16", [0xdc, 0, 1]],
    ["maps", [0x81, 0xa0]],
  ])(`lets %s lie ${DEPTH_MAX} deep and no deeper, however deep they are`, (_, head) => {
    const nested = (depth: number) =>
      Uint8Array.from([...Array.from({ length: depth }, () => head).flat(), 0xc0]);
    expect(findMsgpackFault(nested(DEPTH_MAX))).toBeNull();
    expect(() => unpackBody("thing", nested(DEPTH_MAX))).not.toThrow();
    for (const depth of [DEPTH_MAX + 1, 100_000]) {
      const at = DEPTH_MAX * head.length;
      expect(findMsgpackFault(nested(depth))).toEqual({ code: "DEPTH", at });
      expect(() => unpackBody("thing", nested(depth))).toThrow("(DEPTH)");
    }
  });

  test(`lets ${CONTAINERS_MAX} arrays and maps pass and no more`, () => {
    const flat = (count: number) => {
      const bytes = new Uint8Array(5 + count).fill(0x80);
      new DataView(bytes.buffer).setUint32(1, count);
      return bytes.with(0, 0xdd);
    };
    expect(findMsgpackFault(flat(CONTAINERS_MAX - 1))).toBeNull();
    expect(findMsgpackFault(flat(CONTAINERS_MAX))?.code).toBe("CONTAINERS");
    expect(() => unpackBody("thing", flat(4_000_000))).toThrow("(CONTAINERS)");
  });
});

describe("an allocation", () => {
  function heapBytes(): number {
    const { heapSize, extraMemorySize } = heapStats();
    return heapSize + extraMemorySize;
  }

  test("of what is read is bounded by the bytes and the number of arrays and maps", () => {
    const worst = new Uint8Array(5 + CONTAINERS_MAX - 1).fill(0x80);
    worst[0] = 0xdd;
    new DataView(worst.buffer).setUint32(1, CONTAINERS_MAX - 1);
    unpackBody("thing", worst);
    Bun.gc(true);
    const before = heapBytes();
    const kept = unpackBody("thing", worst) as readonly object[];
    Bun.gc(true);
    expect(heapBytes() - before).toBeWithin(8 * CONTAINERS_MAX, 100 * CONTAINERS_MAX);
    expect(kept.length).toBe(CONTAINERS_MAX - 1);
  });

  test.each(["dd", "df", "db", "c6", "c9"])(
    "is not made for a length of 2^32 - 1 that %s declares",
    (token) => {
      for (const around of ["", "91", "92dc0003", "81a161"]) {
        const bytes = bytesOf(`${around}${token}ffffffff`);
        attempt(bytes);
        Bun.gc(true);
        const before = heapBytes();
        const outcome = attempt(bytes);
        // No collection in between: what was allocated and thrown away counts as well.
        expect(heapBytes() - before).toBeLessThan(2 ** 16);
        expect(outcome).toBeInstanceOf(AssertionError);
      }
    },
  );
});
