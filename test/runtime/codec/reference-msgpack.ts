/**
 * msgpack by its specification, byte by byte and without a thought of speed: the judge in tests,
 * which shares no line with the code that it judges. Reads what this project reads: plain data, the
 * extensions for undefined and for times, and no more than 64 arrays and maps inside each other.
 */

/** A value; null when the bytes are none, or not one that is read here. */
export type Judged = { readonly value: unknown } | null;

class Refused extends Error {}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const DEPTH_MAX = 64;
const CONTAINERS_MAX = 65_536;

/** What all of `bytes` mean. */
export function judgeMsgpack(bytes: Uint8Array): Judged {
  const reference = new Reference(bytes);
  try {
    const value = reference.value(0);
    return reference.isAtEnd ? { value } : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

class Reference {
  readonly #bytes: Uint8Array;
  #at = 0;
  #containers = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): unknown {
    const token = this.#unsigned(1);
    if (token <= 0x7f) return token;
    if (token >= 0xe0) return token - 256;
    if (token <= 0x8f) return this.#map(token - 0x80, depth);
    if (token <= 0x9f) return this.#array(token - 0x90, depth);
    if (token <= 0xbf) return this.#text(token - 0xa0);
    return this.#named(token, depth);
  }

  #named(token: number, depth: number): unknown {
    const words: Readonly<Record<number, () => unknown>> = {
      192: () => null,
      194: () => false,
      195: () => true,
      196: () => this.#take(this.#unsigned(1)),
      197: () => this.#take(this.#unsigned(2)),
      198: () => this.#take(this.#unsigned(4)),
      199: () => this.#extension(this.#unsigned(1)),
      200: () => this.#extension(this.#unsigned(2)),
      201: () => this.#extension(this.#unsigned(4)),
      202: () => this.#data(4).getFloat32(0),
      203: () => this.#data(8).getFloat64(0),
      204: () => this.#unsigned(1),
      205: () => this.#unsigned(2),
      206: () => this.#unsigned(4),
      207: () => this.#data(8).getBigUint64(0),
      208: () => this.#data(1).getInt8(0),
      209: () => this.#data(2).getInt16(0),
      210: () => this.#data(4).getInt32(0),
      211: () => this.#data(8).getBigInt64(0),
      212: () => this.#extension(1),
      213: () => this.#extension(2),
      214: () => this.#extension(4),
      215: () => this.#extension(8),
      216: () => this.#extension(16),
      217: () => this.#text(this.#unsigned(1)),
      218: () => this.#text(this.#unsigned(2)),
      219: () => this.#text(this.#unsigned(4)),
      220: () => this.#array(this.#unsigned(2), depth),
      221: () => this.#array(this.#unsigned(4), depth),
      222: () => this.#map(this.#unsigned(2), depth),
      223: () => this.#map(this.#unsigned(4), depth),
    };
    const read = words[token];
    if (read === undefined) throw new Refused("unused byte");
    return read();
  }

  #array(count: number, depth: number): unknown[] {
    this.#enter(depth);
    const values: unknown[] = [];
    for (let index = 0; index < count; index += 1) values.push(this.value(depth + 1));
    return values;
  }

  #map(count: number, depth: number): object {
    this.#enter(depth);
    const fields = new Map<string, unknown>();
    for (let index = 0; index < count; index += 1) {
      const key = this.#key();
      fields.set(key, this.value(depth + 1));
    }
    return Object.fromEntries(fields);
  }

  #key(): string {
    const token = this.#bytes[this.#at] ?? 0xc1;
    const isScalar = token < 0x80 || token >= 0xe0 || (token >= 0xca && token <= 0xd3);
    const isText = (token >= 0xa0 && token <= 0xbf) || (token >= 0xd9 && token <= 0xdb);
    const isWord = token === 0xc0 || token === 0xc2 || token === 0xc3;
    if (!(isScalar || isText || isWord)) throw new Refused("key");
    const key = String(this.value(DEPTH_MAX));
    if (key === "__proto__") throw new Refused("prototype");
    return key;
  }

  #enter(depth: number): undefined {
    this.#containers += 1;
    if (depth >= DEPTH_MAX || this.#containers > CONTAINERS_MAX) throw new Refused("too many");
  }

  #text(length: number): string {
    const bytes = this.#take(length);
    try {
      return decoder.decode(bytes);
    } catch {
      throw new Refused("not UTF-8");
    }
  }

  #extension(length: number): unknown {
    const type = this.#unsigned(1);
    const data = this.#data(length);
    if (type === 0 && length === 1) return undefined;
    if (type !== 255) throw new Refused("extension");
    if (length === 1) return new Date(Number.NaN);
    if (length === 4) return new Date(data.getUint32(0) * 1_000);
    if (length === 8) {
      const word = data.getBigUint64(0);
      return time(Number(word >> 34n), word & 0x3_ffff_ffffn);
    }
    if (length === 12) return time(data.getUint32(0), data.getBigInt64(4));
    throw new Refused("time");
  }

  #unsigned(bytes: number): number {
    return this.#take(bytes).reduce((all, byte) => all * 256 + byte, 0);
  }

  #data(length: number): DataView {
    const bytes = this.#take(length);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Refused("cut");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

function time(nanoseconds: number, seconds: bigint): Date {
  if (nanoseconds > 999_999_999 || seconds >= 2n ** 43n || seconds < -(2n ** 43n)) {
    throw new Refused("no time");
  }
  return new Date(Number(seconds) * 1_000 + nanoseconds / 1e6);
}
