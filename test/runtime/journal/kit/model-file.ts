/**
 * One file of a modelled disk: what the system shows of it, and what may be on the platter. Between
 * the two are versions of sectors, any of which may have arrived, and sizes.
 */
export const SECTOR_BYTES = 512;

/** What may stand in one sector after a crash, besides what is surely there. Oldest first. */
type Unsure = {
  readonly versions: Uint8Array[];
  /** False once a sync has failed: the system takes it for written, and no later sync writes it. */
  isDirty: boolean;
};

export class ModelFile {
  /** As the system shows it. */
  cache: Uint8Array = new Uint8Array(0);
  /** As it is on the platter at least. */
  durable: Uint8Array = new Uint8Array(0);
  readonly unsure = new Map<number, Unsure>();
  /** Sizes since the last sync, oldest first; the file on the platter may have any of them. */
  sizes: number[] = [];

  clone(): ModelFile {
    const copy = new ModelFile();
    copy.cache = this.cache.slice();
    copy.durable = this.durable.slice();
    for (const [sector, { versions, isDirty }] of this.unsure) {
      copy.unsure.set(sector, { versions: [...versions], isDirty });
    }
    copy.sizes = [...this.sizes];
    return copy;
  }

  write(bytes: Uint8Array, at: number): undefined {
    const end = at + bytes.length;
    if (end > this.cache.length) {
      const grown = new Uint8Array(end);
      grown.set(this.cache);
      this.cache = grown;
      this.sizes.push(end);
    }
    this.cache.set(bytes, at);
    const last = Math.ceil(end / SECTOR_BYTES);
    for (let sector = Math.floor(at / SECTOR_BYTES); sector < last; sector += 1) {
      const version = this.cache.slice(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
      const unsure = this.unsure.get(sector);
      if (unsure === undefined) this.unsure.set(sector, { versions: [version], isDirty: true });
      else {
        unsure.versions.push(version);
        unsure.isDirty = true;
      }
    }
  }

  sync(): undefined {
    this.#grow(this.cache.length);
    for (const [sector, { versions, isDirty }] of this.unsure) {
      if (!isDirty) continue;
      const newest = versions.at(-1);
      if (newest !== undefined) this.durable.set(newest, sector * SECTOR_BYTES);
      this.unsure.delete(sector);
    }
    this.sizes = [];
  }

  /** A sync that failed: nobody knows what arrived, and the system forgets that it matters. */
  failSync(): undefined {
    for (const unsure of this.unsure.values()) unsure.isDirty = false;
  }

  /** What a crash leaves: of each sector one version, and one of the sizes. */
  imageOf(size: number, chosen: ReadonlyMap<number, Uint8Array>): ModelFile {
    const bytes = new Uint8Array(size);
    bytes.set(this.durable.subarray(0, size));
    for (const [sector, version] of chosen) {
      const at = sector * SECTOR_BYTES;
      if (at < size) bytes.set(version.subarray(0, size - at), at);
    }
    return ModelFile.of(bytes);
  }

  static of(bytes: Uint8Array): ModelFile {
    const file = new ModelFile();
    file.cache = bytes;
    file.durable = bytes.slice();
    return file;
  }

  #grow(size: number): undefined {
    if (size <= this.durable.length) return;
    const grown = new Uint8Array(size);
    grown.set(this.durable);
    this.durable = grown;
  }
}
