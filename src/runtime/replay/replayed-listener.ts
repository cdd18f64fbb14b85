/** A listener that nobody reaches: requests and frames come from the record. */
import type { Completion } from "../delivery/completion.ts";
import { crcOf, crcOfCall } from "../delivery/effect.ts";
import type { Listener, ListenerHandlers, WebConnection, WebRequest } from "../io/io.ts";
import { headersOf } from "./headers.ts";
import type { Inputs } from "./inputs.ts";
import type { Playback } from "./playback.ts";

export function replayListener(playback: Playback, inputs: Inputs, on: ListenerHandlers): Listener {
  /** What each upgraded request's actor gave to its connection, then the connection itself. */
  const given = new Map<number, unknown>();
  const connections = new Map<number, WebConnection>();
  const connectionOf = (number: number): WebConnection => {
    const known = connections.get(number);
    if (known !== undefined) return known;
    if (!given.has(number)) {
      playback.diverge({
        kind: "INPUT",
        recorded: `connection ${number}`,
        replayed: "its request was not upgraded",
      });
    }
    const connection = replayConnection(playback, given.get(number));
    connections.set(number, connection);
    return connection;
  };
  inputs.expect((completion) => bring(completion, connectionOf));
  const { url, port } = playback.need("LISTENING");
  return { url, port, stop: () => playback.effect(crcOfCall("stop"), "stop") };

  function bring(completion: Completion, of: (number: number) => WebConnection): undefined {
    switch (completion.kind) {
      case "REQUEST":
        return on.request(requestOf(completion));
      case "OPEN":
        return on.open(of(completion.connection));
      case "PING":
        return on.ping?.(of(completion.connection));
      case "PONG":
        return on.pong(of(completion.connection), completion.payload);
      case "DRAIN":
        return on.drain(of(completion.connection));
      case "CLOSE":
        return on.close(of(completion.connection));
      case "MESSAGE":
        return on.message(of(completion.connection), completion.frame);
      default:
        return;
    }
  }

  function requestOf({
    connection,
    request,
  }: Extract<Completion, { kind: "REQUEST" }>): WebRequest {
    return {
      method: request.method,
      url: new URL(request.url),
      headers: headersOf(request.headers),
      body: request.body,
      ip: request.ip,
      respond(answer) {
        playback.effect(crcOfCall(answer), `answer ${answer.status}`);
        // Throws, as it did, when a status or a header is not one.
        new Response(answer.body ?? "", { status: answer.status, headers: answer.headers ?? {} });
      },
      upgrade(data) {
        playback.effect(crcOfCall("upgrade"), "upgrade");
        given.set(connection, data);
      },
      drop: () => playback.effect(crcOfCall("drop"), "drop"),
    };
  }
}

function replayConnection(playback: Playback, data: unknown): WebConnection {
  let isSent = true;
  return {
    data,
    send(frame) {
      playback.effect(crcOf(frame), `frame ${frame}`);
      isSent = playback.take("SENT") ?? isSent;
      return isSent;
    },
    ping: (payload = "") => playback.effect(crcOfCall("ping", payload), "ping"),
    close: (code, reason) => playback.effect(crcOfCall(code, reason), "close"),
    terminate: () => playback.effect(crcOfCall("terminate"), "terminate"),
  };
}
