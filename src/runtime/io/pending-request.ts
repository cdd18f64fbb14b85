/**
 * A request that waits for its answer. The first of `respond`, `upgrade`, the deadline and the end
 * of the listener settles it; what comes later changes nothing.
 */
import { clearTimeout, setTimeout } from "node:timers";
import type { WebRequest } from "./io.ts";
import { ServerConnection } from "./server-connection.ts";

const ANSWER_TIMEOUT_MS = 10_000;

/** Takes the WebSocket upgrade of the request; false when it cannot be. */
export type TakeUpgrade = (connection: ServerConnection) => boolean;

/** What came, read whole. */
export type ReadRequest = {
  readonly request: Request;
  readonly body: string;
  readonly ip: string;
};

export class PendingRequest implements WebRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
  readonly ip: string;
  /** Undefined when it was upgraded. */
  readonly response: Promise<Response | undefined>;
  readonly #takeUpgrade: TakeUpgrade;
  readonly #settle: (response: Response | undefined) => void;
  readonly #timer: ReturnType<typeof setTimeout>;
  #settled = false;

  constructor({ request, body, ip }: ReadRequest, takeUpgrade: TakeUpgrade) {
    this.method = request.method;
    // By HTTP/1.0 without a Host, the request's URL is its path.
    this.url = new URL(request.url, "http://localhost");
    this.headers = request.headers;
    this.body = body;
    this.ip = ip;
    const { promise, resolve } = Promise.withResolvers<Response | undefined>();
    this.response = promise;
    this.#settle = resolve;
    this.#takeUpgrade = takeUpgrade;
    this.#timer = setTimeout(() => this.giveUp(), ANSWER_TIMEOUT_MS);
  }

  respond(answer: Parameters<WebRequest["respond"]>[0]): undefined {
    const { status, headers = {}, body = "" } = answer;
    this.#end(() => new Response(body, { status, headers }));
  }

  upgrade(data: unknown): undefined {
    this.#end(() => {
      if (this.#takeUpgrade(new ServerConnection(data))) return undefined;
      return new Response("", { status: 426, headers: { upgrade: "websocket" } });
    });
  }

  drop(): undefined {
    // A body that fails before its first byte: Bun resets the connection, and sends no head.
    this.#end(() => new Response(new ReadableStream({ start: (body) => body.error() })));
  }

  /** Nobody answered, or nobody will. */
  giveUp(): undefined {
    this.#end(() => new Response("", { status: 503 }));
  }

  #end(answer: () => Response | undefined): undefined {
    if (this.#settled) return;
    // First, because it throws when a status or a header is not one.
    const response = answer();
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#settle(response);
  }
}
