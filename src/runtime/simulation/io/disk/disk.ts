/**
 * The disk of a simulated machine: writes that may be short, refused or slow to last. What was not
 * synchronised is there for every process until the machine itself loses its power.
 *
 * Files that only grow are opened by {@link Disk.open}: their names are there for good at once. Files
 * that are written in place have {@link Disk.create} and what follows it, and lose what was not synced.
 */
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Prng } from "../../../../core/prng.ts";
import { fileFailure } from "../../../io/disk/file-failure.ts";
import type { Files } from "../../../io/disk/files.ts";
import { gzipRefusal, needGzip } from "../../../io/disk/gzip-refusal.ts";
import type { FileRead, ReadOptions } from "../../../io/io.ts";
import type { Engine } from "../../engine/engine.ts";
import { DiskNames } from "./disk-names.ts";
import { StoredFile } from "./stored-file.ts";

/** What the disk does to those who use it. Changed while it runs. */
export type Wear = {
  /** Of the writes: only a part is taken. */
  shortFraction: number;
  /**
   * Of the writes: refused. Of files that are written in place also the syncs, whatever makes or moves
   * a name, and, with EIO, the reads.
   */
  failedFraction: number;
  /** With it. */
  failure: "ENOSPC" | "EIO";
};

const SOUND: Wear = { shortFraction: 0, failedFraction: 0, failure: "ENOSPC" };

/** Who has the lock of a folder: a life of an actor, in a process that may be gone. */
export type DiskLock = {
  readonly process: { readonly isAlive: boolean };
  readonly actor: string | null;
  readonly incarnation: number;
};

const READ_NS = { low: 1e5, high: 5e6 };
/** What a sync keeps its caller waiting. */
const SYNC_NS = { low: 3e5, high: 4e6 };

export class Disk implements Files {
  wear: Wear = { ...SOUND };
  /** By folder. */
  readonly locks = new Map<string, DiskLock>();
  /** Calls that were refused, and writes that were short. */
  readonly counts = { failed: 0, short: 0 };
  /** Whether a new file is on another machine's disk: nothing here refuses its writes, or loses them. */
  isElsewhere: (path: string) => boolean = () => false;
  readonly #random: Prng;
  readonly #names = new DiskNames();
  readonly #elsewhere = new WeakSet<StoredFile>();
  readonly #open = new Map<number, StoredFile>();
  #opened = 2;

  constructor(engine: Engine) {
    this.#random = new Prng(engine.random.between(0, 2 ** 31));
  }

  /** As it is when nobody meddles. */
  repair(): undefined {
    this.wear = { ...SOUND };
  }

  /** Paths of all files, in no order. */
  get paths(): readonly string[] {
    return this.#names.paths;
  }

  /** What the file holds; null when there is none. Valid until the next write to it. */
  bytesOf(path: string): Uint8Array | null {
    return this.#names.find(path)?.bytes ?? null;
  }

  /** Puts a file there that outlives a loss of power. */
  put(path: string, bytes: Uint8Array): undefined {
    this.#names.put(path, new StoredFile(bytes));
  }

