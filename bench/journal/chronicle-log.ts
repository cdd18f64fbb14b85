/** Chronicle Queue with sync, as `bench/peers/chronicle/` runs it: each round in a process of its own. */
import { join } from "node:path";
import { assert } from "../../src/core/assert.ts";
import { inFolder } from "./bench-journal.ts";
import type { LoadFigures } from "./load-figures.ts";

/** Longer than the minute after which the peer aborts itself. */
const TIMEOUT_MS = 75_000;
/** Records before the timing: a JVM has compiled all by then. */
const WARM_UP = 20_000;

/** Records in groups of `grouped`, each with one sync. `command` runs the peer. */
export function loadChronicle(
  command: readonly string[],
  records: number,
  grouped: number,
): LoadFigures {
  return inFolder((folder) => {
    const args = [join(folder, "queue"), records, grouped, WARM_UP].map(String);
    const { exitCode, stdout, stderr } = Bun.spawnSync([...command, ...args], {
      stdin: "ignore",
      timeout: TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    assert(exitCode === 0, `Chronicle Queue ends well: exit ${exitCode}, ${stderr}`);
    const { rate, p50, p99, read } = JSON.parse(stdout.toString()) as LoadFigures & {
      readonly read: number;
    };
    assert(read === records && rate > 0, "Chronicle Queue has all records");
    return { rate, p50, p99 };
  });
}
