/** How a run is named on the command line: by its folder, or by its name under `run/`. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";

/** Newest runs that a mistake lists. */
const LISTED = 5;

/** Absolute path of the run that `text` names; of none if it is not there. */
export function runFolderOf(text: string): string {
  const isFolder = existsSync(text) && statSync(text).isDirectory();
  return isFolder ? resolve(text) : resolve("run", text);
}

/** The names of the newest runs under `run/`, for who has named one that is not there. */
export function runsHelp(): readonly string[] {
  const runs = resolve("run");
  const names = existsSync(runs) ? readdirSync(runs).filter((name) => /^\d{8}T/.test(name)) : [];
  if (names.length === 0) return ["there is no run under run/ yet: bun run start makes one"];
  return [`the newest runs: ${names.sort().toReversed().slice(0, LISTED).join(", ")}, or latest`];
}
