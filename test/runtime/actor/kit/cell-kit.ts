/**
 * Cells and their loop on one thread, over real rings and boards, with a clock, timers and I/O that
 * do only what a test says.
 */
import { THREAD_TIME } from "../../../../src/core/time.ts";
import type { ActorCell } from "../../../../src/runtime/actor/actor-cell.ts";
import { type BuiltCell, buildCell, type Host } from "../../../../src/runtime/actor/build-cell.ts";
import type { AnyActorDefinition } from "../../../../src/runtime/actor/define-actor.ts";
import { importDefinition } from "../../../../src/runtime/actor/import-definition.ts";
import { inspectDefinition } from "../../../../src/runtime/actor/inspect-definition.ts";
import { Loop } from "../../../../src/runtime/actor/loop.ts";
import { RUNTIME_TYPES } from "../../../../src/runtime/actor/loop-message.ts";
import { SNAPSHOT_BYTES } from "../../../../src/runtime/actor/snapshot-store.ts";
import type { Timers } from "../../../../src/runtime/actor/timers.ts";
import type {
  ActorStart,
  Lane,
  ReadStart,
  WatchStart,
} from "../../../../src/runtime/actor/worker-start.ts";
import type { MessageType, Schema } from "../../../../src/runtime/codec/message-type.ts";
import { numberTypes, type TypeEntry } from "../../../../src/runtime/codec/type-table.ts";
import type {
  HttpAnswer,
  Io,
  IoPort,
  Socket,
  SocketHandlers,
} from "../../../../src/runtime/io/io.ts";
import { allocateBoard, watchBoard } from "../../../../src/runtime/ring/board-memory.ts";
import { Doorbell } from "../../../../src/runtime/ring/doorbell.ts";
import { Spinner } from "../../../../src/runtime/ring/idle-strategy.ts";
import { allocateLines } from "../../../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../../../src/runtime/ring/topic-memory.ts";
import { TopicReader } from "../../../../src/runtime/ring/topic-reader.ts";
import { attachReader, type ReaderKind } from "../../../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../../../src/runtime/ring/topic-writer.ts";
import { allocateTelemetry } from "../../../../src/runtime/telemetry/telemetry-layout.ts";
import { TelemetryReader } from "../../../../src/runtime/telemetry/telemetry-reader.ts";

/** The bell line of the kit's loop. */
export const BELL = 5;
/** A bell line that nobody sleeps at. */
export const NO_BELL = 127;

type AnyType = MessageType<never>;

/** Numbers of `types` and of the runtime's own. */
export function typesOf(types: readonly AnyType[]): readonly TypeEntry[] {
  const unique = new Map<string, Schema>(types.map(({ schema }) => [schema.name, schema]));
  const numbered = numberTypes(
    [...unique.values()],
    RUNTIME_TYPES.map(({ schema }) => schema),
  );
  if (!numbered.ok) throw new Error("two layouts of one type");
  return numbered.value;
}

/** Timers that go off when a test says so. */
export class FakeTimers implements Timers {
  readonly #port: IoPort;
  readonly pending: { readonly ms: number; readonly then: () => undefined }[] = [];
  readonly periods: { readonly ms: number; readonly then: () => undefined }[] = [];

  constructor(port: IoPort) {
    this.#port = port;
  }

  after(ms: number, then: () => undefined): undefined {
    this.pending.push({ ms, then });
  }

  every(ms: number, then: () => undefined): undefined {
    this.periods.push({ ms, then });
  }

  /** All single timers go off, then every period of `ms`, or every period. */
  fire(ms?: number): undefined {
    for (const { then } of this.pending.splice(0)) this.#port.complete(then);
    for (const period of this.periods) {
      if (ms === undefined || period.ms === ms) this.#port.complete(period.then);
    }
  }

  close(): undefined {}
}

/** I/O that completes when a test says so. */
export class FakeIo implements Io {
  readonly #port: IoPort;
  readonly sockets: { readonly url: string; readonly on: SocketHandlers }[] = [];
  readonly requests: { readonly url: string; readonly then: (answer: HttpAnswer) => undefined }[] =
    [];
  /** Completes a socket's opening within the call, as no real one does but any may. */
  opensAtOnce = false;
  isConnected = false;

  constructor(port: IoPort) {
    this.#port = port;
  }

