/** The command line as a process of its own, in the project's folder. */
import { join, resolve } from "node:path";
import { type Ended, endOf } from "../../../kit/ended.ts";
import { watchedEnvironment } from "../../../kit/watched.ts";

export const ROOT = resolve(import.meta.dir, "../../../..");
export const MAIN = join(ROOT, "src/desk/cli/main.ts");

/** Runs it with `given`, as `bun run` does. */
export function runVerb(...given: readonly string[]): Promise<Ended> {
  const child = Bun.spawn([process.execPath, MAIN, ...given], {
    cwd: ROOT,
    env: watchedEnvironment(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  return endOf(child);
}
