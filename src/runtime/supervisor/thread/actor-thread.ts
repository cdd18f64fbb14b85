/**
 * One worker thread and its end.
 *
 * How it ended is told by the first of: what the worker posted before it went, the error that the
 * runtime saw, or the exit code, which alone proves nothing. Memory is quiescent only once the
 * thread has ended, and `onEnd` is called then.
 */
import { Worker } from "node:worker_threads";
import { startDeadline } from "../../../core/start-deadline.ts";
import type { PlainError } from "../../actor/control-plane.ts";
import type { CrashReport, WorkerReport } from "../../actor/worker-report.ts";
import type { WorkerStart } from "../../actor/worker-start.ts";
import type { HostThread, ThreadOptions } from "./threads.ts";

/** A thread that is not gone by then, in main's own time, sits in a native call. Milliseconds. */
const TERMINATE_MS = 2_000;

export type ThreadEnd = {
  /** The actor whose code threw, where that is known. */
  readonly actor: string | null;
  /** The handler of it that threw, as the worker said; null where it said none. */
  readonly handler: string | null;
  readonly error: PlainError | null;
  readonly code: number;
};

export class ActorThread implements HostThread {
  readonly #worker: Worker;
  readonly #ended = Promise.withResolvers<ThreadEnd>();
  #report: CrashReport | null = null;
  #error: PlainError | null = null;

  constructor(start: WorkerStart, name: string, { entry, onActorEnd }: ThreadOptions) {
    const source = new URL("../../actor/worker.ts", import.meta.url);
    this.#worker = new Worker(entry === null ? source : new URL(entry), {
      workerData: start,
      transferList: start.actors.map(({ port }) => port),
      name,
    });
    this.#worker.on("message", (report: WorkerReport) => {
      if (report.kind === "ENDED") onActorEnd(report);
      else this.#report = report;
    });
    this.#worker.on("error", (error: Error) => {
      this.#error ??= { name: error.name, message: error.message, stack: error.stack ?? "" };
    });
    this.#worker.on("exit", (code) => {
      const { actor = null, handler = null, error = this.#error } = this.#report ?? {};
      this.#ended.resolve({ actor, handler, error, code });
    });
  }

  /** Resolves once nothing of the thread runs any more. */
  get ended(): Promise<ThreadEnd> {
    return this.#ended.promise;
  }

  /** Ends the thread wherever it is. False when it is not gone in time: it is in a native call. */
  async kill(): Promise<boolean> {
    void this.#worker.terminate();
    const late = Promise.withResolvers<false>();
    const cancelDeadline = startDeadline(TERMINATE_MS, () => late.resolve(false));
    const gone = await Promise.race([this.#ended.promise.then(() => true), late.promise]);
    cancelDeadline();
    return gone;
  }
}
