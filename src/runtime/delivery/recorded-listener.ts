/** A listener that notes what reaches it, and one number for each answer and frame that leaves. */
import type {
  Io,
  Listener,
  ListenerHandlers,
  ListenOptions,
  WebConnection,
  WebRequest,
} from "../io/io.ts";
import type { KeptRequest } from "./completion.ts";
import { crcOf, crcOfCall } from "./effect.ts";
import { type Bring, bringer, noteChange, type Tape } from "./tape.ts";

type ListenerCall = { readonly options: ListenOptions; readonly on: ListenerHandlers };

/** What an upgraded connection carries while it is recorded: its number, and what its actor gave. */
class Upgrade {
  readonly number: number;
  readonly data: unknown;
  connection: WebConnection | null = null;

  constructor(number: number, data: unknown) {
    this.number = number;
    this.data = data;
  }
}

/** Returns a listener that does as one of `io` does. */
export function recordListener(io: Io, tape: Tape, { options, on }: ListenerCall): Listener {
  const bring = bringer(tape);
  let requests = 0;
  const handlers: ListenerHandlers = {
    request(request) {
      requests += 1;
      const number = requests;
      const kept = { kind: "REQUEST", connection: number, request: keptRequest(request) } as const;
      return bring(kept, () => on.request(recordRequest(request, number, tape)));
    },
    ...connectionHandlers(on, bring, tape),
  };
  const listener = io.listen(options, handlers);
  const { url, port } = listener;
  tape.note("LISTENING", { url, port });
  return {
    url,
    port,
    stop() {
      tape.effect(crcOfCall("stop"));
      listener.stop();
    },
  };
}

function connectionHandlers(on: ListenerHandlers, bring: Bring, tape: Tape) {
  const upgradeOf = (inner: WebConnection) => {
    const upgrade = inner.data as Upgrade;
    upgrade.connection ??= recordConnection(inner, upgrade.data, tape);
    return { number: upgrade.number, connection: upgrade.connection };
  };
  const event =
    (kind: "OPEN" | "PING" | "DRAIN" | "CLOSE", call: (one: WebConnection) => undefined) =>
    (inner: WebConnection): undefined => {
      const { connection, number } = upgradeOf(inner);
      return bring({ kind, connection: number }, () => call(connection));
    };
  return {
    open: event("OPEN", (one) => on.open(one)),
    ping: event("PING", (one) => on.ping?.(one)),
    drain: event("DRAIN", (one) => on.drain(one)),
    close: event("CLOSE", (one) => on.close(one)),
    pong(inner: WebConnection, payload: string): undefined {
      const { connection, number } = upgradeOf(inner);
      return bring({ kind: "PONG", connection: number, payload }, () =>
        on.pong(connection, payload),
      );
    },
    message(inner: WebConnection, frame: string | Uint8Array): undefined {
      const { connection, number } = upgradeOf(inner);
      return bring({ kind: "MESSAGE", connection: number, frame }, () =>
        on.message(connection, frame),
      );
    },
  };
}

function recordRequest(request: WebRequest, number: number, tape: Tape): WebRequest {
  const { method, url, headers, body, ip } = request;
  return {
    ip,
    method,
    url,
    headers,
    body,
    respond(answer) {
      tape.effect(crcOfCall(answer));
      return request.respond(answer);
    },
    upgrade(data) {
      tape.effect(crcOfCall("upgrade"));
      return request.upgrade(new Upgrade(number, data));
    },
    drop() {
      tape.effect(crcOfCall("drop"));
      return request.drop();
    },
  };
}

function recordConnection(inner: WebConnection, data: unknown, tape: Tape): WebConnection {
  let before = true;
  return {
    data,
    send(frame) {
      tape.effect(crcOf(frame));
      const answer = inner.send(frame);
      noteChange(tape, "SENT", { answer, before });
      before = answer;
      return answer;
    },
    ping(payload = "") {
      tape.effect(crcOfCall("ping", payload));
      return inner.ping(payload);
    },
    close(code, reason) {
      tape.effect(crcOfCall(code, reason));
      return inner.close(code, reason);
    },
    terminate() {
      tape.effect(crcOfCall("terminate"));
      return inner.terminate();
    },
  };
}

function keptRequest({ method, url, headers, body, ip }: WebRequest): KeptRequest {
  return { method, url: url.href, headers: [...headers], body, ip };
}
