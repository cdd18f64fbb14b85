/** A doorbell at which a simulated loop waits, and what it does as soon as it comes to it. */
import { describe, expect, test } from "bun:test";
import { ringBell } from "../../../../src/runtime/ring/doorbell.ts";
import { allocateLines, attachLines } from "../../../../src/runtime/ring/lines.ts";
import { Engine } from "../../../../src/runtime/simulation/engine/engine.ts";
import { SimulatedBell } from "../../../../src/runtime/simulation/thread/simulated-bell.ts";
import { Soon } from "../../../../src/runtime/simulation/thread/soon.ts";

const LINE = 3;
const WAKE_NS = 500;

function bellOf() {
  const engine = new Engine(1);
  const began = engine.now;
  const lines = allocateLines();
  const owner = { isAlive: true, busyUntil: 0 };
  const bell = new SimulatedBell(lines, LINE, owner, () => WAKE_NS);
  engine.addBell(bell);
  const woken: number[] = [];
  /** As a loop does it: says that it sleeps, looks, waits. */
  const sleep = () => {
    bell.prepareToSleep();
    const waiter = bell.wait();
    void waiter?.then(() => void woken.push(engine.now - began));
    return waiter !== null;
  };
  const words = attachLines(lines);
  const ring = () => ringBell(words, LINE);
  const ringAt = (ns: number) => engine.later(ns, engine.main, () => void ring());
  return { engine, owner, bell, woken, sleep, ring, ringAt };
}

describe("SimulatedBell", () => {
  test("wakes who sleeps behind the step that rang it, once the thread has woken", async () => {
    const { engine, woken, sleep, ringAt } = bellOf();
    expect(sleep()).toBe(true);
    ringAt(100);
    ringAt(200);
    await engine.run(10_000);
    expect(woken).toEqual([100 + WAKE_NS]);
  });

  test("wakes again who sleeps again, and not who does not", async () => {
    const { engine, woken, sleep, ringAt } = bellOf();
    sleep();
    ringAt(100);
    ringAt(1_000);
    await engine.run(2_000);
    expect(woken).toEqual([600]);
    sleep();
    ringAt(0);
    await engine.run(1_000);
    expect(woken).toEqual([600, 2_500]);
  });

  test("who said that it is awake is not woken, though it had said that it sleeps", async () => {
    const { engine, bell, woken, sleep, ringAt } = bellOf();
    sleep();
    bell.cancelSleep();
    ringAt(100);
    await engine.run(10_000);
    expect(woken).toEqual([]);
  });

  test("says at once that it has rung between the word and the wait", () => {
    const { bell, ring } = bellOf();
    bell.prepareToSleep();
    expect(ring()).toBe(true);
    expect(bell.wait()).toBeNull();
  });

  test("a busy thread wakes when it is free, and a dead one never", async () => {
    const { engine, owner, woken, sleep, ringAt } = bellOf();
    sleep();
    owner.busyUntil = engine.now + 5_000;
    ringAt(100);
    await engine.run(10_000);
    expect(woken).toEqual([5_000]);
    sleep();
    owner.isAlive = false;
    engine.removeOf(owner);
    ringAt(100);
    await engine.run(10_000);
    expect(woken).toEqual([5_000]);
  });
});

describe("Soon", () => {
  test("runs what it is given at this moment, in order, and what that adds behind it", async () => {
    const engine = new Engine(1);
    const owner = { isAlive: true, busyUntil: 0 };
    const soon = new Soon(owner, () => engine.now);
    engine.addWakeable(soon);
    const ran: string[] = [];
    soon.add(() => {
      ran.push("first");
      soon.add(() => ran.push("third"));
    });
    soon.add(() => ran.push("second"));
    await engine.run(0);
    expect(ran).toEqual(["first", "second", "third"]);
    owner.busyUntil = engine.now + 100;
    soon.add(() => ran.push("when free"));
    await engine.run(99);
    expect(ran).toHaveLength(3);
    await engine.run(1);
    expect(ran.at(-1)).toBe("when free");
  });
});
