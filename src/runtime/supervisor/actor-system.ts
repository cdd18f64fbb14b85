/**
 * All actors of a desk: started in order, watched, restarted one by one, stopped in reverse.
 *
 * Invariant: main never waits for an actor without a deadline.
 */
import { failWith, type Result, succeed } from "../../core/result.ts";
import { startDeadline } from "../../core/start-deadline.ts";
import { isHold } from "../actor/control-block.ts";
import { decodeRecord } from "../codec/decode-record.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import { WORKERS_MAX } from "../ring/lines.ts";
import type { SpinRules } from "../ring/spin-tokens.ts";
import { unreadRecords } from "../ring/topic-slots.ts";
import type { ActorSpec, ReaderSpec } from "./actor-spec.ts";
import type { ActorStatus, ReaderLagStatus } from "./actor-status.ts";
import type { Child } from "./child.ts";
import { Keeper, TICK_MS } from "./keeper.ts";
import type { LetterSample } from "./letters/dead-letters.ts";
import { Roster } from "./roster.ts";
import { failureOf, type StartFailure, startFailureOf } from "./start-failure.ts";
import { StateKeeper } from "./state/state-keeper.ts";
import type { StateOptions } from "./state/state-options.ts";
import type { SwapCode, Swapped } from "./swap/swap.ts";
import { type SwapOptions, Swapper } from "./swap/swapper.ts";
import type { SystemEvent } from "./system-event.ts";
import { findVersionMismatch, type Wire, wiresOf } from "./version-check.ts";
import { connect, disconnect, readStartOf, setGating, watchBoards } from "./wiring.ts";
import { World } from "./world.ts";

export type SystemOptions = {
  /** In start order. */
  readonly specs: readonly ActorSpec[];
  /** Plain data that every actor gets. */
  readonly common: unknown;
  readonly seed: number;
  /** Who may spin; by default as this machine allows. */
  readonly spin?: SpinRules;
  /** URL of the pinned code of every worker; by default it runs from its source. */
  readonly workerEntry?: string;
  /** Where state is kept that outlives this process; by default in its memory. */
  readonly state?: StateOptions;
  readonly onEvent?: (event: SystemEvent) => void;
  /** Told once all memory is there, before the first actor starts: who listens misses nothing. */
  readonly onWired?: (system: ActorSystem) => void;
};

/** Longest wait for an answer, and for a loop to leave its handlers. Milliseconds. */
const CONTROL_MS = 2_000;
/** Between two looks at a loop that is to leave its handlers. Milliseconds. */
const LOOK_MS = 2;

/** One for a process. */
export class ActorSystem {
  readonly #world: World;
  readonly #keeper: Keeper;
  readonly #roster: Roster;
  readonly #state: StateKeeper;
  readonly #swapper: Swapper;
  readonly #ticker: ReturnType<typeof setInterval>;

