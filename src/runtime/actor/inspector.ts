/**
 * Reads an actor's file without importing it into the main thread: a module that spins at its top
 * level costs a terminated worker, not the desk.
 */
import { Worker } from "node:worker_threads";
import { startDeadline } from "../../core/start-deadline.ts";
import type { InspectionOutcome } from "./inspection.ts";

/** Milliseconds until a module that does not finish loading is given up. */
export const INSPECT_DEADLINE_MS = 5_000;

export type InspectOptions = {
  /** From the call to the answer; a module that is not done by then has failed. Milliseconds. */
  readonly deadlineMs?: number;
  /** URL of the inspecting thread's own code, where it is pinned. */
  readonly entry?: string;
};

/**
 * Returns what the default export of `module` says.
 *
 * @param module URL of the actor's file, or of its bundle.
 */
export async function inspect(
  module: string,
  { deadlineMs = INSPECT_DEADLINE_MS, entry }: InspectOptions = {},
): Promise<InspectionOutcome> {
  const own = new URL("./inspector-worker.ts", import.meta.url);
  const worker = new Worker(entry === undefined ? own : new URL(entry), {
    workerData: { module },
    name: "inspector",
  });
  const { promise, resolve } = Promise.withResolvers<InspectionOutcome>();
  const cancelDeadline = startDeadline(deadlineMs, () =>
    resolve(failed(`its top level did not finish within ${deadlineMs} ms`)),
  );
  worker.on("message", resolve);
  worker.on("error", (error: Error) => resolve(failed(error.message, error.stack)));
  worker.on("exit", (code) => resolve(failed(`its top level ended the thread with code ${code}`)));
  const outcome = await promise;
  cancelDeadline();
  await worker.terminate();
  return outcome;
}

function failed(message: string, stack = ""): InspectionOutcome {
  return { ok: false, failure: { message, file: null, line: null, column: null, stack } };
}
