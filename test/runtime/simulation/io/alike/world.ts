/**
 * Two worlds behind one face, so that one case runs in both: real sockets on loopback and files in a
 * folder of its own, or the simulated network and disk. What each party hears is written down.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIo } from "../../../../../src/runtime/io/create-io.ts";
import type { WriterLife } from "../../../../../src/runtime/io/disk/storage.ts";
import type {
  HttpAnswer,
  Io,
  Listener,
  ListenerHandlers,
  Socket,
  SocketOptions,
} from "../../../../../src/runtime/io/io.ts";
import { Engine } from "../../../../../src/runtime/simulation/engine/engine.ts";
import { Disk } from "../../../../../src/runtime/simulation/io/disk/disk.ts";
import { Network } from "../../../../../src/runtime/simulation/io/network.ts";
import { simulatedIo } from "../../../../../src/runtime/simulation/io/simulated-io.ts";
import { atEnd } from "../../../../kit/at-end.ts";
import { until } from "../../../../kit/until.ts";

/** What one party heard and was answered, a line each. */
export type Party = { readonly io: Io; readonly heard: string[] };

export abstract class World {
  readonly client: Party;
  readonly server: Party;

  constructor(client: Io, server: Io) {
    this.client = { io: client, heard: [] };
    this.server = { io: server, heard: [] };
  }

  /** Until the condition holds, or far too long. */
  abstract until(what: string, condition: () => boolean): Promise<void>;
  /** Until all that is under way has come. */
  abstract rest(): Promise<void>;
  /** Puts a file there, and returns its path. */
  abstract put(name: string, bytes: Uint8Array): string;

  /** Path of a folder that nobody has made. */
  abstract folder(name: string): string;

  /** Until a party has heard a line that begins so. */
  heard(party: "client" | "server", line: string): Promise<void> {
    const { heard } = this[party];
    return this.until(`${party} hears ${line}: ${heard.join(" | ")}`, () =>
      heard.some((one) => one.startsWith(line)),
    );
  }

  /** A listener that upgrades, and does what the case says besides. */
  listen(on: Partial<ListenerHandlers> = {}, options: object = {}): Listener {
    const { io, heard } = this.server;
    const given = (name: string, run: () => void, detail = "") => {
      heard.push(`${name}${detail}`);
      run();
      return undefined;
    };
    return io.listen(
      { port: 0, ...options },
      {
        request: (request) =>
          given("request", () => (on.request ?? (() => request.upgrade(null)))(request)),
        open: (one) => given("open", () => on.open?.(one)),
        message: (one, frame) =>
          given("message", () => on.message?.(one, frame), ` ${short(frame)}`),
        pong: (one, payload) => given(`pong ${payload}`.trim(), () => on.pong?.(one, payload)),
        drain: (one) => given("drain", () => on.drain?.(one)),
        close: (one) => given("close", () => on.close?.(one)),
      },
    );
  }

  /** A client's socket that does what the case says when it opens and with each frame. */
  connect(
    { url }: Pick<Listener, "url">,
    on: { open?(socket: Socket): void; message?(frame: string, socket: Socket): void } = {},
    options: SocketOptions = {},
  ): Socket {
    const { io, heard } = this.client;
    const socket = io.socket(
      url.replace("http", "ws"),
      {
        open: (opened) => {
          heard.push("open");
          on.open?.(opened);
        },
        message: (frame) => {
          heard.push(`message ${short(frame)}`);
          on.message?.(String(frame), socket);
        },
        close: ({ kind, code, message }) => {
          const isTls = /TLS 1.3|self signed/.exec(message)?.[0] ?? "";
          heard.push(`close ${kind} ${code} ${isTls}`.trim());
        },
      },
      options,
    );
    return socket;
  }

  /** Asks by HTTP, and writes down what came of it. */
  ask(request: Request, options: object = {}): undefined {
    const { io, heard } = this.client;
    io.http(request, (answer) => void heard.push(`http ${httpOf(answer)}`), options);
  }
}

function short(frame: string | Uint8Array): string {
  return frame.length > 20 ? `${frame.length} long` : String(frame);
}

function httpOf({ status, body, headers, failure }: HttpAnswer): string {
  const own = headers.get("x-own") ?? headers.get("location") ?? "";
  return [status, failure?.kind ?? "ok", short(body), own].join(" ").trim();
}

/** Two lives of one actor, the client's before the server's. */
const FIRST = { actor: "writer", incarnation: 1, isSuccessor: true };
const SECOND = { actor: "writer", incarnation: 2, isSuccessor: true };

const RUN_NOW = { complete: (run: () => void) => void run() };

/** Loopback, and this thread's event loop. */
export class RealWorld extends World {
  readonly #folder = mkdtempSync(join(tmpdir(), "outcry-alike-"));

  constructor() {
    super(createIo(RUN_NOW, { life: FIRST }), createIo(RUN_NOW, { life: SECOND }));
    atEnd(() => {
      this.client.io.close();
      this.server.io.close();
      rmSync(this.#folder, { recursive: true });
    });
  }

  until(what: string, condition: () => boolean): Promise<void> {
    return until(what, condition);
  }

  /** As many trips over loopback as nothing that is under way can outlast. */
  async rest(): Promise<void> {
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("") });
    for (let trip = 0; trip < 20; trip += 1) await (await fetch(server.url)).text();
    await server.stop(true);
  }

  put(name: string, bytes: Uint8Array): string {
    const path = join(this.#folder, name);
    writeFileSync(path, bytes);
    return path;
  }

  folder(name: string): string {
    return join(this.#folder, name);
  }
}

/** The simulated machine, in virtual time. */
export class SimulatedWorld extends World {
  readonly #engine: Engine;
  readonly #disk: Disk;

  constructor() {
    const engine = new Engine(1);
    const machine = { network: new Network(engine), disk: new Disk(engine) };
    const process = { isAlive: true };
    const ioOf = (life: WriterLife) => {
      const mayDie = { onDeath: () => undefined, charge: () => undefined };
      const owner = { isAlive: true, busyUntil: 0, ...mayDie };
      return simulatedIo(machine, owner, RUN_NOW, { life, process });
    };
    super(ioOf(FIRST), ioOf(SECOND));
    this.#engine = engine;
    this.#disk = machine.disk;
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    for (let step = 0; step < 20_000; step += 1) {
      if (condition()) return;
      await this.#engine.run(1e6);
    }
    throw new Error(`waited in vain for: ${what}`);
  }

  async rest(): Promise<void> {
    await this.#engine.run(50e6);
  }

  put(name: string, bytes: Uint8Array): string {
    this.#disk.put(name, bytes);
    return name;
  }

  folder(name: string): string {
    return `/${name}`;
  }
}
