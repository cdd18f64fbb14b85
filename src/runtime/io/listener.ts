/**
 * A listener: HTTP requests that are answered later, and WebSocket connections.
 *
 * Bounded: a request's body (1 MiB, then 413), the time to its answer (10 s, then 503), frames, and
 * what a slow connection may have waiting. A dead connection is found by Bun's own pings.
 */
import type { Listener, ListenerHandlers, ListenOptions, ListenTls } from "./io.ts";
import type { IoScope } from "./io-scope.ts";
import { PendingRequest } from "./pending-request.ts";
import type { ServerConnection } from "./server-connection.ts";

const BODY_BYTES_MAX = 2 ** 20;
const FRAME_BYTES_MAX = 2 ** 20;
const SEND_BUFFER_BYTES_MAX = 2 ** 20;
/** Longer than an answer may take, so that the answer's own deadline comes first. */
const HTTP_IDLE_S = 30;
/** Bun takes a number where Node takes a name. */
const TLS_VERSION = { "1.2": 0x0303, "1.3": 0x0304 };

/** Throws when the port cannot be had. */
export function startListener(
  scope: IoScope,
  options: ListenOptions,
  on: ListenerHandlers,
): Listener {
  const pending = new Set<PendingRequest>();
  const server = Bun.serve<ServerConnection>({
    hostname: options.hostname ?? "127.0.0.1",
    port: options.port,
    maxRequestBodySize: BODY_BYTES_MAX,
    idleTimeout: HTTP_IDLE_S,
    development: false,
    // With `development: false` Bun shares a port unless told not to: two desks would take turns.
    reusePort: false,
    ...(options.tls === undefined ? {} : { tls: tlsOf(options.tls) }),
    error: () => new Response("", { status: 500 }),
    fetch: async (request, self) => {
      // Asked for first: of a connection that ended meanwhile it is not known.
      const ip = self.requestIP(request)?.address ?? "";
      const body = await readBody(request);
      if (body === null) return new Response("", { status: 413 });
      const one = new PendingRequest({ request, body, ip }, (connection) =>
        self.upgrade(request, { data: connection }),
      );
      pending.add(one);
      scope.complete(() => on.request(one));
      const response = await one.response;
      pending.delete(one);
      return response;
    },
    websocket: websocketHandlers(scope, options, on),
  });
  const stop = () => {
    forget();
    for (const one of pending) one.giveUp();
    // Resolves when the last connection is gone; nobody waits for that.
    void server.stop(true);
  };
  const forget = scope.holdConnection(stop);
  return { url: server.url.href, port: server.port ?? 0, stop: () => void stop() };
}

/** Its type knows names of versions only. */
function tlsOf({ key, cert, versionMax = "1.3" }: ListenTls): Bun.TLSOptions {
  const maxVersion = TLS_VERSION[versionMax];
  return { key, cert, ...({ maxVersion } as object) };
}

function websocketHandlers(
  scope: IoScope,
  options: ListenOptions,
  on: ListenerHandlers,
): Bun.WebSocketHandler<ServerConnection> {
  return {
    maxPayloadLength: FRAME_BYTES_MAX,
    backpressureLimit: options.sendBufferBytesMax ?? SEND_BUFFER_BYTES_MAX,
    perMessageDeflate: false,
    open(socket) {
      socket.data.attach(socket);
      scope.complete(() => on.open(socket.data));
    },
    message(socket, data) {
      // The bytes are Bun's until this returns; the handler may run later.
      const frame = typeof data === "string" ? data : new Uint8Array(data);
      scope.complete(() => on.message(socket.data, frame));
    },
    ping: ({ data }) => scope.complete(() => on.ping?.(data)),
    pong({ data }, bytes) {
      const payload = bytes.toString();
      scope.complete(() => on.pong(data, payload));
    },
    drain: ({ data }) => scope.complete(() => on.drain(data)),
    close: ({ data }) => scope.complete(() => on.close(data)),
  };
}

/** The body as text; null when it is larger than the bound, or was not sent whole. */
async function readBody(request: Request): Promise<string | null> {
  try {
    return await request.text();
  } catch {
    return null;
  }
}
