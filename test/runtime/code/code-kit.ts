/** A folder of sources for one test file, and actors written into it. */
import { afterAll } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../../..");

/** A new folder, gone when the tests of the file are over. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "outcry-pins-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes `text` at `path` in `folder`; `PROJECT/` in it is the project. Returns the whole path. */
export function write(folder: string, path: string, text: string): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text.replaceAll("PROJECT/", `${ROOT}/`));
  return whole;
}
