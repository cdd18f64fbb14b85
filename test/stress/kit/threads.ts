/** Starts the threads of the stress tests, and hears of those that threw. */
import { Worker } from "node:worker_threads";

export class Threads {
  readonly #alive = new Set<Worker>();
  readonly #errors: Error[] = [];

  /** What threads threw: an invariant of the ring that was broken. */
  get errors(): readonly string[] {
    return this.#errors.map(({ message }) => message);
  }

  start(file: URL, workerData: unknown): Worker {
    const worker = new Worker(file, { workerData });
    this.#alive.add(worker);
    worker.on("error", (error: Error) => this.#errors.push(error));
    worker.on("exit", () => this.#alive.delete(worker));
    return worker;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#alive].map((worker) => worker.terminate()));
  }
}
