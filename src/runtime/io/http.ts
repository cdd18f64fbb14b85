/**
 * One HTTP request: one deadline from the call to the last byte, a bound on the answer, and no
 * second attempt that nobody asked for.
 *
 * A redirect is an answer like any other. Only its caller knows whether a request that has no
 * answer may be sent again: it may have reached the venue.
 */
import { clearTimeout, setTimeout } from "node:timers";
import { httpFailure } from "./http-failure.ts";
import type { HttpAnswer, HttpOptions, IoFailure } from "./io.ts";
import type { IoScope } from "./io-scope.ts";
import type { TlsOptions } from "./tls-floor.ts";

const TIMEOUT_MS = 10_000;
const BODY_BYTES_MAX = 16 * 2 ** 20;

/**
 * When a kept connection breaks, Bun sends the request again by itself, unless it is a POST. That
 * is harmless for what changes nothing; all else but POST gets a connection of its own.
 */
const MAY_SHARE_CONNECTION: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "POST"]);

export type HttpCall = {
  readonly scope: IoScope;
  readonly tls: TlsOptions;
  readonly request: Request;
  readonly then: (answer: HttpAnswer) => undefined;
};

/** Sends `request`; `then` is called exactly once, unless the incarnation ends first. */
export function requestHttp(call: HttpCall, options: HttpOptions): undefined {
  const { scope, then } = call;
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  const forget = scope.holdConnection(() => {
    clearTimeout(timer);
    abort.abort();
  });
  const finish = (answer: HttpAnswer) => {
    clearTimeout(timer);
    forget();
    scope.complete(() => then(answer));
  };
  fetchAnswer(call, options.bodyBytesMax ?? BODY_BYTES_MAX, abort).then(finish, (error) =>
    finish(
      withoutAnswer(
        abort.signal.aborted
          ? { kind: "TIMEOUT", message: `no whole answer within ${timeoutMs} ms` }
          : httpFailure(error),
      ),
    ),
  );
}

async function fetchAnswer(
  { request, tls }: HttpCall,
  bodyBytesMax: number,
  abort: AbortController,
): Promise<HttpAnswer> {
  const response = await fetch(request, {
    signal: abort.signal,
    redirect: "manual",
    keepalive: MAY_SHARE_CONNECTION.has(request.method),
    tls,
  });
  const body = await readBody(response, bodyBytesMax);
  if (body === null) {
    abort.abort();
    return withoutAnswer({
      kind: "TOO_LARGE",
      message: `body must be <= ${bodyBytesMax} bytes: it is larger`,
    });
  }
  return { status: response.status, headers: response.headers, body, failure: null };
}

/** The body as text; null as soon as it passes the bound. */
async function readBody(response: Response, bytesMax: number): Promise<string | null> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function withoutAnswer(failure: IoFailure): HttpAnswer {
  return { status: 0, headers: new Headers(), body: "", failure };
}
