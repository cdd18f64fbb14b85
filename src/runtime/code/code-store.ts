/**
 * Pinned code on disk: one file for each bundle, named by its hash, written once and never changed.
 *
 * ```text
 * <run>/code/strategy-market-maker-0f3c9a1be2d4.js
 * ```
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { failWith, type Result, succeed } from "../../core/result.ts";
import type { PinnedCode } from "../actor/inspection.ts";
import { type BuildMistake, type BuildRules, type BuiltCode, buildCode } from "./build-code.ts";

const HASH_DIGITS = 12;
const READ_ONLY = 0o444;
const NO_PLACE = { file: null, line: null, column: null } as const;
const OWNER_ONLY = 0o700;

/** It begins in a folder of its own, so that a desk with mistakes leaves no run behind. */
export class CodeStore {
  #folder: string;
  #isTemporary = true;
  #parts = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<CodeStore> {
    return new CodeStore(await mkdtemp(join(tmpdir(), "outcry-code-")));
  }

  /** Builds the module at `path` as it is now; the same code is the same file. */
  async pin(
    name: string,
    path: string,
    rules: BuildRules = { mayLoad: false },
  ): Promise<Result<PinnedCode, readonly BuildMistake[]>> {
    const built = await buildCode(path, rules);
    if (!built.ok) return built;
    const hash = hashOf(built.value);
    const code = { hash, file: `${name}-${hash}.js` };
    const target = this.#path(code);
    const isThere = existsSync(target) || (await this.#write(target, withMap(built.value)));
    if (isThere === true) return succeed(code);
    return failWith([{ message: `cannot write it: ${isThere}`, ...NO_PLACE }]);
  }

  urlOf(code: PinnedCode): string {
    return pathToFileURL(this.#path(code)).href;
  }

  /** What is pinned from now on lies in `folder`, and `codes` do already. */
  async moveTo(folder: string, codes: readonly PinnedCode[]): Promise<undefined> {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
    for (const { file } of codes) {
      const target = join(folder, file);
      if (existsSync(target)) continue;
      const part = this.#partOf(target);
      await copyFile(join(this.#folder, file), part);
      await rename(part, target);
    }
    await this.close();
    this.#folder = folder;
    this.#isTemporary = false;
  }

  /** Takes away what no run keeps. */
  async close(): Promise<undefined> {
    if (this.#isTemporary) await rm(this.#folder, { recursive: true, force: true });
  }

  #path({ file }: PinnedCode): string {
    return join(this.#folder, file);
  }

  /** Renamed when it is whole: a file of that name is never half of one. Or why it cannot. */
  async #write(target: string, text: string): Promise<true | string> {
    const part = this.#partOf(target);
    try {
      await writeFile(part, text, { mode: READ_ONLY });
      await rename(part, target);
      return true;
    } catch (error) {
      await rm(part, { force: true });
      return error instanceof Error ? error.message : String(error);
    }
  }

  #partOf(target: string): string {
    this.#parts += 1;
    return `${target}.${process.pid}-${this.#parts}`;
  }
}

function hashOf({ text }: BuiltCode): string {
  return createHash("sha256").update(text).digest("hex").slice(0, HASH_DIGITS);
}

/** Bun wants a content for each source and shows none of it: the lines are enough. */
function withMap({ text, map }: BuiltCode): string {
  const lean = { ...map, sourcesContent: map.sources.map(() => "") };
  const encoded = Buffer.from(JSON.stringify(lean)).toString("base64");
  return `${text}//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}
