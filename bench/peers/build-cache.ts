/**
 * Where compiled peers are kept: a folder that git ignores, one folder a build in it, named by a
 * hash of everything that the result depends on. So a build is made once, a changed source or
 * compiler makes another, and the source folders stay as they are.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** In a checkout: shared by all benches and by the download of the jar. */
export const CACHE_FOLDER = resolve(import.meta.dir, "../../.cache/peers");

/** A peer that cannot be had: why, and what would install it. */
export type Missing = { readonly missing: string };

/** Where tools are looked for and builds are kept. */
export type BuildPlace = {
  readonly cacheFolder: string;
  /** Folders with a colon between two, as in the variable PATH. */
  readonly path: string;
};

export type Build = {
  readonly name: string;
  /** Files whose content the result depends on. */
  readonly sources: readonly string[];
  /** What else it depends on: compiler and version, flags, libraries by their hash. */
  readonly depends: readonly string[];
  /** The compiler's command line, for results in `folder`. */
  command(folder: string): readonly string[];
};

/** What a command printed, and whether it ended well. */
type Output = { readonly ok: boolean; readonly text: string };

/** Runs a command to its end. A command that cannot be started is one that failed. */
export function outputOf(command: readonly string[]): Output {
  try {
    const { success, stdout, stderr } = Bun.spawnSync([...command], { stdin: "ignore" });
    return { ok: success, text: `${stdout}${stderr}`.trim() };
  } catch (error) {
    return { ok: false, text: String(error) };
  }
}

/** The folder of a build's results, made now if the cache has none; or why it cannot be made. */
export function buildOnce(place: BuildPlace, build: Build): string | Missing {
  const folder = join(place.cacheFolder, `${build.name}-${keyOf(build)}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const { ok, text } = outputOf(build.command(partial));
  if (!ok) {
    rmSync(partial, { recursive: true });
    return { missing: `${build.name} does not compile: ${text.split("\n", 3).join(" ")}` };
  }
  try {
    renameSync(partial, folder);
  } catch (error) {
    // Another bench was faster: its build is the same.
    rmSync(partial, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function keyOf({ sources, depends }: Build): string {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const source of sources) hasher.update(readFileSync(source)).update("\0");
  return hasher.update(depends.join("\0")).digest("hex").slice(0, 16);
}
