/**
 * A whole desk in one thread: its real actors, strategies, supervisors and transport, on a simulated
 * machine. Its process can crash, and another one goes on with what it left, as the guard has it.
 */

import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import { Engine } from "../../../runtime/simulation/engine/engine.ts";
import { WallClock } from "../../../runtime/simulation/engine/virtual-time.ts";
import { Disk } from "../../../runtime/simulation/io/disk/disk.ts";
import { simulatedStorage } from "../../../runtime/simulation/io/disk/simulated-storage.ts";
import { Network } from "../../../runtime/simulation/io/network.ts";
import type { Machine } from "../../../runtime/simulation/io/simulated-io.ts";
import { SimulatedProcess } from "../../../runtime/simulation/simulated-process.ts";
import { HALT } from "../../../runtime/simulation/thread/halt.ts";
import { SimulatedThread } from "../../../runtime/simulation/thread/simulated-thread.ts";
import type { ActorSpec } from "../../../runtime/supervisor/actor-spec.ts";
import { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import { numberActors } from "../../../runtime/supervisor/state/lives.ts";
import type { RecoveredState } from "../../../runtime/supervisor/state/recovered-state.ts";
import type { StateOptions } from "../../../runtime/supervisor/state/state-options.ts";
import type { StateStore } from "../../../runtime/supervisor/state/state-part.ts";
import type { SystemEvent } from "../../../runtime/supervisor/system-event.ts";
import { DESK_VOICE } from "../../config/graph/desk-voice.ts";
import type { ActorAbout } from "../../message/desk-facts.ts";
import { Chronicle } from "../../run/chronicle/chronicle.ts";
import { deskFactsFor, specsOf } from "../../run/desk-specs.ts";
import { pullKillSwitch } from "../../run/end/kill-switch.ts";
import { catchUp, orderEventsIn } from "../../run/files/catch-up.ts";
import { findJournal } from "../../run/files/found-journal.ts";
import { type FoundJournal, JournalStateStore } from "../../run/files/journal-store.ts";
import { recoverDesk } from "../../run/files/recovered-desk.ts";
import { FullTopics } from "./full-topics.ts";
import { KeptState } from "./kept-state.ts";
import { type Bench, LifeWitness } from "./life-witness.ts";
import type { LoadedDesk } from "./loaded-desk.ts";
import { Mischief } from "./mischief.ts";
import { simulatedView } from "./simulated-view.ts";
import { EXCHANGE_USE, isExchangeMemory, VenueWatch } from "./venue-watch.ts";

export type DeskHooks = {
  /** All memory of a process is there, and none of its actors runs. */
  readonly onWired: (system: ActorSystem) => void;
  readonly onEvent: (event: SystemEvent) => void;
  /** An actor was taken out of the running desk. */
  readonly onRemoved: (actor: string) => void;
  /** One has come to it: its memory is there. */
  readonly onAdded: (system: ActorSystem, actor: string) => void;
  /** The process is about to be gone. */
  readonly onCrash: (system: ActorSystem, losesPower: boolean) => void;
  /** The next process has read the journal. */
  readonly onFound: (found: FoundJournal) => void;
  /** What the next process found is about to be put into the memory of its actors. */
  readonly onRecovered: (recovered: RecoveredState) => void;
};

export type DeskOptions = {
  readonly loaded: LoadedDesk;
  readonly seed: number;
  readonly bench: Bench;
  readonly hooks: DeskHooks;
  /** Changes the specification of an actor: small topics, for instance. */
  readonly specOf?: (spec: ActorSpec) => ActorSpec;
  /** Changes what its strategies do. */
  readonly strategyOf?: (definition: AnyActorDefinition) => AnyActorDefinition;
};

/** The run's folder, on the simulated disk. */
const FOLDER = "/run";
const LOG = `${FOLDER}/messages.log`;
/** Promises behind which an actor that is added has its memory: more than there are. */
const ADMITTED_LOOKS = 100;
/** Work of more than this is more than a turn. Virtual nanoseconds. */
const BUSY_NS = 1e6;
/** Of a desk that never spins: the simulation has no cores to share. */
const NO_SPIN = { cores: 1, tokens: 0 };

export class SimulatedDesk {
  readonly engine: Engine;
  readonly wall: WallClock;
  readonly machine: Machine & { readonly network: Network; readonly disk: Disk };
  readonly mischief: Mischief;
  readonly topics = new FullTopics(() => this.engine.now);
  readonly venue: VenueWatch;
  /** Name of the actor that is the desk's own exchange; null when it trades elsewhere. */
  readonly exchange: string | null;
  readonly plan: LoadedDesk["plan"];
  readonly #options: DeskOptions;
  readonly #kept: KeptState;
  readonly #definitions: LoadedDesk["definitions"];
  #process: SimulatedProcess | null = null;
  #system: ActorSystem | null = null;
  #chronicle: Chronicle | null = null;
  #specs: readonly ActorSpec[] = [];
  /** Processes until now. */
  lives = 0;
  /** Whether a process was up before the last one crashed. */
  #wasUp = false;
  /** Whether all actors of the present process were ready once. */
  isUp = false;
  /** Executions that somebody holds, by what main was told. */
  readonly held = new Set<string>();
  /** Limits that replaced those of the desk's files, by strategy. */
  readonly limits = new Map<string, ActorAbout["limits"]>();
  /** Why trading is halted; null while it is not. */
  halted: string | null = null;

  constructor(options: DeskOptions) {
    const { loaded, seed, strategyOf = same } = options;
    this.#options = options;
    this.plan = loaded.plan;
    this.engine = new Engine(seed);
    this.wall = new WallClock(this.engine);
    this.machine = { network: new Network(this.engine), disk: new Disk(this.engine) };
    const exchange = loaded.plan.actors.find(({ use }) => use === EXCHANGE_USE) ?? null;
    this.exchange = exchange?.name ?? null;
    this.venue = new VenueWatch(() => this.threadOf(exchange?.name ?? ""));
    this.machine.disk.isElsewhere = isExchangeMemory;
    this.mischief = new Mischief(
      () => this.#standStill(),
      (deed) => options.bench.court.note(`fault ${deed}`),
    );
    this.#kept = new KeptState(this.engine);
    const modulesOf = (...kinds: readonly string[]) =>
      new Set(
        this.plan.actors.filter(({ kind }) => kinds.includes(kind)).map(({ module }) => module),
      );
    const strategies = modulesOf("strategy");
    const ordered = modulesOf("risk", "execution");
    this.#definitions = new Map(
      [...loaded.definitions].map(([module, definition]) => {
        if (module === exchange?.module) return [module, this.venue.watch(definition)];
        if (strategies.has(module)) return [module, this.mischief.corrupt(strategyOf(definition))];
        return [module, ordered.has(module) ? this.topics.clog(definition) : definition];
      }),
    );
  }

  /** Null between two processes. */
  get process(): SimulatedProcess | null {
    return this.#process?.isAlive === true ? this.#process : null;
  }

  /** Null while no process is up. */
  get system(): ActorSystem | null {
    return this.process === null ? null : this.#system;
  }

  /** Begins a process. Resolves when the desk is up, or with why it is not. */
  async boot(): Promise<string | null> {
    this.lives += 1;
    this.halted = null;
    this.held.clear();
    this.limits.clear();
    this.isUp = false;
    const { engine, wall, machine } = this;
    const { bench, hooks, seed } = this.#options;
    const process = new SimulatedProcess({
      engine,
      wall,
      machine,
      load: (module) => this.#load(module),
      witnessOf: (thread, start) => new LifeWitness(bench, thread, start),
    });
    this.#process = process;
    this.#system = null;
    this.#chronicle = null;
    const specs = specsOf(this.plan).map(this.#options.specOf ?? same);
    this.#specs = specs;
    const state = this.#stateOf(process, specs);
    if (state === null) return "its journal cannot be read";
    const names = specs.map(({ name }) => name);
    const numbers = numberActors(names, state.recovered?.numbers ?? new Map());
    const run = { instance: "00", runEpoch: this.lives, firstRunEpoch: 1, folder: FOLDER };
    const started = await ActorSystem.start({
      specs,
      supervisors: this.plan.supervisors,
      common: deskFactsFor(this.plan, run, (name) => numbers.get(name) ?? Number.NaN),
      state,
      voice: DESK_VOICE,
      seed: seed + this.lives,
      spin: NO_SPIN,
      time: process.time,
      threads: process.threads,
      onEvent: (event) => this.#onEvent(event, process),
      onWired: (system) => {
        this.#system = system;
        if (state.store instanceof JournalStateStore) state.store.speakThrough(system);
        this.#chronicle = this.#chronicleOf(system, process);
        hooks.onWired(system);
      },
    });
    if (!process.isAlive) return "its process crashed";
    if (!started.ok) return `${started.failure.actor}: ${started.failure.reason}`;
    this.#wasUp = true;
    this.isUp = true;
    return null;
  }

  /** The process is gone, as by SIGKILL: what was written is there, what was in memory is not. */
  crash(losesPower = false): undefined {
    const process = this.process;
    if (process === null) return;
    if (this.#system !== null) this.#options.hooks.onCrash(this.#system, losesPower);
    process.crash();
    const { disk } = this.machine;
    if (disk.exists(LOG)) disk.rename(LOG, `${FOLDER}/life-${this.lives}/messages.log`);
  }

  /** The machine stops, and of what was not synchronised any part from its end is gone. */
  losePower(): undefined {
    if (this.process === null) return;
    this.crash(true);
    this.machine.disk.losePower();
  }

  /** What the present process knows the actor by; null when there is none. */
  specOf(actor: string): ActorSpec | null {
    return this.#specs.find(({ name }) => name === actor) ?? null;
  }

  /** Gives a strategy another specification. */
  async replace(strategy: string, spec: ActorSpec): Promise<undefined> {
    const { system } = this;
    const replaced = await system?.replace(strategy, spec);
    if (replaced?.ok !== true || system !== this.system) return;
    this.limits.set(strategy, (spec.about as ActorAbout).limits);
  }

  /** Takes the actor out of the running desk, and puts it there again. */
  async removeAndAdd(actor: string): Promise<undefined> {
    const { system } = this;
    const spec = this.specOf(actor);
    if (system === null || spec === null) return;
    const removed = await system.remove(actor, "a change");
    if (!removed.ok || system !== this.system) return;
    // It comes again as its file says it.
    this.limits.delete(actor);
    this.#options.hooks.onRemoved(actor);
    const readers = this.#specs.flatMap(({ name, reads }) =>
      reads.filter((read) => read.actor === actor).map((read) => ({ ...read, actor: name })),
    );
    const adding = system.add(spec, readers);
    // Its memory comes behind a few promises, and its first word long after.
    for (let looks = 0; looks < ADMITTED_LOOKS && system.topicOf(actor) === null; looks += 1) {
      await undefined;
    }
    if (system === this.system) this.#options.hooks.onAdded(system, actor);
    await adding;
  }

  hold(actor: string, command: "HOLD" | "CANCEL"): undefined {
    if (this.system?.hold(actor, command) !== true) return;
    this.held.add(actor);
    this.#act(command === "HOLD" ? "hold" : "cancel", actor, "a person");
  }

  /** Ends a suspension, else a hold: from here on nobody need be held. */
  resume(actor: string): undefined {
    this.system?.resume(actor);
    this.held.delete(actor);
    this.#act("resume", actor, "a person");
  }

  #act(action: string, actor: string, reason: string): undefined {
    const by = action === "kill-switch" ? "desk" : "api";
    this.#chronicle?.act({ action, actor, by, outcome: "DONE", reason });
  }

  /** Whether the actor has a connection to somebody, as far as it knows. */
  isConnected(actor: string): boolean {
    return this.machine.network.sockets.some(
      ({ owner, connection }) =>
        connection !== null && owner instanceof SimulatedThread && owner.actors.includes(actor),
    );
  }

  /** Main, or an actor whose thread has work for a while; null when all are free. */
  busyActor(): string | null {
    const free = this.engine.now + BUSY_NS;
    // A main that was away may not have heard who is gone.
    if ((this.process?.busyUntil ?? 0) > free) return "main";
    const busy = this.process?.alive.find(({ busyUntil }) => busyUntil > free);
    return busy?.actors[0] ?? null;
  }

  threadOf(actor: string): SimulatedThread | null {
    return this.process?.threadOf(actor) ?? null;
  }

  /** What main says, on the time of its own process. */
  #chronicleOf(system: ActorSystem, { time }: SimulatedProcess): Chronicle {
    const { plan } = this;
    const view = simulatedView({ system, plan, time, haltedBy: () => this.halted });
    return new Chronicle({ time, voice: system.voice, view, plan });
  }

  #stateOf(process: SimulatedProcess, specs: readonly ActorSpec[]): StateOptions | null {
    const store = this.#storeOf(process);
    if (store === null) return null;
    const numbered = this.plan.instruments.map(({ name }) => name);
    const options = { store, life: this.lives, numbered };
    if (this.lives === 1) return { ...options, recovered: null };
    const isUntouched = store instanceof JournalStateStore && store.isUntouched;
    const wanted = { specs, numbered, mayBeEmpty: !this.#wasUp || isUntouched };
    let recovered = recoverDesk(store, this.plan, wanted);
    const log = store instanceof JournalStateStore ? null : this.#lastLog();
    if (!recovered.isPartial && log !== null) {
      for (const { name, kind } of this.plan.actors) {
        if (kind !== "execution") continue;
        recovered = catchUp(recovered, name, orderEventsIn(log, name));
      }
    }
    this.#options.hooks.onRecovered(recovered);
    return { ...options, recovered };
  }

  /** Null when the disk does not give the journal now: the start fails. */
  #storeOf(process: SimulatedProcess): StateStore | null {
    const { actors } = this.plan;
    if (!actors.some(({ kind }) => kind === "journal")) return this.#kept.storeOf(process);
    const executions = actors.filter(({ kind }) => kind === "execution");
    const found = this.lives === 1 ? null : findJournal(() => this.#journalStorage());
    if (found?.kind === "REFUSED" && found.isUnread) return null;
    if (found !== null) this.#options.hooks.onFound(found);
    return new JournalStateStore({
      found,
      executions: new Set(executions.map(({ name }) => name)),
    });
  }

  /** For who reads it while nobody writes. */
  #journalStorage() {
    const process = { isAlive: true };
    const thread = { isAlive: true, charge: () => undefined };
    return simulatedStorage(this.machine.disk, `${FOLDER}/journal`, {
      life: null,
      process,
      thread,
    });
  }

  /** Of the newest life that wrote one. */
  #lastLog(): Uint8Array | null {
    for (let life = this.lives - 1; life >= 1; life -= 1) {
      const log = this.machine.disk.bytesOf(`${FOLDER}/life-${life}/messages.log`);
      if (log !== null) return log;
    }
    return null;
  }

  #onEvent(event: SystemEvent, process: SimulatedProcess): undefined {
    if (process !== this.process) return;
    this.#options.hooks.onEvent(event);
    this.#chronicle?.onEvent(event);
    const isHalt = event.kind === "ESCALATED" || event.kind === "UNKILLABLE";
    if (!isHalt || this.halted !== null) return;
    this.halted = `${event.actor}: ${event.reason}`;
    if (this.#system !== null) pullKillSwitch(this.#system, this.plan, "kill switch");
    this.#act("kill-switch", event.actor, event.reason);
  }

  async #load(module: string) {
    const definition = this.#definitions.get(module);
    if (definition === undefined) throw new Error(`Cannot load ${module}: it was not inspected`);
    return definition;
  }

  #standStill(): never {
    const { current } = this.engine;
    if (current instanceof SimulatedThread) current.standStill();
    throw HALT;
  }
}

function same<Given>(given: Given): Given {
  return given;
}
