/** The deadlines of a simulated socket and of who serves it, and a network that is in a bad mood. */
import { describe, expect, test } from "bun:test";
import { MS, NetKit } from "./net-kit.ts";

describe("SimulatedSocket", () => {
  test("gives up what does not open within ten seconds, or within what it is told", async () => {
    for (const [connectTimeoutMs, deadlineMs] of [
      [undefined, 10_000],
      [500, 500],
    ] as const) {
      const net = new NetKit();
      const port = net.listen({ request: () => undefined });
      net.connect(port, connectTimeoutMs === undefined ? {} : { connectTimeoutMs });
      await net.run(deadlineMs - 1);
      expect(net.heard()).toEqual({ client: [], server: ["request"] });
      await net.run(2);
      expect(net.heard().client).toEqual(["close CONNECT_TIMEOUT 1006"]);
    }
  });

  test("is refused by a server that does not answer its request within ten seconds", async () => {
    const net = new NetKit();
    const port = net.listen({ request: () => undefined });
    net.connect(port, { connectTimeoutMs: 60_000 });
    await net.run(9_999);
    expect(net.heard().client).toEqual([]);
    await net.run(2);
    expect(net.heard().client).toEqual(["close FAILED 1006"]);
  });

  test("that opens too late is cut, and the server hears of it", async () => {
    const net = new NetKit();
    net.network.weather.delayNs = { low: 300 * MS, high: 300 * MS };
    const port = net.listen();
    net.connect(port, { connectTimeoutMs: 700 });
    await net.run(2_000);
    expect(net.heard()).toEqual({
      client: ["close CONNECT_TIMEOUT 1006"],
      server: ["request", "open", "close"],
    });
  });

  test("is refused where nobody listens, elsewhere, and as often as the weather says", async () => {
    const net = new NetKit();
    const port = net.listen();
    net.connect(port + 1);
    net.client.io.socket("wss://example.com/", {
      open: () => undefined,
      message: () => undefined,
      close: ({ kind }) => void net.client.heard.push(kind),
    });
    await net.run(10);
    expect(net.heard()).toEqual({ client: ["close FAILED 1006", "FAILED"], server: [] });
    net.network.weather.refusedFraction = 0.5;
    for (let tried = 0; tried < 200; tried += 1) net.connect(port);
    await net.run(10);
    const { client } = net.heard();
    const refused = client.filter((line) => line === "close FAILED 1006").length;
    expect(client).toHaveLength(200);
    expect(refused).toBeGreaterThan(60);
    expect(refused).toBeLessThan(140);
    net.network.clear();
    net.connect(port);
    await net.run(10);
    expect(net.heard().client).toEqual(["open"]);
  });

  test("a listener that stops while one is on its way refuses it", async () => {
    const net = new NetKit();
    net.network.weather.delayNs = { low: 100 * MS, high: 100 * MS };
    const port = net.listen();
    net.connect(port);
    await net.run(150);
    net.network.listenerAt(port)?.stop();
    await net.run(300);
    expect(net.heard()).toEqual({ client: ["close FAILED 1006"], server: [] });
  });

  test("a silence is no silence while this thread stood still and frames waited", async () => {
    const net = new NetKit();
    const port = net.listen({
      open(one) {
        // The engine's own way to say something later.
        for (let at = 1; at < 100; at += 1)
          net.engine.later(at * 50 * MS, net.server, () => void one.send("tick"));
      },
    });
    net.connect(port, { idleTimeoutMs: 200 });
    await net.run(500);
    net.client.busyUntil = net.engine.now + 2_000 * MS;
    await net.run(3_000);
    expect(net.heard().client.filter((line) => line !== "message tick")).toEqual(["open"]);
    await net.run(5_000);
    expect(net.heard().client.at(-1)).toBe("close IDLE_TIMEOUT 1006");
  });

  test("a ping is a sign of life", async () => {
    const net = new NetKit();
    const port = net.listen({
      open(one) {
        for (let at = 1; at <= 10; at += 1)
          net.engine.later(at * 100 * MS, net.server, () => one.ping());
      },
    });
    net.connect(port, { idleTimeoutMs: 150 });
    await net.run(1_140);
    expect(net.heard().client).toEqual(["open"]);
    await net.run(20);
    expect(net.heard().client).toEqual(["close IDLE_TIMEOUT 1006"]);
  });

  test("behind a reconnect the last frames of the connection before come once more, and first", async () => {
    const net = new NetKit();
    const port = net.listen({ open: (one) => void one.send("welcome") });
    const socket = net.connect(port);
    await net.run(10);
    const [first] = net.network.sockets;
    for (const frame of ["1", "2", "3", "4", "5"]) first?.connection?.sendToClient(frame);
    await net.run(10);
    socket.close();
    await net.run(10);
    net.heard();
    net.connect(port);
    await net.run(10);
    expect(net.heard().client).toEqual(["open", "message welcome"]);
    net.network.weather.repeatsAfterReconnect = true;
    const [second] = net.network.sockets;
    for (const frame of ["6", "7", "8"]) second?.connection?.sendToClient(frame);
    second?.connection?.cut();
    await net.run(10);
    net.heard();
    net.connect(port);
    await net.run(10);
    expect(net.heard().client).toEqual([
      "open",
      ...["welcome", "6", "7", "8", "welcome"].map((frame) => `message ${frame}`),
    ]);
  });
});
