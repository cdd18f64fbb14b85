/**
 * Where threads come from. This is a seam: here they are workers that comlink talks to; in the
 * simulation they are turns of one thread.
 */
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { type Endpoint, wrap } from "comlink";
import type { ActorControl } from "../../actor/control-plane.ts";
import type { EndReport } from "../../actor/worker-report.ts";
import type { WorkerStart } from "../../actor/worker-start.ts";
import { ActorThread, type ThreadEnd } from "./actor-thread.ts";

/** A thread that was begun. */
export type HostThread = {
  /** Resolves once nothing of the thread runs any more. */
  readonly ended: Promise<ThreadEnd>;
  /** Ends the thread wherever it is. False when it is not gone in time: it is in a native call. */
  kill(): Promise<boolean>;
};

export type ThreadOptions = {
  /** URL of the worker's own code; null runs it from its source. */
  readonly entry: string | null;
  /** Told of an actor that has ended itself, while others of the thread may go on. */
  readonly onActorEnd: (report: EndReport) => void;
};

/** The control plane of one actor in one thread: main's end of it, and the port that the thread gets. */
export type ControlChannel = {
  readonly remote: ActorControl;
  readonly port: MessagePort;
  close(): void;
};

export type Threads = {
  begin(start: WorkerStart, name: string, options: ThreadOptions): HostThread;
  openChannel(): ControlChannel;
};

/** Bun's workers. */
export const WORKER_THREADS: Threads = {
  begin: (start, name, options) => new ActorThread(start, name, options),
  openChannel() {
    const { port1, port2 } = new MessageChannel();
    return {
      remote: wrap<ActorControl>(port1 as unknown as Endpoint) as unknown as ActorControl,
      port: port2 as MessagePort,
      close: () => port1.close(),
    };
  },
};
