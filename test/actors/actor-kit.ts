/**
 * An actor without a thread: its handlers are called with a context of plain values, and a test
 * reads what they said, what they put on boards, and what they asked of the world.
 */

import { Prng } from "../../src/core/prng.ts";
import type { DeskFacts } from "../../src/desk/message/desk-facts.ts";
import { type Command, isHold } from "../../src/runtime/actor/control-block.ts";
import type { AnyActorDefinition } from "../../src/runtime/actor/define-actor.ts";

type Body = Readonly<Record<string, unknown>>;
type Then = (state: unknown, result: unknown, ctx: unknown) => undefined;

/** One message as an actor said it. */
export type Said = { readonly name: string; readonly sequence: number; readonly body: Body };

/** A socket that an actor asked for; a test plays the venue. */
export type FakeSocket = {
  readonly url: string;
  readonly options: object;
  open(): undefined;
  frame(text: string, receivedAt?: number): undefined;
  close(kind?: string): undefined;
};

export type FakeRequest = {
  readonly url: string;
  readonly options: object;
  answer(status: number, body: string): undefined;
};

/** A file that an actor reads; a test says what is in it. */
export type FakeRead = { readonly path: string; answer(text: string): undefined };

export type WorldOptions = {
  readonly name: string;
  readonly number: number;
  readonly kind: string;
  readonly facts: DeskFacts;
  readonly about?: unknown;
  readonly incarnation?: number;
  /** Name of the board that is read under another name. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Whose types what it says and shows goes through, as in a desk. */
  readonly encoded?: Pick<AnyActorDefinition, "out" | "boards">;
};

/** The other end of a listener: a test plays its clients. */
export type Listening = Readonly<
  Record<"request" | "open" | "pong" | "close", (given: object) => undefined>
>;

