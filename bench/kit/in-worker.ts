/** Runs one measurement in a fresh thread, which posts its result once, and ends it. */
import { Worker } from "node:worker_threads";

/** The first message of the thread at `file`. Rejects when the thread fails or ends without one. */
export async function inWorker<Result>(file: URL, workerData: unknown): Promise<Result> {
  const worker = new Worker(file, { workerData });
  try {
    return await new Promise<Result>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", () => reject(new Error(`the thread of ${file.pathname} said nothing`)));
    });
  } finally {
    await worker.terminate();
  }
}
