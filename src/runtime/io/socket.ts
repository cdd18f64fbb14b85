/**
 * A WebSocket client: a deadline for the connection, for silence and for the closing handshake, a
 * bound on frames and on what waits to be sent, and exactly one close.
 *
 * Compression is not offered: a frame could be weighed only after it was inflated.
 */
import { clearTimeout, setTimeout } from "node:timers";
import { monotonicNs } from "../../core/clock.ts";
import type { Socket, SocketClose, SocketHandlers, SocketOptions } from "./io.ts";
import type { IoScope } from "./io-scope.ts";
import type { TlsOptions } from "./tls-floor.ts";

/** Bun names the whole URL in its message; whoever asked knows it, and it may hold a secret. */
const WHOLE_URL = /^WebSocket connection to '.*' failed: /;
/** OpenSSL's names for a server that speaks an older TLS, and for one that speaks none. */
const NO_TLS_1_3 = /PROTOCOL_VERSION|WRONG_VERSION_NUMBER/;
const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;
const FRAME_BYTES_MAX = 16 * 2 ** 20;
const SEND_BUFFER_BYTES_MAX = 16 * 2 ** 20;
/** What a close without a closing handshake is called. */
const ABNORMAL = 1006;

export type SocketCall = {
  readonly scope: IoScope;
  readonly tls: TlsOptions;
  readonly url: string;
  readonly on: SocketHandlers;
};

/** Begins to connect. Throws SyntaxError when `url` is not one of a WebSocket. */
export function openSocket(call: SocketCall, options: SocketOptions): Socket {
  return new ClientSocket(call, options);
}

class ClientSocket implements Socket {
  readonly #scope: IoScope;
  readonly #on: SocketHandlers;
  readonly #frameBytesMax: number;
  readonly #web: WebSocket;
  readonly #forget: () => void;
  #timer: ReturnType<typeof setTimeout>;
  #heardAt = 0;
  #opened = false;
  #closing = false;
  #ended = false;
  #failure = "";

  constructor({ scope, tls, url, on }: SocketCall, options: SocketOptions) {
    this.#scope = scope;
    this.#on = on;
    this.#frameBytesMax = options.frameBytesMax ?? FRAME_BYTES_MAX;
    this.#web = new WebSocket(url, { tls, perMessageDeflate: false });
    this.#web.binaryType = "arraybuffer";
    this.#forget = scope.holdConnection(() =>
      this.#end("CLOSED", ABNORMAL, "the incarnation ended"),
    );
    const connectTimeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    this.#timer = setTimeout(
      () => this.#end("CONNECT_TIMEOUT", ABNORMAL, `not open within ${connectTimeoutMs} ms`),
      connectTimeoutMs,
    );
    this.#listen(options.idleTimeoutMs);
  }

  send(frame: string): boolean {
    if (this.#closing || this.#web.readyState !== WebSocket.OPEN) return false;
    if (this.#web.bufferedAmount > SEND_BUFFER_BYTES_MAX) return false;
    this.#web.send(frame);
    return true;
  }

  close(code = 1000, reason = ""): undefined {
    if (this.#closing || this.#ended) return;
    this.#web.close(code, reason);
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#end("CLOSED", ABNORMAL, "the other side did not answer the close"),
      CLOSE_TIMEOUT_MS,
    );
  }

  #listen(idleTimeoutMs: number | undefined): undefined {
    const web = this.#web;
    web.addEventListener("open", () => {
      if (this.#closing || this.#ended) return;
      this.#opened = true;
      this.#heardAt = monotonicNs();
      clearTimeout(this.#timer);
      if (idleTimeoutMs !== undefined) this.#watchSilence(idleTimeoutMs, idleTimeoutMs);
      this.#scope.complete(() => this.#on.open(this));
    });
    web.addEventListener("message", ({ data }) => this.#take(data, monotonicNs()));
    for (const sign of ["ping", "pong"]) {
      web.addEventListener(sign, () => {
        this.#heardAt = monotonicNs();
      });
    }
    web.addEventListener("error", (event) => {
      const said = "message" in event ? String(event.message).replace(WHOLE_URL, "") : "";
      this.#failure = NO_TLS_1_3.test(said) ? `the server speaks no TLS 1.3: ${said}` : said;
    });
    web.addEventListener("close", ({ code, reason }) => this.#endByPeer(code, reason));
  }

  #take(data: string | ArrayBuffer, receivedAt: number): undefined {
    if (this.#ended) return;
    this.#heardAt = receivedAt;
    if (isLonger(data, this.#frameBytesMax)) {
      const message = `frame must be <= ${this.#frameBytesMax} bytes: it is larger`;
      this.#end("FRAME_TOO_LARGE", ABNORMAL, message);
      return;
    }
    const frame = typeof data === "string" ? data : new Uint8Array(data);
    this.#scope.complete(() => this.#on.message(frame, receivedAt));
  }

  /** Looks again when the silence could be as long as it may be, not at each frame. */
  #watchSilence(afterMs: number, idleTimeoutMs: number): undefined {
    this.#timer = setTimeout(() => {
      const leftMs = this.#silenceLeftMs(idleTimeoutMs);
      if (leftMs > 0) this.#watchSilence(Math.ceil(leftMs), idleTimeoutMs);
      else this.#lookAgain(idleTimeoutMs);
    }, afterMs);
  }

  /** This thread may have been the silent one: what waits to be read is read before this look. */
  #lookAgain(idleTimeoutMs: number): undefined {
    this.#timer = setTimeout(() => {
      const leftMs = this.#silenceLeftMs(idleTimeoutMs);
      if (leftMs > 0) this.#watchSilence(Math.ceil(leftMs), idleTimeoutMs);
      else this.#end("IDLE_TIMEOUT", ABNORMAL, `silent for ${idleTimeoutMs} ms`);
    }, 1);
  }

  #silenceLeftMs(idleTimeoutMs: number): number {
    return idleTimeoutMs - (monotonicNs() - this.#heardAt) / 1e6;
  }

  #endByPeer(code: number, reason: string): undefined {
    if (this.#closing) this.#end("CLOSED", code, reason);
    else if (this.#opened && code !== ABNORMAL) this.#end("CLOSED", code, reason);
    else if (this.#failure.endsWith("Message too big"))
      this.#end("FRAME_TOO_LARGE", code, this.#failure);
    else this.#end("FAILED", code, this.#failure || reason || "the connection was lost");
  }

  #end(kind: SocketClose["kind"], code: number, message: string): undefined {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#forget();
    this.#web.terminate();
    this.#scope.complete(() => this.#on.close({ kind, code, message }));
  }
}

/** In UTF-8 a text is no shorter than its length and no longer than three times that. */
function isLonger(data: string | ArrayBuffer, bytesMax: number): boolean {
  if (typeof data !== "string") return data.byteLength > bytesMax;
  if (data.length > bytesMax) return true;
  return data.length * 3 > bytesMax && Buffer.byteLength(data) > bytesMax;
}
