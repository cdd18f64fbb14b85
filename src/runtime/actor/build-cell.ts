/** Puts one incarnation together: memory attached, state started, context made. */
import { keepSecret, valueWithoutSecrets, withoutSecrets } from "../../core/secret-words.ts";
import type { Time } from "../../core/time.ts";
import type { MessageType } from "../codec/message-type.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import type { WriterLife } from "../io/disk/storage.ts";
import type { Io, IoPort } from "../io/io.ts";
import { BoardWriter } from "../ring/board-writer.ts";
import { DATA_OFFSET } from "../ring/topic-layout.ts";
import { TopicWriter } from "../ring/topic-writer.ts";
import { TelemetryWriter } from "../telemetry/telemetry-writer.ts";
import { ActorCell } from "./actor-cell.ts";
import type { Answers, SendTarget } from "./answers.ts";
import { bindIo } from "./bind-io.ts";
import { BoardShelf } from "./board-shelf.ts";
import type { BoardOut } from "./board-stage.ts";
import { CellContext } from "./cell-context.ts";
import { compilePut, compileSend, type Put, type Send } from "./compile-surface.ts";
import { ControlBlock } from "./control-block.ts";
import type { AnyActorDefinition } from "./define-actor.ts";
import { DeskBoards } from "./desk-boards.ts";
import { periodMsOf } from "./every.ts";
import { COMPLETION, handlerIndexOf, handlerNamesOf, START } from "./handler-names.ts";
import { handlerTableOf, numberOf } from "./handler-table.ts";
import { Log } from "./loop-message.ts";
import { Mailbox } from "./mailbox.ts";
import { Outbox, type OutType } from "./outbox.ts";
import type { Beginning, Recorder } from "./recorder.ts";
import type { Setting } from "./setting.ts";
import { SnapshotStore } from "./snapshot-store.ts";
import { readsFromOf, Source } from "./source.ts";
import { assertState, Declined } from "./start-failure.ts";
import type { Timers } from "./timers.ts";
import { guard } from "./tripwire.ts";
import { joinWitnesses, type Witness } from "./witness.ts";
import type { ActorStart } from "./worker-start.ts";
import { worldAnswers } from "./world-answers.ts";

/** What the runtime puts under an actor: threads and real time, or the simulation. */
export type Host = {
  readonly lines: SharedArrayBuffer;
  readonly types: readonly TypeEntry[];
  readonly time: Pick<Time, "now" | "wall" | "deadline">;
  makeIo(port: IoPort, life: WriterLife): Io;
  makeTimers(port: IoPort): Timers;
  /** @throws {Error} What the import of the module throws. */
  load(module: string): Promise<AnyActorDefinition>;
  /** Who sees what an incarnation handles; null where nobody does. */
  witnessOf(start: ActorStart): Witness | null;
  /** Who records the life of an incarnation; null where nobody does. */
  recorderOf?(start: ActorStart): Recorder | null;
};

/** A cell and what must be closed with it. */
export type BuiltCell = {
  readonly cell: ActorCell;
  readonly shelves: ReadonlyMap<string, BoardShelf<never>>;
  readonly recorder: Recorder | null;
  /** Whether it has a socket, a listener or a request open. */
  isConnected(): boolean;
  /** What another cell goes on with in its stead. Close that one then, not this one. */
  carry(): Carried;
  close(): undefined;
};

/** A life as it was rehearsed. */
export type Carried = {
  readonly state: unknown;
  readonly io: Io;
  readonly timers: Timers;
  readonly recorder: Recorder | null;
  /** All completions, also those that wait, are the other cell's from here on. */
  hand(next: ActorCell): undefined;
};

/**
 * Runs the definition's `start`, or goes on with what is carried.
 *
 * @throws {Declined} When the actor does not want to run.
 * @throws {BadReturn} When `start` returns what can be no state.
 * @throws What `start` throws.
 */
