/** A simulated server: requests that are answered later, and WebSocket connections. */
import type {
  Listener,
  ListenerHandlers,
  ListenOptions,
  WebConnection,
  WebRequest,
} from "../../io/io.ts";
import type { IoScope } from "../../io/io-scope.ts";
import type { Owner } from "../engine/agenda.ts";
import { Connection, type End, SEND_BUFFER_BYTES_MAX } from "./connection.ts";
import type { Network } from "./network.ts";
import type { SimulatedSocket } from "./simulated-socket.ts";

/** Time to an answer, then 503. Nanoseconds. */
const ANSWER_NS = 10e9;

export type ListenCall = {
  readonly network: Network;
  readonly owner: Owner;
  readonly scope: IoScope;
  readonly options: ListenOptions;
  readonly on: ListenerHandlers;
};

/** What a server sends back. */
export type Response = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What is asked of a server. */
export type Asked = Pick<WebRequest, "method" | "url" | "headers" | "body">;

export class SimulatedListener implements Listener {
  readonly port: number;
  readonly url: string;
  readonly owner: Owner;
  readonly #network: Network;
  readonly #scope: IoScope;
  readonly #on: ListenerHandlers;
  readonly #forget: () => void;
  readonly #bufferBytesMax: number;
  readonly #connections = new Set<Connection>();
  /** The last frames of the last connection that is over. */
  #lastFrames: readonly string[] = [];
  #isStopped = false;

  /** @throws {Error} When somebody listens there. */
  constructor({ network, owner, scope, options, on }: ListenCall) {
    this.owner = owner;
    this.port = options.port === 0 ? network.freePort() : options.port;
    this.#bufferBytesMax = options.sendBufferBytesMax ?? SEND_BUFFER_BYTES_MAX;
    this.url = `http://127.0.0.1:${this.port}/`;
    this.#network = network;
    this.#scope = scope;
    this.#on = on;
    network.addListener(this);
    this.#forget = scope.holdConnection(() => this.stop());
  }

  stop(): undefined {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#forget();
    this.#network.removeListener(this);
    for (const connection of this.#connections) connection.cut();
  }

  /** A request that has come; `answer` is told once, or never when it is lost. */
  ask(asked: Asked, answer: (response: Response) => void): undefined {
    let isAnswered = false;
    const respond = (response: Response) => {
      if (isAnswered) return;
      isAnswered = true;
      answer(response);
    };
    const late = { status: 503, headers: {}, body: "" };
    this.#network.engine.later(ANSWER_NS, this.owner, () => respond(late));
    const request: WebRequest = {
      ...asked,
      respond: ({ status, headers = {}, body = "" }) => void respond({ status, headers, body }),
      upgrade: () => void respond({ status: 426, headers: { upgrade: "websocket" }, body: "" }),
    };
    this.#scope.complete(() => this.#on.request(request));
  }

  /** A client asks for a WebSocket. In the client's thread. */
  knock(socket: SimulatedSocket): undefined {
    const { engine } = this.#network;
    engine.later(this.#network.delayNs(), this.owner, () => {
      if (this.#isStopped) return;
      let isTaken = false;
      const request: WebRequest = {
        method: "GET",
        url: new URL(socket.url.href.replace(/^ws/, "http")),
        headers: new Headers({ upgrade: "websocket" }),
        body: "",
        respond: ({ status }) => {
          engine.later(this.#network.delayNs(), socket.owner, () =>
            socket.refuse(`Expected 101 status code: ${status}`),
          );
        },
        upgrade: (data) => {
          if (isTaken) return;
          isTaken = true;
          this.#take(socket, data);
        },
      };
      this.#scope.complete(() => this.#on.request(request));
    });
  }

  #take(socket: SimulatedSocket, data: unknown): undefined {
    const end = new ServerEnd(this.owner, data, this.#scope, this.#on, () => {
      this.#connections.delete(connection);
      this.#lastFrames = connection.lastFrames;
    });
    const connection = new Connection(this.#network, socket, end, this.#bufferBytesMax);
    end.connection = connection;
    this.#connections.add(connection);
    const { engine, weather } = this.#network;
    engine.later(this.#network.delayNs(), socket.owner, () => socket.opened(connection));
    // The handshake is answered first: what is sent right now comes behind it.
    engine.later(this.#network.weather.delayNs.high, this.owner, () => {
      if (connection.isOver) return;
      if (weather.repeatsAfterReconnect) {
        for (const frame of this.#lastFrames) connection.sendToClient(frame);
      }
      this.#scope.complete(() => this.#on.open(end));
    });
  }
}

class ServerEnd implements WebConnection, End {
  readonly owner: Owner;
  readonly data: unknown;
  readonly #scope: IoScope;
  readonly #on: ListenerHandlers;
  readonly #onClosed: () => void;
  connection: Connection | null = null;

  constructor(
    owner: Owner,
    data: unknown,
    scope: IoScope,
    on: ListenerHandlers,
    onClosed: () => void,
  ) {
    this.owner = owner;
    this.data = data;
    this.#scope = scope;
    this.#on = on;
    this.#onClosed = onClosed;
  }

  send(frame: string): boolean {
    return this.connection?.sendToClient(frame) ?? false;
  }

  /** From the server to its client; from a client, that it has one. */
  ping(): undefined {
    this.connection?.ping();
  }

  message(frame: string): undefined {
    this.#scope.complete(() => this.#on.message(this, frame));
  }

  pong(): undefined {
    this.#scope.complete(() => this.#on.pong(this));
  }

  closed(): undefined {
    this.#onClosed();
    this.#scope.complete(() => this.#on.close(this));
  }

  close(code = 1000, reason = ""): undefined {
    this.connection?.close("SERVER", code, reason);
  }

  terminate(): undefined {
    this.connection?.cut();
  }
}
