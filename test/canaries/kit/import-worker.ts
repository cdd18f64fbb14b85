/** A thread that imports the module it is given, and posts what was thrown. */
import { parentPort, workerData } from "node:worker_threads";
import { thrownOf } from "./thrown.ts";

try {
  await import(workerData as string);
} catch (error) {
  parentPort?.postMessage(thrownOf(error));
}
