/** Virtual time: one thing at a time, the earliest first, and nothing before its time. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import type { Owner } from "../../../../src/runtime/simulation/engine/agenda.ts";
import { Engine } from "../../../../src/runtime/simulation/engine/engine.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const someone = () => ({ isAlive: true, busyUntil: 0 });

/** An engine whose time counts from 0 for the test. */
function engineOf() {
  const engine = new Engine(1);
  const began = engine.now;
  return { engine, began, at: () => engine.now - began };
}

describe("Engine", () => {
  test("runs what is due within the time, at its time, and no more", async () => {
    const { engine, at } = engineOf();
    const seen: number[] = [];
    for (const ns of [30, 10, 20, 41]) engine.later(ns, engine.main, () => seen.push(at()));
    await engine.run(40);
    expect([seen, at()]).toEqual([[10, 20, 30], 40]);
    await engine.run(1);
    expect(seen).toEqual([10, 20, 30, 41]);
  });

  test("advances by the same rules without waiting for a promise", () => {
    const { engine, at } = engineOf();
    const seen: number[] = [];
    engine.later(20, engine.main, () => {
      seen.push(at());
      engine.later(5, engine.main, () => seen.push(at()));
    });
    engine.advance(25);
    expect([seen, at()]).toEqual([[20, 25], 25]);
  });

  test(`time never goes back, whatever is planned while it runs (seed ${seed})`, async () => {
    const { engine } = engineOf();
    const prng = new Prng(seed);
    const owners = [someone(), someone(), someone()];
    let last = 0;
    let left = 5_000;
    const plan = (): undefined => {
      const due = prng.between(0, 1_000);
      const from = engine.now;
      engine.later(due, prng.pick(owners), () => {
        expect(engine.now).toBeGreaterThanOrEqual(Math.max(last, from + due));
        last = engine.now;
        if (prng.unit() < 0.1) prng.pick(owners).busyUntil = engine.now + prng.between(0, 500);
        if (prng.unit() < 0.02) engine.freeze(prng.between(0, 2_000));
        left -= 1;
        if (left > 0) plan();
      });
    };
    for (let planned = 0; planned < 20; planned += 1) plan();
    await engine.run(1e9);
    expect([left, engine.waiting]).toEqual([-19, 0]);
  });

  test("what is cancelled never runs, and does not hold time up", async () => {
    const { engine, at } = engineOf();
    const seen: string[] = [];
    const entry = engine.later(10, engine.main, () => seen.push("cancelled"));
    engine.later(10, engine.main, () => seen.push("kept"));
    entry.run = null;
    await engine.run(20);
    expect([seen, at()]).toEqual([["kept"], 20]);
  });

  test("nothing of a dead owner runs, nor what waited while he was busy", async () => {
    const { engine } = engineOf();
    const owner = someone();
    const seen: string[] = [];
    engine.later(1, owner, () => {
      seen.push("alive");
      owner.busyUntil = engine.now + 100;
    });
    engine.later(2, owner, () => seen.push("waited"));
    engine.later(50, engine.main, () => {
      owner.isAlive = false;
    });
    engine.later(200, owner, () => seen.push("dead"));
    await engine.run(1_000);
    expect(seen).toEqual(["alive"]);
  });

  test("what is due for a busy one comes when he is free, in order, and others go on", async () => {
    const { engine, at } = engineOf();
    const [busy, other] = [someone(), someone()];
    const seen: (string | number)[] = [];
    busy.busyUntil = engine.now + 100;
    for (const name of ["first", "second", "third"]) {
      engine.later(10, busy, () => seen.push(name, at()));
    }
    engine.later(20, other, () => seen.push("other", at()));
    await engine.run(100);
    expect(seen).toEqual(["other", 20, "first", 100, "second", 100, "third", 100]);
  });

  test("what is due at the very moment when he is free comes behind what waited for it", async () => {
    const { engine } = engineOf();
    const owner = someone();
    owner.busyUntil = engine.now + 100;
    const seen: string[] = [];
    engine.later(100, owner, () => seen.push("on time"));
    engine.later(10, owner, () => seen.push("waited"));
    await engine.run(100);
    expect(seen).toEqual(["waited", "on time"]);
  });

  test("one thing after the other: each may keep him busy for those behind it", async () => {
    const { engine, at } = engineOf();
    const owner = someone();
    const seen: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      engine.later(10, owner, () => {
        seen.push(at());
        owner.busyUntil = engine.now + 30;
      });
    }
    // Due while he is busy with the third: it comes behind all that came before it.
    engine.later(75, owner, () => seen.push(-at()));
    await engine.run(1_000);
    expect(seen).toEqual([10, 40, 70, 100, -130]);
  });

  test("a backlog of 100,000 entries keeps its order and costs no quadratic time", async () => {
    const { engine } = engineOf();
    const owner = someone();
    owner.busyUntil = engine.now + 1e6;
    const seen: number[] = [];
    const count = 100_000;
    for (let index = 0; index < count; index += 1) engine.later(1, owner, () => seen.push(index));
    await engine.run(1e6 - 1);
    expect([seen.length, engine.waiting]).toEqual([0, count]);
    await engine.run(1);
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => index));
  });

  test("behind a freeze all that was due comes at once, late and in order", async () => {
    const { engine, at } = engineOf();
    const seen: (readonly [string, number])[] = [];
    engine.later(10, engine.main, () => seen.push(["a", at()]));
    engine.later(5, engine.main, () => seen.push(["b", at()]));
    engine.later(2_000, engine.main, () => seen.push(["c", at()]));
    engine.freeze(1_000);
    await engine.run(1_500);
    expect(seen).toEqual([
      ["b", 1_000],
      ["a", 1_000],
      ["c", 2_000],
    ]);
    expect(() => engine.freeze(-1)).toThrow("0 ns or more");
    expect(() => engine.freeze(Number.NaN)).toThrow("0 ns or more");
  });

  test("what is promised is done before time goes on", async () => {
    const { engine, at } = engineOf();
    const seen: (readonly [string, number])[] = [];
    engine.laterAsync(10, engine.main, () => {
      void Promise.resolve()
        .then(() => undefined)
        .then(() => seen.push(["promised", at()]));
    });
    engine.later(11, engine.main, () => seen.push(["next", at()]));
    await engine.run(20);
    expect(seen).toEqual([
      ["promised", 10],
      ["next", 11],
    ]);
  });

  test("settles on what a promise gives or throws, and takes no more time than that", async () => {
    const { engine, at } = engineOf();
    const after = (ns: number) =>
      new Promise<number>((resolve) => void engine.laterAsync(ns, engine.main, () => resolve(ns)));
    expect(await engine.settle(after(50), 100)).toBe(50);
    expect(at()).toBe(50);
    await expect(engine.settle(Promise.reject(new Error("no")), 100)).rejects.toThrow("no");
    expect(at()).toBe(50);
  });

  test("gives a promise up that comes to nothing in time", async () => {
    const { engine, at } = engineOf();
    engine.later(30, engine.main, () => {});
    engine.later(3e6, engine.main, () => {});
    const settled = engine.settle(new Promise<never>(() => {}), 2e6);
    await expect(settled).rejects.toThrow("nothing came of it within 2 virtual ms");
    expect(at()).toBe(30);
  });

  test("tells behind each step whose it was, and ends the run when that throws", async () => {
    const { engine } = engineOf();
    const owner = someone();
    const told: (Owner | null)[] = [];
    engine.onStep = (whose) => void told.push(whose);
    engine.later(1, owner, () => {});
    engine.laterAsync(2, engine.main, () => {});
    await engine.run(3);
    expect(told).toEqual([owner, engine.main, null]);
    engine.onStep = () => {
      throw new Error("judged");
    };
    engine.later(1, owner, () => {});
    await expect(engine.run(3)).rejects.toThrow("judged");
  });

  test("tells whose code threw, and says whose runs only while it does", async () => {
    const { engine } = engineOf();
    const owner = someone();
    const thrown: unknown[] = [];
    engine.onThrown = (whose, error) => void thrown.push(whose, error);
    engine.later(1, owner, () => {
      expect(engine.current).toBe(owner);
      throw "it";
    });
    await engine.run(3);
    expect([thrown, engine.current]).toEqual([[owner, "it"], null]);
  });

  test("the same seed draws the same numbers", () => {
    const draw = (from: number) => Array.from({ length: 5 }, () => new Engine(from).random.unit());
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });
});
