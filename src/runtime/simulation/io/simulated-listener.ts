/** A simulated server: requests that are answered later, and WebSocket connections. */
import type {
  Listener,
  ListenerHandlers,
  ListenOptions,
  ListenTls,
  WebRequest,
} from "../../io/io.ts";
import type { IoScope } from "../../io/io-scope.ts";
import type { Owner } from "../engine/agenda.ts";
import { Connection, SEND_BUFFER_BYTES_MAX } from "./connection.ts";
import type { Network } from "./network.ts";
import { Pending, type Respond } from "./pending.ts";
import { SimulatedServerEnd } from "./simulated-server-end.ts";
import type { SimulatedSocket } from "./simulated-socket.ts";

/** Largest body of a request. Bytes. */
const BODY_BYTES_MAX = 2 ** 20;
/** What a server that stops closes its connections with. */
const GOING_AWAY = 1001;
/** There is one machine, and all that it says to itself comes from here. */
const CLIENT_IP = "127.0.0.1";

export type ListenCall = {
  readonly network: Network;
  readonly owner: Owner;
  readonly scope: IoScope;
  readonly options: ListenOptions;
  readonly on: ListenerHandlers;
};

/** What is asked of a server. */
export type Asked = Pick<WebRequest, "method" | "url" | "headers" | "body">;

export class SimulatedListener implements Listener {
  readonly port: number;
  readonly url: string;
  readonly owner: Owner;
  readonly tls: ListenTls | undefined;
  readonly #network: Network;
  readonly #scope: IoScope;
  readonly #on: ListenerHandlers;
  readonly #forget: () => void;
  readonly #bufferBytesMax: number;
  readonly #connections = new Set<Connection>();
  /** Requests that are on their way, or wait for their answer. */
  readonly #pending = new Set<Pending>();
  /** The last frames of the last connection that is over. */
  #lastFrames: readonly string[] = [];
  #isStopped = false;

  /** @throws {Error} When somebody listens there. */
  constructor({ network, owner, scope, options, on }: ListenCall) {
    this.owner = owner;
    this.port = options.port === 0 ? network.freePort() : options.port;
    this.#bufferBytesMax = options.sendBufferBytesMax ?? SEND_BUFFER_BYTES_MAX;
    this.tls = options.tls;
    this.url = `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${this.port}/`;
    this.#network = network;
    this.#scope = scope;
    this.#on = on;
    network.addListener(this);
    this.#forget = scope.holdConnection(() => this.stop());
  }

  /** Also when its thread is gone: what a worker had open, Bun closes as it closes what stops. */
  stop(): undefined {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#forget();
    this.#network.removeListener(this);
    for (const connection of this.#connections) {
      connection.closeByServer(GOING_AWAY, "");
    }
    for (const one of this.#pending) one.lose();
  }

  /** A client asks by HTTP; `respond` is told once, in the server's thread or when that is gone. */
  ask(asked: Asked, respond: Respond): undefined {
    this.#expect(respond, (pending) => {
      if (Buffer.byteLength(asked.body) > BODY_BYTES_MAX) {
        pending.settle({ status: 413, headers: {}, body: "" });
        return;
      }
      const upgrade = { status: 426, headers: { upgrade: "websocket" }, body: "" };
      this.#hear(asked, pending, () => pending.settle(upgrade));
    });
  }

  /** A client asks for a WebSocket. */
  knock(socket: SimulatedSocket): undefined {
    const respond: Respond = (response) => {
      const why = response === null ? "lost" : `Expected 101 status code: ${response.status}`;
      this.#network.engine.later(this.#network.delayNs(), socket.owner, () => socket.refuse(why));
    };
    this.#expect(respond, (pending) => {
      const url = new URL(socket.url.href.replace(/^ws/, "http"));
      const headers = new Headers({ upgrade: "websocket" });
      this.#hear({ method: "GET", url, headers, body: "" }, pending, (data) => {
        if (pending.take()) this.#take(socket, data);
      });
    });
  }

  /** Runs `arrive` in the server's thread once the request is there, unless that is gone by then. */
  #expect(respond: Respond, arrive: (pending: Pending) => void): undefined {
    const { engine } = this.#network;
    const pending = new Pending(engine, this.owner, (response) => {
      this.#pending.delete(pending);
      respond(response);
    });
    this.#pending.add(pending);
    engine.later(this.#network.delayNs(), this.owner, () => {
      if (!this.#isStopped) arrive(pending);
    });
  }

  #hear(asked: Asked, pending: Pending, upgrade: (data: unknown) => void): undefined {
    pending.startDeadline();
    const request: WebRequest = {
      ...asked,
      ip: CLIENT_IP,
      respond: ({ status, headers = {}, body = "" }) =>
        void pending.settle({ status, headers, body }),
      upgrade: (data) => void upgrade(data),
      drop: () => pending.lose(),
    };
    this.#scope.complete(() => this.#on.request(request));
  }

  #take(socket: SimulatedSocket, data: unknown): undefined {
    const end = new SimulatedServerEnd(this.owner, data, {
      scope: this.#scope,
      on: this.#on,
      onClosed: () => {
        this.#connections.delete(connection);
        this.#lastFrames = connection.lastFrames;
      },
    });
    const connection = new Connection(this.#network, socket, end, this.#bufferBytesMax);
    end.connection = connection;
    this.#connections.add(connection);
    if (this.#network.weather.repeatsAfterReconnect) {
      for (const frame of this.#lastFrames) connection.sendToClient(frame);
    }
    this.#scope.complete(() => this.#on.open(end));
  }
}
