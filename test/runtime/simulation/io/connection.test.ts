/** How a connection ends when something meddles with it, and who hears of it. */
import { describe, expect, test } from "bun:test";
import type { WebConnection } from "../../../../src/runtime/io/io.ts";
import { Connection } from "../../../../src/runtime/simulation/io/connection.ts";
import { NetKit } from "./net-kit.ts";

/** An open connection, whose opening is not heard any more. */
async function openIn(net: NetKit, options = {}) {
  const connections: WebConnection[] = [];
  const port = net.listen({ open: (one) => void connections.push(one) });
  const socket = net.connect(port, options);
  await net.run(10);
  expect(net.heard()).toEqual({ client: ["open"], server: ["request", "open"] });
  const [ofClient] = net.network.sockets;
  const connection = ofClient?.connection ?? null;
  if (connection === null) throw new Error("it is open");
  return { socket, server: connections[0] as WebConnection, connection, port };
}

describe("a connection that is cut", () => {
  test("is told to both ends, once each, whoever cuts it again", async () => {
    const net = new NetKit();
    const { connection } = await openIn(net);
    connection.cut();
    connection.cut();
    connection.halfOpen();
    await net.run(200_000);
    expect(net.heard()).toEqual({ client: ["close FAILED 1006"], server: ["close"] });
    expect(net.network.sockets).toEqual([]);
  });

  test("loses what was on its way, in both directions, and takes no more", async () => {
    const net = new NetKit();
    const { connection, socket, server } = await openIn(net);
    socket.send("to the server");
    server.send("to the client");
    connection.cut();
    await net.run(10);
    expect(net.heard()).toEqual({ client: ["close FAILED 1006"], server: ["close"] });
    expect([socket.send("late"), server.send("late")]).toEqual([false, false]);
  });

  test("says CLOSED to a client that was closing it", async () => {
    const net = new NetKit();
    const { connection, socket } = await openIn(net);
    socket.close(4_000);
    connection.cut();
    await net.run(10);
    expect(net.heard()).toEqual({ client: ["close CLOSED 1006"], server: ["close"] });
  });
});

describe("a connection that is half open", () => {
  test("is told to nobody; a server finds it out after two minutes", async () => {
    const net = new NetKit();
    const { connection, socket, server } = await openIn(net);
    connection.halfOpen();
    connection.cut();
    expect([socket.send("lost"), server.send("lost")]).toEqual([true, true]);
    await net.run(119_000);
    expect(net.heard()).toEqual({ client: [], server: [] });
    await net.run(2_000);
    expect(net.heard()).toEqual({ client: [], server: ["close"] });
    expect(server.send("late")).toBe(false);
  });

  test("is found by a client that waits no longer than so long for a sign", async () => {
    const net = new NetKit();
    const { connection } = await openIn(net, { idleTimeoutMs: 5_000 });
    await net.run(3_000);
    connection.halfOpen();
    await net.run(1_900);
    expect(net.heard().client).toEqual([]);
    await net.run(200);
    expect(net.heard()).toEqual({ client: ["close IDLE_TIMEOUT 1006"], server: [] });
  });

  test("is closed by its client although nobody answers", async () => {
    const net = new NetKit();
    const { connection, socket } = await openIn(net);
    connection.halfOpen();
    socket.close(4_000);
    await net.run(1_999);
    expect(net.heard().client).toEqual([]);
    await net.run(2);
    expect(net.heard().client).toEqual(["close CLOSED 1006"]);
  });
});

describe("a thread that dies", () => {
  test("of the client: the server sees it go, behind what was sent", async () => {
    const net = new NetKit();
    const { socket } = await openIn(net);
    socket.send("last words");
    net.client.die();
    await net.run(10);
    expect(net.heard()).toEqual({ client: [], server: ["message last words", "close"] });
  });

  test("of the server: the client sees it go as one that stops, and its port is free", async () => {
    const net = new NetKit();
    const { server, port } = await openIn(net);
    server.send("last words");
    net.server.die();
    await net.run(10);
    expect(net.heard()).toEqual({
      client: ["message last words", "close CLOSED 1001"],
      server: [],
    });
    expect(net.network.listenerAt(port)).toBeNull();
  });
});

describe("a send buffer", () => {
  test("takes what fits and a frame more, refuses, and says when it has drained, once", async () => {
    const net = new NetKit();
    const connections: WebConnection[] = [];
    const port = net.listen(
      { open: (opened) => void connections.push(opened) },
      { sendBufferBytesMax: 30 },
    );
    net.connect(port);
    await net.run(10);
    const [one] = connections;
    const answers = Array.from({ length: 6 }, () => one?.send("0123456789"));
    expect(answers).toEqual([true, true, true, true, false, false]);
    net.heard();
    await net.run(10);
    expect(net.heard()).toEqual({
      client: Array.from({ length: 4 }, () => "message 0123456789"),
      server: ["drain"],
    });
    expect(one?.send("more")).toBe(true);
    await net.run(10);
    expect(net.heard()).toEqual({ client: ["message more"], server: [] });
  });
});

describe("Connection", () => {
  /** Two ends that write down what they hear, and nothing between them and the connection. */
  function bare() {
    const net = new NetKit();
    const heard: string[] = [];
    const owner = { isAlive: true, busyUntil: 0 };
    const end = (name: string) => ({
      owner,
      message: (frame: string) => void heard.push(`${name} ${frame}`),
      closed: (code: number, reason: string) => void heard.push(`${name} ${code} ${reason}`.trim()),
      opened: () => void heard.push(`${name} opened`),
      ping: () => void heard.push(`${name} ping`),
      pong: () => void heard.push(`${name} pong`),
      drained: () => void heard.push(`${name} drained`),
    });
    const connection = new Connection(net.network, end("client"), end("server"), 1_000);
    return { net, heard, connection };
  }

  test("an end that is over hears nothing more, and sends nothing", async () => {
    const { net, heard, connection } = bare();
    connection.sendToClient("on its way");
    connection.terminateByClient();
    expect(connection.sendToServer("late")).toBe(false);
    await net.run(10);
    expect(heard).toEqual(["client opened", "server 1006"]);
    expect([connection.isOver, connection.sendToClient("late")]).toEqual([true, false]);
  });

  test("a client that closes sends nothing more, and hears the answer to its close", async () => {
    const { net, heard, connection } = bare();
    connection.sendToServer("first");
    connection.closeByClient(4_000, "enough");
    connection.closeByClient(4_001, "again");
    expect(connection.sendToServer("late")).toBe(false);
    await net.run(10);
    expect(heard.toSorted()).toEqual([
      "client 4000 enough",
      "client opened",
      "server 4000 enough",
      "server first",
    ]);
    connection.cut();
    connection.ping();
    await net.run(200_000);
    expect(heard).toHaveLength(4);
  });

  test("a client that is over is not pinged, and its pong reaches no server that is over", async () => {
    const { net, heard, connection } = bare();
    connection.ping();
    await net.run(10);
    expect(heard).toEqual(["client opened", "client ping", "server pong"]);
    connection.ping();
    connection.terminateByClient();
    await net.run(10);
    expect(heard.slice(3)).toEqual(["server 1006"]);
  });
});