/** All that one actor can see and do. */
export class ActorWorld {
  readonly said: Said[] = [];
  readonly logs: string[] = [];
  readonly counters: Record<string, number> = {};
  readonly boards = new Map<string, Map<number, Body>>();
  readonly timers: { readonly ms: number; readonly run: () => undefined }[] = [];
  readonly sockets: FakeSocket[] = [];
  readonly requests: FakeRequest[] = [];
  readonly reads: FakeRead[] = [];
  readonly notReady = new Set<string>();
  /** What main says to it. */
  command: Command = "RUN";
  /** Bytes that were appended to files, a write each. */
  readonly writes: Uint8Array[] = [];
  /** What the next writes say; null is done. */
  fileFailure: { readonly code: string; readonly message: string } | null = null;
  /** Handlers of the listener that the actor opened. */
  listener: Listening | null = null;
  /** How far the slowest reader of a topic is behind. Bytes of 100. */
  lagBytes = 0;
  types: readonly unknown[] = [];
  /** Messages that the topic still takes. */
  room = Number.POSITIVE_INFINITY;
  nowNs = 1e9;
  nextSequence = 1;
  from = "";
  sequence = 0;
  committedAt = 1e9;
  readonly ctx: unknown;
  readonly #options: WorldOptions;
  /** The actor's state, once it was started. */
  state: unknown;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.ctx = this.#context();
  }

  /** Messages of one name, bodies alone. */
  heard(name: string): readonly Body[] {
    return this.said.filter((one) => one.name === name).map(({ body }) => body);
  }

  show(board: string, key: number, body: object): undefined {
    const slots = this.boards.get(board) ?? new Map<number, Body>();
    this.boards.set(board, slots.set(key, structuredClone(body) as Body));
  }

  on(board: string, key: number): Body | null {
    return this.boards.get(board)?.get(key) ?? null;
  }

  /** All timers that were set until now go off. */
  fire(): undefined {
    for (const { run } of this.timers.splice(0)) run();
  }

  #context() {
    const { name, number, kind, incarnation = 1, facts, about = null } = this.#options;
    const plain = {
      self: { name, kind, number, incarnation },
      about,
      common: facts,
      random: new Prng(1),
      send: membersOf((type) => (body: object) => this.#send(type, body)),
      board: membersOf((board) => ({
        put: (key: number, body: object) => this.show(board, key, this.#written(board, body)),
      })),
      read: membersOf((board) => (key: number) => this.on(this.#boardOf(board), key)),
      io: this.#io(),
      now: () => this.nowNs,
      wall: () => this.nowNs / 1_000,
      lag: () => ({ bytes: this.lagBytes, capacityBytes: 100 }),
      ready: (of: string) => !this.notReady.has(of),
      after: (ms: number, then: Then) =>
        void this.timers.push({ ms, run: () => then(this.state, undefined, this.ctx) }),
      log: (level: string, text: string) => void this.logs.push(`${level} ${text}`),
      count: (what: string, by = 1) => {
        this.counters[what] = (this.counters[what] ?? 0) + by;
      },
      latency: () => undefined,
      fail: (reason: string) => {
        throw new Error(reason);
      },
    };
    return Object.defineProperties(plain, {
      from: { get: () => this.from },
      types: { get: () => this.types },
      held: { get: () => isHold(this.command) },
      mustCancel: { get: () => this.command === "CANCEL" },
      sequence: { get: () => this.sequence },
      committedAt: { get: () => this.committedAt },
      publishedAt: { get: () => this.nowNs },
      nextSequence: { get: () => this.nextSequence },
    });
  }

  #boardOf(name: string): string {
    return this.#options.aliases?.[name] ?? name;
  }

  #send(name: string, body: object): boolean {
    if (this.room <= 0) return false;
    this.room -= 1;
    this.said.push({ name, sequence: this.nextSequence, body: this.#written(name, body) });
    this.nextSequence += 1;
    return true;
  }

  /** As a reader gets it: what its type has no room for throws. */
  #written(name: string, body: object): Body {
    const { out = {}, boards = {} } = this.#options.encoded ?? {};
    const types: Readonly<Record<string, { of(body: never): object }>> = { ...out, ...boards };
    return structuredClone(types[name]?.of(body as never) ?? body) as Body;
  }

  #io() {
    const world = this;
    type On = Readonly<Record<"open" | "message" | "close", (...given: unknown[]) => undefined>>;
    return {
      socket(url: string, on: On, options: object = {}) {
        world.sockets.push({
          url,
          options,
          open: () => on.open(world.state, {}, world.ctx),
          frame: (text, receivedAt = world.nowNs) =>
            on.message(world.state, text, world.ctx, receivedAt),
          close: (kind = "CLOSED") =>
            on.close(world.state, { kind, code: 1006, message: "gone" }, world.ctx),
        });
      },
      listen(_options: object, on: Readonly<Record<string, (...given: unknown[]) => undefined>>) {
        const told = (name: string) => (given: object) =>
          on[name]?.(world.state, given, world.ctx) ?? undefined;
        const [request, open, pong, close] = ["request", "open", "pong", "close"].map(told);
        world.listener = { request, open, pong, close } as Listening;
        return { url: "http://127.0.0.1:4242/", port: 4242, stop: () => undefined };
      },
      appendFile() {
        if (world.fileFailure !== null) throw new Error(world.fileFailure.message);
        return {
          bytesWritten: 0,
          write(bytes: Uint8Array) {
            if (world.fileFailure === null) world.writes.push(bytes.slice());
            return world.fileFailure;
          },
          close: () => undefined,
        };
      },
      readFile(path: string, then: Then) {
        const answer = (file: string) =>
          then(world.state, { ok: true, bytes: new TextEncoder().encode(file) }, world.ctx);
        world.reads.push({ path, answer });
      },
      http(request: Request, then: Then, options: object = {}) {
        const answer = (status: number, body: string) =>
          then(world.state, { status, body, headers: new Headers(), failure: null }, world.ctx);
        world.requests.push({ url: request.url, options, answer });
      },
    };
  }
}

function membersOf(make: (name: string) => unknown): object {
  return new Proxy({}, { get: (_target, name) => make(String(name)) });
}

/** An actor of the product, started and opened in a world. */
export class PlayedActor {
  readonly world: ActorWorld;
  readonly #definition: AnyActorDefinition;

  constructor(definition: object, world: ActorWorld, args: object = {}) {
    this.#definition = definition as AnyActorDefinition;
    this.world = world;
    const start = { ...(world.ctx as object), kept: undefined };
    world.state = this.#definition.start(start as never, args as never);
    this.#definition.open?.(world.state, world.ctx as never);
  }

  /** Handles one message, as the next record of `from`. */
  handle(name: string, body: object, from = "peer"): undefined {
    this.world.from = from;
    this.world.sequence += 1;
    const view = Object.defineProperty({ ...body }, "copy", { value: () => ({ ...body }) });
    this.#definition.on[name]?.(this.world.state, view as never, this.world.ctx as never);
  }

  /** Every record passes here, of whatever type. */
  record(record: object, from = "peer"): undefined {
    this.world.from = from;
    this.#definition.record?.(this.world.state, record as never, this.world.ctx as never);
  }

  settle(): undefined {
    this.#definition.settle?.(this.world.state, this.world.ctx as never);
  }

  every(period: string): undefined {
    this.#definition.every?.[period]?.(this.world.state, this.world.ctx as never);
  }

  async stop(): Promise<undefined> {
    await this.#definition.stop?.(this.world.state, this.world.ctx as never, "test");
  }
}
