/** The files of a desk on disk: `desk.toml`, one file an actor, and what `local/` overrides. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { ConfigMistake } from "./config-mistake.ts";
import { suggestion } from "./suggest.ts";
import type { Layer } from "./toml/config-file.ts";
import { ConfigFile } from "./toml/config-file.ts";

export type DeskFolder = {
  readonly desk: ConfigFile;
  /** By name. */
  readonly actors: readonly ConfigFile[];
  /** Files that cannot be used at all. */
  readonly mistakes: readonly ConfigMistake[];
};

const TOML_NAME = /^[a-z0-9-]+\.toml$/;
const ENDING = ".toml";
const DESK = "desk.toml";

/**
 * Reads all files of the desk in `folder`.
 *
 * @param root Folder that people's paths are relative to.
 * @param onAbsent Told of each `${file:path}` that is not there. Without it that is a mistake.
 */
export async function readDeskFolder(
  folder: string,
  root: string,
  onAbsent?: (path: string) => void,
): Promise<DeskFolder> {
  const names = await tomlNamesIn(folder);
  const localNames = await tomlNamesIn(join(folder, "local"));
  const shown = (path: string) => shownPath(join(folder, path), root);
  const mistakes = [...names, ...localNames.map((name) => `local/${name}`)].flatMap((path) =>
    TOML_NAME.test(path.replace(/^local\//, "")) ? [] : [nameMistake(shown(path))],
  );
  for (const name of localNames) {
    if (!names.includes(name)) mistakes.push(strayMistake(shown(`local/${name}`), name, names));
  }
  if (!names.includes(DESK)) mistakes.push(await noDesk(folder, shown));
  const layersOf = (name: string) =>
    readLayers(folder, localNames.includes(name) ? [name, `local/${name}`] : [name], root);
  const from = { environment: process.env, onAbsent };
  const open = async (name: string) =>
    new ConfigFile(name.slice(0, -ENDING.length), await layersOf(name), from);
  const actorNames = names.filter((name) => name !== DESK && TOML_NAME.test(name));
  return {
    desk: names.includes(DESK) ? await open(DESK) : new ConfigFile("desk", [], from),
    actors: await Promise.all(actorNames.map(open)),
    mistakes,
  };
}

/** Returns `path` as people read it: relative to `root` where it lies inside. */
export function shownPath(path: string, root: string): string {
  const short = relative(root, path);
  return short === "" || short.startsWith("..") ? path : short.split(sep).join("/");
}

/** A mistake that concerns a file as a whole. */
function wholeFile(file: string, message: string, help: readonly string[]): ConfigMistake {
  return { file, line: 1, column: 1, width: 1, source: "", message, help };
}

/** Why there is no desk: its folder is not there, and which ones are; or it has no `desk.toml`. */
async function noDesk(folder: string, shown: (path: string) => string): Promise<ConfigMistake> {
  const file = shown(DESK);
  if (existsSync(folder)) {
    return wholeFile(file, "no such file", ["a desk's folder has one: copy it from config/demo"]);
  }
  const near = await desksIn(dirname(folder));
  const desks = near.map((name) => shown(join("..", name)));
  const help = suggestion(shown("."), desks);
  return wholeFile(
    file,
    `no such desk: there is no folder ${shown(".")}`,
    help.length > 0 ? help : ["example: bun run check config/demo"],
  );
}

/** Names of the folders in `folder` that are desks; none where there is no such folder. */
async function desksIn(folder: string): Promise<readonly string[]> {
  try {
    const found = await Array.fromAsync(new Bun.Glob(`*/${DESK}`).scan({ cwd: folder }));
    return found.map((path) => dirname(path)).sort();
  } catch (thrown) {
    if ((thrown as { code?: string }).code === "ENOENT") return [];
    throw thrown;
  }
}

function nameMistake(file: string): ConfigMistake {
  const message = "an actor's file must have a name of a-z, 0-9 and -";
  return wholeFile(file, message, ["example: strategy-market-maker.toml"]);
}

function strayMistake(file: string, name: string, names: readonly string[]): ConfigMistake {
  return wholeFile(file, "overrides no file of the desk", suggestion(name, names));
}

async function tomlNamesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith(ENDING));
    // Without the ending, so that `risk` comes before `risk-two`.
    return files
      .map(({ name }) => name.slice(0, -ENDING.length))
      .sort()
      .map((name) => name + ENDING);
  } catch (thrown) {
    if ((thrown as { code?: string }).code === "ENOENT") return [];
    throw thrown;
  }
}

function readLayers(folder: string, paths: readonly string[], root: string): Promise<Layer[]> {
  return Promise.all(
    paths.map(async (path) => ({
      file: shownPath(join(folder, path), root),
      text: await Bun.file(join(folder, path)).text(),
    })),
  );
}
