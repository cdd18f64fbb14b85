/** What a thread's end is to those who sleep. */
import { describe, expect, test } from "bun:test";
import { Doorbell, ringBell } from "../../../../src/runtime/ring/doorbell.ts";
import { attachLines } from "../../../../src/runtime/ring/lines.ts";
import type { GroupEnd } from "../../../../src/runtime/supervisor/thread/group-outcome.ts";
import { ThreadGroup } from "../../../../src/runtime/supervisor/thread/thread-group.ts";
import { World } from "../../../../src/runtime/supervisor/world.ts";

const LINE = 100;

describe("ThreadGroup", () => {
  // S-19, S-22
  test("wakes, when its thread has ended, one whose bell the thread had taken and not rung", async () => {
    const world = new World({ common: null, seed: 1 });
    const ended = Promise.withResolvers<GroupEnd>();
    // A thread that hosts nobody has nothing to live for.
    const group = new ThreadGroup("nobody", [], world, {
      onEnd: (_, end) => ended.resolve(end),
      onLeft: () => {},
    });
    const sleeper = new Doorbell(world.lines, LINE);
    sleeper.prepareToSleep();
    const waiter = sleeper.wait();
    sleeper.cancelSleep();
    expect(ringBell(attachLines(world.lines), LINE)).toBe(false);
    expect(await group.start()).toEqual({ kind: "READY" });
    expect(await ended.promise).toMatchObject({ kind: "CRASH", isFinal: false });
    await waiter;
    expect(waiter).not.toBeNull();
  });
});
