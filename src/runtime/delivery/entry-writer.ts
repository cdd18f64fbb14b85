/** Writes the words of entries into a buffer that grows and is used again and again. */
import { packBody } from "../codec/msgpack.ts";
import { FOLLOWS } from "./delivery-format.ts";

const CAPACITY_BYTES = 1 << 12;
/** A varint of 53 bits, a float64 or a word, whichever is largest. Bytes. */
const WORD_BYTES_MAX = 9;
const encoder = new TextEncoder();

export class EntryWriter {
  #bytes = new Uint8Array(CAPACITY_BYTES);
  #data = new DataView(this.#bytes.buffer);
  #used = 0;
  /** The last {@link time}, and the last {@link wall}. */
  #time = 0;
  #wall = 0;

  /** Bytes that {@link taken} returns. */
  get bytes(): number {
    return this.#used;
  }

  /** All since the last {@link clear}; valid until the next word. */
  get taken(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  clear(): undefined {
    this.#used = 0;
  }

  /** @param small A whole number from 0 up. */
  head(kind: number, small: number): undefined {
    this.#makeRoom(1);
    if (small < FOLLOWS) {
      this.#bytes[this.#used++] = kind | (small << 4);
      return;
    }
    this.#bytes[this.#used++] = kind | (FOLLOWS << 4);
    this.varint(small);
  }

  byte(value: number): undefined {
    this.#makeRoom(1);
    this.#bytes[this.#used++] = value;
  }

  /** @param value A whole number from 0 to 2^53 - 1. */
  varint(value: number): undefined {
    this.#makeRoom(WORD_BYTES_MAX);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#used++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#used++] = rest;
  }

  uint32(value: number): undefined {
    this.#makeRoom(4);
    this.#data.setUint32(this.#used, value, true);
    this.#used += 4;
  }

  /** Any number, NaN included; short where it is a whole number near the time before. */
  time(value: number): undefined {
    this.#difference(value, this.#time);
    if (Number.isSafeInteger(value)) this.#time = value;
  }

  /** The same of a time of another origin. */
  wall(value: number): undefined {
    this.#difference(value, this.#wall);
    if (Number.isSafeInteger(value)) this.#wall = value;
  }

  #difference(value: number, before: number): undefined {
    const difference = value - before;
    const zigzag = difference < 0 ? -2 * difference - 1 : 2 * difference;
    if (Number.isSafeInteger(value) && zigzag < Number.MAX_SAFE_INTEGER) {
      this.varint(1 + zigzag);
      return;
    }
    this.varint(0);
    this.#makeRoom(8);
    this.#data.setFloat64(this.#used, value, true);
    this.#used += 8;
  }

  text(value: string): undefined {
    // In UTF-8 a text has at most three bytes for each of its units.
    this.#makeRoom(WORD_BYTES_MAX + value.length * 3);
    const bytes = Buffer.byteLength(value);
    this.varint(bytes);
    encoder.encodeInto(value, this.#bytes.subarray(this.#used));
    this.#used += bytes;
  }

  blob(value: Uint8Array): undefined {
    this.varint(value.length);
    this.#makeRoom(value.length);
    this.#bytes.set(value, this.#used);
    this.#used += value.length;
  }

  /** @throws {Error} When the body holds what msgpack has no word for. */
  body(value: unknown): undefined {
    this.blob(packBody(value));
  }

  #makeRoom(bytes: number): undefined {
    const needed = this.#used + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(2 ** Math.ceil(Math.log2(needed)));
    grown.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = grown;
    this.#data = new DataView(grown.buffer);
  }
}
