/** A thread that ends in one of the ways in which an actor's thread can. */
import { MessageChannel, parentPort, workerData } from "node:worker_threads";
import { CLEANED, type Given } from "./given.ts";

const { deed, words } = workerData as Given;
const keepAlive = () => setInterval(() => {}, 1_000);
const soon = (run: () => void) => setTimeout(run, 1);
const reject = () => void Promise.reject(new RangeError("deed"));
const recurse = (depth: number): number => recurse(depth + 1) + 1;

function throwDeed(): never {
  throw new RangeError("deed");
}

/** As the entry of every worker does. */
function reportThenExit(): undefined {
  parentPort?.postMessage("report");
  process.exit(70);
}

/** More than the limit of its thread allows: 64 MiB of numbers in the heap. */
function fill(): number {
  const rows = Array.from({ length: 64 }, () => Array.from({ length: 131_072 }, Math.random));
  return rows.length;
}

/** What a worker can do, by the name that a canary calls it. */
const deeds: Readonly<Record<string, () => void>> = {
  "run dry"() {},
  "throw in a callback": () => void soon(throwDeed),
  "throw at the top": throwDeed,
  "overflow the stack": () => void soon(() => recurse(0)),
  "reject while a handle lives"() {
    keepAlive();
    soon(reject);
  },
  "reject with nothing alive": () => void soon(reject),
  "reject at the top": reject,
  "reject in a message's handler"() {
    const { port1, port2 } = new MessageChannel();
    port1.on("message", async () => throwDeed());
    port2.postMessage("go");
  },
  "reject with a hook"() {
    keepAlive();
    process.on("unhandledRejection", () => {
      parentPort?.postMessage("hook");
      soon(() => {
        parentPort?.postMessage("alive");
        process.exit(0);
      });
    });
    soon(reject);
  },
  "reject with a hook and nothing alive"() {
    process.on("unhandledRejection", () => Atomics.store(words, CLEANED, 1));
    soon(reject);
  },
  "reject with a hook that exits"() {
    keepAlive();
    process.on("unhandledRejection", reportThenExit);
    soon(reject);
  },
  "throw with a hook that exits"() {
    process.on("uncaughtException", reportThenExit);
    soon(throwDeed);
  },
  exit: () => process.exit(7),
  "exit with a hook"() {
    process.on("exit", () => Atomics.store(words, CLEANED, 1));
    process.exit(7);
  },
  "exit in a try"() {
    try {
      process.exit(7);
    } finally {
      Atomics.store(words, CLEANED, 1);
    }
  },
  "post and exit"() {
    for (let count = 1; count <= 100; count += 1) parentPort?.postMessage(count);
    process.exit(7);
  },
  abort() {
    try {
      process.abort();
    } catch (error) {
      parentPort?.postMessage((error as { code?: string }).code);
    }
  },
  fill: () => parentPort?.postMessage(fill()),
};

if (deed === "await for ever") await new Promise(() => {});
deeds[deed]?.();
