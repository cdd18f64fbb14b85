/** One direction of a connection: what goes in comes out later, in order, or never. */
import { describe, expect, test } from "bun:test";
import { Engine } from "../../../../src/runtime/simulation/engine/engine.ts";
import { Network } from "../../../../src/runtime/simulation/io/network.ts";
import { Pipe } from "../../../../src/runtime/simulation/io/pipe.ts";

const MS = 1e6;

function pipeOf(seed: number) {
  const engine = new Engine(seed);
  const network = new Network(engine);
  network.weather.delayNs = { low: 1 * MS, high: 20 * MS };
  const hearer = { isAlive: true, busyUntil: 0 };
  return { engine, network, hearer, pipe: new Pipe(network, hearer) };
}

describe("Pipe", () => {
  test("keeps the order of what is sent, whatever the way of each takes", async () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const { engine, pipe } = pipeOf(seed);
      const heard: number[] = [];
      for (let sent = 0; sent < 40; sent += 1) {
        pipe.send(() => heard.push(sent));
        await engine.run(engine.random.between(0, 3) * MS);
      }
      await engine.run(1_000 * MS);
      expect(heard).toEqual(Array.from({ length: 40 }, (_, index) => index));
    }
  });

  test("takes as long as the weather says", async () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const { engine, pipe } = pipeOf(seed);
      const sentAt = engine.now;
      let arrivedAt = 0;
      pipe.send(() => {
        arrivedAt = engine.now;
      });
      await engine.run(1_000 * MS);
      expect(arrivedAt - sentAt).toBeGreaterThanOrEqual(1 * MS);
      expect(arrivedAt - sentAt).toBeLessThanOrEqual(20 * MS);
    }
  });

  test("loses what is on its way when it is stopped, and takes no more", async () => {
    const { engine, pipe } = pipeOf(1);
    const heard: string[] = [];
    pipe.send(() => heard.push("on its way"));
    expect(pipe.isOpen).toBe(true);
    pipe.stop();
    pipe.send(() => heard.push("too late"));
    await engine.run(1_000 * MS);
    expect([heard, pipe.isOpen]).toEqual([[], false]);
  });

  test("a hearer that is busy hears it in order when he is free, and a dead one never", async () => {
    const { engine, pipe, hearer } = pipeOf(1);
    const heard: (readonly [number, number])[] = [];
    const began = engine.now;
    hearer.busyUntil = engine.now + 100 * MS;
    for (let sent = 0; sent < 3; sent += 1) {
      pipe.send(() => heard.push([sent, (engine.now - began) / MS]));
    }
    await engine.run(200 * MS);
    expect(heard).toEqual([
      [0, 100],
      [1, 100],
      [2, 100],
    ]);
    pipe.send(() => heard.push([3, 0]));
    hearer.isAlive = false;
    await engine.run(200 * MS);
    expect(heard).toHaveLength(3);
  });
});