  /** The machine loses its power: of what was not synchronised any part may be gone. */
  losePower(): undefined {
    for (const file of this.#names.files) {
      if (!this.#elsewhere.has(file)) file.losePower(this.#random);
    }
    this.#names.losePower(this.#random);
    this.#open.clear();
    this.locks.clear();
  }

  syncNs(): number {
    return this.#random.between(SYNC_NS.low, SYNC_NS.high);
  }

  readNs(): number {
    return this.#random.between(READ_NS.low, READ_NS.high);
  }

  read(path: string, { bytesMax, gunzip = false }: ReadOptions): FileRead {
    const bytes = this.bytesOf(path);
    if (bytes === null) return { ok: false, failure: missing(path) };
    if (bytes.length > bytesMax) {
      const message = `file must be <= ${bytesMax} bytes: it is larger`;
      return { ok: false, failure: { code: "TOO_LARGE", message } };
    }
    try {
      return { ok: true, bytes: gunzip ? inflate(bytes, bytesMax) : new Uint8Array(bytes) };
    } catch (error) {
      return { ok: false, failure: fileFailure(error) };
    }
  }

  open(path: string): number {
    const found = this.#names.find(path);
    const file = found ?? new StoredFile();
    if (found === null) {
      this.#names.put(path, file);
      if (this.isElsewhere(path)) this.#elsewhere.add(file);
    }
    return this.#opening(file);
  }

  sizeOf(descriptor: number): number {
    return this.#of(descriptor).size;
  }

  write(descriptor: number, part: Uint8Array): number {
    const file = this.#of(descriptor);
    if (this.#elsewhere.has(file)) {
      file.append(part);
      return part.length;
    }
    this.#mayRefuse();
    const taken = this.#takenOf(part.length);
    file.append(part.subarray(0, taken));
    return taken;
  }

  truncate(descriptor: number, bytes: number): undefined {
    this.#of(descriptor).truncate(bytes);
  }

  close(descriptor: number): undefined {
    this.#open.delete(descriptor);
  }

  exists(path: string): boolean {
    return this.#names.find(path) !== null;
  }

  rename(from: string, to: string): undefined {
    const file = this.#at(from);
    this.#names.drop(from);
    this.#names.put(to, file);
  }

  remove(path: string): undefined {
    this.#names.drop(path);
  }

  /** A new file that is written in place. Throws EEXIST when there is one. */
  create(path: string): number {
    if (this.exists(path)) throw failureOf("EEXIST", `file already exists, open '${path}'`);
    this.#mayRefuse();
    const file = new StoredFile();
    this.#names.change({ from: null, to: path, file });
    return this.#opening(file);
  }

  /** A file that is there. */
  openFile(path: string): number {
    return this.#opening(this.#at(path));
  }

  /** Names of the files and folders in a folder, in no order. */
  namesIn(folder: string): readonly string[] {
    const start = join(folder, "/");
    const below = this.paths.filter((path) => path.startsWith(start));
    return [...new Set(below.map((path) => path.slice(start.length).split("/")[0] ?? ""))];
  }

  /** Returns how many bytes were taken. */
  writeAt(descriptor: number, part: Uint8Array, at: number): number {
    const file = this.#of(descriptor);
    this.#mayRefuse();
    const taken = this.#takenOf(part.length);
    file.writeAt(part.subarray(0, taken), at);
    return taken;
  }

  preallocate(descriptor: number, at: number, bytes: number): undefined {
    const file = this.#of(descriptor);
    this.#mayRefuse();
    file.writeZeros(at, bytes);
  }

  /** Returns how many bytes there were. */
  readAt(descriptor: number, into: Uint8Array, at: number): number {
    const file = this.#of(descriptor);
    if (this.wear.failure === "EIO") this.#mayRefuse();
    return file.readAt(into, at);
  }

  sync(descriptor: number): undefined {
    const file = this.#of(descriptor);
    try {
      this.#mayRefuse();
    } catch (error) {
      file.failSync(this.#random);
      throw error;
    }
    file.sync();
  }

  /** {@link rename}, which may come undone before the next {@link syncNames}. */
  move(from: string, to: string): undefined {
    const file = this.#at(from);
    this.#mayRefuse();
    this.#names.change({ from, to, file });
  }

  /** {@link remove}, likewise. Nothing happens when it is not there. */
  unlink(path: string): undefined {
    const file = this.#names.find(path);
    if (file !== null) this.#names.change({ from: path, to: null, file });
  }

  syncNames(folder: string): undefined {
    this.#mayRefuse();
    this.#names.sync(join(folder));
  }

  #at(path: string): StoredFile {
    const file = this.#names.find(path);
    if (file === null) throw Object.assign(new Error(missing(path).message), missing(path));
    return file;
  }

  #opening(file: StoredFile): number {
    this.#opened += 1;
    this.#open.set(this.#opened, file);
    return this.#opened;
  }

  #mayRefuse(): undefined {
    if (!this.#chance(this.wear.failedFraction)) return;
    this.counts.failed += 1;
    throw failureOf(this.wear.failure, "the simulated disk refuses");
  }

  /** How many of so many bytes a write takes. */
  #takenOf(bytes: number): number {
    if (!(bytes > 1 && this.#chance(this.wear.shortFraction))) return bytes;
    this.counts.short += 1;
    return this.#random.between(1, bytes - 1);
  }

  #of(descriptor: number): StoredFile {
    const file = this.#open.get(descriptor);
    if (file === undefined) throw failureOf("EBADF", "bad descriptor");
    return file;
  }

  #chance(fraction: number): boolean {
    return fraction > 0 && this.#random.unit() < fraction;
  }
}

function failureOf(code: string, words: string): Error {
  return Object.assign(new Error(`${code}: ${words}`), { code });
}

function missing(path: string) {
  return { code: "ENOENT", message: `ENOENT: no such file or directory, open '${path}'` };
}

/** @throws {FileRefusal} When it is no gzip, or inflates beyond the bound. */
function inflate(bytes: Uint8Array, bytesMax: number): Uint8Array {
  needGzip(bytes);
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: bytesMax }));
  } catch (error) {
    throw gzipRefusal(error);
  }
}
