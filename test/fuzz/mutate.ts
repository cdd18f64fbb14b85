/** Changes of bytes that have found faults in parsers since there are parsers. */
import type { Prng } from "../../src/core/prng.ts";
import { randomMsgpack } from "./msgpack-grammar.ts";

const CHANGES_MAX = 4;
/** Longest input that a mutation makes. Bytes. */
const BYTES_MAX = 8_192;
/** Bytes that mean something to msgpack or to a frame. */
const TELLING = [
  0, 1, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc6, 0xc9, 0xcb, 0xff,
];
const LENGTHS = [0, 1, 7, 8, 24, 47, 48, 0x7f, 0xff, 0xffff, 0xff_ffff, 0x7fff_ffff, 0xffff_ffff];

type Change = (prng: Prng, bytes: Uint8Array, corpus: readonly Uint8Array[]) => Uint8Array;

const CHANGES: readonly Change[] = [
  flipBit,
  setByte,
  setByte,
  setLength,
  moveLength,
  cut,
  remove,
  repeat,
  splice,
  insertMsgpack,
];

/** Some input of the corpus, changed one to four times. */
export function mutate(prng: Prng, corpus: readonly Uint8Array[]): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(prng.pick(corpus));
  for (let left = prng.between(1, CHANGES_MAX); left > 0; left -= 1) {
    bytes = prng.pick(CHANGES)(prng, bytes, corpus).slice(0, BYTES_MAX);
  }
  return bytes;
}

function flipBit(prng: Prng, bytes: Uint8Array): Uint8Array {
  return change(prng, bytes, (byte) => byte ^ (1 << prng.between(0, 7)));
}

function setByte(prng: Prng, bytes: Uint8Array): Uint8Array {
  return change(prng, bytes, () => prng.pick([prng.pick(TELLING), prng.between(0, 255)]));
}

function change(prng: Prng, bytes: Uint8Array, to: (byte: number) => number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = prng.between(0, bytes.length - 1);
  return bytes.with(at, to(bytes[at] ?? 0));
}

/** A length of some width and either order of bytes, where one may stand. */
function setLength(prng: Prng, bytes: Uint8Array): Uint8Array {
  const width = prng.pick([1, 2, 4]);
  if (bytes.length < width) return bytes;
  writeNumber(prng, bytes, width, () => prng.pick([...LENGTHS, bytes.length]));
  return bytes;
}

/** A length that is a little off. */
function moveLength(prng: Prng, bytes: Uint8Array): Uint8Array {
  const width = prng.pick([1, 2, 4]);
  if (bytes.length < width) return bytes;
  writeNumber(prng, bytes, width, (length) => length + prng.pick([-8, -1, 1, 8]));
  return bytes;
}

function writeNumber(
  prng: Prng,
  bytes: Uint8Array,
  width: number,
  to: (number: number) => number,
): undefined {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = prng.between(0, bytes.length - width);
  const little = prng.between(0, 1) === 0;
  if (width === 1) data.setUint8(at, to(data.getUint8(at)));
  else if (width === 2) data.setUint16(at, to(data.getUint16(at, little)), little);
  else data.setUint32(at, to(data.getUint32(at, little)), little);
}

function cut(prng: Prng, bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, prng.between(0, bytes.length));
}

function remove(prng: Prng, bytes: Uint8Array): Uint8Array {
  const [start, end] = part(prng, bytes);
  return join(bytes.subarray(0, start), bytes.subarray(end));
}

function repeat(prng: Prng, bytes: Uint8Array): Uint8Array {
  const [start, end] = part(prng, bytes);
  return join(bytes.subarray(0, end), bytes.subarray(start));
}

/** The beginning of one input and the end of another. */
function splice(prng: Prng, bytes: Uint8Array, corpus: readonly Uint8Array[]): Uint8Array {
  const other = prng.pick(corpus);
  return join(cut(prng, bytes), other.subarray(prng.between(0, other.length)));
}

function insertMsgpack(prng: Prng, bytes: Uint8Array): Uint8Array {
  const at = prng.between(0, bytes.length);
  const behind = prng.pick([at, Math.min(bytes.length, at + prng.between(0, 9))]);
  const value = Uint8Array.from(randomMsgpack(prng));
  return join(bytes.subarray(0, at), value, bytes.subarray(behind));
}

function part(prng: Prng, bytes: Uint8Array): readonly [start: number, end: number] {
  const start = prng.between(0, bytes.length);
  return [start, Math.min(bytes.length, start + prng.between(0, 64))];
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
