/**
 * The disk of a simulated machine: writes that may be short, refused or slow to last. What was not
 * synchronised is there for every process until the machine itself loses its power.
 */
import { gunzipSync } from "node:zlib";
import { Prng } from "../../../core/prng.ts";
import { fileFailure } from "../../io/disk/file-failure.ts";
import type { Files } from "../../io/disk/files.ts";
import { gzipRefusal, needGzip } from "../../io/disk/gzip-refusal.ts";
import type { FileRead, ReadOptions } from "../../io/io.ts";
import type { Engine } from "../engine/engine.ts";

/** What the disk does to those who write. Changed while it runs. */
export type Wear = {
  /** Of the writes: only a part is taken. */
  shortFraction: number;
  /** Of the writes: refused. */
  failedFraction: number;
  /** With it. */
  failure: "ENOSPC" | "EIO";
};

const SOUND: Wear = { shortFraction: 0, failedFraction: 0, failure: "ENOSPC" };

/** Bytes of one file, and how many of them a loss of power leaves at least. */
type Stored = { bytes: Uint8Array; size: number; durable: number };

const READ_NS = { low: 1e5, high: 5e6 };
const FIRST_BYTES = 4_096;

export class Disk implements Files {
  wear: Wear = { ...SOUND };
  /** Writes that were refused, and that were short. */
  readonly counts = { failed: 0, short: 0 };
  readonly #random: Prng;
  readonly #files = new Map<string, Stored>();
  readonly #open = new Map<number, Stored>();
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
    return [...this.#files.keys()];
  }

  /** What the file holds; null when there is none. Valid until the next write to it. */
  bytesOf(path: string): Uint8Array | null {
    const file = this.#files.get(path);
    return file === undefined ? null : file.bytes.subarray(0, file.size);
  }

  /** Puts a file there that outlives a loss of power. */
  put(path: string, bytes: Uint8Array): undefined {
    this.#files.set(path, { bytes, size: bytes.length, durable: bytes.length });
  }

  /** The machine loses its power: of what was not synchronised any part from the end may be gone. */
  losePower(): undefined {
    for (const file of this.#files.values()) {
      file.size = this.#random.between(file.durable, file.size);
      file.durable = file.size;
    }
    this.#open.clear();
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
    const file = this.#files.get(path) ?? {
      bytes: new Uint8Array(FIRST_BYTES),
      size: 0,
      durable: 0,
    };
    this.#files.set(path, file);
    this.#opened += 1;
    this.#open.set(this.#opened, file);
    return this.#opened;
  }

  sizeOf(descriptor: number): number {
    return this.#of(descriptor).size;
  }

  write(descriptor: number, part: Uint8Array): number {
    const file = this.#of(descriptor);
    if (this.#chance(this.wear.failedFraction)) {
      this.counts.failed += 1;
      const { failure } = this.wear;
      throw Object.assign(new Error(`${failure}: the simulated disk refuses`), { code: failure });
    }
    const isShort = part.length > 1 && this.#chance(this.wear.shortFraction);
    if (isShort) this.counts.short += 1;
    const taken = isShort ? this.#random.between(1, part.length - 1) : part.length;
    const size = file.size + taken;
    if (size > file.bytes.length) {
      const grown = new Uint8Array(Math.max(size, 2 * file.bytes.length));
      grown.set(file.bytes.subarray(0, file.size));
      file.bytes = grown;
    }
    file.bytes.set(part.subarray(0, taken), file.size);
    file.size = size;
    return taken;
  }

  truncate(descriptor: number, bytes: number): undefined {
    const file = this.#of(descriptor);
    file.size = Math.min(file.size, bytes);
    file.durable = Math.min(file.durable, bytes);
  }

  close(descriptor: number): undefined {
    this.#open.delete(descriptor);
  }

  exists(path: string): boolean {
    return this.#files.has(path);
  }

  rename(from: string, to: string): undefined {
    const file = this.#files.get(from);
    if (file === undefined) throw Object.assign(new Error(missing(from).message), missing(from));
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  remove(path: string): undefined {
    this.#files.delete(path);
  }

  #of(descriptor: number): Stored {
    const file = this.#open.get(descriptor);
    if (file === undefined) throw Object.assign(new Error("bad descriptor"), { code: "EBADF" });
    return file;
  }

  #chance(fraction: number): boolean {
    return fraction > 0 && this.#random.unit() < fraction;
  }
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
