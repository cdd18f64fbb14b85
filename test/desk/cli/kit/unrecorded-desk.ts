/** The demo desk without its journal: it keeps its state in files, and sends its orders at once. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./child-desk.ts";

/** Those that keep the record, and only it. */
const RECORDERS = ["journal", "audit"];

/** A copy that goes with its holder. */
export function copyUnrecorded(): Disposable & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "outcry-unrecorded-"));
  cpSync(join(ROOT, "config/playback"), folder, { recursive: true });
  const path = join(folder, "desk.toml");
  const names = RECORDERS.map((name) => `"${name}",? ?`).join("|");
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(new RegExp(names, "g"), ""));
  for (const name of RECORDERS) rmSync(join(folder, `${name}.toml`), { force: true });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
