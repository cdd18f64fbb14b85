/**
 * Reads an actor's file without importing it into the main thread: a module that spins at its top
 * level costs a terminated worker, not the desk.
 */
import { Worker } from "node:worker_threads";
import type { InspectionOutcome } from "./inspection.ts";

/** Milliseconds until a module that does not finish loading is given up. */
export const INSPECT_DEADLINE_MS = 5_000;

/**
 * Returns what the default export of `module` says.
 *
 * @param module URL of the actor's file.
 * @param deadlineMs From the call to the answer; a module that is not done by then has failed.
 */
export async function inspect(
  module: string,
  deadlineMs = INSPECT_DEADLINE_MS,
): Promise<InspectionOutcome> {
  const worker = new Worker(new URL("./inspector-worker.ts", import.meta.url), {
    workerData: { module },
    name: "inspector",
  });
  const { promise, resolve } = Promise.withResolvers<InspectionOutcome>();
  const deadline = setTimeout(
    () => resolve(failed(`its top level did not finish within ${deadlineMs} ms`)),
    deadlineMs,
  );
  worker.on("message", resolve);
  worker.on("error", (error: Error) => resolve(failed(error.message, error.stack)));
  worker.on("exit", (code) => resolve(failed(`its top level ended the thread with code ${code}`)));
  const outcome = await promise;
  clearTimeout(deadline);
  await worker.terminate();
  return outcome;
}

function failed(message: string, stack = ""): InspectionOutcome {
  return { ok: false, failure: { message, file: null, line: null, column: null, stack } };
}
