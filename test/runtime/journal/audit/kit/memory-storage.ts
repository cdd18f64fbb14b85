/**
 * A disk in memory for the audit log. It can fail at any call, before, in the middle of, or after what
 * the call does; and it can be written to a folder, for the verifier to read.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TreeStorage } from "../../../../../src/runtime/io/disk/tree-storage.ts";

/** How much of a failing call is done. */
export type Done = "NOTHING" | "HALF" | "ALL";

export class MemoryStorage implements TreeStorage {
  readonly files: Map<string, Uint8Array>;
  /** Paths that others may read. */
  readonly shared = new Set<string>();
  /** Calls that changed something, so far. */
  calls = 0;
  #failAt = Number.POSITIVE_INFINITY;
  #done: Done = "NOTHING";

  constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.files = new Map(files);
  }

  /** The call of that number, counted from now, and all behind it fail. */
  failAt(call: number, done: Done): undefined {
    this.#failAt = this.calls + call;
    this.#done = done;
  }

  /** What a new process finds: the same files, and no failures. */
  reopened(): MemoryStorage {
    return new MemoryStorage(this.files);
  }

  read(path: string): Uint8Array | null {
    return this.files.get(path)?.slice() ?? null;
  }

  list(folder: string): readonly string[] {
    const names = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(names.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
  }

  isPrivate(path: string): boolean {
    if (!this.files.has(path)) throw new Error(`no file ${path}`);
    return !this.shared.has(path);
  }

  replace(path: string, bytes: Uint8Array): undefined {
    // A whole file takes a name's place at once: half of it is a file of another name.
    this.#call({
      half: () => void this.files.set(`${path}.tmp`, bytes.slice(0, bytes.length >> 1)),
      all: () => void this.files.set(path, bytes.slice()),
    });
  }

  append(path: string, bytes: Uint8Array): undefined {
    const before = this.files.get(path);
    if (before === undefined) throw new Error(`no file ${path}`);
    const add = (count: number) =>
      void this.files.set(path, Buffer.concat([before, bytes.slice(0, count)]));
    this.#call({ half: () => add(bytes.length >> 1), all: () => add(bytes.length) });
  }

  truncate(path: string, bytes: number): undefined {
    const before = this.files.get(path) ?? new Uint8Array();
    const cut = () => void this.files.set(path, before.slice(0, bytes));
    this.#call({ half: cut, all: cut });
  }

  remove(path: string): undefined {
    const all = () => {
      for (const name of this.files.keys()) {
        if (name === path || name.startsWith(`${path}/`)) this.files.delete(name);
      }
    };
    this.#call({ half: all, all });
  }

  /** Writes all files into a folder. */
  saveTo(folder: string): undefined {
    for (const [path, bytes] of this.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
  }

  #call(effect: { half: () => void; all: () => void }): undefined {
    this.calls += 1;
    if (this.calls < this.#failAt) return effect.all() as undefined;
    const isFirst = this.calls === this.#failAt;
    if (isFirst && this.#done === "HALF") effect.half();
    if (isFirst && this.#done === "ALL") effect.all();
    throw new Error("the disk has failed");
  }
}
