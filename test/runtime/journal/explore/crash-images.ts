/**
 * What may be on the disk after a crash: all of it while it is little, else a sample. The sample always
 * has the two ends, nothing of what was not synced and all of it, and prefers what real disks do: parts
 * in order, and one sector that is missing or alone.
 */
import type { Prng } from "../../../../src/core/prng.ts";
import { ModelDisk, type NameChange } from "../kit/model-disk.ts";
import { ModelFile, SECTOR_BYTES } from "../kit/model-file.ts";

/** What blocks may hold that were never written, by sector: a former life's. Zeros are possible anyway. */
export type Stale = (sector: number) => Uint8Array;

/** A file with bytes that may not have arrived: the first of each list is that they did not. */
type Dirty = {
  readonly file: ModelFile;
  readonly sizes: readonly number[];
  readonly sectors: readonly (readonly [sector: number, options: readonly Uint8Array[]])[];
};

/** Makes images of a disk's state, which must not change while they are made. */
export class CrashImages {
  readonly #disk: ModelDisk;
  readonly #dirty: readonly Dirty[];
  /** How many states each thing has that may have arrived or not. */
  readonly #options: readonly number[];
  /** How many images there are. */
  readonly count: number;

  constructor(disk: ModelDisk, stale: Stale) {
    this.#disk = disk;
    const files = new Set([...disk.names.values(), ...disk.durableNames.values()]);
    for (const { file } of disk.pending) files.add(file);
    this.#dirty = [...files]
      .filter(({ unsure, sizes }) => unsure.size > 0 || sizes.length > 0)
      .map((file) => dirtyOf(file, stale));
    this.#options = [
      ...disk.pending.map(() => 2),
      ...this.#dirty.flatMap(({ sizes, sectors }) => [
        sizes.length,
        ...sectors.map(([, options]) => options.length),
      ]),
    ];
    this.count = this.#options.reduce((product, options) => product * options, 1);
  }

  /** At most `most` of them, all when there are no more. */
  *some(most: number, prng: Prng): Generator<ModelDisk, undefined> {
    if (this.count <= most) {
      for (let index = 0; index < this.count; index += 1) yield this.#image(this.#digits(index));
      return;
    }
    yield this.#image(this.#options.map(() => 0));
    yield this.#image(this.#options.map((options) => options - 1));
    for (let index = 2; index < most; index += 1) yield this.#image(this.#sample(prng));
  }

  #digits(index: number): readonly number[] {
    let rest = index;
    return this.#options.map((options) => {
      const digit = rest % options;
      rest = Math.floor(rest / options);
      return digit;
    });
  }

  #sample(prng: Prng): readonly number[] {
    const place = prng.between(0, this.#options.length - 1);
    const way = prng.pick(["PREFIX", "SUFFIX", "MISSING", "ALONE", "ANY", "ANY"]);
    const arrives = {
      PREFIX: (at: number) => at < place,
      SUFFIX: (at: number) => at >= place,
      MISSING: (at: number) => at !== place,
      ALONE: (at: number) => at === place,
    };
    return this.#options.map((options, at) => {
      if (way === "ANY") return prng.between(0, options - 1);
      return arrives[way](at) ? options - 1 : 0;
    });
  }

  #image(digits: readonly number[]): ModelDisk {
    let next = 0;
    const digit = () => {
      next += 1;
      return digits[next - 1] ?? 0;
    };
    const names = new Map(this.#disk.durableNames);
    for (const change of this.#disk.pending) if (digit() === 1) apply(names, change);
    const images = new Map<ModelFile, ModelFile>();
    for (const { file, sizes, sectors } of this.#dirty) {
      const size = sizes[digit()] ?? 0;
      const chosen = new Map<number, Uint8Array>();
      for (const [sector, options] of sectors) {
        const version = options[digit()];
        if (version !== undefined) chosen.set(sector, version);
      }
      images.set(file, file.imageOf(size, chosen));
    }
    const files = [...names].map(
      ([name, file]) => [name, images.get(file) ?? ModelFile.of(file.durable.slice())] as const,
    );
    return ModelDisk.of(new Map(files));
  }
}

function dirtyOf(file: ModelFile, stale: Stale): Dirty {
  const sectors = [...file.unsure].map(([sector, { versions }]) => {
    const at = sector * SECTOR_BYTES;
    const before = file.durable.slice(at, at + SECTOR_BYTES);
    const old = before.length === 0 ? [new Uint8Array(SECTOR_BYTES), stale(sector)] : [before];
    return [sector, [...old, ...versions]] as const;
  });
  return { file, sizes: [...new Set([file.durable.length, ...file.sizes])], sectors };
}

function apply(names: Map<string, ModelFile>, change: NameChange): undefined {
  if (change.kind !== "CREATE" && names.get(change.name) === change.file) names.delete(change.name);
  if (change.kind === "CREATE") names.set(change.name, change.file);
  if (change.kind === "RENAME") names.set(change.to, change.file);
}
