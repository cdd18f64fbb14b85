/** The words of a delivery log come back as they went, and are never read beyond their bytes. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { EntryReader, TornEntry } from "../../../src/runtime/delivery/entry-reader.ts";
import { EntryWriter } from "../../../src/runtime/delivery/entry-writer.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const ROUNDS = 200;
const WORDS = 30;

type Word = {
  readonly write: (to: EntryWriter) => undefined;
  readonly read: (from: EntryReader) => unknown;
  readonly value: unknown;
};

const TEXTS = ["", "a", "quote", "größer", "\u{1f4c8}".repeat(40)];
const TIMES = [0, 1, 1e9, 2 ** 52, Number.NaN, -3, 0.5, Number.MAX_SAFE_INTEGER, -(2 ** 53) + 1];

function drawWord(random: Prng): Word {
  const whole = Math.floor(random.unit() * 2 ** (random.unit() * 53));
  const time = random.unit() < 0.5 ? 1e15 + whole : (random.pick(TIMES) ?? 0);
  const text = random.pick(TEXTS) ?? "";
  const bytes = Uint8Array.from({ length: Math.floor(random.unit() * 300) }, (_, i) => i % 251);
  const body = { text, whole, list: [1, null, { deep: time }] };
  const words: readonly Word[] = [
    { value: whole, write: (to) => to.varint(whole), read: (from) => from.varint() },
    { value: time, write: (to) => to.time(time), read: (from) => from.time() },
    { value: time, write: (to) => to.wall(time), read: (from) => from.wall() },
    { value: text, write: (to) => to.text(text), read: (from) => from.text() },
    { value: bytes, write: (to) => to.blob(bytes), read: (from) => from.blob() },
    { value: body, write: (to) => to.body(body), read: (from) => from.body() },
    {
      value: [3, whole],
      write: (to) => to.head(3, whole),
      read: (from) => [from.peekKind(), from.small()],
    },
    {
      value: whole % 2 ** 32,
      write: (to) => to.uint32(whole % 2 ** 32),
      read: (from) => from.uint32(),
    },
  ];
  return random.pick(words) as Word;
}

describe("the words of an entry", () => {
  test(`come back as they went, whatever stands before them (SEED=${SEED})`, () => {
    const random = new Prng(SEED);
    for (let round = 0; round < ROUNDS; round += 1) {
      const words = Array.from({ length: WORDS }, () => drawWord(random));
      const writer = new EntryWriter();
      for (const word of words) word.write(writer);
      const reader = new EntryReader(writer.taken);
      for (const word of words) expect(word.read(reader)).toEqual(word.value);
      expect(reader.isAtEnd).toBe(true);
    }
  });

  test(`that are cut anywhere are refused, and nothing behind is read (SEED=${SEED})`, () => {
    const random = new Prng(SEED);
    for (let round = 0; round < ROUNDS; round += 1) {
      const word = drawWord(random);
      const writer = new EntryWriter();
      word.write(writer);
      for (let bytes = 0; bytes < writer.bytes; bytes += 1) {
        const reader = new EntryReader(writer.taken.subarray(0, bytes));
        expect(() => word.read(reader)).toThrow(TornEntry);
      }
    }
  });

  test("take one byte where they are small", () => {
    const writer = new EntryWriter();
    writer.head(3, 14);
    expect(writer.bytes).toBe(1);
    writer.time(1e15);
    writer.clear();
    writer.time(1e15 + 60);
    expect(writer.bytes).toBe(1);
  });

  test("that no writer writes are refused", () => {
    const endless = new Uint8Array(12).fill(0xff);
    expect(() => new EntryReader(endless).varint()).toThrow(TornEntry);
    expect(() => new EntryReader(Uint8Array.of(2, 0xc3, 0x28)).text()).toThrow(TornEntry);
    expect(() => new EntryReader(Uint8Array.of(1, 0xc1)).body()).toThrow(TornEntry);
  });
});