export async function buildCell(
  definition: AnyActorDefinition,
  start: ActorStart,
  host: Host,
  carried: Carried | null = null,
): Promise<BuiltCell> {
  const block = new ControlBlock(host.lines, start.number);
  const telemetry = makeTelemetry(definition, start);
  const outbox = makeOutbox(definition, start, host);
  const shelves = makeShelves(definition, start);
  const snapshots = makeSnapshots(definition, start, host);

  // The port exists before the cell: I/O and timers are made with the context, the cell after it.
  let cell: ActorCell | null = null;
  const port: IoPort = { complete: (run) => cell?.complete(run) };
  const desk = new DeskBoards(host.lines, start.topics, start.numbers);
  const brought = {
    io: carried?.io ?? host.makeIo(port, writerLifeOf(start)),
    timers: carried?.timers ?? host.makeTimers(port),
  };
  const plain = worldAnswers(host.time, { desk, block, outbox, shelves, ...brought });
  const recorder = carried?.recorder ?? host.recorderOf?.(start) ?? null;
  const parts: Parts = { definition, start, host, outbox, shelves, telemetry };
  const answers = recorder?.begin(beginningOf(parts, plain, carried), plain) ?? plain;
  const ctx = new CellContext({
    ...identityOf(start),
    seed: start.seed,
    types: host.types,
    answers,
    outbox,
    telemetry,
    desk,
    ...surfaceOf(definition, host, outbox, answers),
    bind: (then, result) => cell?.runHandler(COMPLETION, (own, bound) => then(own, result, bound)),
    stop: (reason) => cell?.requestStop(reason),
    log: makeLog(parts, answers),
    onTypes: (types) => recorder?.onTypes(types),
  });
  const state =
    carried === null
      ? await startState(definition, start, { block, recorder, kept: keptOf(snapshots, ctx) })
      : carried.state;
  cell = new ActorCell({
    definition,
    state,
    idle: start.idle,
    block,
    desk,
    ctx,
    outbox,
    mailbox: makeMailbox(definition, start),
    handlers: handlerTableOf(definition, handlerNamesOf(definition), host.types, telemetry),
    shelves: [...shelves.values()],
    snapshots,
    telemetry,
    clock: host.time.now,
    snapshotEveryNs: start.snapshotEveryMs * 1e6,
    witness: joinWitnesses(host.witnessOf(start), recorder),
    recorder,
  });
  ctx.io = bindIo(answers.io, (call) => cell?.runCompletion(call));
  if (carried === null) {
    startPeriods(definition, start, answers.timers, (index, call) => cell?.runHandler(index, call));
  }
  const built = cell;
  return {
    cell,
    shelves,
    recorder,
    isConnected: () => answers.io.isConnected,
    carry: () => ({ ...answers, state, recorder, hand: handTo }),
    close() {
      answers.timers.close();
      answers.io.close();
      built.end();
      recorder?.close();
    },
  };

  function handTo(next: ActorCell): undefined {
    for (const run of cell?.surrender() ?? []) next.complete(run);
    cell = next;
  }
}

/** What a cell is put together from. */
type Parts = {
  readonly definition: AnyActorDefinition;
  readonly start: ActorStart;
  readonly host: Host;
  readonly outbox: Outbox;
  readonly shelves: ReadonlyMap<string, BoardShelf<never>>;
  readonly telemetry: TelemetryWriter;
};

type Starting = {
  readonly block: ControlBlock;
  readonly recorder: Recorder | null;
  readonly kept: unknown;
};

/** What `start` returns, once it is sure that it can be a state. */
async function startState(
  definition: AnyActorDefinition,
  start: ActorStart,
  { block, recorder, kept }: Starting,
): Promise<unknown> {
  keepSecretsOf(definition, start);
  block.handler = START;
  try {
    const state: unknown = await guard(() =>
      definition.start({ kept, ...identityOf(start), decline }, start.args),
    );
    assertState(state);
    block.handler = -1;
    return state;
  } catch (error) {
    recorder?.onThrown(error);
    throw error;
  }
}

function beginningOf(parts: Parts, plain: Answers, carried: Carried | null): Beginning {
  const { definition, start, host, outbox, shelves, telemetry } = parts;
  return {
    start,
    types: host.types,
    definition,
    handlers: handlerNamesOf(definition),
    firstSequence: outbox.writer.nextSequence,
    topicBytes: start.topic.byteLength - DATA_OFFSET,
    shelves,
    isEntering: carried !== null,
    nextSequence: () => outbox.writer.nextSequence,
    hasStaged: () => !outbox.stage.isEmpty,
    warn(text) {
      telemetry.add(telemetry.counter("deliveries:halted"));
      makeLog(parts, plain)("warn", text, {});
    },
  };
}

function keepSecretsOf({ args }: AnyActorDefinition, start: ActorStart): undefined {
  const settings: Readonly<Record<string, Setting<unknown>>> = args ?? {};
  for (const [key, { kind }] of Object.entries(settings)) {
    const value = start.args[key];
    if (kind === "secret" && typeof value === "string") keepSecret(value);
  }
}

function decline(reason: string): never {
  throw new Declined(reason);
}

function selfOf({ name, kind, number, incarnation }: ActorStart) {
  return { name, kind, number, incarnation };
}

/** A life that stands by or is rehearsed begins while the one before it runs. */
function writerLifeOf({ name, incarnation, isStandby, isRehearsal }: ActorStart): WriterLife {
  return { actor: name, incarnation, isSuccessor: !isStandby && isRehearsal !== true };
}

