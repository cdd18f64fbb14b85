/**
 * A disk that keeps what was synced, and of the rest whatever a crash lets it keep: any version of each
 * sector, any size that a file had, any of the names that were not synced. It can be looked at before
 * each call, fail calls, and it has one lock, which a crash takes.
 */
import type { Storage } from "../../../../src/runtime/io/disk/storage.ts";
import { ModelFile } from "./model-file.ts";

/** A change of names that may or may not be on the platter. */
export type NameChange =
  | { readonly kind: "CREATE" | "REMOVE"; readonly name: string; readonly file: ModelFile }
  | {
      readonly kind: "RENAME";
      readonly name: string;
      readonly to: string;
      readonly file: ModelFile;
    };

export type DiskCall = keyof Storage;

export class ModelDisk implements Storage {
  names = new Map<string, ModelFile>();
  durableNames = new Map<string, ModelFile>();
  pending: NameChange[] = [];
  readonly #handles: (ModelFile | null)[] = [];
  #isLocked = false;
  /** Called before each call has any effect. What it throws, the call throws. */
  before: (call: DiskCall, name: string) => void = () => {};

  list(): readonly string[] {
    this.before("list", "");
    return [...this.names.keys()];
  }

  create(name: string): number {
    this.before("create", name);
    if (this.names.has(name)) throw failureOf("EEXIST");
    const file = new ModelFile();
    this.names.set(name, file);
    this.pending.push({ kind: "CREATE", name, file });
    return this.#handles.push(file) - 1;
  }

  open(name: string): number {
    this.before("open", name);
    const file = this.names.get(name);
    if (file === undefined) throw failureOf("ENOENT");
    return this.#handles.push(file) - 1;
  }

  bytesOf(handle: number): number {
    return this.#file(handle).cache.length;
  }

  preallocate(handle: number, at: number, bytes: number): undefined {
    const file = this.#file(handle);
    this.before("preallocate", this.#nameOf(file));
    file.write(new Uint8Array(bytes), at);
  }

  write(handle: number, bytes: Uint8Array, start: number, end: number, at: number): number {
    const file = this.#file(handle);
    this.before("write", this.#nameOf(file));
    file.write(bytes.subarray(start, end), at);
    return end - start;
  }

  read(handle: number, into: Uint8Array, at: number): number {
    const file = this.#file(handle);
    this.before("read", this.#nameOf(file));
    const part = file.cache.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  }

  sync(handle: number): number {
    const file = this.#file(handle);
    try {
      this.before("sync", this.#nameOf(file));
    } catch (error) {
      file.failSync();
      throw error;
    }
    file.sync();
    return 0;
  }

  close(handle: number): undefined {
    this.before("close", this.#nameOf(this.#file(handle)));
    this.#handles[handle] = null;
  }

  rename(from: string, to: string): undefined {
    this.before("rename", from);
    const file = this.names.get(from);
    if (file === undefined) throw failureOf("ENOENT");
    this.names.delete(from);
    this.names.set(to, file);
    this.pending.push({ kind: "RENAME", name: from, to, file });
  }

  remove(name: string): undefined {
    this.before("remove", name);
    const file = this.names.get(name);
    if (file === undefined) return;
    this.names.delete(name);
    this.pending.push({ kind: "REMOVE", name, file });
  }

  syncFolder(): undefined {
    this.before("syncFolder", "");
    this.durableNames = new Map(this.names);
    this.pending = [];
  }

  freeBytes(): number {
    this.before("freeBytes", "");
    return Number.POSITIVE_INFINITY;
  }

  lock(): { pid: number; bootId: null } | null {
    this.before("lock", "");
    if (this.#isLocked) return { pid: 1, bootId: null };
    this.#isLocked = true;
    return null;
  }

  unlock(): undefined {
    this.before("unlock", "");
    this.#isLocked = false;
  }

  get isLocked(): boolean {
    return this.#isLocked;
  }

  /** The same disk, as it is when the process dies and the system lives on. */
  afterKill(): ModelDisk {
    const copies = new Map<ModelFile, ModelFile>();
    const copyOf = (file: ModelFile) => {
      const copy = copies.get(file) ?? file.clone();
      copies.set(file, copy);
      return copy;
    };
    const disk = new ModelDisk();
    for (const [name, file] of this.names) disk.names.set(name, copyOf(file));
    for (const [name, file] of this.durableNames) disk.durableNames.set(name, copyOf(file));
    disk.pending = this.pending.map((change) => ({ ...change, file: copyOf(change.file) }));
    return disk;
  }

  /** A disk on which all of `files` is durable. */
  static of(files: ReadonlyMap<string, ModelFile>): ModelDisk {
    const disk = new ModelDisk();
    disk.names = new Map(files);
    disk.durableNames = new Map(files);
    return disk;
  }

  #file(handle: number): ModelFile {
    const file = this.#handles[handle];
    if (file === null || file === undefined) throw failureOf("EBADF");
    return file;
  }

  #nameOf(file: ModelFile): string {
    for (const [name, one] of this.names) if (one === file) return name;
    return "";
  }
}

/** What `node:fs` throws for a code. */
export function failureOf(code: string): Error {
  return Object.assign(new Error(`${code}: said by the model`), { code });
}
