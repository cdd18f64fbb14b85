/** How large a thread's heap is, with an engine that does what the test says. */
import { describe, expect, test } from "bun:test";
import { HeapMeter } from "../../../src/runtime/actor/heap-meter.ts";

const SHARED = 50e6;
const SECOND = 1e9;

function meterWith(limitBytes: number) {
  const engine = {
    live: 10e6,
    garbage: 0,
    external: SHARED,
    now: 0,
    collections: 0,
    read: () => ({ heapTotal: engine.live + engine.garbage, external: engine.external }),
    collect: () => {
      engine.collections += 1;
      engine.garbage = 0;
    },
    clock: () => engine.now,
  };
  return { engine, meter: new HeapMeter(engine, limitBytes) };
}

describe("HeapMeter", () => {
  test("counts objects and what they hold outside, but no memory that is shared with others", () => {
    const { engine, meter } = meterWith(Number.POSITIVE_INFINITY);
    engine.external += 7e6;
    expect(meter.look()).toBe(17e6);
    meter.share(2e6);
    engine.external += 2e6;
    engine.now += SECOND;
    expect(meter.look()).toBe(17e6);
  });

  test("is read at most once a second", () => {
    const { engine, meter } = meterWith(Number.POSITIVE_INFINITY);
    expect(meter.look()).toBe(10e6);
    engine.now += SECOND - 1;
    expect(meter.look()).toBeNull();
    engine.now += 1;
    expect(meter.look()).toBe(10e6);
  });

  test("garbage puts nobody above the limit: it is collected first", () => {
    const { engine, meter } = meterWith(20e6);
    for (let second = 0; second < 5; second += 1) {
      engine.garbage = 30e6;
      expect(meter.look()).toBe(10e6);
      engine.now += SECOND;
    }
    expect(engine.collections).toBe(5);
    engine.garbage = 5e6;
    expect(meter.look()).toBe(15e6);
    expect(engine.collections).toBe(5);
  });

  test("what is above the limit after a collection is told, and collected every 10 s at most", () => {
    const { engine, meter } = meterWith(20e6);
    engine.live = 25e6;
    for (let second = 0; second < 20; second += 1) {
      expect(meter.look()).toBe(25e6);
      engine.now += SECOND;
    }
    expect(engine.collections).toBe(2);
  });
});
