/**
 * Whether bytes are one whole value of the msgpack that this project reads, found out before a
 * decoder sees them: it then meets no length that reaches beyond the bytes, no depth that ends its
 * stack, and no extension that would give something else than plain data.
 *
 * One pass, without recursion and without an allocation but a view on each text that is not ASCII.
 * What it lets through decodes into at most {@link CONTAINERS_MAX} arrays and maps, and into values
 * that took at least a byte each.
 */
import { isUtf8 } from "node:buffer";

/** Most arrays and maps inside each other. */
export const DEPTH_MAX = 64;
/** Most arrays and maps of one value: an empty one takes a byte here and 60 in memory. */
export const CONTAINERS_MAX = 1 << 16;

/** What is wrong with bytes, and in which words it is said. */
export const MSGPACK_FAULTS = {
  CUT: "a value reaches beyond the bytes",
  TRAILING: "bytes follow the value",
  DEPTH: `a value lies deeper than ${DEPTH_MAX} arrays and maps`,
  CONTAINERS: `there are more than ${CONTAINERS_MAX} arrays and maps`,
  EXTENSION: "an extension is neither undefined nor a time",
  RESERVED: "a byte is not used by msgpack",
  KEY: "a key is neither a text nor a number, or would be a prototype",
  UTF8: "a text is not UTF-8",
} as const;

export type MsgpackFault = {
  readonly code: keyof typeof MSGPACK_FAULTS;
  /** Offset of the value. Bytes. */
  readonly at: number;
};

const PROTOTYPE_KEY = new TextEncoder().encode("__proto__");
const UNDEFINED_TYPE = 0;
const TIME_TYPE = 0xff;
const NANOSECONDS_MAX = 999_999_999;
/** Upper word of seconds that a Date may have, near enough: 278,000 years to either side. */
const SECONDS_HIGH_MAX = 2_047;

/** Returns why `bytes` are not one value; null when they are. */
export function findMsgpackFault(bytes: Uint8Array): MsgpackFault | null {
  const scan = new Scan(bytes);
  const code = scan.run();
  return code === null ? null : { code, at: scan.valueAt };
}

type Code = MsgpackFault["code"] | null;

class Scan {
  /** Offset of the value that is being looked at. */
  valueAt = 0;
  readonly #bytes: Uint8Array;
  readonly #data: DataView;
  #at = 0;
  #containers = 0;
  /** Values still to come in the innermost container, its keys among them, and whether it is a map. */
  #left = 1;
  #isMap = false;
  /** The same of the containers around it; negative for a map. */
  readonly #around: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): Code {
    while (this.#leave()) {
      const isKey = this.#isMap && this.#left % 2 === 0;
      this.#left -= 1;
      this.valueAt = this.#at;
      if (this.#at >= this.#bytes.length) return "CUT";
      const code = this.#value(this.#take(1), isKey);
      if (code !== null) return code;
    }
    this.valueAt = this.#at;
    return this.#at === this.#bytes.length ? null : "TRAILING";
  }

  /** Leaves the containers that are complete; false when the outermost value is. */
  #leave(): boolean {
    while (this.#left === 0) {
      const around = this.#around.pop();
      if (around === undefined) return false;
      this.#left = Math.abs(around);
      this.#isMap = around < 0;
    }
    return true;
  }

  #value(token: number, isKey: boolean): Code {
    if (token < 0x80 || token >= 0xe0) return null;
    if (token < 0x90) return this.#enter(2 * (token & 0x0f), true, isKey);
    if (token < 0xa0) return this.#enter(token & 0x0f, false, isKey);
    if (token < 0xc0) return this.#text(token & 0x1f, isKey);
    if (token < 0xc4) return token === 0xc1 ? "RESERVED" : null;
    if (token < 0xca || (token >= 0xd4 && token < 0xd9)) return this.#opaque(token, isKey);
    if (token < 0xcc) return this.#skip(token === 0xca ? 4 : 8);
    if (token < 0xd4) return this.#skip(1 << (token & 3));
    return this.#sized(token, isKey);
  }

  /** bin and ext, which cannot be keys. */
  #opaque(token: number, isKey: boolean): Code {
    if (isKey) return "KEY";
    if (token < 0xc7) return this.#skip(this.#length(token - 0xc4));
    return this.#extension(token < 0xca ? this.#length(token - 0xc7) : 1 << (token - 0xd4));
  }

  /** str, array and map with a length of their own. */
  #sized(token: number, isKey: boolean): Code {
    if (token < 0xdc) return this.#text(this.#length(token - 0xd9), isKey);
    if (token < 0xde) return this.#enter(this.#length(token - 0xdb), false, isKey);
    return this.#enter(2 * this.#length(token - 0xdd), true, isKey);
  }

  /** A length of 1, 2 or 4 bytes; one that no bytes can have when it is cut itself. */
  #length(power: number): number {
    const width = 1 << power;
    return this.#at + width > this.#bytes.length ? Number.POSITIVE_INFINITY : this.#take(width);
  }

  #take(width: number): number {
    const at = this.#at;
    this.#at += width;
    if (width === 1) return this.#data.getUint8(at);
    return width === 2 ? this.#data.getUint16(at) : this.#data.getUint32(at);
  }

  #skip(length: number): Code {
    if (length > this.#bytes.length - this.#at) return "CUT";
    this.#at += length;
    return null;
  }

  #enter(values: number, isMap: boolean, isKey: boolean): Code {
    if (isKey) return "KEY";
    // Each value takes a byte at least, so no count is believed that the bytes cannot hold.
    if (values > this.#bytes.length - this.#at) return "CUT";
    if (this.#around.length >= DEPTH_MAX) return "DEPTH";
    this.#containers += 1;
    if (this.#containers > CONTAINERS_MAX) return "CONTAINERS";
    this.#around.push(this.#isMap ? -this.#left : this.#left);
    this.#left = values;
    this.#isMap = isMap;
    return null;
  }

  #text(length: number, isKey: boolean): Code {
    const start = this.#at;
    if (this.#skip(length) !== null) return "CUT";
    let all = 0;
    for (let at = start; at < this.#at; at += 1) all |= this.#data.getUint8(at);
    if (all >= 0x80) return isUtf8(this.#bytes.subarray(start, this.#at)) ? null : "UTF8";
    return isKey && this.#isPrototype(start, length) ? "KEY" : null;
  }

  #isPrototype(start: number, length: number): boolean {
    return (
      length === PROTOTYPE_KEY.length &&
      PROTOTYPE_KEY.every((byte, index) => this.#bytes[start + index] === byte)
    );
  }

  /** `length` counts what follows the byte of the type. */
  #extension(length: number): Code {
    if (!(length < this.#bytes.length - this.#at)) return "CUT";
    const type = this.#take(1);
    const start = this.#at;
    this.#at += length;
    if (type === UNDEFINED_TYPE) return length === 1 ? null : "EXTENSION";
    return type === TIME_TYPE && this.#isTime(start, length) ? null : "EXTENSION";
  }

  /** Of 4, 8 or 12 bytes, or the one byte that stands for an invalid time. */
  #isTime(start: number, length: number): boolean {
    if (length === 8) return this.#data.getUint32(start) >>> 2 <= NANOSECONDS_MAX;
    if (length === 12) {
      const high = this.#data.getInt32(start + 4);
      const isNear = high <= SECONDS_HIGH_MAX && high >= ~SECONDS_HIGH_MAX;
      return isNear && this.#data.getUint32(start) <= NANOSECONDS_MAX;
    }
    return length === 4 || length === 1;
  }
}
