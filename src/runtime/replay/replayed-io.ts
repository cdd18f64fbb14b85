/**
 * I/O of a life that is run again: what it brought is brought again, and what leaves by it goes
 * nowhere, but is compared with what left.
 */
import type { Completion, KeptAnswer } from "../delivery/completion.ts";
import { crcOf, crcOfBody, crcOfCall, crcOfRequest } from "../delivery/effect.ts";
import type {
  AppendFile,
  AppendOptions,
  HttpAnswer,
  Io,
  Socket,
  SocketHandlers,
} from "../io/io.ts";
import { headersOf } from "./headers.ts";
import type { Inputs } from "./inputs.ts";
import type { Playback } from "./playback.ts";
import { replayListener } from "./replayed-listener.ts";

export function replayIo(playback: Playback, inputs: Inputs): Io {
  const begin = <Begun>(crc: number, what: string, run: () => Begun): Begun => {
    playback.effect(crc, what);
    playback.throwIfNoted();
    const begun = run();
    playback.take("THREW");
    return begun;
  };
  return {
    http(request, then) {
      const on = (completion: Completion) =>
        completion.kind === "HTTP" ? then(answerOf(completion.answer)) : undefined;
      const number = inputs.expect(on);
      const body = crcOfBody(request);
      if (body !== null) inputs.keepBody(number, body);
      begin(crcOfRequest(request), `${request.method} ${request.url}`, () => undefined);
    },
    socket: (url, on) =>
      begin(crcOfCall(url), `socket ${url}`, () => replaySocket(playback, inputs, on)),
    listen: (options, on) =>
      begin(crcOfCall(options), "listen", () => replayListener(playback, inputs, on)),
    appendFile: (path, options = {}) =>
      begin(crcOfCall(path), `append to ${path}`, () => new ReplayedFile(playback, options)),
    readFile(path, then, options) {
      inputs.expect((completion) =>
        completion.kind === "FILE" ? then(completion.read) : undefined,
      );
      begin(crcOfCall(path, options), `read ${path}`, () => undefined);
    },
    storage: (path) => refuseFiles(playback, path),
    tree: (path) => refuseFiles(playback, path),
    selfSigned: () => refuseFiles(playback, "a certificate"),
    secretBytes: () => refuseFiles(playback, "a key or salt"),
    isConnected: false,
    close() {},
  };
}

/** The life that was recorded kept no files: one that did is not run again. */
function refuseFiles(playback: Playback, path: string): never {
  const replayed = `keeps files of its own in ${path}`;
  return playback.diverge({ kind: "EFFECT", recorded: null, replayed });
}

function replaySocket(playback: Playback, inputs: Inputs, on: SocketHandlers): Socket {
  let isSent = true;
  const socket: Socket = {
    send(frame) {
      playback.effect(crcOf(frame), `frame ${frame}`);
      isSent = playback.take("SENT") ?? isSent;
      return isSent;
    },
    close(code, reason) {
      playback.effect(crcOfCall(code, reason), `close ${code ?? ""} ${reason ?? ""}`);
    },
  };
  inputs.expect((completion) => {
    if (completion.kind === "SOCKET_OPEN") return on.open(socket);
    if (completion.kind === "SOCKET_CLOSE") return on.close(completion.reason);
    if (completion.kind !== "SOCKET_MESSAGE") return;
    return on.message(completion.frame, completion.receivedAt);
  });
  return socket;
}

class ReplayedFile implements AppendFile {
  readonly #playback: Playback;
  readonly #options: AppendOptions;
  #bytesWritten = 0;

  constructor(playback: Playback, options: AppendOptions) {
    this.#playback = playback;
    this.#options = options;
  }

  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  write(bytes: Uint8Array) {
    this.#playback.effect(crcOf(bytes), `${bytes.length} bytes for a file`);
    if (this.#playback.takeIf("ROTATED") !== undefined) {
      const head = this.#options.rotate?.head?.() ?? new Uint8Array(0);
      this.#playback.effect(crcOf(head), `${head.length} bytes for a new file`);
      this.#bytesWritten += head.length;
    }
    const failure = this.#playback.take("WROTE") ?? null;
    if (failure === null) this.#bytesWritten += bytes.length;
    return failure;
  }

  close(): undefined {}
}

function answerOf({ status, headers, body, failure }: KeptAnswer): HttpAnswer {
  return { status, headers: headersOf(headers), body, failure };
}
