/** A listener, seen through plain clients. */
import { describe, expect, jest, test } from "bun:test";
import { createConnection } from "node:net";
import type {
  Listener,
  ListenerHandlers,
  WebConnection,
  WebRequest,
} from "../../../src/runtime/io/io.ts";
import { atEnd } from "../../kit/at-end.ts";
import { queuedIo, testIo } from "./kit/test-io.ts";

const NOTHING: ListenerHandlers = {
  request: (request) => request.upgrade(request.url.pathname),
  open: () => undefined,
  message: () => undefined,
  pong: () => undefined,
  drain: () => undefined,
  close: () => undefined,
};

function listen(on: Partial<ListenerHandlers>, sendBufferBytesMax?: number): Listener {
  const options = sendBufferBytesMax === undefined ? {} : { sendBufferBytesMax };
  return testIo().listen({ port: 0, ...options }, { ...NOTHING, ...on });
}

function connect({ port }: Listener, path = "/"): WebSocket {
  const client = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  atEnd(() => client.terminate());
  return client;
}

function once(client: WebSocket, event: "open" | "message" | "close"): Promise<Event> {
  return new Promise((resolve) => client.addEventListener(event, resolve, { once: true }));
}

describe("startListener, HTTP", () => {
  test("shows a request and sends the answer that is given later", async () => {
    const waiting = Promise.withResolvers<WebRequest>();
    const { url } = listen({ request: (one) => void waiting.resolve(one) });
    const call = fetch(`${url}api?x=1`, {
      method: "POST",
      body: "hello",
      headers: { "x-key": "k" },
    });
    const request = await waiting.promise;
    expect(request).toMatchObject({ method: "POST", body: "hello" });
    expect(request.url.pathname + request.url.search).toBe("/api?x=1");
    expect(request.headers.get("x-key")).toBe("k");
    request.respond({ status: 201, headers: { "x-reply": "r" }, body: "made" });
    const response = await call;
    expect(response.status).toBe(201);
    expect(response.headers.get("x-reply")).toBe("r");
    expect(await response.text()).toBe("made");
  });

  test("takes HTTP/1.0 without a Host, as health checkers send it", async () => {
    const { port } = listen({
      request: (request) => request.respond({ status: 200, body: request.url.pathname }),
    });
    const received = Promise.withResolvers<string>();
    const client = createConnection(port, "127.0.0.1", () =>
      client.write("GET /a HTTP/1.0\r\n\r\n"),
    );
    atEnd(() => client.destroy());
    client.once("data", (bytes) => received.resolve(bytes.toString()));
    expect(await received.promise).toEndWith("/a");
  });

  test("sends the first answer only", async () => {
    const { url } = listen({
      request(request) {
        request.respond({ status: 200 });
        request.respond({ status: 500 });
        request.upgrade(null);
      },
    });
    expect((await fetch(url)).status).toBe(200);
  });

  test("binds to loopback", () => {
    expect(new URL(listen({}).url).hostname).toBe("127.0.0.1");
  });

  test("throws when the port is taken", () => {
    const { port } = listen({});
    expect(() => testIo().listen({ port }, NOTHING)).toThrow();
  });

  test("keeps a request whose answer was not one, so that it can be answered", async () => {
    const { url } = listen({
      request(request) {
        expect(() => request.respond({ status: 99 })).toThrow();
        request.respond({ status: 200 });
      },
    });
    expect((await fetch(url)).status).toBe(200);
  });

  test.each([
    ["with its length", () => "x".repeat(2 ** 20 + 1)],
    ["in chunks", () => new Blob(["x".repeat(2 ** 20 + 1)]).stream()],
  ])("refuses a body beyond 1 MiB %s by 413, unseen", async (_, body) => {
    let seen = 0;
    const { url } = listen({
      request(request) {
        seen += 1;
        request.respond({ status: 200 });
      },
    });
    const response = await fetch(url, { method: "POST", body: body() });
    expect(response.status).toBe(413);
    expect(seen).toBe(0);
  });

  test("answers 503 when nobody answers in 10 s", async () => {
    jest.useFakeTimers();
    try {
      const { url } = listen({ request: () => void jest.advanceTimersByTime(10_000) });
      expect((await fetch(url)).status).toBe(503);
    } finally {
      jest.useRealTimers();
    }
  });

  test("answers 426 to an upgrade of a request that is none", async () => {
    const { url } = listen({});
    expect((await fetch(url)).status).toBe(426);
  });

  test("stops: what waits is given up, and the port is free", async () => {
    const reached = Promise.withResolvers<void>();
    const listener = listen({ request: () => void reached.resolve() });
    const call = fetch(listener.url).then(
      (response) => response.status,
      () => 0,
    );
    await reached.promise;
    listener.stop();
    expect([0, 503]).toContain(await call);
    testIo().listen({ port: listener.port }, NOTHING).stop();
  });

  test("leaves no timer behind when it stops", async () => {
    const reached = Promise.withResolvers<void>();
    jest.useFakeTimers();
    try {
      const listener = listen({ request: () => void reached.resolve() });
      const call = fetch(listener.url).catch(() => null);
      await reached.promise;
      expect(jest.getTimerCount()).toBe(1);
      listener.stop();
      await call;
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  test("says nothing after the incarnation ended", async () => {
    const { io, queue } = queuedIo();
    const { url } = io.listen({ port: 0 }, NOTHING);
    io.close();
    expect(fetch(url)).rejects.toThrow();
    expect(queue).toEqual([]);
  });
});

describe("startListener, WebSocket", () => {
  test("carries frames both ways, with the data of the upgrade", async () => {
    const frames: (string | Uint8Array)[] = [];
    const listener = listen({
      message(connection, frame) {
        frames.push(frame);
        connection.send(`${connection.data}`);
      },
    });
    const client = connect(listener, "/stream");
    await once(client, "open");
    client.send("text");
    await once(client, "message");
    client.send(new Uint8Array([1, 2]));
    const answer = await once(client, "message");
    expect(frames).toEqual(["text", new Uint8Array([1, 2])]);
    expect(Object.getPrototypeOf(frames[1])).toBe(Uint8Array.prototype);
    expect(answer).toMatchObject({ data: "/stream" });
  });

  test("upgrades a request that waited", async () => {
    const waiting = Promise.withResolvers<WebRequest>();
    const client = connect(listen({ request: (one) => void waiting.resolve(one) }));
    const opened = once(client, "open");
    (await waiting.promise).upgrade("late");
    await opened;
    expect(client.readyState).toBe(WebSocket.OPEN);
  });

  test("does not upgrade a request that was answered", async () => {
    let opened = 0;
    const listener = listen({
      request(request) {
        request.respond({ status: 403 });
        request.upgrade(null);
      },
      open() {
        opened += 1;
      },
    });
    const client = connect(listener);
    expect(await once(client, "close")).toMatchObject({ code: 1_006 });
    expect(opened).toBe(0);
  });

  test("tells pongs", async () => {
    const ponged = Promise.withResolvers<WebConnection>();
    const listener = listen({
      open: (connection) => connection.ping(),
      pong: (connection) => void ponged.resolve(connection),
    });
    await once(connect(listener, "/pinged"), "open");
    expect((await ponged.promise).data).toBe("/pinged");
  });

  test("refuses what a slow client cannot take, and tells when it has drained", async () => {
    const opened = Promise.withResolvers<WebConnection>();
    const drained = Promise.withResolvers<WebConnection>();
    const listener = listen(
      {
        open: (one) => void opened.resolve(one),
        drain: (one) => void drained.resolve(one),
      },
      2 ** 16,
    );
    const client = connect(listener);
    let received = 0;
    client.addEventListener("message", () => {
      received += 1;
    });
    const connection = await opened.promise;
    let sent = 0;
    while (sent < 10_000 && connection.send("x".repeat(2 ** 14))) sent += 1;
    expect(sent).toBeGreaterThan(4);
    expect(sent).toBeLessThan(10_000);
    expect(await drained.promise).toBe(connection);
    expect(connection.send("last")).toBe(true);
    connection.close();
    await once(client, "close");
    expect(received).toBe(sent + 1);
  });

  test("takes a frame without bytes as sent", async () => {
    const answers: boolean[] = [];
    const client = connect(
      listen({ open: (connection) => void answers.push(connection.send("")) }),
    );
    expect(await once(client, "message")).toMatchObject({ data: "" });
    expect(answers).toEqual([true]);
  });

  test("closes with a code, tells it once, and sends no more", async () => {
    let closes = 0;
    const closed = Promise.withResolvers<WebConnection>();
    const listener = listen({
      open: (connection) => connection.close(4_003, "bye"),
      close(connection) {
        closes += 1;
        closed.resolve(connection);
      },
    });
    expect(await once(connect(listener), "close")).toMatchObject({ code: 4_003, reason: "bye" });
    const gone = await closed.promise;
    expect([gone.send("late"), gone.send("")]).toEqual([false, false]);
    expect(closes).toBe(1);
  });

  test("terminates without a closing handshake", async () => {
    const listener = listen({ open: (connection) => connection.terminate() });
    expect(await once(connect(listener), "close")).toMatchObject({ code: 1_006 });
  });

  test("tells a client's ping, which it has answered", async () => {
    const pinged = Promise.withResolvers<unknown>();
    const client = connect(listen({ ping: ({ data }) => void pinged.resolve(data) }), "/p");
    await once(client, "open");
    client.ping("are you there");
    expect(await pinged.promise).toBe("/p");
  });

  test("cuts its connections when it stops", async () => {
    const opened = Promise.withResolvers<void>();
    const listener = listen({ open: () => void opened.resolve() });
    const client = connect(listener);
    await opened.promise;
    const closed = once(client, "close");
    listener.stop();
    await closed;
    expect(client.readyState).toBe(WebSocket.CLOSED);
  });
});
