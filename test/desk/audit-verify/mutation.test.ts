/**
 * Any single mutation of any file of a log: flipped bits, deletions, swaps, cuts, zeros, another
 * file's bytes. Each is told with the exit code that it deserves. The seed is in the tests' names.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { AuditKit, keyOf, momentAt } from "../../runtime/journal/audit/kit/audit-kit.ts";
import { MutableFolder } from "../../runtime/journal/audit/kit/mutable-folder.ts";
import { flipBit, framesIn, tailWith } from "../../runtime/journal/audit/kit/record-files.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const TAIL_HEAD_BYTES = 48;

/** A log with all that a log can hold: two runs, two keys, a large payload, personal data. */
function richLog(): AuditKit {
  const first = new AuditKit();
  first.write(200);
  const large = { kind: "REPORT", actor: "venue", payload: { text: "x".repeat(50_000) } };
  first.log.append(large, momentAt(first.ms));
  const person = { kind: "LOGIN", actor: "operator", payload: null, personal: { name: "Ada" } };
  first.log.append(person, momentAt(first.ms));
  first.checkpoint();
  first.signer.addKey(keyOf(2));
  first.write(120);
  first.end();
  const second = first.reopen();
  second.signer.addKey(keyOf(2));
  second.write(250);
  second.end();
  return second;
}

type Mutation = { readonly what: string; readonly bytes: Uint8Array | null };

function mutate(prng: Prng, bytes: Uint8Array, other: Uint8Array): Mutation {
  const from = prng.between(0, bytes.length - 1);
  const to = prng.between(from + 1, bytes.length);
  const part = bytes.subarray(from, to);
  const what = prng.pick([
    "FLIP",
    "FLIP",
    "FLIP",
    "DELETE",
    "CUT",
    "REMOVE",
    "DOUBLE",
    "ZERO",
    "SWAP",
    "OTHER",
  ]);
  switch (what) {
    case "DELETE":
      return { what, bytes: null };
    case "CUT":
      return { what, bytes: bytes.slice(0, from) };
    case "REMOVE":
      return { what, bytes: Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]) };
    case "DOUBLE":
      return { what, bytes: Buffer.concat([bytes.subarray(0, to), part, bytes.subarray(to)]) };
    case "ZERO":
      return { what, bytes: Uint8Array.from(bytes).fill(0, from, to) };
    case "SWAP":
      return {
        what,
        bytes: Buffer.concat([bytes.subarray(to), part, bytes.subarray(0, from)]),
      };
    case "OTHER":
      return { what, bytes: other };
    default:
      return { what, bytes: flipBit(bytes, prng.between(0, 8 * bytes.length - 1)) };
  }
}

/** Codes that a mutation of a file may have. What concerns keys may make them unknown. */
function deserved(
  name: string,
  { what, bytes }: Mutation,
  original: Uint8Array,
): readonly number[] {
  // A signature more, of nobody who is known, takes nothing from those that are good: it is passed over.
  if (name === "checkpoint" && isOnlySigned(bytes, original)) return [0, 1, 4];
  if (name === "keys" || name === "checkpoint") return [1, 4];
  // What stands behind all that is there may be a next life's write that a crash has cut.
  if (name === "tail" && isLonger(bytes, original)) return [1, 3];
  // Personal data may be erased, not changed.
  if (name.startsWith("personal/") && what === "DELETE") return [0];
  return [1];
}

/** Whether it is the original with something behind it. */
function isLonger(bytes: Uint8Array | null, original: Uint8Array): boolean {
  const begin = bytes?.subarray(0, original.length) ?? new Uint8Array(0);
  return bytes !== null && bytes.length > original.length && Buffer.compare(begin, original) === 0;
}

