/** Who listens where on a simulated machine, and what its network does to them. */
import { describe, expect, test } from "bun:test";
import { portOf } from "../../../../src/runtime/simulation/io/network.ts";
import { MS, NetKit } from "./net-kit.ts";

describe("Network", () => {
  test("gives each listener a port of its own, and refuses one that is taken", () => {
    const net = new NetKit();
    const ports = [net.listen(), net.listen(), net.listen()];
    expect(new Set(ports).size).toBe(3);
    expect(() => net.listen({}, { port: ports[0] ?? 0 })).toThrow(`Is port ${ports[0]} in use?`);
    net.network.listenerAt(ports[0] ?? 0)?.stop();
    expect(net.listen({}, { port: ports[0] ?? 0 })).toBe(ports[0] ?? 0);
  });

  test("draws its delays within what the weather says, and is fair again when it clears", () => {
    const net = new NetKit();
    const delays = () => Array.from({ length: 100 }, () => net.network.delayNs());
    net.network.weather.delayNs = { low: 5 * MS, high: 6 * MS };
    for (const delay of delays()) expect(delay).toBeWithin(5 * MS, 6 * MS + 1);
    net.network.clear();
    for (const delay of delays()) expect(delay).toBeWithin(20_000, 200_001);
  });

  test("chance is never at 0 and always at 1", () => {
    const net = new NetKit();
    const times = (fraction: number) =>
      Array.from({ length: 1_000 }, () => net.network.chance(fraction)).filter(Boolean).length;
    expect([times(0), times(1)]).toEqual([0, 1_000]);
    expect(times(0.3)).toBeWithin(230, 370);
  });

  test("knows the sockets that are open or being opened, and no other", async () => {
    const net = new NetKit();
    const port = net.listen();
    const [one] = [net.connect(port), net.connect(port)];
    expect(net.network.sockets).toHaveLength(2);
    await net.run(10);
    expect(net.network.sockets.map(({ connection }) => connection === null)).toEqual([
      false,
      false,
    ]);
    one?.close();
    await net.run(10);
    expect(net.network.sockets).toHaveLength(1);
    net.client.die();
    expect(net.network.sockets).toEqual([]);
  });

  test("the same seed gives the same run, to the nanosecond", async () => {
    const run = async (seed: number) => {
      const net = new NetKit(seed);
      const at: (readonly [string, number])[] = [];
      const port = net.listen({ message: (one, frame) => void one.send(`echo ${frame}`) });
      net.client.heard.push = (line) => at.push([line, net.atMs]);
      const socket = net.connect(port);
      await net.run(5);
      for (let sent = 0; sent < 10; sent += 1) socket.send(`${sent}`);
      await net.run(5);
      socket.close();
      await net.run(5);
      return at;
    };
    expect(await run(5)).toEqual(await run(5));
    expect(await run(5)).not.toEqual(await run(6));
  });
});

describe("portOf", () => {
  test("is that of a URL on this machine, and null elsewhere", () => {
    const ports = ["http://127.0.0.1:80/", "ws://localhost:7000/a", "wss://example.com:443/"].map(
      (url) => portOf(new URL(url)),
    );
    // The port of the scheme itself is not written in a URL.
    expect(ports).toEqual([null, 7_000, null]);
  });
});
