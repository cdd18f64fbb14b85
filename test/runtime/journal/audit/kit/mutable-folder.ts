/** A log in a folder, of which one file at a time is changed, judged, and put back. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Verdict } from "../../../../../src/desk/audit-verify/verdict.ts";
import { type VerifyOptions, verifyLog } from "../../../../../src/desk/audit-verify/verify-log.ts";
import type { MemoryStorage } from "./memory-storage.ts";

export class MutableFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "outcry-audit-"));
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(storage: MemoryStorage) {
    this.#files = new Map(storage.files);
    storage.saveTo(this.path);
  }

  get names(): readonly string[] {
    return [...this.#files.keys()];
  }

  original(name: string): Uint8Array {
    const bytes = this.#files.get(name);
    if (bytes === undefined) throw new Error(`no file ${name}`);
    return bytes.slice();
  }

  /** The verdict with these files as given, null for one that is deleted. */
  verdictWith(
    changed: Readonly<Record<string, Uint8Array | null>>,
    options: VerifyOptions = {},
  ): Verdict {
    for (const [name, bytes] of Object.entries(changed)) this.#put(name, bytes);
    try {
      return verifyLog(this.path, options);
    } finally {
      for (const name of Object.keys(changed)) this.#put(name, this.#files.get(name) ?? null);
    }
  }

  [Symbol.dispose](): undefined {
    rmSync(this.path, { recursive: true, force: true });
  }

  #put(name: string, bytes: Uint8Array | null): undefined {
    const target = join(this.path, name);
    if (bytes === null) return rmSync(target, { force: true }) as undefined;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}