/** Whether all that was there is there in its order, and the rest are lines of signatures. */
function isOnlySigned(bytes: Uint8Array | null, original: Uint8Array): boolean {
  const linesOf = (note: Uint8Array | null) =>
    Buffer.from(note ?? [])
      .toString("utf8")
      .split("\n");
  const before = linesOf(original);
  const left = [...before];
  for (const line of linesOf(bytes)) {
    if (line === left[0]) left.shift();
    else if (!line.startsWith("— ")) return false;
  }
  return left.length === 0;
}

describe("a log that has ended", () => {
  test(`tells any single mutation of any of its files (seed ${seed})`, () => {
    const prng = new Prng(seed);
    using folder = new MutableFolder(richLog().storage);
    expect(folder.verdictWith({})).toMatchObject({ exit: 0, runCount: 2, isEnded: true });
    const { names } = folder;
    expect(
      names.filter((name) => name.startsWith("payload/") || name.startsWith("personal/")),
    ).toHaveLength(2);
    const untold: unknown[] = [];
    for (let round = 0; round < 800; round += 1) {
      const name = names[round % names.length] as string;
      const bytes = folder.original(name);
      const mutation = mutate(prng, bytes, folder.original(prng.pick(names)));
      if (mutation.bytes !== null && Buffer.compare(mutation.bytes, bytes) === 0) continue;
      const { exit, bad } = folder.verdictWith({ [name]: mutation.bytes });
      if (!deserved(name, mutation, bytes).includes(exit))
        untold.push([round, name, mutation.what, exit, bad]);
    }
    expect(untold).toEqual([]);
  }, 30_000);

  test("is tampered with, and not torn, when its tail is cut anywhere", () => {
    const kit = new AuditKit();
    kit.write(4);
    kit.end();
    using folder = new MutableFolder(kit.storage);
    const tail = folder.original("tail");
    for (let bytes = 0; bytes < tail.length; bytes += 1) {
      expect(folder.verdictWith({ tail: tail.slice(0, bytes) }).exit).toBe(1);
    }
  });
});

describe("a log that a crash has ended", () => {
  const kit = new AuditKit();
  kit.write(5);
  kit.checkpoint();
  kit.write(4);
  const tail = kit.storage.read("tail") ?? new Uint8Array();
  const frames = framesIn(tail);
  const covered = kit.log.checkpointSize;
  const ends = frames.map((_, at) => tailWith(tail, frames.slice(0, at + 1)).length);
  const coveredBytes = ends[covered - 1] ?? 0;

  test("is intact at the end of a record, and torn within one, behind its checkpoint", () => {
    using folder = new MutableFolder(kit.storage);
    // The first record behind the checkpoint holds it, so from there on all is as it was.
    for (let bytes = coveredBytes; bytes <= tail.length; bytes += 1) {
      const isWhole = bytes === coveredBytes || ends.includes(bytes);
      const verdict = folder.verdictWith({ tail: tail.slice(0, bytes) });
      expect([bytes, verdict.exit]).toEqual([bytes, isWhole ? 0 : 3]);
      expect(verdict.isEnded).toBe(false);
    }
  });

  test("is torn where zeros stand for what was never written", () => {
    using folder = new MutableFolder(kit.storage);
    for (let bytes = coveredBytes; bytes <= tail.length - 33; bytes += 1) {
      const zeroed = Uint8Array.from(tail).fill(0, bytes);
      expect([bytes, folder.verdictWith({ tail: zeroed }).exit]).toEqual([bytes, 3]);
    }
  });

  test(`is tampered with where a bit of what no checkpoint covers is flipped (seed ${seed})`, () => {
    using folder = new MutableFolder(kit.storage);
    const prng = new Prng(seed);
    for (let round = 0; round < 600; round += 1) {
      const bit = prng.between(8 * TAIL_HEAD_BYTES, 8 * tail.length - 1);
      const { exit, bad } = folder.verdictWith({ tail: flipBit(tail, bit) });
      const record = ends.findIndex((end) => bit < 8 * end);
      expect([bit, exit, bad?.sequence]).toEqual([bit, 1, record]);
    }
  });
});
