/** One simulated file: what is synced stays, and of the rest each sector is old or new. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import {
  SECTOR_BYTES,
  StoredFile,
} from "../../../../../src/runtime/simulation/io/disk/stored-file.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const SECTORS = 6;

/** What each sector of the file holds: one byte that all of it is, or null when it is none. */
function sectorsOf(file: StoredFile): (number | null)[] {
  const bytes = new Uint8Array(file.bytes);
  return Array.from({ length: Math.ceil(bytes.length / SECTOR_BYTES) }, (_, sector) => {
    const part = bytes.subarray(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
    return part.every((byte) => byte === part[0]) ? (part[0] ?? null) : null;
  });
}

const filled = (byte: number, sectors = 1) => new Uint8Array(SECTOR_BYTES * sectors).fill(byte);

/** Writes here and there, and syncs at times. Returns the sectors as last synced, and as they are. */
function scribble(file: StoredFile, prng: Prng) {
  let synced = sectorsOf(file);
  for (let step = prng.between(1, 8); step > 0; step -= 1) {
    if (prng.unit() < 0.3) {
      file.sync();
      synced = sectorsOf(file);
    } else {
      const byte = prng.between(1, 255);
      file.writeAt(filled(byte, prng.between(1, 2)), prng.between(0, 4) * SECTOR_BYTES);
    }
  }
  return { synced, current: sectorsOf(file) };
}

describe("a file that is written in place", () => {
  test(`loses no synced byte, and has each other sector as it was or as it is (seed ${seed})`, () => {
    const prng = new Prng(seed);
    let [lost, kept] = [0, 0];
    for (let round = 0; round < 400; round += 1) {
      const file = new StoredFile();
      file.writeZeros(0, SECTORS * SECTOR_BYTES);
      file.sync();
      const { synced, current } = scribble(file, prng);
      file.losePower(prng);
      const after = sectorsOf(file);
      for (const [sector, found] of after.entries()) {
        expect([synced[sector], current[sector]]).toContain(found);
        if (synced[sector] !== found) kept += 1;
        if (current[sector] !== found) lost += 1;
      }
      // What survived it once survives it always.
      file.losePower(prng);
      expect(sectorsOf(file)).toEqual(after);
    }
    expect(Math.min(lost, kept)).toBeGreaterThan(50);
  });

  test("that grew has at least its synced size, and zeros where a sector is missing", () => {
    const prng = new Prng(1);
    const sizes = new Set<number>();
    const holds = new Set<number | null | undefined>();
    for (let round = 0; round < 200; round += 1) {
      const file = new StoredFile();
      file.writeAt(filled(1, 2), 0);
      file.sync();
      file.writeAt(filled(9), 3 * SECTOR_BYTES);
      file.losePower(prng);
      expect(sectorsOf(file).slice(0, 2)).toEqual([1, 1]);
      expect(file.size).toBeGreaterThanOrEqual(2 * SECTOR_BYTES);
      sizes.add(file.size);
      for (const sector of sectorsOf(file).slice(2)) holds.add(sector);
    }
    expect(sizes.size).toBeGreaterThan(20);
    expect(holds).toEqual(new Set([0, 9]));
  });

  test("whose sync failed may have lost what no later sync brings back", () => {
    let lost = 0;
    for (let round = 0; round < 100; round += 1) {
      const prng = new Prng(round);
      const file = new StoredFile(filled(1));
      file.writeAt(filled(2), 0);
      file.failSync(prng);
      file.sync();
      expect(sectorsOf(file)).toEqual([2]);
      file.losePower(prng);
      if (sectorsOf(file)[0] === 1) lost += 1;
    }
    expect(lost).toBeGreaterThan(20);
    expect(lost).toBeLessThan(80);
  });

  test("whose sync failed keeps what is written anew and synced", () => {
    for (let round = 0; round < 50; round += 1) {
      const prng = new Prng(round);
      const file = new StoredFile(filled(1));
      file.writeAt(filled(2), 0);
      file.failSync(prng);
      file.writeAt(filled(3), 0);
      file.sync();
      file.losePower(prng);
      expect(sectorsOf(file)).toEqual([3]);
    }
  });
});
