/**
 * One file of the simulated disk: what every process sees, and what a loss of power may take from it.
 *
 * Appends grow it from its end, and may be lost from there. What is written in place may be lost by
 * the sector, each by itself: it then holds what it held when it was last synced.
 */
import type { Prng } from "../../../../core/prng.ts";

/** What a disk writes whole or not at all. Bytes. */
export const SECTOR_BYTES = 512;

const FIRST_BYTES = 4_096;

/** A sector as it was last synced; null where it was behind the end, or full of zeros. */
type Before = Uint8Array | null;

export class StoredFile {
  #bytes: Uint8Array;
  #size: number;
  /** So much of its size outlives a loss of power, unless it was cut since. */
  #durable: number;
  /** Sectors that were written in place since the last sync. */
  readonly #dirty = new Map<number, Before>();
  /** Sectors that a failed sync has left behind: they count as clean, and no later one writes them. */
  readonly #forgotten = new Map<number, Before>();

  /** @param durable What it holds, and keeps; a copy. */
  constructor(durable: Uint8Array = new Uint8Array(0)) {
    this.#bytes = new Uint8Array(durable);
    this.#size = durable.length;
    this.#durable = durable.length;
  }

  get size(): number {
    return this.#size;
  }

  /** Valid until the next write. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  append(part: Uint8Array): undefined {
    this.#makeRoom(this.#size + part.length);
    this.#bytes.set(part, this.#size);
    this.#size += part.length;
  }

  writeAt(part: Uint8Array, at: number): undefined {
    this.#place(at, part.length).set(part);
  }

  writeZeros(at: number, bytes: number): undefined {
    this.#place(at, bytes).fill(0);
  }

  /** Returns how many bytes there were. */
  readAt(into: Uint8Array, at: number): number {
    const part = this.bytes.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  }

  /** Cuts it, at once for good. */
  truncate(bytes: number): undefined {
    this.#size = Math.min(this.#size, bytes);
    this.#durable = Math.min(this.#durable, bytes);
  }

  sync(): undefined {
    this.#dirty.clear();
    this.#durable = this.#size;
  }

  /** Nobody knows what of it reached the disk, and what did not is never tried again. */
  failSync(random: Prng): undefined {
    for (const [sector, before] of this.#dirty) {
      if (random.unit() < 0.5) this.#forgotten.set(sector, before);
    }
    this.#dirty.clear();
  }

  losePower(random: Prng): undefined {
    this.#size = random.between(Math.min(this.#durable, this.#size), this.#size);
    this.#durable = this.#size;
    const lostFraction = this.#dirty.size === 0 ? 0 : random.unit();
    for (const [sector, before] of this.#dirty) {
      if (random.unit() < lostFraction) this.#putBack(sector, before);
    }
    for (const [sector, before] of this.#forgotten) this.#putBack(sector, before);
    this.#dirty.clear();
    this.#forgotten.clear();
  }

  #putBack(sector: number, before: Before): undefined {
    const start = sector * SECTOR_BYTES;
    const room = this.#bytes.subarray(start, start + SECTOR_BYTES);
    if (before === null) room.fill(0);
    else room.set(before.subarray(0, room.length));
  }

  /** Room for so many bytes at `at`, whose sectors are dirty from here on. */
  #place(at: number, bytes: number): Uint8Array {
    const end = at + bytes;
    this.#soil(Math.min(at, this.#size), end);
    this.#makeRoom(end);
    if (at > this.#size) this.#bytes.fill(0, this.#size, at);
    this.#size = Math.max(this.#size, end);
    return this.#bytes.subarray(at, end);
  }

  #soil(start: number, end: number): undefined {
    for (let at = start - (start % SECTOR_BYTES); at < end; at += SECTOR_BYTES) {
      const sector = at / SECTOR_BYTES;
      if (this.#dirty.has(sector)) continue;
      const forgotten = this.#forgotten.get(sector);
      this.#dirty.set(sector, forgotten === undefined ? this.#sectorAt(at) : forgotten);
      this.#forgotten.delete(sector);
    }
  }

  #sectorAt(at: number): Before {
    if (at >= this.#size) return null;
    const sector = new Uint8Array(SECTOR_BYTES);
    sector.set(this.bytes.subarray(at, at + SECTOR_BYTES));
    return sector;
  }

  #makeRoom(size: number): undefined {
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(size, 2 * this.#bytes.length, FIRST_BYTES));
    grown.set(this.bytes);
    this.#bytes = grown;
  }
}
