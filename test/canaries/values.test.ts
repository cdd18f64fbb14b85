/** What Bun does to bits and names within one thread. */
import { describe, expect } from "bun:test";
import { BatchCopy } from "../../src/runtime/ring/batch-copy.ts";
import { canary } from "./kit/canary.ts";

const VALUES = 512;
/** Enough for the last tier of the compiler. */
const HOT = 20_000;

/** As many float64 as there are, all of them NaN, each with bits of its own. */
function manyNans(): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(VALUES * 8));
  for (let value = 0; value < VALUES; value += 1) {
    words[2 * value] = Math.imul(value + 1, 0x9e37_79b1);
    const sign = value % 2 === 0 ? 0 : 0x8000_0000;
    words[2 * value + 1] = sign | 0x7ff0_0000 | (1 + value);
  }
  return words;
}

/** How many values differ. */
function changed(from: Int32Array, to: Int32Array): number {
  let count = 0;
  for (let word = 0; word < from.length; word += 2) {
    if (from[word] !== to[word] || from[word + 1] !== to[word + 1]) count += 1;
  }
  return count;
}

describe("a NaN", () => {
  canary(
    "nan-float64",
    "a copy by float64 elements changes the bits of a NaN, in code that is not yet compiled",
    { "src/runtime/ring/batch-copy.ts": "copies by int32 elements" },
    () => {
      const source = manyNans();
      const target = new Float64Array(VALUES);
      const from = new Float64Array(source.buffer);
      for (let value = 0; value < VALUES; value += 1) target[value] = from[value] ?? 0;
      expect(changed(source, new Int32Array(target.buffer))).toBeGreaterThan(0);
    },
  );

  canary(
    "nan-int32",
    "a copy by int32 elements, or by set, keeps the bits of a NaN, cold and hot",
    { "src/runtime/ring/batch-copy.ts": "copies so, by elements when short and by set when long" },
    () => {
      const source = manyNans();
      const copy = new BatchCopy();
      let differences = 0;
      for (let round = 0; round < HOT; round += 1) {
        for (const bytes of [128, VALUES * 8]) {
          copy.take(source, 0, bytes);
          if (round === 0 || round === HOT - 1) {
            const words = bytes >> 2;
            differences += changed(source.subarray(0, words), copy.int32.subarray(0, words));
          }
        }
      }
      expect(differences).toBe(0);
    },
  );
});

describe("a name", () => {
  canary(
    "names-writable",
    "the names of Bun's own I/O are writable, so that a tripwire can stand in their place",
    { "src/runtime/actor/tripwire.ts": "replaces each of them in an actor's thread" },
    () => {
      for (const name of ["file", "write", "serve", "connect", "listen", "spawn", "sleepSync"]) {
        const original: unknown = Reflect.get(Bun, name);
        const other = () => undefined;
        try {
          expect([name, Reflect.set(Bun, name, other)]).toEqual([name, true]);
          expect(Reflect.get(Bun, name)).toBe(other);
        } finally {
          Reflect.set(Bun, name, original);
        }
      }
    },
  );

  canary(
    "names-date",
    "`new Date()` does not ask Date.now: a tripwire on the one does not catch the other",
    { "src/runtime/actor/tripwire.ts": "replaces Date as a whole" },
    () => {
      const original = Date.now;
      try {
        Date.now = () => 0;
        expect(new Date()).not.toEqual(new Date(0));
      } finally {
        Date.now = original;
      }
    },
  );
});
