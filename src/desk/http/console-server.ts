/** The desk's HTTP endpoint on loopback: health routes first, the console behind them. */
import type { Result } from "../../core/result.ts";
import { failWith, succeed } from "../../core/result.ts";
import type { Bind } from "../config/desk-plan.ts";
import { createConsoleApp } from "./console-app.ts";
import type { DeskView } from "./desk-view.ts";
import { healthRoutes } from "./health-routes.ts";

/** Largest body of a request: nothing here takes one. */
const BODY_BYTES_MAX = 16_384;
/** How long a stop waits for connections to end. Milliseconds. */
const CLOSE_MS = 200;

export type ConsoleServer = {
  readonly url: string;
  readonly port: number;
  /** Refuses new connections; resolves when no connection is left. */
  close(): Promise<void>;
};

export type ServeFailure = {
  readonly kind: "PORT_IN_USE" | "CANNOT_LISTEN";
  readonly message: string;
};

/** Listens at `bind`; port 0 takes any free one. A port in use is a value. */
export function serveConsole(bind: Bind, view: DeskView): Result<ConsoleServer, ServeFailure> {
  const app = createConsoleApp(view);
  return listen(bind, () => {
    const server = Bun.serve({
      ...socketOf(bind),
      development: false,
      maxRequestBodySize: BODY_BYTES_MAX,
      routes: healthRoutes(view),
      fetch: (request) => app.fetch(withWholeUrl(request)),
      error: () => new Response("The console failed to answer\n", { status: 500 }),
    });
    const port = server.port ?? bind.port;
    const url = `http://${bind.hostname}:${port}`;
    return { url, port, close: () => closeWithin(server) };
  });
}

/** Returns why nobody can listen at `bind` now, before a desk is started for it; or null. */
export async function whyNotListen(bind: Bind): Promise<ServeFailure | null> {
  const probe = listen(bind, () =>
    Bun.serve({ ...socketOf(bind), fetch: () => new Response(null, { status: 503 }) }),
  );
  if (!probe.ok) return probe.failure;
  await probe.value.stop(true);
  return null;
}

/** Outside development Bun shares the port by default: two desks would answer in turn. */
function socketOf(bind: Bind) {
  const hostname = bind.hostname.replace(/^\[(.*)\]$/, "$1");
  return { hostname, port: bind.port, reusePort: false };
}

/** A browser keeps its connection: what is open a moment after the last answer is cut. */
async function closeWithin(server: Bun.Server<undefined>): Promise<void> {
  const cut = setTimeout(() => void server.stop(true), CLOSE_MS);
  await server.stop();
  clearTimeout(cut);
}

function listen<Listening>(bind: Bind, begin: () => Listening): Result<Listening, ServeFailure> {
  try {
    return succeed(begin());
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message?: string };
    const at = `${bind.hostname}:${bind.port}`;
    return code === "EADDRINUSE"
      ? failWith({ kind: "PORT_IN_USE", message: `port ${bind.port} is in use at ${at}` })
      : failWith({ kind: "CANNOT_LISTEN", message: `cannot listen at ${at}: ${message ?? code}` });
  }
}

/** A request by HTTP/1.0 without a Host has only its path as its URL. */
function withWholeUrl(request: Request): Request {
  return request.url.startsWith("/")
    ? new Request(`http://localhost${request.url}`, request)
    : request;
}