function identityOf(start: ActorStart) {
  return { self: selfOf(start), about: start.about, common: start.common };
}

function makeTelemetry({ counters = [] }: AnyActorDefinition, start: ActorStart): TelemetryWriter {
  const telemetry = new TelemetryWriter(start.telemetry);
  for (const name of counters) telemetry.counter(name);
  return telemetry;
}

function makeOutbox(definition: AnyActorDefinition, start: ActorStart, host: Host): Outbox {
  const owner = start.number + 1;
  const boards: BoardOut[] = [];
  for (const [name, type] of Object.entries<MessageType<never>>(definition.boards ?? {})) {
    const memory = start.boards[name];
    if (memory === undefined) throw new Error(`Cannot start ${start.name}: no board ${name}`);
    const writer = new BoardWriter(memory, host.lines, owner);
    boards.push({ name, type, slots: type.slots, writer });
  }
  const writer = new TopicWriter(start.topic, host.lines, {
    owner,
    incarnation: start.isStandby ? null : start.incarnation,
    now: host.time.now,
  });
  const outbox = new Outbox(writer, boards);
  if (start.isStandby) outbox.hold();
  return outbox;
}

function makeMailbox(definition: AnyActorDefinition, { reads }: ActorStart): Mailbox {
  const mailbox = new Mailbox();
  const from = readsFromOf(definition);
  for (const read of reads) mailbox.add(Source.inRing(read, from));
  return mailbox;
}

function makeSnapshots({ keep }: AnyActorDefinition, start: ActorStart, { lines }: Host) {
  if (keep === undefined) return null;
  return new SnapshotStore<unknown>(keep, start.snapshot, lines, start.number + 1);
}

function makeShelves(definition: AnyActorDefinition, start: ActorStart) {
  const shelves = new Map<string, BoardShelf<never>>();
  for (const [name, type] of Object.entries<MessageType<never>>(definition.watch ?? {})) {
    shelves.set(name, new BoardShelf(type));
  }
  for (const board of start.watch) shelves.get(board.name)?.add(board);
  return shelves;
}

/** `send` and `boards` of the context: one closure a name, made once. */
function surfaceOf(
  definition: AnyActorDefinition,
  host: Host,
  outbox: Outbox,
  { writer }: { readonly writer: SendTarget },
) {
  const send: Record<string, Send> = {};
  for (const [name, type] of Object.entries<MessageType<never>>(definition.out)) {
    const out = outTypeOf(type, host.types);
    send[name] = compileSend(writer, out);
  }
  const boards: Record<string, { put: Put }> = {};
  for (const board of outbox.boards) {
    boards[board.name] = { put: compilePut(outbox.stage, board) };
  }
  return { send, boards };
}

function outTypeOf(type: MessageType<never>, types: readonly TypeEntry[]): OutType {
  return { type, typeAndVersion: numberOf(types, type) | (type.version << 16) };
}

function makeLog({ outbox, host, telemetry }: Parts, { writer, mayLog }: Answers) {
  const out = outTypeOf(Log as MessageType<never>, host.types);
  const dropped = telemetry.counter("dropped:log");
  const send = compileSend(writer, out);
  return (level: string, text: string, fields: Record<string, unknown>): undefined => {
    const shown = { text: withoutSecrets(text), fields: valueWithoutSecrets(fields) };
    const body = { level, ...shown } as never;
    const fits = out.type.codec.sizeOf(body) <= outbox.writer.payloadBytesMax;
    const sent = fits && mayLog() && send(body);
    if (!sent) telemetry.add(dropped);
  };
}

function keptOf(snapshots: SnapshotStore<unknown> | null, ctx: CellContext): unknown {
  const kept = snapshots?.read() ?? { kind: "NONE" };
  if (kept.kind === "OTHER_VERSION") {
    ctx.log("warn", `snapshot of version ${kept.version} is not used: it has another version`);
  }
  return kept.kind === "KEPT" ? kept.body : undefined;
}

function startPeriods(
  definition: AnyActorDefinition,
  { snapshotEveryMs }: ActorStart,
  timers: Timers,
  run: (index: number, call: never) => undefined,
): undefined {
  const names = handlerNamesOf(definition);
  for (const [period, call] of Object.entries(definition.every ?? {})) {
    const index = handlerIndexOf(names, `every.${period}`);
    timers.every(periodMsOf(period), () => run(index, call as never));
  }
  // Nothing but a turn: so the snapshot of an actor that idles comes due too.
  if (definition.keep !== undefined) timers.every(Math.ceil(snapshotEveryMs / 4), () => undefined);
}
