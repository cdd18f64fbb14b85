/** One simulated HTTP request: it may be lost before it has an effect, or behind it. */
import type { HttpAnswer, HttpOptions, IoFailure } from "../../io/io.ts";
import type { IoScope } from "../../io/io-scope.ts";
import type { Owner } from "../engine/agenda.ts";
import { isLarger } from "./connection.ts";
import { type Network, portOf } from "./network.ts";
import type { Response } from "./pending.ts";
import { handshakeFailure, speaksTls } from "./simulated-tls.ts";

const TIMEOUT_MS = 10_000;
const BODY_BYTES_MAX = 16 * 2 ** 20;

export type HttpCall = {
  readonly network: Network;
  readonly owner: Owner;
  readonly scope: IoScope;
  readonly request: Request;
  readonly then: (answer: HttpAnswer) => undefined;
};

/** `then` is called exactly once, unless the incarnation ends first. */
export function requestSimulated(call: HttpCall, options: HttpOptions): undefined {
  const { network, owner, scope, request, then } = call;
  const { timeoutMs = TIMEOUT_MS, bodyBytesMax = BODY_BYTES_MAX } = options;
  const { engine, weather } = network;
  let isOver = false;
  const forget = scope.holdConnection(() => {
    isOver = true;
  });
  const finish = (outcome: HttpAnswer) => {
    if (isOver) return;
    isOver = true;
    forget();
    scope.complete(() => then(outcome));
  };
  const fail = (kind: IoFailure["kind"], message: string) =>
    finish({ status: 0, headers: new Headers(), body: "", failure: { kind, message } });
  engine.later(timeoutMs * 1e6, owner, () =>
    fail("TIMEOUT", `no whole answer within ${timeoutMs} ms`),
  );
  const url = new URL(request.url);
  const listener = network.listenerAt(portOf(url) ?? -1);
  if (listener === null) {
    engine.later(network.delayNs(), owner, () => fail("REFUSED", "Unable to connect"));
    return;
  }
  const approach = { isSecure: speaksTls(url), authority: options.certificateAuthority };
  const refused = handshakeFailure(listener.tls, approach);
  if (refused !== null) {
    engine.later(network.delayNs(), owner, () => fail(refused.kind, refused.message));
    return;
  }
  if (network.chance(weather.lostBeforeFraction)) return;
  const isLost = network.chance(weather.lostAfterFraction);
  const { method, headers } = request;
  const answer = (response: Response | null) => {
    if (isLost) return;
    engine.later(network.delayNs(), owner, () => {
      if (response === null) return fail("RESET", "The socket connection was closed unexpectedly");
      const { status, headers: given, body } = response;
      if (isLarger(body, bodyBytesMax)) {
        return fail("TOO_LARGE", `body must be <= ${bodyBytesMax} bytes: it is larger`);
      }
      return finish({ status, headers: new Headers(given), body, failure: null });
    });
  };
  if (request.body === null) {
    listener.ask({ method, url, headers, body: "" }, answer);
    return;
  }
  // It is read before time goes on.
  engine.noteAsync();
  void request.text().then((body) => listener.ask({ method, url, headers, body }, answer));
}
