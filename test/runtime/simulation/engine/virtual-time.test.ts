/** Time on the engine's clock, by the same rules as a real thread's own. */
import { describe, expect, test } from "bun:test";
import { Engine } from "../../../../src/runtime/simulation/engine/engine.ts";
import {
  virtualTimeOf,
  WallClock,
} from "../../../../src/runtime/simulation/engine/virtual-time.ts";

const MS = 1e6;

function timeOf() {
  const engine = new Engine(1);
  const began = engine.now;
  const owner = { isAlive: true, busyUntil: 0 };
  const wall = new WallClock(engine);
  const time = virtualTimeOf(engine, wall, owner);
  const seen: (readonly [string, number])[] = [];
  const see = (what: string) => () => void seen.push([what, (engine.now - began) / MS]);
  return { engine, owner, wall, time, seen, see };
}

describe("virtualTimeOf", () => {
  test("a deadline passes once its time is over, in one slice or in many", async () => {
    const { engine, time, seen, see } = timeOf();
    for (const ms of [1, 50, 51, 120]) time.deadline(ms, see(`${ms}`));
    await engine.run(1_000 * MS);
    expect(seen).toEqual([
      ["1", 1],
      ["50", 50],
      ["51", 51],
      ["120", 120],
    ]);
  });

  test("a deadline that is cancelled never passes, in any of its slices", async () => {
    const { engine, time, seen, see } = timeOf();
    const [early, late] = [time.deadline(120, see("early")), time.deadline(120, see("late"))];
    early();
    await engine.run(80 * MS);
    late();
    await engine.run(1_000 * MS);
    expect(seen).toEqual([]);
  });

  test("a deadline behind a freeze is spared once: what came meanwhile is looked at first", async () => {
    const { engine, time, seen, see } = timeOf();
    time.deadline(40, see("deadline"));
    engine.later(41 * MS, engine.main, see("answer"));
    engine.freeze(300 * MS);
    await engine.run(1_000 * MS);
    expect(seen).toEqual([
      ["answer", 300],
      ["deadline", 350],
    ]);
  });

  test("it is spared only once, or a thread that is always late would never end it", async () => {
    const { engine, time, seen, see } = timeOf();
    time.deadline(40, see("deadline"));
    for (let turn = 0; turn < 10 && seen.length === 0; turn += 1) {
      engine.freeze(110 * MS);
      await engine.run(0);
    }
    expect(seen).toEqual([["deadline", 220]]);
  });

  test("a freeze in the middle of a long deadline costs it at most the slice that it hit", async () => {
    const { engine, time, seen, see } = timeOf();
    time.deadline(200, see("deadline"));
    await engine.run(60 * MS);
    engine.freeze(1_000 * MS);
    await engine.run(1_000 * MS);
    // 50 before it, the slice in it, and two behind it.
    expect(seen).toEqual([["deadline", 1_160]]);
  });

  test("a period goes on until it is ended, also by itself", async () => {
    const { engine, time, seen, see } = timeOf();
    const end = time.every(10, () => {
      see("tick")();
      if (seen.length === 3) end();
    });
    await engine.run(100 * MS);
    expect(seen.map(([, at]) => at)).toEqual([10, 20, 30]);
  });

  test("a sleep resolves after its time, and nothing of a dead owner does", async () => {
    const { engine, owner, time, seen, see } = timeOf();
    void time.sleep(5).then(see("slept"));
    void time.sleep(50).then(see("never"));
    time.deadline(50, see("never"));
    time.every(20, see("period"));
    await engine.run(30 * MS);
    owner.isAlive = false;
    await engine.run(100 * MS);
    expect(seen).toEqual([
      ["slept", 5],
      ["period", 20],
    ]);
  });

  test("wall time runs with the clock and may step, which moves no deadline", async () => {
    const { engine, time, wall, seen, see } = timeOf();
    const before = time.wall();
    time.deadline(20, see("deadline"));
    await engine.run(10 * MS);
    expect(time.wall() - before).toBe(10_000);
    wall.offsetUs = -5e6;
    expect(time.wall() - before).toBe(10_000 - 5e6);
    await engine.run(20 * MS);
    expect(seen).toEqual([["deadline", 20]]);
  });
});
