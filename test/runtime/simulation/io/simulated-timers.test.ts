/** Timers on the engine's clock: late as real ones are, or exact. */
import { describe, expect, test } from "bun:test";
import { Engine } from "../../../../src/runtime/simulation/engine/engine.ts";
import { SimulatedTimers } from "../../../../src/runtime/simulation/io/simulated-timers.ts";

const MS = 1e6;

function timersOf({ seed = 1, lateNsMax }: { seed?: number; lateNsMax?: number } = {}) {
  const engine = new Engine(seed);
  const began = engine.now;
  const owner = { isAlive: true, busyUntil: 0 };
  /** Completions wait here while the loop is busy. */
  const queue: (() => void)[] = [];
  let isBusy = false;
  const complete = (run: () => void): undefined => {
    if (isBusy) queue.push(run);
    else run();
  };
  const timers = new SimulatedTimers(engine, owner, { complete }, lateNsMax);
  const seen: number[] = [];
  const see = (): undefined => void seen.push((engine.now - began) / MS);
  const hold = () => {
    isBusy = true;
  };
  const goOn = () => {
    isBusy = false;
    for (const run of queue.splice(0)) run();
  };
  return { engine, owner, timers, seen, see, hold, goOn };
}

describe("SimulatedTimers", () => {
  test("one goes off once, not before its time and at most a millisecond behind it", async () => {
    const late = new Set<number>();
    for (let seed = 0; seed < 50; seed += 1) {
      const { engine, timers, seen, see } = timersOf({ seed });
      timers.after(10, see);
      await engine.run(1_000 * MS);
      expect(seen).toHaveLength(1);
      expect(seen[0]).toBeWithin(10, 11 + Number.EPSILON);
      late.add(seen[0] ?? 0);
    }
    expect(late.size).toBeGreaterThan(40);
  });

  test("exact ones are not late at all", async () => {
    const { engine, timers, seen, see } = timersOf({ lateNsMax: 0 });
    timers.after(10, see);
    timers.every(4, see);
    timers.after(0, see);
    await engine.run(12 * MS);
    expect(seen).toEqual([0, 4, 8, 10, 12]);
  });

  test("one of no time goes off at once, behind what runs now", async () => {
    const { engine, timers, seen, see } = timersOf();
    timers.after(0, see);
    timers.after(-5, see);
    expect(seen).toEqual([]);
    await engine.run(0);
    expect(seen).toEqual([0, 0]);
  });

  test("a tick that finds the last one still waiting is dropped", async () => {
    const { engine, timers, seen, see, hold, goOn } = timersOf({ lateNsMax: 0 });
    timers.every(10, see);
    hold();
    await engine.run(55 * MS);
    expect(seen).toEqual([]);
    goOn();
    expect(seen).toEqual([55]);
    await engine.run(10 * MS);
    expect(seen).toEqual([55, 60]);
  });

  test("none goes off once they are closed, and none can be set", async () => {
    const { engine, timers, seen, see } = timersOf();
    timers.after(10, see);
    timers.every(10, see);
    await engine.run(5 * MS);
    timers.close();
    timers.after(1, see);
    timers.every(1, see);
    await engine.run(1_000 * MS);
    expect(seen).toEqual([]);
  });

  test("none of a dead thread goes off", async () => {
    const { engine, owner, timers, seen, see } = timersOf();
    timers.every(10, see);
    owner.isAlive = false;
    await engine.run(1_000 * MS);
    expect(seen).toEqual([]);
  });
});
