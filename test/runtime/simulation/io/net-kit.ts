/** A simulated machine whose network a test changes, and a client and a server that write down what they hear. */
import type {
  HttpOptions,
  ListenerHandlers,
  ListenOptions,
  Socket,
  SocketOptions,
  WebConnection,
  WebRequest,
} from "../../../../src/runtime/io/io.ts";
import { Engine } from "../../../../src/runtime/simulation/engine/engine.ts";
import { Disk } from "../../../../src/runtime/simulation/io/disk/disk.ts";
import { Network } from "../../../../src/runtime/simulation/io/network.ts";
import { simulatedIo } from "../../../../src/runtime/simulation/io/simulated-io.ts";

export const MS = 1e6;

/** A thread of the machine, with I/O of its own: it can die. */
export class Party {
  isAlive = true;
  busyUntil = 0;
  readonly heard: string[] = [];
  readonly io: ReturnType<typeof simulatedIo>;
  readonly #onDeath: (() => void)[] = [];

  constructor(net: NetKit) {
    this.io = simulatedIo(net, this, { complete: (run) => void run() });
  }

  onDeath(end: () => void): undefined {
    this.#onDeath.push(end);
  }

  charge(ns: number): undefined {
    this.busyUntil += ns;
  }

  die(): undefined {
    this.isAlive = false;
    for (const end of this.#onDeath) end();
  }
}

export class NetKit {
  readonly engine: Engine;
  readonly network: Network;
  readonly disk: Disk;
  readonly client: Party;
  readonly server: Party;
  readonly #began: number;

  constructor(seed = 1) {
    this.engine = new Engine(seed);
    this.#began = this.engine.now;
    this.network = new Network(this.engine);
    this.disk = new Disk(this.engine);
    this.client = new Party(this);
    this.server = new Party(this);
  }

  get atMs(): number {
    return (this.engine.now - this.#began) / MS;
  }

  async run(ms: number): Promise<undefined> {
    await this.engine.run(ms * MS);
  }

  /** A server that upgrades, and echoes each frame, unless the test says otherwise. */
  listen(on: Partial<ListenerHandlers> = {}, options: Partial<ListenOptions> = {}): number {
    const { io, heard } = this.server;
    const listener = io.listen(
      { port: 0, ...options },
      {
        request(request: WebRequest) {
          heard.push("request");
          if (on.request !== undefined) on.request(request);
          else request.upgrade(null);
          return undefined;
        },
        open(one: WebConnection) {
          heard.push("open");
          return on.open?.(one);
        },
        message(one: WebConnection, frame: string | Uint8Array) {
          heard.push(`message ${frame}`);
          return on.message?.(one, frame);
        },
        pong: (one, payload) => {
          heard.push("pong");
          return on.pong?.(one, payload);
        },
        drain: (one) => {
          heard.push("drain");
          return on.drain?.(one);
        },
        close: (one) => {
          heard.push("close");
          return on.close?.(one);
        },
      },
    );
    return listener.port;
  }

  connect(port: number, options: SocketOptions = {}, party = this.client): Socket {
    const { io, heard } = party;
    return io.socket(
      `ws://127.0.0.1:${port}/`,
      {
        open: () => void heard.push("open"),
        message: (frame) => void heard.push(`message ${frame}`),
        close: ({ kind, code }) => void heard.push(`close ${kind} ${code}`),
      },
      options,
    );
  }

  ask(port: number, init: RequestInit = {}, options: HttpOptions = {}): undefined {
    const { io, heard } = this.client;
    const request = new Request(`http://127.0.0.1:${port}/`, init);
    io.http(
      request,
      ({ status, failure }) => void heard.push(`http ${status} ${failure?.kind ?? "ok"}`),
      options,
    );
  }

  /** What the parties heard since the last call. */
  heard(): { readonly client: readonly string[]; readonly server: readonly string[] } {
    return { client: this.client.heard.splice(0), server: this.server.heard.splice(0) };
  }
}
