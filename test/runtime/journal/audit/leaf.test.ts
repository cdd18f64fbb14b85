/** The bytes of a leaf: one encoding of a record, what it refuses, and what the verifier reads of it. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import {
  partsOf,
  sequenceOf,
  wallMicrosOf,
} from "../../../../src/desk/audit-verify/leaf/leaf-head.ts";
import {
  canonicalJson,
  type Plain,
} from "../../../../src/runtime/journal/audit/leaf/canonical-json.ts";
import {
  type AuditRecord,
  leafBytes,
} from "../../../../src/runtime/journal/audit/leaf/leaf-bytes.ts";
import { hide } from "../../../../src/runtime/journal/audit/leaf/personal-data.ts";
import { WITHHELD, withhold } from "../../../../src/runtime/journal/audit/leaf/withhold.ts";
import { sha256 } from "../../../../src/runtime/journal/audit/tree/tree-hash.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

const RECORD: AuditRecord = {
  sequence: 0x1_0203_0405,
  wallMicros: 1_780_000_000_000_000,
  kind: "ORDER_DENIED",
  actor: "risk",
  hidden: [],
  payload: Buffer.from('{"a":1}'),
};

describe("leafBytes", () => {
  test("is the layout that the format has", () => {
    expect(Buffer.from(leafBytes(RECORD)).toString("hex")).toBe(
      `01000c040000${"0000000102030405"}${"000652e68bb34000"}${Buffer.from("ORDER_DENIEDrisk").toString("hex")}${Buffer.from('{"a":1}').toString("hex")}`,
    );
  });

  test("has the hidden fields in the order of their names, whatever order they came in", () => {
    const fields = ["name", "email", "phone"].map((name) => ({
      name,
      hash: sha256(Buffer.from(name)),
    }));
    const leaf = leafBytes({ ...RECORD, hidden: fields });
    expect(leafBytes({ ...RECORD, hidden: fields.toReversed() })).toEqual(leaf);
    expect([...(partsOf(leaf)?.hidden.keys() ?? [])]).toEqual(["email", "name", "phone"]);
  });

  test("holds a large payload by its bytes and its hash", () => {
    const payload = Buffer.alloc(100_000, 7);
    const parts = partsOf(leafBytes({ ...RECORD, payload }));
    expect(parts?.payload).toBeNull();
    expect(parts?.reference?.bytes).toBe(100_000);
    expect(Buffer.from(parts?.reference?.hash ?? []).equals(sha256(payload))).toBe(true);
  });

  const bad: readonly (readonly [string, Partial<AuditRecord>])[] = [
    ["a kind in lower case", { kind: "fill" }],
    ["a kind of 65 characters", { kind: "A".repeat(65) }],
    ["an actor with a space", { actor: "a b" }],
    ["a negative time", { wallMicros: -1 }],
    ["a time that is not a number", { wallMicros: Number.NaN }],
    ["a sequence beyond 2^53", { sequence: 2 ** 53 }],
    [
      "a field that is hidden twice",
      { hidden: [0, 1].map(() => ({ name: "a", hash: Buffer.alloc(32) })) },
    ],
    ["a field whose hash is short", { hidden: [{ name: "a", hash: Buffer.alloc(31) }] }],
  ];
  test.each(bad)("refuses %s", (_, change) => {
    expect(() => leafBytes({ ...RECORD, ...change })).toThrow("Invariant");
  });

  test(`is read by the verifier as it was written (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 500; round += 1) {
      const record = {
        sequence: Math.floor(prng.unit() * 2 ** 52),
        wallMicros: Math.floor(prng.unit() * 2 ** 52),
        kind: `K${"X_9".repeat(prng.between(0, 20))}`,
        actor: `a${"b-1".repeat(prng.between(0, 40))}`,
        hidden: Array.from({ length: prng.between(0, 4) }, (__, at) => ({
          name: `f${at}`,
          hash: sha256(Buffer.from(`${round}${at}`)),
        })),
        payload: Buffer.alloc(prng.between(0, 300), round & 255),
      };
      const leaf = leafBytes(record);
      const parts = partsOf(leaf);
      expect([sequenceOf(leaf, 0), wallMicrosOf(leaf, 0)]).toEqual([
        record.sequence,
        record.wallMicros,
      ]);
      expect([parts?.kind, parts?.actor]).toEqual([record.kind, record.actor]);
      expect(Buffer.from(parts?.payload ?? []).equals(record.payload)).toBe(true);
      expect(parts?.hidden.size).toBe(record.hidden.length);
    }
  });

  test(`gives two records two encodings (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const seen = new Map<string, string>();
    for (let round = 0; round < 2_000; round += 1) {
      const text = "AB".repeat(prng.between(1, 3));
      const cut = prng.between(1, text.length);
      const record = { ...RECORD, kind: text.slice(0, cut), payload: Buffer.from(text.slice(cut)) };
      const key = JSON.stringify([record.kind, record.payload.toString()]);
      const leaf = Buffer.from(leafBytes(record)).toString("hex");
      expect(seen.get(leaf) ?? key).toBe(key);
      seen.set(leaf, key);
    }
  });
});

describe("canonicalJson", () => {
  test("does not depend on the order in which members were set", () => {
    expect(canonicalJson({ b: 1, a: { d: [], c: "é" } })).toBe('{"a":{"c":"é","d":[]},"b":1}');
    expect(canonicalJson({ a: { c: "é", d: [] }, b: 1 })).toBe('{"a":{"c":"é","d":[]},"b":1}');
  });

  const refused: readonly (readonly [string, unknown])[] = [
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a bigint", 1n],
    ["undefined in a list", [undefined]],
    ["a function", () => 1],
    ["a map", new Map()],
    ["bytes", new Uint8Array(2)],
    ["a lone surrogate", "\ud800"],
    ["a lone surrogate in a name", { "\ud800": 1 }],
  ];
  test.each(refused)("refuses %s, which JSON would change or drop", (_, value) => {
    expect(() => canonicalJson(value as Plain)).toThrow("Invariant");
  });

  test("refuses a payload that is nested without end", () => {
    let value: Plain = null;
    for (let depth = 0; depth < 40; depth += 1) value = [value];
    expect(() => canonicalJson(value)).toThrow("32 deep");
  });
});

describe("withhold", () => {
  test("takes out what a secret's name holds, of any shape and at any depth", () => {
    const value = [{ deep: { apiKey: { of: "any shape" }, price: 1 }, tokens: ["a", "b"] }];
    expect(withhold(value)).toEqual([{ deep: { apiKey: WITHHELD, price: 1 }, tokens: WITHHELD }]);
  });

  test("reads the names of a map of data as data, and only those", () => {
    const limits = { "strategy-token": { lots: 1, password: "x" }, "cookie-maker": { lots: 2 } };
    const value = { body: { limits, token: "x" }, limits: { token: "x" } };
    expect(withhold(value, ["body.limits"])).toEqual({
      body: {
        limits: { ...limits, "strategy-token": { lots: 1, password: WITHHELD } },
        token: WITHHELD,
      },
      limits: { token: WITHHELD },
    });
  });
});

describe("hide", () => {
  test("gives equal fields of two records different hashes", () => {
    let next = 0;
    const random = (bytes: number) => {
      next += 1;
      return Buffer.alloc(bytes, next);
    };
    const [first, second] = [hide({ name: "Ada" }, random), hide({ name: "Ada" }, random)];
    expect(first.hidden[0]?.hash).not.toEqual(second.hidden[0]?.hash as Uint8Array);
    expect(Buffer.from(first.hidden[0]?.hash ?? [])).toEqual(
      Buffer.from(sha256(Buffer.concat([Buffer.alloc(32, 1), Buffer.from("Ada")]))),
    );
  });
});
