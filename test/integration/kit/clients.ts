/**
 * Clients of other people, which are not dependencies of the project: `package.json` beside this folder
 * names them, its lockfile pins them, and they are installed there or not at all.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const folder = resolve(import.meta.dir, "../node_modules");

/** Names of the packages. */
export type ClientName = "ccxt" | "binance" | "binance-api-node";

/** Whether a client is installed. When it is not, the reason is printed once, for whoever skips. */
export function hasClient(name: ClientName): boolean {
  if (existsSync(`${folder}/${name}/package.json`)) return true;
  process.stderr.write(
    `Skipped: ${name} is not installed; bun install --frozen-lockfile --cwd test/integration does.\n`,
  );
  return false;
}

/** Loads a file of a client, as it is: its types are the caller's to say. */
export async function loadClient(name: ClientName, file: string): Promise<unknown> {
  return await import(`${folder}/${name}/${file}`);
}
