/** What a simulated run is named by: of the same name all runs are the same, byte for byte. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type RunName = {
  readonly seed: number;
  /** SHA-256 of the sources, 16 hex digits. */
  readonly code: string;
  /** SHA-256 of the desk's files, 16 hex digits. */
  readonly config: string;
  readonly bun: string;
};

const DIGITS = 16;

/** @param root Folder that holds `src/` and `actors/`. */
export function hashOfSources(root: string): string {
  return hashOf([join(root, "src"), join(root, "actors")], ".ts");
}

export function hashOfDesk(folder: string): string {
  return hashOf([folder], ".toml");
}

function hashOf(folders: readonly string[], ending: string): string {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const folder of folders) {
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const path of paths.filter((one) => one.endsWith(ending)).sort()) {
      hasher.update(`${path}\n`);
      hasher.update(readFileSync(join(folder, path)));
    }
  }
  return hasher.digest("hex").slice(0, DIGITS);
}
