/** The control plane of a simulated thread: calls travel in order, and the dead do not answer. */
import { describe, expect, test } from "bun:test";
import type { ControlSurface } from "../../../../src/runtime/actor/host-actors.ts";
import { Engine } from "../../../../src/runtime/simulation/engine/engine.ts";
import {
  openSimulatedChannel,
  type SimulatedPort,
} from "../../../../src/runtime/simulation/thread/simulated-channel.ts";

const MS = 1e6;

/** A channel whose far end answers to `ask` with the name, and throws at `learn`. */
function channelOf(seed = 1) {
  const engine = new Engine(seed);
  const { remote, port, close } = openSimulatedChannel(engine);
  const owner = { isAlive: true, busyUntil: 0 };
  const asked: string[] = [];
  const surface = {
    async ask(name: string) {
      asked.push(name);
      return name;
    },
    async learn() {
      throw new Error("too old");
    },
  };
  const open = () =>
    (port as unknown as SimulatedPort).open(surface as unknown as ControlSurface, owner);
  const answers: unknown[] = [];
  const ask = (name: string) =>
    void remote.ask(name).then(
      (answer) => answers.push(answer),
      (error: unknown) => answers.push(String(error)),
    );
  return { engine, remote, owner, asked, open, ask, answers, close };
}

describe("openSimulatedChannel", () => {
  test("a call reaches the thread and its answer comes back, later", async () => {
    const { engine, open, remote } = channelOf();
    open();
    const before = engine.now;
    expect(String(await engine.settle(remote.ask("name"), 10 * MS))).toBe("name");
    expect(engine.now - before).toBeGreaterThanOrEqual(40_000);
    expect(engine.now - before).toBeLessThanOrEqual(800_000);
  });

  test("what the thread throws is thrown where it was called", async () => {
    const { engine, open, remote } = channelOf();
    open();
    await expect(engine.settle(remote.learn([]), 10 * MS)).rejects.toThrow("too old");
  });

  test("calls before the thread has begun wait for it, in order", async () => {
    const { engine, open, ask, answers } = channelOf();
    for (const name of ["one", "two", "three"]) ask(name);
    await engine.run(100 * MS);
    expect(answers).toEqual([]);
    open();
    await engine.run(10 * MS);
    expect(answers.toSorted()).toEqual(["one", "three", "two"]);
  });

  test("calls arrive in the order in which they were made, whatever the way of each takes", async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const { engine, open, ask, asked } = channelOf(seed);
      const names = Array.from({ length: 20 }, (_, index) => `${index}`);
      for (const name of names.slice(0, 5)) ask(name);
      open();
      for (const name of names.slice(5)) ask(name);
      await engine.run(10 * MS);
      expect(asked).toEqual(names);
    }
  });

  test("the dead do not answer, neither to what they got nor to what was on its way", async () => {
    const { engine, open, ask, asked, answers, owner } = channelOf();
    open();
    ask("on its way");
    owner.isAlive = false;
    await engine.run(10 * MS);
    ask("too late");
    await engine.run(10 * MS);
    expect([asked, answers]).toEqual([[], []]);
  });

  test("a closed channel carries nothing, in either direction", async () => {
    const { engine, open, ask, asked, answers, close } = channelOf();
    open();
    ask("answered by a closed channel");
    while (asked.length === 0) await engine.run(0.01 * MS);
    close();
    ask("never sent");
    await engine.run(10 * MS);
    expect([asked.length, answers]).toEqual([1, []]);
  });
});
