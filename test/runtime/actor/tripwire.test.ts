/** What the tripwire refuses in a thread of its own, and what it lets through. */
import { beforeAll, describe, expect, test } from "bun:test";
import { Worker } from "node:worker_threads";
import type { Trial } from "./kit/tripwire-worker.ts";

type Trials = {
  readonly trials: readonly Trial[];
  readonly after: string;
  readonly outside: string;
};

let told: Trials;

beforeAll(async () => {
  // In a thread of its own: the tripwire replaces globals for good.
  const worker = new Worker(new URL("./kit/tripwire-worker.ts", import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<Trials>();
  worker.once("message", resolve);
  worker.once("error", reject);
  told = await promise;
  await worker.terminate();
});

const trialOf = (name: string) => told.trials.find((trial) => trial.name === name);

describe("setTripwire", () => {
  test.each([
    ["new Date()", "ctx.wall"],
    ["Date.now()", "ctx.wall"],
    ["performance.now()", "ctx.now"],
    ["Math.random()", "ctx.random"],
    ["setTimeout()", "ctx.after"],
    ["setInterval()", "every"],
    ["setImmediate()", "ctx.after"],
    ["queueMicrotask()", "ctx.after"],
    ["fetch()", "ctx.io.http"],
    ["new WebSocket()", "ctx.io.socket"],
    ["Bun.file()", "ctx.io"],
    ["Bun.nanoseconds()", "ctx.io"],
    ["Bun.spawnSync()", "ctx.io"],
    ["Bun.serve()", "ctx.io"],
  ])("%s is refused in a handler, and %s is named instead", (name, instead) => {
    expect(trialOf(name)?.guarded).toMatch(/^Cannot call .* in an actor: use /);
    expect(trialOf(name)?.guarded).toContain(instead);
  });

  test("the runtime's own code does all of it, between handlers and within one", () => {
    expect(told.trials.filter(({ free }) => free !== "")).toEqual([]);
    expect(told.trials.filter(({ allowed }) => allowed !== "")).toEqual([]);
  });

  test("the clocks that ctx stands for are not refused", () => {
    expect(trialOf("monotonicNs")?.guarded).toBe("");
    expect(trialOf("wallMicros")?.guarded).toBe("");
  });

  test("an allowance ends with its call, and the guard with its handler", () => {
    expect(told.after).toContain("Cannot call Date");
    expect(told.outside).toBe("");
  });
});
