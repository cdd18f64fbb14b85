/** What all threads of one desk share: the block of lines, the message types, the children. */
import { availableParallelism } from "node:os";
import { clockOriginMs } from "../../core/clock.ts";
import { failWith, type Result, succeed } from "../../core/result.ts";
import { THREAD_TIME, type Time } from "../../core/time.ts";
import { RUNTIME_TYPES } from "../actor/loop-message.ts";
import type { Schema } from "../codec/message-type.ts";
import {
  appendTypes,
  numberTypes,
  type TypeConflict,
  type TypeEntry,
} from "../codec/type-table.ts";
import { wakeAll } from "../ring/doorbell.ts";
import { allocateLines, attachLines } from "../ring/lines.ts";
import {
  grantSpinTokens,
  holdsSpinToken,
  releaseSpinToken,
  type SpinRules,
  setWorkerLives,
  spinRulesOf,
} from "../ring/spin-tokens.ts";
import type { ActorSpec } from "./actor-spec.ts";
import { Letterbox } from "./letters/letterbox.ts";
import type { Child } from "./roster/child.ts";
import type { Writer } from "./roster/wiring.ts";
import { MemoryStateStore } from "./state/memory-store.ts";
import { firstSequenceOf } from "./state/process-life.ts";
import type { StateOptions } from "./state/state-options.ts";
import type { SystemEvent } from "./system-event.ts";
import { type Threads, WORKER_THREADS } from "./thread/threads.ts";
import { MainVoice } from "./voice/main-voice.ts";
import type { VoiceSpec } from "./voice/voice-spec.ts";

export type WorldOptions = {
  /** Plain data that every actor gets. */
  readonly common: unknown;
  /** Each actor has a stream of random numbers of its own. */
  readonly seed: number;
  /** Who may spin; by default as this machine allows. */
  readonly spin?: SpinRules;
  /** URL of the pinned code of every worker; by default it runs from its source. */
  readonly workerEntry?: string;
  readonly onEvent?: (event: SystemEvent) => void;
  /** Folder of the delivery logs of all actors; by default none are kept. */
  readonly deliveries?: string | null;
  /** Where state is kept that outlives this process; by default in its memory. */
  readonly state?: StateOptions;
  /** Main's own topic; by default it has none. */
  readonly voice?: VoiceSpec;
  /** Main's own; by default this thread's. */
  readonly time?: Time;
  /** By default Bun's workers. */
  readonly threads?: Threads;
};

/** One for a desk; what of it is shared memory outlives every thread. */
export class World {
  readonly lines = allocateLines();
  readonly clockOriginMs = clockOriginMs();
  /** Plain data that every actor gets at its next start. */
  common: unknown;
  readonly seed: number;
  readonly workerEntry: string | null;
  readonly deliveries: string | null;
  readonly time: Time;
  readonly threads: Threads;
  readonly state: StateOptions;
  /** Of every topic. */
  readonly firstSequence: number;
  readonly children = new Map<string, Child>();
  /** What main itself says; null when it says nothing. */
  readonly voice: MainVoice | null;
  /** What does not reach them. */
  readonly letters: Letterbox;
  types: readonly TypeEntry[] = [];
  readonly #words = attachLines(this.lines);

  constructor(options: WorldOptions) {
    const { common, seed, spin, workerEntry, onEvent, state = inMemory() } = options;
    this.common = common;
    this.seed = seed;
    this.letters = new Letterbox(onEvent ?? (() => {}), () => this.nowMs);
    this.workerEntry = workerEntry ?? null;
    this.deliveries = options.deliveries ?? null;
    this.time = options.time ?? THREAD_TIME;
    this.threads = options.threads ?? WORKER_THREADS;
    this.state = state;
    this.firstSequence = firstSequenceOf(state.life);
    this.voice = this.#voiceOf(options.voice ?? null);
    grantSpinTokens(this.#words, spin ?? spinRulesOf(availableParallelism(), null));
  }

  /** Monotonic milliseconds. */
  get nowMs(): number {
    return this.time.now() / 1e6;
  }

  #voiceOf(spec: VoiceSpec | null): MainVoice | null {
    if (spec === null) return null;
    const { lines, time, firstSequence } = this;
    const { life } = this.state;
    return new MainVoice(spec, { lines, time, life, firstSequence, types: () => this.types });
  }

  /** Numbers the message types of `specs`, and of main, behind those that have a number. */
  learnTypes(specs: readonly ActorSpec[]): Result<undefined, TypeConflict> {
    const own = Object.values(this.voice?.inspection.out ?? {}).map(({ schema }) => schema);
    const schemas = [...own, ...specs.flatMap(schemasOf)];
    const types =
      this.types.length === 0
        ? numberTypes(
            schemas,
            RUNTIME_TYPES.map(({ schema }) => schema),
          )
        : appendTypes(this.types, schemas);
    if (!types.ok) return failWith(types.failure);
    this.types = types.value;
    return succeed(undefined);
  }

  child(name: string): Child | null {
    return this.children.get(name) ?? null;
  }

  /** Whose topic that is: an actor's, or main's own. */
  writer(name: string): Writer | null {
    return this.child(name) ?? (this.voice?.name === name ? this.voice : null);
  }

  /** What the runtime shows of an actor has changed: whoever asked for it looks again. */
  ringAll(): undefined {
    wakeAll(this.lines);
  }

  /** A life of the worker of `line` begins. */
  beginWorker(line: number): undefined {
    setWorkerLives(this.#words, line, true);
  }

  /** The worker of `line` is dead: it runs no more, and what it spun by is free. */
  endWorker(line: number): undefined {
    setWorkerLives(this.#words, line, false);
    releaseSpinToken(this.#words, line);
  }

  /** Whether the thread of `child` holds a spin token. */
  isSpinner(child: Child): boolean {
    return holdsSpinToken(this.#words, child.line);
  }

  /** By name, for `ctx.lag` and `ctx.ready`. Main is never ready: there is nothing to wait for. */
  directory(): { topics: Record<string, SharedArrayBuffer>; numbers: Record<string, number> } {
    const all = [...this.children.values()];
    const writers = this.voice === null ? all : [...all, this.voice];
    return {
      topics: Object.fromEntries(writers.map(({ name, topic }) => [name, topic])),
      numbers: Object.fromEntries(all.map(({ name, number }) => [name, number])),
    };
  }
}

function inMemory(): StateOptions {
  return { store: new MemoryStateStore(), life: 1, recovered: null, numbered: [] };
}

function schemasOf({ inspection }: ActorSpec): readonly Schema[] {
  const { in: understands, out, boards, watch, answers, keep } = inspection;
  const maps = [understands, out, boards, watch, answers];
  const all = maps.flatMap((map) => Object.values(map).map(({ schema }) => schema));
  return keep === null ? all : [...all, keep.schema];
}
