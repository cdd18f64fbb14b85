/** Who sleeps is woken, who is awake is left alone, and there is never more than one waiter. */
import { describe, expect, test } from "bun:test";
import { Doorbell, ringBell, wakeAll } from "../../../src/runtime/ring/doorbell.ts";
import { allocateLines, attachLines, bellIndex } from "../../../src/runtime/ring/lines.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { attachReader } from "../../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { add, send, take, topicOf } from "./topic-fixture.ts";

function bellOf() {
  const lines = allocateLines();
  return { lines, words: attachLines(lines), bell: new Doorbell(lines, 5) };
}

describe("Doorbell", () => {
  // rings case 33
  // S-19
  test("does not wait when it has rung since it prepared to sleep", () => {
    const { words, bell } = bellOf();
    bell.prepareToSleep();
    expect(ringBell(words, 5)).toBe(true);
    expect(bell.wait()).toBeNull();
  });

  test("wakes a waiter", async () => {
    const { words, bell } = bellOf();
    bell.prepareToSleep();
    const waiter = bell.wait();
    expect(ringBell(words, 5)).toBe(true);
    await waiter;
    expect(waiter).not.toBeNull();
  });

  // rings cases 35 and 36
  test("is rung once a sleep, and never while awake", () => {
    const { words, bell } = bellOf();
    expect(ringBell(words, 5)).toBe(false);
    bell.prepareToSleep();
    expect([ringBell(words, 5), ringBell(words, 5)]).toEqual([true, false]);
    bell.prepareToSleep();
    bell.cancelSleep();
    expect(ringBell(words, 5)).toBe(false);
    bell.prepareToSleep();
    expect(ringBell(words, 6)).toBe(false);
  });

  // rings cases 38 and 40
  test("keeps one waiter when something else wakes its loop again and again", async () => {
    const { words, bell } = bellOf();
    const waiters = new Set<unknown>();
    for (let cycle = 0; cycle < 100_000; cycle += 1) {
      bell.prepareToSleep();
      waiters.add(bell.wait());
      bell.cancelSleep();
    }
    expect(waiters.size).toBe(1);
    bell.prepareToSleep();
    const waiter = bell.wait();
    expect(ringBell(words, 5)).toBe(true);
    expect(bell.wait()).toBeNull();
    await waiter;
    bell.prepareToSleep();
    const next = bell.wait();
    expect(next).not.toBe(waiter);
    ringBell(words, 5);
    await next;
  });

  test("is written only when it may say SLEEPING, so that an awake loop leaves its line alone", () => {
    const { words, bell } = bellOf();
    bell.cancelSleep();
    const index = bellIndex(5);
    // Nobody else writes SLEEPING: a mark that stays shows that nothing was stored.
    Atomics.store(words, index, 7);
    bell.cancelSleep();
    expect(Atomics.load(words, index)).toBe(7);
    bell.prepareToSleep();
    bell.cancelSleep();
    expect(Atomics.load(words, index)).toBe(0);
  });

  // rings case 50
  test("may be left SLEEPING by a dead thread: the next one looks before it sleeps", () => {
    const { lines, words, bell } = bellOf();
    bell.prepareToSleep();
    const next = new Doorbell(lines, 5);
    next.cancelSleep();
    expect(ringBell(words, 5)).toBe(false);
    next.prepareToSleep();
    expect(ringBell(words, 5)).toBe(true);
  });
});

describe("wakeAll", () => {
  // S-19
  test("wakes one that a dead thread had called awake and not notified", async () => {
    const { lines, words, bell } = bellOf();
    bell.prepareToSleep();
    const waiter = bell.wait();
    // Its ringer died between the two: nobody rings a bell that says AWAKE.
    bell.cancelSleep();
    expect(ringBell(words, 5)).toBe(false);
    wakeAll(lines);
    await waiter;
    expect(waiter).not.toBeNull();
  });

  test("wakes all who sleep, and lets nobody wait who is about to", async () => {
    const { lines } = bellOf();
    const bells = [0, 64, 127].map((line) => new Doorbell(lines, line));
    for (const bell of bells) bell.prepareToSleep();
    const waiter = bells[2]?.wait();
    wakeAll(lines);
    await waiter;
    expect(bells.slice(0, 2).map((bell) => bell.wait())).toEqual([null, null]);
  });
});

describe("a topic's writer", () => {
  // rings case 35
  // S-19
  test("rings a sleeping reader once a batch, after the commit, and nobody who is awake", () => {
    const { memory, lines, writer } = topicOf();
    const bell = new Doorbell(lines, 7);
    const reader = new TopicReader(memory, attachReader(memory, { kind: "GATE", bellLine: 7 }));
    send(writer, [0]);
    expect(take(reader)).toHaveLength(1);
    bell.prepareToSleep();
    expect(reader.hasMore()).toBe(false);
    add(writer, [1]);
    expect([reader.hasMore(), ringBell(attachLines(allocateLines()), 7)]).toEqual([false, false]);
    writer.publish();
    expect(bell.wait()).toBeNull();
    expect(take(reader)).toHaveLength(1);
  });

  test("rings readers that came after it, and one worker once for all its readers", () => {
    const { memory, lines, writer } = topicOf();
    const words = attachLines(lines);
    send(writer, [0]);
    for (const bellLine of [3, 3, 4]) attachReader(memory, { kind: "EVICT", bellLine });
    for (const line of [3, 4, 5]) new Doorbell(lines, line).prepareToSleep();
    send(writer, [1]);
    expect([3, 4, 5].map((line) => ringBell(words, line))).toEqual([false, false, true]);
    writer.releaseOwner();
    const next = new TopicWriter(memory, lines, { owner: 1, incarnation: 2 });
    new Doorbell(lines, 4).prepareToSleep();
    send(next, [2]);
    expect(ringBell(words, 4)).toBe(false);
  });
});
