/** One simulated HTTP request: it may be lost before it has an effect, or behind it. */
import type { HttpAnswer, HttpOptions, IoFailure } from "../../io/io.ts";
import type { IoScope } from "../../io/io-scope.ts";
import type { Owner } from "../engine/agenda.ts";
import { type Network, portOf } from "./network.ts";

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
  const finish = (answer: HttpAnswer) => {
    if (isOver) return;
    isOver = true;
    forget();
    scope.complete(() => then(answer));
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
  if (network.chance(weather.lostBeforeFraction)) return;
  const isLost = network.chance(weather.lostAfterFraction);
  const arrive = (body: string) =>
    engine.later(network.delayNs(), listener.owner, () => {
      const { method, headers } = request;
      listener.ask({ method, url, headers, body }, ({ status, headers: given, body: text }) => {
        if (isLost) return;
        engine.later(network.delayNs(), owner, () => {
          if (text.length > bodyBytesMax) {
            return fail("TOO_LARGE", `body must be <= ${bodyBytesMax} bytes: it is larger`);
          }
          return finish({ status, headers: new Headers(given), body: text, failure: null });
        });
      });
    });
  if (request.body === null) arrive("");
  else void request.text().then(arrive);
}
