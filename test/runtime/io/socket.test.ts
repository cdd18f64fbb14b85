/** A client's socket against servers that behave, and servers that do not. */
import { describe, expect, test } from "bun:test";
import { monotonicNs } from "../../../src/core/clock.ts";
import { atEnd } from "../../kit/at-end.ts";
import { rawServer, rawWebSocket } from "./kit/raw-server.ts";
import { queuedIo, SocketLog, testIo } from "./kit/test-io.ts";

type Peer = Bun.ServerWebSocket<undefined>;

/** An echo; `close` is closed with a code, `cut` without one. */
function echo(onOpen: (peer: Peer) => void = () => {}): string {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, self) =>
      self.upgrade(request) ? undefined : new Response("", { status: 400 }),
    websocket: {
      open: onOpen,
      message(peer, frame) {
        if (frame === "close") peer.close(4_001, "as asked");
        else if (frame === "cut") peer.terminate();
        else peer.send(frame);
      },
    },
  });
  atEnd(() => void server.stop(true));
  return `ws://127.0.0.1:${server.port}/`;
}

describe("openSocket", () => {
  test("carries text both ways, stamped with the clock of all threads", async () => {
    const log = new SocketLog(testIo(), echo());
    const socket = await log.opened;
    const before = monotonicNs();
    expect(socket.send("one")).toBe(true);
    expect(socket.send("zw\u00f6lf")).toBe(true);
    await log.untilFrames(2);
    expect(log.frames).toEqual(["one", "zw\u00f6lf"]);
    expect(log.receivedAt[0]).toBeGreaterThanOrEqual(before);
    expect(log.receivedAt[1]).toBeLessThanOrEqual(monotonicNs());
  });

  test("gives a binary frame as bytes of its own", async () => {
    const bytes = new Uint8Array([1, 2, 255]);
    const log = new SocketLog(
      testIo(),
      echo((peer) => void peer.send(bytes)),
    );
    await log.untilFrames(1);
    expect(log.frames).toEqual([bytes]);
  });

  test("tells the code and the reason of the other side's close, once", async () => {
    const log = new SocketLog(testIo(), echo());
    (await log.opened).send("close");
    expect(await log.closed).toEqual({ kind: "CLOSED", code: 4_001, message: "as asked" });
    log.socket.close();
    expect(log.socket.send("late")).toBe(false);
    expect(log.closes.length).toBe(1);
  });

  test("is FAILED when the connection is lost", async () => {
    const log = new SocketLog(testIo(), echo());
    (await log.opened).send("cut");
    expect(await log.closed).toMatchObject({ kind: "FAILED", code: 1_006 });
  });

  test("closes by its own wish with the code that it gives", async () => {
    const log = new SocketLog(testIo(), echo());
    const socket = await log.opened;
    socket.close(4_002, "enough");
    expect(socket.send("late")).toBe(false);
    expect(await log.closed).toMatchObject({ kind: "CLOSED", code: 4_002 });
  });

  test("is CLOSED when its owner closes it before it opens", async () => {
    const log = new SocketLog(testIo(), echo());
    log.socket.close();
    expect((await log.closed).kind).toBe("CLOSED");
    expect(log.socket.send("late")).toBe(false);
  });

  test("is CLOSED though the other side never answers the close", async () => {
    const { url, accepted } = await rawWebSocket();
    const log = new SocketLog(testIo(), url);
    await accepted;
    (await log.opened).close();
    expect((await log.closed).kind).toBe("CLOSED");
  });

  test("takes no frame after its owner closed it", async () => {
    const { url, accepted } = await rawWebSocket();
    const log = new SocketLog(testIo(), url);
    const peer = await accepted;
    (await log.opened).close();
    peer.write(new Uint8Array([0x81, 1, 0x61, 0x88, 2, 0x03, 0xe8]));
    expect((await log.closed).code).toBe(1_000);
    expect(log.frames).toEqual([]);
  });

  test("is FAILED when nobody listens", async () => {
    const url = echo();
    const server = Bun.serve({ port: 0, fetch: () => new Response("") });
    await server.stop(true);
    const log = new SocketLog(testIo(), url.replace(/:\d+/, `:${server.port}`));
    expect((await log.closed).kind).toBe("FAILED");
  });

  test("is FAILED, with the status, when the upgrade is refused", async () => {
    const server = Bun.serve({ port: 0, fetch: () => new Response("", { status: 429 }) });
    atEnd(() => void server.stop(true));
    const log = new SocketLog(testIo(), `ws://127.0.0.1:${server.port}/`);
    expect(await log.closed).toMatchObject({
      kind: "FAILED",
      message: expect.stringContaining("429"),
    });
  });

  test("is CONNECT_TIMEOUT when the other side does not answer in time", async () => {
    const port = await rawServer(() => {});
    const log = new SocketLog(testIo(), `ws://127.0.0.1:${port}/`, { connectTimeoutMs: 50 });
    expect((await log.closed).kind).toBe("CONNECT_TIMEOUT");
  });

  test("is IDLE_TIMEOUT after a silence, not while pings come", async () => {
    const { url, accepted } = await rawWebSocket();
    const idleTimeoutMs = 100;
    const log = new SocketLog(testIo(), url, { idleTimeoutMs });
    const peer = await accepted;
    const openedAt = monotonicNs();
    await log.opened;
    let pongs = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const ping = () => void peer.write(new Uint8Array([0x89, 0]));
    peer.on("data", () => {
      pongs += 1;
      if ((monotonicNs() - openedAt) / 1e6 > 3 * idleTimeoutMs) resolve();
      else setImmediate(ping);
    });
    ping();
    await promise;
    expect(pongs).toBeGreaterThan(1);
    expect(log.closes).toEqual([]);
    expect((await log.closed).kind).toBe("IDLE_TIMEOUT");
  });

  test("is not IDLE_TIMEOUT when this thread was busy while a frame waited", async () => {
    const peers = new Worker(new URL("./kit/talking-server.ts", import.meta.url).href);
    atEnd(() => peers.terminate());
    const { promise, resolve } = Promise.withResolvers<number>();
    peers.addEventListener("message", ({ data }) => resolve(data), { once: true });
    const idleTimeoutMs = 300;
    const log = new SocketLog(testIo(), `ws://127.0.0.1:${await promise}/`, { idleTimeoutMs });
    await log.opened;
    const busyUntil = monotonicNs() + 2 * idleTimeoutMs * 1e6;
    while (monotonicNs() < busyUntil);
    await log.untilFrames(10);
    expect(log.closes).toEqual([]);
  });

  test.each([
    ["as text", "\u20ac".repeat(34)],
    ["as bytes", new Uint8Array(102)],
  ])("takes a frame of exactly the bound %s", async (_, frame) => {
    const url = echo((peer) => void peer.send(frame));
    const log = new SocketLog(testIo(), url, { frameBytesMax: 102 });
    await log.untilFrames(1);
    expect(log.frames).toEqual([frame]);
  });

  test.each([
    ["as text", "\u20ac".repeat(34)],
    ["as short text", "x".repeat(102)],
    ["as bytes", new Uint8Array(102)],
  ])("is FRAME_TOO_LARGE beyond the bound %s", async (_, frame) => {
    const url = echo((peer) => void peer.send(frame));
    const io = testIo();
    const log = new SocketLog(io, url, { frameBytesMax: 101 });
    expect((await log.closed).kind).toBe("FRAME_TOO_LARGE");
    expect(log.frames).toEqual([]);
    // By the time another socket has come and gone, a second close would be here.
    await new SocketLog(io, url, { frameBytesMax: 101 }).closed;
    await new SocketLog(io, url, { frameBytesMax: 101 }).closed;
    expect(log.closes.length).toBe(1);
  });

  test("is FRAME_TOO_LARGE at the header of a frame that no client could hold", async () => {
    const { url, accepted } = await rawWebSocket();
    const log = new SocketLog(testIo(), url);
    const peer = await accepted;
    await log.opened;
    const header = new DataView(new ArrayBuffer(10));
    header.setUint16(0, 0x827f);
    header.setBigUint64(2, 2n ** 40n);
    peer.write(new Uint8Array(header.buffer));
    expect((await log.closed).kind).toBe("FRAME_TOO_LARGE");
  });

  test("refuses to send to a side that does not read, at a bound", async () => {
    const { url, accepted } = await rawWebSocket();
    const log = new SocketLog(testIo(), url);
    const peer = await accepted;
    peer.pause();
    const socket = await log.opened;
    const frame = "x".repeat(2 ** 20);
    let sent = 0;
    while (sent < 100 && socket.send(frame)) sent += 1;
    expect(sent).toBeGreaterThan(1);
    expect(sent).toBeLessThan(100);
  });

  test("throws at a text that is no URL of a WebSocket", () => {
    expect(() => new SocketLog(testIo(), "ftp://127.0.0.1/")).toThrow("WebSocket");
  });

  test("says nothing after the incarnation ended, and the other side sees it go", async () => {
    const { url, accepted } = await rawWebSocket();
    const { io, queue } = queuedIo();
    const log = new SocketLog(io, url);
    const peer = await accepted;
    const gone = new Promise((resolve) => peer.once("close", resolve));
    io.close();
    await gone;
    for (const run of queue) run();
    expect(log.closes).toEqual([]);
    expect(log.frames).toEqual([]);
  });
});
