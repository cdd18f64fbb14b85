/** Requests that are lost before or behind their effect, that are late, and whose server dies. */
import { describe, expect, test } from "bun:test";
import { MS, NetKit } from "./net-kit.ts";

const OK = {
  request: (request: { respond(answer: { status: number }): undefined }) =>
    request.respond({ status: 200 }),
};

describe("requestSimulated", () => {
  test("an answer takes a way there and a way back", async () => {
    const net = new NetKit();
    net.network.weather.delayNs = { low: 100 * MS, high: 100 * MS };
    net.ask(net.listen(OK));
    await net.run(199);
    expect(net.heard()).toEqual({ client: [], server: ["request"] });
    await net.run(2);
    expect(net.heard().client).toEqual(["http 200 ok"]);
  });

  test("one with a body takes no longer, also when nothing else waits for a promise", async () => {
    const net = new NetKit();
    const port = net.listen(OK);
    net.engine.later(0, net.client, () => net.ask(port, { method: "POST", body: "order" }));
    // Steps that resolve no promise keep the engine from the event loop.
    for (let at = 0; at < 100; at += 1) net.engine.later(at * MS, net.client, () => {});
    await net.run(5);
    expect(net.heard()).toEqual({ client: ["http 200 ok"], server: ["request"] });
  });

  test("lost before its effect: the server never hears of it, and the client waits in vain", async () => {
    const net = new NetKit();
    net.network.weather.lostBeforeFraction = 1;
    net.ask(net.listen(OK), {}, { timeoutMs: 300 });
    await net.run(299);
    expect(net.heard()).toEqual({ client: [], server: [] });
    await net.run(2);
    expect(net.heard()).toEqual({ client: ["http 0 TIMEOUT"], server: [] });
  });

  test("lost behind its effect: the server did it, and the client waits in vain", async () => {
    const net = new NetKit();
    net.network.weather.lostAfterFraction = 1;
    net.ask(net.listen(OK));
    await net.run(9_999);
    expect(net.heard()).toEqual({ client: [], server: ["request"] });
    await net.run(2);
    expect(net.heard().client).toEqual(["http 0 TIMEOUT"]);
  });

  test("what nobody answers within ten seconds is answered 503", async () => {
    const net = new NetKit();
    net.ask(net.listen({ request: () => undefined }), {}, { timeoutMs: 60_000 });
    await net.run(9_999);
    expect(net.heard().client).toEqual([]);
    await net.run(3);
    expect(net.heard().client).toEqual(["http 503 ok"]);
  });

  test("a server that is busy answers when it is free", async () => {
    const net = new NetKit();
    const port = net.listen(OK);
    net.server.busyUntil = net.engine.now + 2_000 * MS;
    net.ask(port);
    await net.run(1_999);
    expect(net.heard()).toEqual({ client: [], server: [] });
    await net.run(3);
    expect(net.heard()).toEqual({ client: ["http 200 ok"], server: ["request"] });
  });

  test("a server that dies resets what waits for its answer, and what is on its way to it", async () => {
    const net = new NetKit();
    net.network.weather.delayNs = { low: 100 * MS, high: 100 * MS };
    const port = net.listen({ request: () => undefined });
    net.ask(port);
    await net.run(150);
    net.ask(port);
    net.server.die();
    await net.run(200);
    expect(net.heard()).toEqual({
      client: ["http 0 RESET", "http 0 RESET"],
      server: ["request"],
    });
    net.ask(port);
    await net.run(200);
    expect(net.heard().client).toEqual(["http 0 REFUSED"]);
  });

  test("nothing is heard by a client that died, and its server did what was asked", async () => {
    const net = new NetKit();
    net.ask(net.listen(OK));
    net.client.die();
    await net.run(20_000);
    expect(net.heard()).toEqual({ client: [], server: ["request"] });
  });

  test("an answer behind the time-out comes to nobody", async () => {
    const net = new NetKit();
    const port = net.listen({
      request: (request) =>
        void net.engine.later(500 * MS, net.server, () => request.respond({ status: 200 })),
    });
    net.ask(port, {}, { timeoutMs: 300 });
    await net.run(2_000);
    expect(net.heard()).toEqual({ client: ["http 0 TIMEOUT"], server: ["request"] });
  });
});
