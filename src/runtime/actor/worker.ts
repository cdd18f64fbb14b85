/** The entry of every worker thread: it hosts the actors that main handed to it. */
import { parentPort, workerData } from "node:worker_threads";
import { expose } from "comlink";
import { monotonicNs, setClockOrigin } from "../../core/clock.ts";
import { THREAD_TIME } from "../../core/time.ts";
import { openRecorder } from "../delivery/open-recorder.ts";
import { createIo } from "../io/create-io.ts";
import { Doorbell } from "../ring/doorbell.ts";
import { Spinner } from "../ring/idle-strategy.ts";
import { HeapMeter } from "./heap-meter.ts";
import { hostActors } from "./host-actors.ts";
import { importDefinition } from "./import-definition.ts";
import { threadId } from "./thread-id.ts";
import { ThreadTimers } from "./timers.ts";
import { setTripwire } from "./tripwire.ts";
import type { WorkerStart } from "./worker-start.ts";

/** Hosts the actors of `start` until the thread ends. */
function host(start: WorkerStart): undefined {
  setClockOrigin(start.clockOriginMs);
  const engine = { read: process.memoryUsage, collect: () => Bun.gc(true), clock: monotonicNs };
  const crash = hostActors(start, {
    host: {
      time: THREAD_TIME,
      makeIo: (port, life) => createIo(port, { life }),
      makeTimers: (port) => new ThreadTimers(port),
      load: importDefinition,
      witnessOf: () => null,
      recorderOf: openRecorder,
    },
    id: threadId(),
    heap: new HeapMeter(engine, start.heapLimitBytes),
    waitingIn: (lines) => ({
      bell: new Doorbell(lines, start.line),
      spinner: new Spinner(lines, start.line, monotonicNs),
      soon: (run) => void setImmediate(run),
    }),
    // The port and this interval keep the thread alive while its only waiter is a doorbell.
    every: (ms, run) => void setInterval(run, ms),
    post: (report) => parentPort?.postMessage(report),
    onThrown: () => {},
    exit: (code) => process.exit(code),
    expose: (surface, { port }) => expose(surface, port as never),
  });
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  setTripwire();
}

host(workerData as WorkerStart);
