/** The command line as a process of its own. */
import { type Ended, endOf } from "../../../kit/ended.ts";
import { watchedEnvironment } from "../../../kit/watched.ts";
import { PROJECT } from "./fault-folder.ts";

/** Runs `bun run start` with `given`, under the shell command `before` if there is one. */
export async function runStart(
  given: readonly string[],
  { root = PROJECT, before = "true" }: { root?: string; before?: string } = {},
): Promise<Ended> {
  const command = `${before} && exec "$0" src/desk/cli/main.ts start "$@"`;
  const child = Bun.spawn(["bash", "-c", command, process.execPath, ...given], {
    cwd: root,
    env: watchedEnvironment(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  return endOf(child);
}

/** What the document of a run says of it. */
export type RunData = {
  readonly feeds: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly funnel: Readonly<Record<string, number>>;
  readonly actors: Readonly<Record<string, unknown>>;
};

/** The `data` of a run that ended well. */
export function dataOf({ exit, out, err }: Ended): RunData {
  if (exit !== 0) throw new Error(`exit ${exit}: ${out}${err}`);
  return (JSON.parse(out) as { data: RunData }).data;
}
