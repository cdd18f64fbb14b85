/** The cell of a life that is run again, and all that stands around it in place of the world. */
import { assert } from "../../core/assert.ts";
import type { EpochMicros } from "../../core/brand.ts";
import { type BuiltCell, buildCell, type Host } from "../actor/build-cell.ts";
import type { AnyActorDefinition } from "../actor/define-actor.ts";
import type { Beginning, Recorder } from "../actor/recorder.ts";
import { Source } from "../actor/source.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import type { KeptBeginning, TypeName } from "../delivery/beginning.ts";
import type { DeliveryStep, NotedAnswer, Taken } from "../delivery/delivery-step.ts";
import { allocateLines } from "../ring/lines.ts";
import { TopicReader } from "../ring/topic-reader.ts";
import { attachReader } from "../ring/topic-slots.ts";
import { bodyOf } from "./handler-input.ts";
import { Inputs } from "./inputs.ts";
import { KeptReader, type KeptRecord } from "./kept-reader.ts";
import { memoryOf, NO_IO, NO_TIMERS, NO_TOPIC, startOf } from "./life-memory.ts";
import type { LifeOptions } from "./life-replay.ts";
import { Playback } from "./playback.ts";
import { replayAnswers } from "./replayed-answers.ts";
import { replayIo } from "./replayed-io.ts";
import { SentMessages } from "./sent-messages.ts";

/** A bell line that nobody sleeps at. */
const NO_BELL = 127;

/** Whose life it is, and what its messages are compared with. */
export type StageOptions = Pick<LifeOptions, "definition" | "messages" | "endSequence" | "onSent">;

export class LifeStage {
  readonly inputs: Inputs;
  readonly #definition: AnyActorDefinition;
  readonly #options: StageOptions;
  readonly #playback = new Playback();
  readonly #readers = new Map<number, { readonly actor: string; readonly reader: KeptReader }>();
  #sent: SentMessages | null = null;
  #built: BuiltCell | null = null;
  #reader: TopicReader | null = null;
  #nextSequence: () => number = () => 0;
  #takes: (record: KeptRecord) => boolean = () => true;
  types: readonly TypeEntry[] = [];

