/** A thread that has armed one Atomics.waitAsync, and what else keeps it alive or blocks it. */
import { parentPort, workerData } from "node:worker_threads";
import { type Given, NEVER, POLLED, REACHED, RELEASED } from "./given.ts";

const { deed, words } = workerData as Given;

const deeds: Readonly<Record<string, () => void>> = {
  nothingElse() {},
  port() {
    parentPort?.on("message", () => parentPort?.postMessage("pong"));
  },
  interval() {
    setInterval(() => {}, 1_000);
  },
  // Main rings while this thread cannot look, and nothing else is left for it to do.
  blocked() {
    Atomics.wait(words, RELEASED, 0);
  },
  alsoWaits() {
    Atomics.wait(words, NEVER, 0);
  },
};

const waiter = Atomics.waitAsync(words, POLLED, 0);
if (waiter.async) void waiter.value.then((how) => parentPort?.postMessage(how));
Atomics.store(words, REACHED, 1);
deeds[deed]?.();
