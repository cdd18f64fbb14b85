/** Timers of a real event loop, behind a loop that a test turns. */
import { describe, expect, test } from "bun:test";
import { ThreadTimers } from "../../../src/runtime/actor/timers.ts";
import { until } from "../../kit/until.ts";

/** A loop that runs its completions when a test says so. */
function port() {
  const waiting: (() => void)[] = [];
  const run = () => {
    for (const then of waiting.splice(0)) then();
  };
  return { waiting, run, complete: (then: () => void) => void waiting.push(then) };
}

describe("ThreadTimers", () => {
  test("a single timer completes once", async () => {
    const loop = port();
    const timers = new ThreadTimers({ complete: (run) => void loop.complete(run) });
    let ran = 0;
    timers.after(0, () => {
      ran += 1;
    });
    await until("the timer", () => loop.waiting.length > 0);
    loop.run();
    expect(ran).toBe(1);
    timers.close();
  });

  test("a tick that finds the last one still waiting is dropped", async () => {
    const loop = port();
    const timers = new ThreadTimers({ complete: (run) => void loop.complete(run) });
    let ticks = 0;
    timers.every(1, () => {
      ticks += 1;
    });
    await until("a tick", () => loop.waiting.length > 0);
    // Another timer of the same thread that goes off much later: ticks would have piled up.
    timers.after(30, () => undefined);
    await until("the later timer", () => loop.waiting.length > 1);
    expect(loop.waiting).toHaveLength(2);
    loop.run();
    expect(ticks).toBe(1);
    await until("the next tick", () => loop.waiting.length > 0);
    loop.run();
    expect(ticks).toBe(2);
    timers.close();
  });

  // S-25
  test("after a close nothing goes off", async () => {
    const loop = port();
    const timers = new ThreadTimers({ complete: (run) => void loop.complete(run) });
    timers.after(1, () => undefined);
    timers.every(1, () => undefined);
    timers.close();
    const later = new ThreadTimers({ complete: (run) => void loop.complete(run) });
    later.after(20, () => undefined);
    await until("a later timer", () => loop.waiting.length > 0);
    expect(loop.waiting).toHaveLength(1);
    later.close();
  });
});
