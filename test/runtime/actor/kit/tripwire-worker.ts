/** A thread with the tripwire set: it says what each use does under it, in an actor's hands or not. */
import { parentPort } from "node:worker_threads";
import { monotonicNs, wallMicros } from "../../../../src/core/clock.ts";
import { allow, guard, setTripwire } from "../../../../src/runtime/actor/tripwire.ts";

/** What one use did: the error's message, or nothing. */
export type Trial = {
  readonly name: string;
  readonly guarded: string;
  readonly free: string;
  readonly allowed: string;
};

setTripwire();

const uses: Readonly<Record<string, () => unknown>> = {
  "new Date()": () => new Date(),
  "Date.now()": () => Date.now(),
  "performance.now()": () => performance.now(),
  "Math.random()": () => Math.random(),
  "setTimeout()": () => clearTimeout(setTimeout(() => {}, 1_000)),
  "setInterval()": () => clearInterval(setInterval(() => {}, 1_000)),
  "setImmediate()": () => clearImmediate(setImmediate(() => {})),
  "queueMicrotask()": () => queueMicrotask(() => {}),
  "fetch()": () => fetch("data:text/plain,hello").catch(() => {}),
  "new WebSocket()": () => new WebSocket("ws://127.0.0.1:1").close(),
  "Bun.file()": () => Bun.file("/dev/null"),
  "Bun.nanoseconds()": () => Bun.nanoseconds(),
  "Bun.spawnSync()": () => Bun.spawnSync(["true"]),
  "Bun.serve()": () => void Bun.serve({ port: 0, fetch: () => new Response() }).stop(true),
  // The runtime's own clocks are bound before the tripwire is set.
  monotonicNs: () => monotonicNs(),
  wallMicros: () => wallMicros(),
};

function attempt(use: () => unknown): string {
  try {
    use();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const trials: Trial[] = Object.entries(uses).map(([name, use]) => ({
  name,
  guarded: attempt(() => guard(use)),
  free: attempt(use),
  allowed: attempt(() => guard(() => allow(use))),
}));
// After an allowance an actor's code is guarded again, and after the actor's code nobody is.
const after = guard(() => {
  allow(() => Date.now());
  return attempt(() => Date.now());
});
parentPort?.postMessage({ trials, after, outside: attempt(() => Date.now()) });
