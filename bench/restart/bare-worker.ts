/** The floor of a restart: a worker thread that does nothing but say that it is there. */
import { Worker } from "node:worker_threads";
import { monotonicNs } from "../../src/core/clock.ts";

const SAYS = 'require("node:worker_threads").parentPort.postMessage(1)';

/** From the call to its first word. Nanoseconds. */
export async function bareWorkerNs(): Promise<number> {
  const startedAt = monotonicNs();
  const worker = new Worker(SAYS, { eval: true });
  await new Promise((resolve) => worker.once("message", resolve));
  const ns = monotonicNs() - startedAt;
  await worker.terminate();
  return ns;
}
