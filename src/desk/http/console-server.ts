/** The desk's HTTP endpoint on loopback: health routes first, the console behind them. */
import { monotonicNs } from "../../core/clock.ts";
import type { Result } from "../../core/result.ts";
import { failWith, succeed } from "../../core/result.ts";
import { withoutSecrets } from "../../core/secret-words.ts";
import type { Bind } from "../config/desk-plan.ts";
import { type ConsoleControl, createConsoleApp } from "./console-app.ts";
import type { DeskView } from "./desk-view.ts";
import { healthRoutes } from "./health-routes.ts";

/** Largest body of a request: a command and its reason. */
const BODY_BYTES_MAX = 16_384;
/** How long a stop waits for connections to end. Milliseconds. */
const CLOSE_MS = 200;
/** How long the last requests are kept waiting, so that nobody connects in the moment of the stop. Milliseconds. */
const KEEP_MS = 100;

export type ConsoleServer = {
  readonly url: string;
  readonly port: number;
  /** Since somebody last asked `/readyz`. Milliseconds; null when nobody ever did. */
  readyAskedMsAgo(): number | null;
  /** Refuses new connections; resolves when no connection is left. */
  close(): Promise<void>;
};

export type ServeFailure = {
  readonly kind: "PORT_IN_USE" | "CANNOT_LISTEN";
  readonly message: string;
};

export type ServeOptions = {
  /** Told before anybody is told whether the desk is ready. */
  readonly onLook?: () => void;
  /** Who may command the desk; nobody without it. */
  readonly commands?: ConsoleControl;
  /** Any free port will do where the one that is asked for is taken. */
  readonly isAnyPort?: boolean;
};

/** Listens at `bind`; port 0 takes any free one. A port in use is a value. */
export function serveConsole(
  bind: Bind,
  view: DeskView,
  { onLook = () => {}, commands, isAnyPort = false }: ServeOptions = {},
): Result<ConsoleServer, ServeFailure> {
  const app = createConsoleApp(view, commands ?? null);
  let askedAtNs = Number.NaN;
  const onReadyAsked = () => {
    askedAtNs = monotonicNs();
  };
  const door = new Door();
  const begin = (at: Bind) => () => {
    const server = Bun.serve({
      ...socketOf(at),
      development: false,
      maxRequestBodySize: BODY_BYTES_MAX,
      routes: Object.fromEntries(
        Object.entries(healthRoutes(view, { onLook, onReadyAsked })).map(([path, route]) => [
          path,
          (request: Request) => door.pass(async () => concealed(await route(request))),
        ]),
      ),
      fetch: (request) => door.pass(async () => concealed(await app.fetch(withWholeUrl(request)))),
      error: () => new Response("The console failed to answer\n", { status: 500 }),
    });
    const port = server.port ?? at.port;
    const url = `http://${at.hostname}:${port}`;
    return {
      url,
      port,
      readyAskedMsAgo: () => (Number.isNaN(askedAtNs) ? null : (monotonicNs() - askedAtNs) / 1e6),
      close: () => closeWithin(server, door),
    };
  };
  const listening = listen(bind, begin(bind));
  const isTaken = !listening.ok && listening.failure.kind === "PORT_IN_USE";
  if (!isTaken || !isAnyPort) return listening;
  const any = { ...bind, port: 0 };
  return listen(any, begin(any));
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

/**
 * Who connects while a listener closes is reset, though it did nothing wrong. So the last requests
 * are kept waiting first: a client that waits for its answer does not connect, and gets that answer
 * when the listener is closed. Only what is open a moment later, as a browser's connection, is cut.
 */
async function closeWithin(server: Bun.Server<undefined>, door: Door): Promise<void> {
  door.shut();
  await new Promise((resolve) => setTimeout(resolve, KEEP_MS));
  const cut = setTimeout(() => void server.stop(true), CLOSE_MS);
  const stopped = server.stop();
  door.open();
  await stopped;
  clearTimeout(cut);
}

/** No answer has a secret of this process in it: reasons are the words of whoever failed. */
async function concealed(answer: Response): Promise<Response> {
  const type = answer.headers.get("content-type") ?? "";
  if (answer.body === null || !/^(?:text\/|application\/(?:json|.*\+json))/.test(type))
    return answer;
  const { status, headers } = answer;
  return new Response(withoutSecrets(await answer.text()), { status, headers });
}

/** Answers at once, or, once it was shut, when it is opened again. */
class Door {
  #opened: PromiseWithResolvers<void> | null = null;

  pass<Answer>(answer: () => Answer): Answer | Promise<Awaited<Answer>> {
    return this.#opened === null
      ? answer()
      : (this.#opened.promise.then(answer) as Promise<Awaited<Answer>>);
  }

  shut(): undefined {
    this.#opened = Promise.withResolvers();
  }

  open(): undefined {
    this.#opened?.resolve();
    this.#opened = null;
  }
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