  http(request: Request, then: (answer: HttpAnswer) => undefined): undefined {
    this.requests.push({ url: request.url, then });
  }

  socket(url: string, on: SocketHandlers): Socket {
    this.sockets.push({ url, on });
    const socket: Socket = { send: () => true, close: () => undefined };
    if (this.opensAtOnce) this.complete(() => on.open(socket));
    return socket;
  }

  listen(): never {
    throw new Error("the kit listens to nobody");
  }

  appendFile(): never {
    throw new Error("the kit has no files");
  }

  readFile(): undefined {}

  storage(): never {
    throw new Error("the kit has no files");
  }

  tree(): never {
    throw new Error("the kit has no files");
  }

  selfSigned(): never {
    throw new Error("the kit has no secrets");
  }

  secretBytes(): never {
    throw new Error("the kit has no secrets");
  }

  complete(run: () => undefined): undefined {
    this.#port.complete(run);
  }

  close(): undefined {}
}

/** A topic whose writer is the test. */
export class Feeder {
  readonly name: string;
  readonly number: number;
  readonly memory: SharedArrayBuffer;
  writer: TopicWriter;
  readonly #kit: CellKit;

  constructor(kit: CellKit, name: string, capacityBytes: number) {
    this.#kit = kit;
    this.name = name;
    this.number = kit.nextNumber();
    this.memory = allocateTopic({ capacityBytes });
    this.writer = this.#open(1);
  }

  /** Says `body` in the open batch. */
  put<Body>(type: MessageType<Body>, body: Body): boolean {
    const entry = this.#kit.types.find(({ name }) => name === type.name);
    if (entry === undefined) throw new Error(`no type ${type.name}`);
    const word = entry.number | (entry.version << 16);
    const offset = this.writer.claim(type.codec.sizeOf(body), word);
    if (offset < 0) return false;
    this.writer.commit(type.codec.write(this.writer.data, offset, body));
    return true;
  }

  /** Says `body`, and publishes it. */
  say<Body>(type: MessageType<Body>, body: Body): boolean {
    const said = this.put(type, body);
    this.writer.publish();
    return said;
  }

  /** The writer dies and lives again. */
  restart(incarnation: number): undefined {
    this.writer.releaseOwner();
    this.writer = this.#open(incarnation);
  }

  /** A wire from this topic to a cell. */
  wire(lane: Lane = "MARKET", kind: ReaderKind = "GATE", incarnation = 1): ReadStart {
    const slot = attachReader(this.memory, { kind, bellLine: BELL });
    const { name: actor, number, memory: topic } = this;
    return { actor, number, kind: "feed", lane, incarnation, about: { of: actor }, topic, slot };
  }

  #open(incarnation: number): TopicWriter {
    const now = () => this.#kit.nowNs;
    return new TopicWriter(this.memory, this.#kit.lines, {
      owner: this.number + 1,
      incarnation,
      now,
    });
  }
}

/** Memory of one actor, which outlives its cells. */
export type CellMemory = Pick<ActorStart, "topic" | "telemetry" | "snapshot" | "boards">;

export type CellOptions = Partial<Omit<ActorStart, "port">> & {
  readonly topicBytes?: number;
  /** What of the cell's host is a test's own. */
  readonly host?: Partial<Pick<Host, "recorderOf" | "makeIo">>;
};

/** One cell, and what a test looks at beside it. */
export type KitCell = BuiltCell & {
  readonly start: ActorStart;
  readonly timers: FakeTimers;
  readonly io: FakeIo;
  readonly counters: () => Record<string, number>;
  /** Everything published since the last call, by type's name, with its body. */
  readonly said: () => readonly { readonly type: string; readonly body: unknown }[];
};

export class CellKit {
  readonly lines = allocateLines();
  readonly types: readonly TypeEntry[];
  readonly known: readonly AnyType[];
  readonly crashes: { readonly cell: ActorCell; readonly error: unknown }[] = [];
  readonly loop: Loop;
  nowNs = 1e9;
  /** What each reading of the clock adds to it. Nanoseconds. */
  stepNs = 0;
  #numbers = 0;