  private constructor(options: SystemOptions) {
    this.#world = new World(options);
    const onEvent = options.onEvent ?? (() => {});
    this.#keeper = new Keeper(this.#world, onEvent);
    this.#swapper = new Swapper(this.#world, onEvent);
    this.#roster = new Roster(this.#world, (group, end) => this.#keeper.onEnd(group, end));
    this.#ticker = setInterval(() => {
      this.#keeper.tick(this.#roster.groups);
      this.#world.letters.tick();
    }, TICK_MS);
    this.#state = new StateKeeper({
      ...this.#world.state,
      children: () => [...this.#world.children.values()],
    });
  }

  /** Starts all actors, each ready before the next; when one fails, stops those that run. */
  static async start(options: SystemOptions): Promise<Result<ActorSystem, StartFailure>> {
    const system = new ActorSystem(options);
    const { specs } = options;
    const refused = system.#refuse(specs, wiresOf(specs, specs));
    const failure = refused ?? (await system.#startAll(options));
    if (failure === null) return succeed(system);
    await system.stop("start failed");
    return failWith(failure);
  }

  /** Doorbells and control lines. */
  get lines(): SharedArrayBuffer {
    return this.#world.lines;
  }

  get types(): readonly TypeEntry[] {
    return this.#world.types;
  }

  /** In order of their numbers. */
  status(): ActorStatus[] {
    const { nowMs } = this.#world;
    return [...this.#world.children.values()].map((child) =>
      child.status(nowMs, {
        heartbeatAgeMs: this.#keeper.silentMs(child.name),
        holdsSpinToken: this.#world.isSpinner(child),
        deadLetters: this.#world.letters.countsOf(child),
      }),
    );
  }

  /** The newest of what did not reach its actor, oldest first. */
  deadLetters(): readonly LetterSample[] {
    return this.#world.letters.samples();
  }

  /** How far each actor is behind in each topic that it reads. */
  lags(): readonly ReaderLagStatus[] {
    return [...this.#world.children.values()].flatMap(({ name: reader, reads }) =>
      reads.map(({ actor: ring, topic, slot }) => ({
        reader,
        ring,
        records: unreadRecords(topic, slot),
      })),
    );
  }

  topicOf(name: string): SharedArrayBuffer | null {
    return this.#world.child(name)?.memory.topic ?? null;
  }

  telemetryOf(name: string): SharedArrayBuffer | null {
    return this.#world.child(name)?.memory.telemetry ?? null;
  }

  boardOf(name: string, board: string): SharedArrayBuffer | null {
    return this.#world.child(name)?.memory.boards[board] ?? null;
  }

  /**
   * Adds an actor to the running desk, in a thread of its own. No other actor is restarted.
   *
   * @param readers Who reads it, besides what it reads itself.
   */
  async add(
    spec: ActorSpec,
    readers: readonly ReaderSpec[],
  ): Promise<Result<undefined, StartFailure>> {
    const children = [...this.#world.children.values()];
    const wires = children
      .filter(({ name }) => readers.some(({ actor }) => actor === name))
      .map((one) => ({ reader: one.spec, writer: spec }));
    const known = children.map((one) => one.spec);
    const refused = this.#refuse([spec], [...wires, ...wiresOf([spec], known)]);
    if (refused !== null) return failWith(refused);
    const [group] = this.#roster.admit([spec]);
    const [child] = group?.members ?? [];
    if (group === undefined || child === undefined) return failWith(failureOf(spec, "no thread"));
    for (const reader of readers) await this.#introduce(child, reader);
    for (const watcher of children) await this.#showBoards(watcher, child);
    const failure = startFailureOf(await this.#keeper.start(group), group.members);
    return failure === null ? succeed(undefined) : failWith(failure);
  }

  /**
   * Stops the actor, gracefully if it can, and starts it anew; it costs nothing of its budget.
   * False when there is none, or when it is just about to start or stop.
   */
  async restart(name: string, reason: string): Promise<boolean> {
    const group = this.#roster.groupOf(name);
    await this.#swapper.cancel(name, reason);
    return group !== null && this.#keeper.restart(group, reason);
  }

  /**
   * Another thread takes the running actor's place, with other code or settings, between two
   * messages: its state goes over by its snapshot, its readers hear of the next life, and it loses
   * and repeats nothing. When that cannot be, it goes on as it was, and the failure says why.
   */
  async swap(
    name: string,
    code: SwapCode,
    options?: SwapOptions,
  ): Promise<Result<Swapped, string>> {
    const group = this.#roster.groupOf(name);
    if (group === null) return failWith("no such actor");
    return this.#swapper.swap({ group, name }, code, options);
  }

  /**
   * Ends the actor's thread without a word: a crash like any other, and its supervisor decides. For
   * tests and demonstrations. False when it does not run.
   */
  kill(name: string, reason: string): boolean {
    const group = this.#roster.groupOf(name);
    if (group === null || !group.isRunning) return false;
    void group.kill(reason);
    return true;
  }

  /** It handles nothing more until {@link resume}, and nobody waits for it. */
  async suspend(name: string): Promise<boolean> {
    const child = this.#world.child(name);
    if (child === null) return false;
    if (child.phase !== "READY") {
      this.#world.letters.refuse(child, "COMMAND", "suspend");
      return false;
    }
    const before = child.block.command;
    child.block.command = "SUSPEND";
    this.#world.ringAll();
    let isLate = false;
    const cancelDeadline = startDeadline(CONTROL_MS, () => {
      isLate = true;
    });
    while (child.phase === "READY" && !hasLeftHandlers(child) && !isLate) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    cancelDeadline();
    if (child.phase !== "READY") return false;
    if (!hasLeftHandlers(child)) {
      child.block.command = before;
      this.#world.ringAll();
      return false;
    }
    setGating(child, false);
    return true;
  }

  /**
   * It handles everything and takes on nothing new, until {@link resume}: a gateway sends cancels
   * only. With `CANCEL` it also ends what it has open, and a later `HOLD` does not take that back. Its
   * later lives are held too, and one that is down will be. False when there is no such actor.
   */
  hold(name: string, command: "HOLD" | "CANCEL" = "HOLD"): boolean {
    const mustCancel = this.#world.child(name)?.block.command === "CANCEL";
    return this.#command(name, mustCancel ? "CANCEL" : command);
  }

  /** Ends a suspension or a hold. False when there is none to end. */
  resume(name: string): boolean {
    return this.#command(name, "RUN");
  }

  /**
   * The reply of an answer, decoded; or why there is none: at once "restarting" or "not running" when
   * nobody is there to answer, also when the actor ends while it is asked.
   */
  async ask(name: string, answer: string): Promise<Result<unknown, string>> {
    const child = this.#world.child(name);
    if (child === null) return failWith("not running");
    const refuse = () => this.#world.letters.refuse(child, "ASK", `ask of ${answer}`);
    if (child.control === null || child.phase !== "READY") return failWith(refuse());
    const schema = child.spec.inspection.answers[answer]?.schema;
    if (schema === undefined) return failWith(`${name} has no answer ${answer}`);
    const reply = await child.control.call((remote) => remote.ask(answer), CONTROL_MS);
    if (!reply.ok) {
      const { kind, message } = reply.failure;
      return failWith(kind === "DEAD" ? `${refuse()}: ${message}` : message);
    }
    return reply.value === null
      ? failWith(`${name} has no answer ${answer}`)
      : succeed(decodeRecord(schema, reply.value));
  }

  /** New values of the actor's settings; a restart of it alone when it cannot take them. */
  async reconfigure(
    name: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<Result<undefined, string>> {
    await this.#swapper.calm(name);
    const child = this.#world.child(name);
    if (child === null) return failWith("not running");
    const refuse = () => this.#world.letters.refuse(child, "COMMAND", "reconfigure");
    if (child.control === null) return failWith(refuse());
    const outcome = await child.control.call((control) => control.reconfigure(args), CONTROL_MS);
    if (!outcome.ok) {
      const { kind, message } = outcome.failure;
      return failWith(kind === "DEAD" ? `${refuse()}: ${message}` : message);
    }
    const { value } = outcome;
    if (!value.ok && value.error !== "RESTART_NEEDED") return failWith(value.error.message);
    child.args = args;
    if (value.ok || (await this.restart(name, "reconfigured"))) return succeed(undefined);
    return failWith("it could not be restarted");
  }

  /** Ends `reader`'s reading of the actor `writer`. */
  async detach(reader: string, writer: string): Promise<boolean> {
    await this.#swapper.calm(reader);
    const child = this.#world.child(reader);
    const outcome = await child?.control?.call((control) => control.detach(writer), CONTROL_MS);
    if (child === null || outcome?.ok !== true || !outcome.value.ok) return false;
    this.#world.letters.abandon(child, writer);
    disconnect(child, writer);
    return true;
  }

  /** Stops threads that host nobody but `names`, for good, in reverse order, each with its deadline. */
  stopActors(names: readonly string[], reason: string): Promise<undefined> {
    return this.#keeper.stopAll(this.#roster.groupsOf(names), reason);
  }

  /** In reverse order, each with its deadline; what is stuck is killed. */
  async stop(reason: string): Promise<undefined> {
    this.#keeper.close();
    await this.#swapper.close(reason);
    await this.#keeper.stopAll(this.#roster.groups, reason);
    clearInterval(this.#ticker);
    await this.#state.close();
  }

  /** What must be right before any memory is made. Learns the message types when all is. */
  #refuse(specs: readonly ActorSpec[], wires: readonly Wire[]): StartFailure | null {
    const { children } = this.#world;
    const isDouble = (spec: ActorSpec, index: number) =>
      children.has(spec.name) || specs.findIndex((one) => one.name === spec.name) < index;
    const double = specs.find(isDouble);
    if (double !== undefined) return failureOf(double, "an actor of this name is already present");
    if (children.size + specs.length > WORKERS_MAX) {
      return { actor: "", reason: `a desk has at most ${WORKERS_MAX} actors` };
    }
    const mismatch = findVersionMismatch(wires);
    if (mismatch !== null) return { actor: "", reason: mismatch };
    const typed = this.#world.learnTypes(specs);
    if (typed.ok) return null;
    const { name, version } = typed.failure;
    return { actor: "", reason: `message ${name} version ${version} has two layouts` };
  }

  async #startAll({ specs, onWired }: SystemOptions): Promise<StartFailure | null> {
    const groups = this.#roster.admit(specs);
    for (const child of this.#world.children.values()) child.recover(this.#world);
    await this.#state.keepAll();
    onWired?.(this);
    for (const group of groups) {
      const failure = startFailureOf(await this.#keeper.start(group), group.members);
      if (failure !== null) return failure;
    }
    return null;
  }

  /** Who asked whether it is ready, and the actor itself, see it by their `settle`. */
  #command(name: string, command: "RUN" | "HOLD" | "CANCEL"): boolean {
    const child = this.#world.child(name);
    if (child === null) return false;
    const isRunning = child.phase === "READY";
    if (!isRunning && command === "RUN" && !isHold(child.block.command)) {
      this.#world.letters.refuse(child, "COMMAND", "resume");
      return false;
    }
    if (isRunning) {
      this.#world.letters.settle(child);
      setGating(child, true);
    }
    child.block.command = command;
    this.#world.ringAll();
    return true;
  }

  async #introduce(writer: Child, { actor, ...read }: ReaderSpec): Promise<undefined> {
    const reader = this.#world.child(actor);
    if (reader === null) return;
    // Taken and told at once: a thread that takes the reader over later finds it among its places.
    await this.#swapper.calm(actor);
    const place = connect(reader, writer, { actor: writer.name, ...read });
    const start = { ...readStartOf(place, writer), types: this.#world.types };
    await reader.control?.call((control) => control.attach(start), CONTROL_MS);
  }

  async #showBoards(watcher: Child, writer: Child): Promise<undefined> {
    await this.#swapper.calm(watcher.name);
    for (const board of watchBoards(watcher, writer)) {
      await watcher.control?.call((control) => control.watch(board), CONTROL_MS);
    }
  }
}

/** Whether the loop of a suspended actor looks at nothing of it any more. */
function hasLeftHandlers({ block }: Child): boolean {
  return block.state === "SUSPENDED" && !block.handling;
}
