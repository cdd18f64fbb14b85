/** `Bun.serve` and `WebSocket` on loopback: shared ports, silence, limits, shared memory. */
import { describe, expect } from "bun:test";
import { atEnd } from "../kit/at-end.ts";
import { until } from "../kit/until.ts";
import { CERTIFICATE, PRIVATE_KEY } from "../runtime/io/kit/certificate.ts";
import { rawWebSocket } from "../runtime/io/kit/raw-server.ts";
import { canary, type Ours } from "./kit/canary.ts";
import { Thread, watchFor } from "./kit/thread.ts";

const SHARED: Ours = {
  "src/runtime/io/listener.ts": "says `reusePort: false`",
  "src/desk/http/console-server.ts": "says `reusePort: false`",
};
/** How long a silent connection is watched. Milliseconds. */
const WATCH_MS = 300;
const MESSAGE_BYTES_MAX = 2 ** 27;

type ServeOptions = { readonly development?: boolean; readonly reusePort?: boolean };

/** Why a second server cannot have the port of a first; null when it can. */
function secondServer(options: ServeOptions): string | null {
  const common = { ...options, hostname: "127.0.0.1", fetch: () => new Response() };
  const first = Bun.serve({ ...common, port: 0 });
  atEnd(() => void first.stop(true));
  try {
    const second = Bun.serve({ ...common, port: first.port ?? 0 });
    atEnd(() => void second.stop(true));
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** An open WebSocket, the server's raw end of it, and what it has told so far. */
async function opened() {
  const { url, accepted } = await rawWebSocket();
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const events: string[] = [];
  const closed = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  socket.addEventListener("open", () => open.resolve());
  socket.addEventListener("message", () => events.push("message"));
  socket.addEventListener("error", (event) => events.push((event as ErrorEvent).message));
  socket.addEventListener("close", ({ code }) => {
    events.push(`close ${code}`);
    closed.resolve();
  });
  atEnd(() => socket.terminate());
  const peer = await accepted;
  await open.promise;
  return { socket, peer, events, closed: closed.promise };
}

/** The head of a binary frame that announces `bytes`. */
function headOf(bytes: number): Uint8Array {
  const head = new Uint8Array(10);
  head[0] = 0x82;
  head[1] = 127;
  new DataView(head.buffer).setBigUint64(2, BigInt(bytes));
  return head;
}

describe("Bun.serve", () => {
  canary(
    "serve-shares-port",
    "with `development: false` a second server shares the port of the first without an error",
    SHARED,
    () => {
      expect(secondServer({ development: false })).toBeNull();
    },
  );

  canary("serve-reuse-port", "with `reusePort: false` a second server is refused", SHARED, () => {
    expect(secondServer({ development: false, reusePort: false })).toBe("EADDRINUSE");
  });
});

describe("a WebSocket", () => {
  canary(
    "socket-silence",
    "a WebSocket whose peer falls silent tells nothing",
    { "src/runtime/io/socket.ts": "watches for silence itself" },
    async () => {
      const { socket, events } = await opened();
      await watchFor(WATCH_MS);
      expect(events).toEqual([]);
      expect(socket.readyState).toBe(WebSocket.OPEN);
    },
  );

  canary(
    "socket-limit",
    "a WebSocket takes the head of a message of 128 MiB, and says Message too big to one byte more",
    { "src/runtime/io/socket.ts": "has its own bound, and knows the refusal by these words" },
    async () => {
      const fits = await opened();
      fits.peer.write(headOf(MESSAGE_BYTES_MAX));
      const larger = await opened();
      larger.peer.write(headOf(MESSAGE_BYTES_MAX + 1));
      await larger.closed;
      expect(larger.events[0]).toEndWith("failed: Message too big");
      expect(larger.events[1]).toBe("close 1006");
      await watchFor(WATCH_MS);
      expect(fits.events).toEqual([]);
    },
  );

  canary(
    "socket-shared-memory",
    "a WebSocket refuses to send a view of shared memory",
    {
      "src/runtime/io/disk/append-file.ts":
        "copies such a view: no I/O call sees what a thread may write",
    },
    async () => {
      const { socket } = await opened();
      const view = new Uint8Array(new SharedArrayBuffer(8));
      expect(() => socket.send(view)).toThrow(TypeError);
    },
  );
});

describe("Bun.serve with TLS, and one that answers nothing", () => {
  canary(
    "serve-tls-newest",
    "`tls.maxVersion` of Bun.serve takes a number, and a client of TLS 1.3 is refused by name",
    { "src/runtime/io/listener.ts": "caps a server at TLS 1.2 for tests of those who refuse it" },
    async () => {
      const tls = { key: PRIVATE_KEY, cert: CERTIFICATE, ...({ maxVersion: 0x0303 } as object) };
      const server = Bun.serve({
        port: 0,
        hostname: "127.0.0.1",
        tls,
        fetch: () => new Response(),
      });
      atEnd(() => void server.stop(true));
      const asked = (minVersion: number) =>
        fetch(server.url, { tls: { ca: CERTIFICATE, ...({ minVersion } as object) } }).then(
          ({ status }) => status,
          (error: { readonly code: string }) => error.code,
        );
      expect([await asked(0x0303), await asked(0x0304)]).toEqual([200, "EPROTO"]);
    },
  );

  canary(
    "serve-reset",
    "a response whose body fails before its first byte resets the connection, without a head",
    { "src/runtime/io/pending-request.ts": "drops a request by such a response" },
    async () => {
      const body = () => new ReadableStream({ start: (controller) => controller.error() });
      const fetchBody = () => new Response(body());
      const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: fetchBody });
      atEnd(() => void server.stop(true));
      const asked = fetch(server.url, { method: "POST" }).catch(
        (error: { readonly code: string }) => error.code,
      );
      expect(await asked).toBe("ECONNRESET");
    },
  );
});

describe("a worker that serves and is terminated", () => {
  canary(
    "serve-terminated",
    "its WebSocket clients see 1001, as of a server that stops, and its requests are reset",
    {
      "src/runtime/simulation/io/simulated-listener.ts":
        "stops in the same way when its thread is gone",
    },
    async () => {
      const thread = new Thread(new URL("kit/serve-worker.ts", import.meta.url), "serve");
      await until("it serves", () => thread.events.length > 0);
      const url = (thread.events[0] ?? "").replace("message ", "");
      const socket = new WebSocket(url.replace("http", "ws"));
      const closed = new Promise((resolve) => {
        socket.addEventListener("close", ({ code }) => resolve(code));
      });
      await new Promise((resolve) => socket.addEventListener("open", resolve));
      const asked = fetch(url).catch((error: { readonly code: string }) => error.code);
      await thread.heard("asked");
      await thread.terminate();
      expect([await closed, await asked]).toEqual([1001, "ECONNRESET"]);
    },
  );
});