  constructor(options: StageOptions) {
    this.#definition = options.definition;
    this.#options = options;
    this.inputs = new Inputs(this.#playback);
  }

  get equal(): number {
    return this.#sent?.equal ?? 0;
  }

  get unseen(): number {
    return this.#sent?.unseen ?? 0;
  }

  get unkept(): number {
    return this.#sent?.unkept ?? 0;
  }

  get nextSequence(): number {
    return this.#nextSequence();
  }

  get state(): unknown {
    return this.#built?.cell.state;
  }

  get snapshot(): unknown {
    return this.isBegun ? this.#definition.snapshot?.(this.state) : undefined;
  }

  get isBegun(): boolean {
    return this.#built !== null;
  }

  prepare(answers: readonly NotedAnswer[]): undefined {
    this.#playback.begin(answers);
  }

  /** Begins the life, or goes on with the state that was rehearsed. */
  async begin(beginning: KeptBeginning, isEntering: boolean): Promise<undefined> {
    const { name, types, taken, isRehearsal } = beginning;
    const lines = allocateLines();
    const memory = memoryOf(beginning, this.#definition, lines);
    const slot = attachReader(memory.topic, { kind: "GATE", bellLine: NO_BELL });
    this.#reader = new TopicReader(memory.topic, slot);
    // Of a rehearsal nobody heard anything, whatever its sequences.
    const endSequence = isRehearsal ? 0 : this.#options.endSequence;
    this.#sent = new SentMessages({ ...this.#options, actor: name, endSequence });
    this.types = types;
    this.#takes = takerOf(taken, types);
    const host: Host = {
      lines,
      types,
      time: { now: () => 1, wall: () => 0 as EpochMicros, deadline: () => () => undefined },
      makeIo: () => NO_IO,
      makeTimers: () => NO_TIMERS,
      load: async () => this.#definition,
      witnessOf: () => null,
      recorderOf: () => this.#asRecorder(),
    };
    const carried = isEntering ? (this.#built?.carry() ?? null) : null;
    const built = await buildCell(this.#definition, startOf(beginning, memory), host, carried);
    carried?.hand(built.cell);
    this.#built = built;
    for (const { actor, reader } of this.#readers.values()) this.#addReader(actor, reader);
  }

  addSource(source: number, actor: string): undefined {
    const reader = new KeptReader();
    this.#readers.set(source, { actor, reader });
    this.#addReader(actor, reader);
  }

  learn(types: readonly TypeEntry[]): undefined {
    this.types = types;
    this.#cell.learn(types);
  }

  /** Whether the recorded life had a handler for it. */
  takes(record: KeptRecord): boolean {
    return this.#takes(record);
  }

  take(source: number, record: KeptRecord): undefined {
    this.#readers.get(source)?.reader.hand(record);
    this.#cell.poll(1, 0);
  }

  tell(type: "peer" | "gap", body: object): undefined {
    const { name, from } = body as { readonly name?: string; readonly from?: string };
    this.#cell.tell(type, name ?? from ?? "", body);
  }

  call({ call, args }: Extract<Taken, { kind: "CALL" }>): undefined {
    switch (call) {
      case "OPEN":
        return this.#cell.open("open");
      case "ENTER":
        return this.#cell.open("enter");
      case "SETTLE":
        return this.#cell.settle(true);
      case "SNAPSHOT":
        this.#cell.snapshots.take();
        return;
      default:
        return this.#cell.runCompletion((state, ctx) =>
          this.#definition.reconfigure?.(state, args, ctx),
        );
    }
  }

  stop(reason: string): Promise<undefined> {
    return this.#cell.stop(reason);
  }

  /** After a handler: it asked, sent and threw what was recorded. @throws {Diverged} */
  judge({ taken, said, threw }: DeliveryStep, thrown: unknown): undefined {
    const { difference } = this.#playback;
    if (difference !== null) this.#playback.diverge(difference);
    this.#judgeThrow(threw, thrown);
    this.#playback.end();
    this.#drain();
    const wrong = this.#sent?.difference ?? null;
    if (wrong !== null) this.#playback.diverge(wrong);
    // What the loop logs of a snapshot is counted with the next handler.
    if (taken.kind === "CALL" && taken.call === "SNAPSHOT") return;
    const count = this.#sent?.takeCount() ?? 0;
    if (threw !== null || count === said) return;
    const text = (messages: number) => `sends ${messages} messages`;
    this.#playback.diverge({ kind: "MESSAGE", recorded: text(said), replayed: text(count) });
  }

  /** @throws {Diverged} When a message was kept that this life did not send again. */
  expectNoMore(): undefined {
    // It did not start, and said nothing.
    if (!this.isBegun) return;
    const next = this.#nextSequence();
    const { name } = this.#cell;
    if (next >= this.#options.endSequence) return;
    const kept = this.#options.messages.find(name, next);
    if (kept === null) return;
    this.#playback.diverge({
      kind: "MESSAGE",
      recorded: bodyOf(this.types, kept),
      replayed: null,
      sequence: next,
    });
  }

  get #cell() {
    assert(this.#built !== null, "a log begins with the beginning of its life");
    return this.#built.cell;
  }

  #judgeThrow(recorded: string | null, thrown: unknown): undefined {
    if (thrown === null && recorded === null) return;
    const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    const replayed = thrown === null ? null : `${name}: ${message}`;
    if (replayed !== recorded) this.#playback.diverge({ kind: "THROW", recorded, replayed });
  }

  #drain(): undefined {
    if (this.#reader !== null) this.#sent?.drain(this.#reader, this.types);
  }

  #addReader(actor: string, reader: KeptReader): undefined {
    const place = {
      actor,
      number: 0,
      kind: "",
      lane: "MARKET",
      incarnation: 0,
      about: null,
    } as const;
    this.#built?.cell.mailbox.add(new Source({ ...place, topic: NO_TOPIC, slot: 0 }, reader));
  }

  /** Stands where the recorder stood, and gives what it noted. */
  #asRecorder(): Recorder {
    return {
      begin: ({ shelves, nextSequence, isEntering }: Beginning, plain) => {
        this.#nextSequence = nextSequence;
        const io = isEntering ? plain.io : replayIo(this.#playback, this.inputs);
        const timers = isEntering ? plain.timers : this.inputs;
        const drain = () => this.#drain();
        const { writer } = plain;
        return replayAnswers({ playback: this.#playback, shelves, writer, io, timers, drain });
      },
      onRecord() {},
      onTold() {},
      onCall() {},
      onHandled() {},
      onTypes() {},
      onReconfigure() {},
      onStop() {},
      onThrown() {},
      onShown() {},
      onTurn() {},
      close() {},
    };
  }
}

function takerOf(
  taken: readonly TypeName[] | null,
  types: readonly TypeEntry[],
): (record: KeptRecord) => boolean {
  if (taken === null) return () => true;
  const numbers = new Set(
    types
      .filter((one) =>
        taken.some(({ name, version }) => name === one.name && version === one.version),
      )
      .map(({ number }) => number),
  );
  return ({ type }) => numbers.has(type);
}
