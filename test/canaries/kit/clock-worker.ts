/** A thread that answers each message with what its clocks say. */
import { parentPort } from "node:worker_threads";
import { readClocks } from "./read-clocks.ts";

parentPort?.on("message", () => parentPort?.postMessage(readClocks()));
