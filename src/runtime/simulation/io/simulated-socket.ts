/** The client's end of a simulated WebSocket, with the deadlines and the one close of the real one. */
import type { Socket, SocketClose, SocketHandlers, SocketOptions } from "../../io/io.ts";
import type { IoScope } from "../../io/io-scope.ts";
import type { Owner } from "../engine/agenda.ts";
import { type ClientEnd, type Connection, isLarger } from "./connection.ts";
import { type Network, portOf } from "./network.ts";
import { handshakeFailure, speaksTls } from "./simulated-tls.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;
const FRAME_BYTES_MAX = 16 * 2 ** 20;
const ABNORMAL = 1006;

export type SocketCall = {
  readonly network: Network;
  readonly owner: Owner;
  readonly scope: IoScope;
  readonly url: string;
  readonly on: SocketHandlers;
};

export class SimulatedSocket implements Socket, ClientEnd {
  readonly owner: Owner;
  readonly url: URL;
  readonly #network: Network;
  readonly #scope: IoScope;
  readonly #on: SocketHandlers;
  readonly #options: SocketOptions;
  readonly #forget: () => void;
  #connection: Connection | null = null;
  #heardAt = 0;
  #isOpen = false;
  #isClosing = false;
  #isEnded = false;

  /** Begins to connect. Throws SyntaxError when `url` is not one of a WebSocket. */
  constructor({ network, owner, scope, url, on }: SocketCall, options: SocketOptions) {
    this.owner = owner;
    this.url = webSocketUrl(url);
    this.#network = network;
    this.#scope = scope;
    this.#on = on;
    this.#options = options;
    network.addSocket(this);
    this.#forget = scope.holdConnection(() => {
      this.#connection?.terminateByClient();
      this.#end("CLOSED", ABNORMAL, "the incarnation ended");
    });
    const { connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
    this.#in(connectTimeoutMs * 1e6, () => {
      if (this.#isOpen) return;
      this.#end("CONNECT_TIMEOUT", ABNORMAL, `not open within ${connectTimeoutMs} ms`);
    });
    this.#in(network.delayNs(), () => this.#knock());
  }

  /** Null until it is open. */
  get connection(): Connection | null {
    return this.#connection;
  }

  send(frame: string): boolean {
    if (this.#isEnded || this.#isClosing || this.#connection === null) return false;
    return this.#connection.sendToServer(frame);
  }

  close(code = 1000, reason = ""): undefined {
    if (this.#isClosing || this.#isEnded) return;
    this.#isClosing = true;
    this.#connection?.closeByClient(code, reason);
    this.#in(this.#connection === null ? 0 : CLOSE_TIMEOUT_MS * 1e6, () =>
      this.#end("CLOSED", ABNORMAL, "the other side did not answer the close"),
    );
  }

  /** The server has taken it. */
  opened(connection: Connection): undefined {
    if (this.#isEnded || this.#isClosing) {
      connection.terminateByClient();
      return;
    }
    this.#connection = connection;
    this.#isOpen = true;
    this.#heardAt = this.#network.engine.now;
    const { idleTimeoutMs } = this.#options;
    if (idleTimeoutMs !== undefined) this.#watchSilence(idleTimeoutMs * 1e6, idleTimeoutMs);
    this.#scope.complete(() => this.#on.open(this));
  }

  message(frame: string): undefined {
    if (this.#isEnded || this.#isClosing) return;
    const receivedAt = this.#network.engine.now;
    this.#heardAt = receivedAt;
    const { frameBytesMax = FRAME_BYTES_MAX } = this.#options;
    if (isLarger(frame, frameBytesMax)) {
      const message = `frame must be <= ${frameBytesMax} bytes: it is larger`;
      this.#connection?.terminateByClient();
      return this.#end("FRAME_TOO_LARGE", ABNORMAL, message);
    }
    this.#scope.complete(() => this.#on.message(frame, receivedAt));
  }

  ping(): undefined {
    this.#heardAt = this.#network.engine.now;
  }

  closed(code: number, reason: string): undefined {
    if (this.#isClosing || (this.#isOpen && code !== ABNORMAL)) this.#end("CLOSED", code, reason);
    else this.#end("FAILED", code, reason || "the connection was lost");
  }

  /** The server does not want it, or there is none. */
  refuse(message: string): undefined {
    this.#end("FAILED", ABNORMAL, message);
  }

  #knock(): undefined {
    const port = portOf(this.url);
    const listener = port === null ? null : this.#network.listenerAt(port);
    const isRefused = this.#network.chance(this.#network.weather.refusedFraction);
    if (listener === null || isRefused) return this.refuse("Failed to connect");
    const approach = {
      isSecure: speaksTls(this.url),
      authority: this.#options.certificateAuthority,
    };
    const refused = handshakeFailure(listener.tls, approach);
    if (refused !== null) return this.refuse(refused.message);
    listener.knock(this);
  }

  /** Looks again when the silence could be as long as it may be, not at each frame. */
  #watchSilence(ns: number, idleTimeoutMs: number): undefined {
    this.#in(ns, () => {
      const leftNs = idleTimeoutMs * 1e6 - (this.#network.engine.now - this.#heardAt);
      if (leftNs > 0) this.#watchSilence(leftNs, idleTimeoutMs);
      else this.#lookAgain(idleTimeoutMs);
    });
  }

  /** This thread may have been the silent one: what waits to be read is read before this look. */
  #lookAgain(idleTimeoutMs: number): undefined {
    this.#in(1e6, () => {
      const leftNs = idleTimeoutMs * 1e6 - (this.#network.engine.now - this.#heardAt);
      if (leftNs > 0) this.#watchSilence(leftNs, idleTimeoutMs);
      else {
        this.#connection?.terminateByClient();
        this.#end("IDLE_TIMEOUT", ABNORMAL, `silent for ${idleTimeoutMs} ms`);
      }
    });
  }

  #in(ns: number, run: () => void): undefined {
    this.#network.engine.later(ns, this.owner, () => {
      if (!this.#isEnded) run();
    });
  }

  #end(kind: SocketClose["kind"], code: number, message: string): undefined {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#forget();
    this.#network.removeSocket(this);
    this.#scope.complete(() => this.#on.close({ kind, code, message }));
  }
}

/** Of `http` the WebSocket's scheme is meant. */
function webSocketUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^(?:ws|http)s?:$/.test(url.protocol)) return url;
  throw new SyntaxError(`Wrong url for WebSocket ${text}`);
}
