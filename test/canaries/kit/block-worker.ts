/** A thread in one of the states in which a watchdog may find it. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { monotonicNs } from "../../../src/core/clock.ts";
import { CLEANED, type Given, NEVER, REACHED } from "./given.ts";

const { deed, words, pipe, stamps, target } = workerData as Given & {
  /** Path of a pipe that main opens when it wants the thread released. */
  readonly pipe: string;
  /** When a call of a known length began. Nanoseconds. */
  readonly stamps: Float64Array;
  /** What is written all over, again and again. */
  readonly target: Int32Array;
};

/** How long the native sleep is: longer than anything that can be interrupted takes. Milliseconds. */
const SLEEP_MS = 1_500;

const deeds: Readonly<Record<string, () => unknown>> = {
  wait: () => Atomics.wait(words, NEVER, 0),
  park() {
    setInterval(() => {}, 1_000);
    Atomics.waitAsync(words, NEVER, 0);
  },
  spin() {
    for (;;);
  },
  pause() {
    for (;;) Atomics.pause();
  },
  tryFinally() {
    try {
      for (;;);
    } finally {
      Atomics.store(words, CLEANED, 1);
    }
  },
  microtasks() {
    const again = () => queueMicrotask(again);
    again();
  },
  immediates() {
    const again = () => void setImmediate(again);
    again();
  },
  async promise() {
    setInterval(() => {}, 1_000);
    await new Promise(() => {});
  },
  write() {
    for (let value = 1; ; value += 1) target[value % target.length] = value;
  },
  sleepSync() {
    stamps[0] = monotonicNs();
    Bun.sleepSync(SLEEP_MS);
  },
  readSync: () => readFileSync(pipe),
  spawnSync: () => spawnSync("cat", [pipe]),
};

process.on("exit", () => Atomics.store(words, CLEANED, 1));
Atomics.store(words, REACHED, 1);
await deeds[deed]?.();
