/**
 * msgpack by its specification, byte by byte and without a thought of speed: the judge in tests,
 * which shares no line with the code that it judges. Reads what this project reads: plain data, the
 * extensions for undefined and for times, and no more than 64 arrays and maps inside each other.
 */

/** A value; null when the bytes are none, or not one that is read here. */
export type Judged = { readonly value: unknown } | null;

/** One for all: a trace would cost more than the reading. */
const REFUSED = new Error("not msgpack");

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
    if (error === REFUSED) return null;
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
    switch (token) {
      case 192:
        return null;
      case 194:
        return false;
      case 195:
        return true;
      case 202:
        return this.#data(4).getFloat32(0);
      case 203:
        return this.#data(8).getFloat64(0);
      case 207:
        return this.#data(8).getBigUint64(0);
      case 208:
        return this.#data(1).getInt8(0);
      case 209:
        return this.#data(2).getInt16(0);
      case 210:
        return this.#data(4).getInt32(0);
      case 211:
        return this.#data(8).getBigInt64(0);
      default:
        return this.#sized(token, depth);
    }
  }

  /** What has a length, or is one: 1, 2 or 4 bytes wide, or, in fixext, a power of two. */
  #sized(token: number, depth: number): unknown {
    if (token >= 196 && token <= 198) return this.#take(this.#unsigned(2 ** (token - 196)));
    if (token >= 199 && token <= 201) return this.#extension(this.#unsigned(2 ** (token - 199)));
    if (token >= 204 && token <= 206) return this.#unsigned(2 ** (token - 204));
    if (token >= 212 && token <= 216) return this.#extension(2 ** (token - 212));
    if (token >= 217 && token <= 219) return this.#text(this.#unsigned(2 ** (token - 217)));
    if (token === 220 || token === 221)
      return this.#array(this.#unsigned(2 ** (token - 219)), depth);
    if (token === 222 || token === 223) return this.#map(this.#unsigned(2 ** (token - 221)), depth);
    throw REFUSED;
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
    if (!(isScalar || isText || isWord)) throw REFUSED;
    const key = String(this.value(DEPTH_MAX));
    if (key === "__proto__") throw REFUSED;
    return key;
  }

  #enter(depth: number): undefined {
    this.#containers += 1;
    if (depth >= DEPTH_MAX || this.#containers > CONTAINERS_MAX) throw REFUSED;
  }

  #text(length: number): string {
    const bytes = this.#take(length);
    try {
      return decoder.decode(bytes);
    } catch {
      throw REFUSED;
    }
  }

  #extension(length: number): unknown {
    const type = this.#unsigned(1);
    const data = this.#data(length);
    if (type === 0 && length === 1) return undefined;
    if (type !== 255) throw REFUSED;
    if (length === 1) return new Date(Number.NaN);
    if (length === 4) return new Date(data.getUint32(0) * 1_000);
    if (length === 8) {
      const word = data.getBigUint64(0);
      return time(Number(word >> 34n), word & 0x3_ffff_ffffn);
    }
    if (length === 12) return time(data.getUint32(0), data.getBigInt64(4));
    throw REFUSED;
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
    if (end > this.#bytes.length) throw REFUSED;
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

function time(nanoseconds: number, seconds: bigint): Date {
  if (nanoseconds > 999_999_999 || seconds >= 2n ** 43n || seconds < -(2n ** 43n)) {
    throw REFUSED;
  }
  return new Date(Number(seconds) * 1_000 + nanoseconds / 1e6);
}