  constructor(types: readonly AnyType[]) {
    this.known = [...types, ...(RUNTIME_TYPES as readonly unknown[] as readonly AnyType[])];
    this.types = typesOf(types);
    const waiting = {
      bell: new Doorbell(this.lines, BELL),
      spinner: new Spinner(this.lines, BELL, this.clock),
      soon: (run: () => void) => void setImmediate(run),
    };
    this.loop = new Loop(waiting, this.clock, (cell, error) => {
      this.crashes.push({ cell, error });
    });
  }

  readonly clock = (): number => {
    this.nowNs += this.stepNs;
    return this.nowNs;
  };

  nextNumber(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  feeder(name: string, capacityBytes = 1 << 16): Feeder {
    return new Feeder(this, name, capacityBytes);
  }

  /** What main hands over at the start of an incarnation. */
  startOf(definition: AnyActorDefinition, options: CellOptions = {}): ActorStart {
    const { topicBytes = 1 << 16, host: _host, ...given } = options;
    const { boards } = inspectDefinition(definition);
    return {
      name: "cell",
      number: options.number ?? this.nextNumber(),
      kind: "strategy",
      incarnation: 1,
      module: "",
      args: {},
      about: null,
      common: null,
      seed: 1,
      topic: allocateTopic({ capacityBytes: topicBytes }),
      telemetry: allocateTelemetry(),
      snapshot: allocateBoard({ slots: 1, slotBytes: SNAPSHOT_BYTES }),
      boards: Object.fromEntries(
        Object.entries(boards).map(([name, { slots, slotBytes }]) => [
          name,
          allocateBoard({ slots, slotBytes }),
        ]),
      ),
      reads: [],
      watch: [],
      topics: {},
      numbers: {},
      idle: "park",
      heartbeatMs: 100,
      stopDeadlineMs: 2_000,
      snapshotEveryMs: 10_000,
      isStandby: false,
      port: undefined as never,
      ...given,
    };
  }

  /** Builds a cell and reads what it says; it is in no loop and not open. */
  async build(given: object, options: CellOptions = {}): Promise<KitCell> {
    const definition = given as AnyActorDefinition;
    const start = this.startOf(definition, options);
    let timers: FakeTimers | undefined;
    let io: FakeIo | undefined;
    const host: Host = {
      lines: this.lines,
      types: this.types,
      ...hostOf(this.clock),
      makeTimers: (port) => (timers = new FakeTimers(port)),
      makeIo: (port) => (io = new FakeIo(port)),
      ...options.host,
    };
    const slot = attachReader(start.topic, { kind: "EVICT", bellLine: NO_BELL });
    const reader = new TopicReader(start.topic, slot);
    const built = await buildCell(definition, start, host);
    if (timers === undefined) throw new Error("a cell has timers");
    if (io === undefined) io = new FakeIo({ complete() {} });
    return {
      ...built,
      start,
      timers,
      io,
      counters: () => new TelemetryReader(start.telemetry).counters(),
      said: () => this.#drain(reader),
    };
  }

  /** Builds a cell, opens it and puts it into the loop. */
  async run(definition: object, options: CellOptions = {}): Promise<KitCell> {
    const built = await this.build(definition, options);
    built.cell.block.state = "STARTING";
    built.cell.open();
    built.cell.block.state = "READY";
    this.loop.add(built.cell);
    this.loop.turn();
    return built;
  }

  /** A board's wire to the kit's loop. */
  watching(name: string, of: KitCell): WatchStart {
    const memory = of.start.boards[name];
    if (memory === undefined) throw new Error(`no board ${name}`);
    return { name, actor: of.start.name, memory, watcher: watchBoard(memory, BELL) };
  }

  #drain(reader: TopicReader) {
    const said: { type: string; body: unknown }[] = [];
    while (reader.next()) {
      const name = this.types.find(({ number }) => number === reader.type)?.name ?? "";
      const type = this.known.find((one) => one.name === name);
      if (type === undefined) throw new Error(`no type ${reader.type}`);
      const view = type.codec.createView();
      view.bind(reader.data, reader.offset, reader.payloadBytes);
      said.push({ type: name, body: view.toJSON() });
    }
    reader.release();
    return said;
  }
}

/** What of a host is the same for every test of cells. */
export function hostOf(now: () => number): Pick<Host, "time" | "load" | "witnessOf"> {
  return { time: { ...THREAD_TIME, now }, load: importDefinition, witnessOf: () => null };
}
