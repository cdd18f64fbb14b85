/** Reads the words of entries back. A file is not believed: each word lies whole within the bytes. */
import { unpackBody } from "../codec/msgpack.ts";
import { FOLLOWS } from "./delivery-format.ts";

/** The bytes end within a word, or hold what no recorder writes. */
export class TornEntry extends Error {
  override readonly name = "TornEntry";
}

const decoder = new TextDecoder("utf-8", { fatal: true });

export class EntryReader {
  readonly #bytes: Uint8Array;
  readonly #data: DataView;
  #position = 0;
  #time = 0;
  #wall = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Offset of the next word. Bytes. */
  get position(): number {
    return this.#position;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** The kind of the next entry, which is not stepped over. @throws {TornEntry} At the end. */
  peekKind(): number {
    this.#need(1);
    return (this.#bytes[this.#position] ?? 0) & 0xf;
  }

  /** The small number of the next entry; its own words follow. @throws {TornEntry} */
  small(): number {
    const small = this.byte() >> 4;
    return small === FOLLOWS ? this.varint() : small;
  }

  /** @throws {TornEntry} */
  byte(): number {
    this.#need(1);
    return this.#bytes[this.#position++] ?? 0;
  }

  /** @throws {TornEntry} When it is above 2^53 - 1, too. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale < Number.MAX_SAFE_INTEGER; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte >= 0x80) continue;
      if (Number.isSafeInteger(value)) return value;
      break;
    }
    throw new TornEntry(`no number ends before byte ${this.#position}`);
  }

  /** @throws {TornEntry} */
  uint32(): number {
    this.#need(4);
    this.#position += 4;
    return this.#data.getUint32(this.#position - 4, true);
  }

  /** @throws {TornEntry} */
  time(): number {
    const value = this.#behind(this.#time);
    if (Number.isSafeInteger(value)) this.#time = value;
    return value;
  }

  /** @throws {TornEntry} */
  wall(): number {
    const value = this.#behind(this.#wall);
    if (Number.isSafeInteger(value)) this.#wall = value;
    return value;
  }

  #behind(before: number): number {
    const word = this.varint();
    if (word > 0) {
      const zigzag = word - 1;
      return before + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
    }
    this.#need(8);
    this.#position += 8;
    return this.#data.getFloat64(this.#position - 8, true);
  }

  /** @throws {TornEntry} */
  text(): string {
    try {
      return decoder.decode(this.blob());
    } catch (error) {
      if (error instanceof TornEntry) throw error;
      throw new TornEntry(`no text ends at byte ${this.#position}`);
    }
  }

  /** A piece of the bytes themselves. @throws {TornEntry} */
  blob(): Uint8Array {
    const bytes = this.varint();
    this.#need(bytes);
    this.#position += bytes;
    return this.#bytes.subarray(this.#position - bytes, this.#position);
  }

  /** @throws {TornEntry} */
  body(): unknown {
    const bytes = this.blob();
    try {
      return unpackBody("delivery log", bytes);
    } catch (error) {
      throw new TornEntry(error instanceof Error ? error.message : String(error));
    }
  }

  /** @throws {TornEntry} */
  refuse(message: string): never {
    throw new TornEntry(`${message}, before byte ${this.#position}`);
  }

  #need(bytes: number): undefined {
    if (this.#position + bytes <= this.#bytes.length) return;
    throw new TornEntry(`the log ends within a word at byte ${this.#position}`);
  }
}
