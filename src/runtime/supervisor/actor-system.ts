/**
 * All actors of a desk: started in order, watched, restarted one by one, stopped in reverse.
 *
 * Invariant: main never waits for an actor without a deadline.
 */
import { failWith, type Result, succeed } from "../../core/result.ts";
import type { MessageType } from "../codec/message-type.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import type { ActorSpec, ReaderSpec } from "./actor-spec.ts";
import type { ActorStatus, ReaderLagStatus } from "./actor-status.ts";
import { Commands } from "./commands.ts";
import { Keeper, TICK_MS } from "./keeper.ts";
import type { LetterSample } from "./letters/dead-letters.ts";
import { Admission } from "./roster/admission.ts";
import type { Child } from "./roster/child.ts";
import { InTurn } from "./roster/in-turn.ts";
import { Peers } from "./roster/peers.ts";
import { othersIn, whyNot } from "./roster/refusal.ts";
import { Roster } from "./roster/roster.ts";
import { lagsOf } from "./roster/wiring.ts";
import { StateKeeper } from "./state/state-keeper.ts";
import { type SupervisorStatus, supervisorStatuses } from "./supervisor-status.ts";
import type { SwapCode, Swapped } from "./swap/swap.ts";
import { type SwapOptions, Swapper } from "./swap/swapper.ts";
import type { SystemOptions } from "./system-options.ts";
import { failureOf, type StartFailure, startFailureOf } from "./thread/start-failure.ts";
import type { ThreadGroup } from "./thread/thread-group.ts";
import type { OnGone } from "./tree/death-watch.ts";
import type { SupervisorSpec } from "./tree/supervisor-spec.ts";
import { branchNameOf, PLAIN_ROOT, treeOf, workerSpecOf } from "./tree-plan.ts";
import type { MainVoice } from "./voice/main-voice.ts";
import { World } from "./world.ts";

/** Longest wait for an answer. Milliseconds. */
const CONTROL_MS = 2_000;

/** One for a process. */
export class ActorSystem {
  readonly #world: World;
  readonly #keeper: Keeper;
  readonly #roster: Roster;
  readonly #state: StateKeeper;
  readonly #swapper: Swapper;
  readonly #peers: Peers;
  readonly #commands: Commands;
  readonly #admission: Admission;
  readonly #supervisors: readonly SupervisorSpec[];
  readonly #endTicks: () => void;
  /** Who comes, goes, or becomes another. */
  readonly #inTurn = new InTurn();

  private constructor(options: SystemOptions) {
    this.#world = new World(options);
    const onEvent = options.onEvent ?? (() => {});
    this.#supervisors = options.supervisors ?? [PLAIN_ROOT];
    this.#swapper = new Swapper(this.#world, onEvent);
    this.#peers = new Peers(this.#world, this.#swapper);
    this.#commands = new Commands(this.#world);
    this.#admission = new Admission(this.#world, this.#supervisors, () => this.#roster.numbered);
    this.#roster = new Roster(this.#world, {
      onEnd: (group, end) => this.#keeper.onEnd(group, end),
      onLeft: (child, reason) => this.#keeper.onLeft(child, reason),
    });
    this.#keeper = new Keeper(this.#world, {
      onEvent,
      groups: () => this.#roster.groups,
      beforeLife: ({ members }) => this.#peers.refit(members),
      onReady: (child) => this.#peers.tellWhoIsGone(child),
      onGone: (child) => this.#peers.tellGone(child),
    });
    this.#endTicks = this.#world.time.every(TICK_MS, () => {
      this.#keeper.tick();
      this.#world.letters.tick();
    });
    this.#state = new StateKeeper({
      ...this.#world.state,
      time: this.#world.time,
      children: () => [...this.#world.children.values()],
      left: () => this.#roster.left,
    });
  }

  /** Starts all actors, each ready before the next; when one fails, stops those that run. */
  static async start(options: SystemOptions): Promise<Result<ActorSystem, StartFailure>> {
    const system = new ActorSystem(options);
    const refused = system.#admission.refuseAll(options.specs);
    const failure = refused ?? (await system.#startAll(options));
    if (failure === null) return succeed(system);
    await system.stop("start failed");
    return failWith(failure);
  }

  /** Doorbells and control lines. */
  get lines(): SharedArrayBuffer {
    return this.#world.lines;
  }

  /** Plain data that every actor gets at its next start. */
  set common(common: unknown) {
    this.#world.common = common;
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
    return [...this.#world.children.values()].flatMap(lagsOf);
  }

  /** Main's own topic; null when it has none. */
  get voice(): MainVoice | null {
    return this.#world.voice;
  }

  /** {@link MainVoice.say}; false also when main has no topic. */
  say<Body>(type: MessageType<Body>, body: Body): boolean {
    return this.#world.voice?.say(type, body) ?? false;
  }

  topicOf(name: string): SharedArrayBuffer | null {
    return this.#world.writer(name)?.topic ?? null;
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
  add(spec: ActorSpec, readers: readonly ReaderSpec[]): Promise<Result<undefined, StartFailure>> {
    return this.#inTurn.run(spec.name, () => this.#add(spec, readers));
  }

  async #add(
    spec: ActorSpec,
    readers: readonly ReaderSpec[],
  ): Promise<Result<undefined, StartFailure>> {
    const { name } = spec;
    await this.#forgetUnlisted(name);
    const children = [...this.#world.children.values()];
    const refused = this.#admission.refuse(spec, readers);
    if (refused !== null) return failWith(refused);
    const [group] = this.#roster.admit([{ ...spec, thread: null }]);
    const [child] = group?.members ?? [];
    if (group === undefined || child === undefined) return failWith(failureOf(spec, "no thread"));
    for (const reader of readers) await this.#peers.introduce(child, reader);
    for (const watcher of children) await this.#peers.showBoards(watcher, child);
    const supervisor = branchNameOf(spec.child.supervisor);
    const answer = await this.#keeper.ask({ kind: "START", supervisor, spec: workerSpecOf(group) });
    const reason = whyNot(answer);
    if (reason === null) return succeed(undefined);
    const failed = this.#keeper.failureOf(group);
    const failure = failed === null ? failureOf(spec, reason) : startFailureOf(failed, child);
    await this.#forgetUnlisted(name);
    return failWith(failure);
  }

  /**
   * Stops the actor for good, and forgets it: who read it hears that it is gone, and its name is free.
   * Returns why it cannot be removed.
   */
  remove(name: string, reason: string): Promise<Result<undefined, string>> {
    return this.#inTurn.run(name, () => this.#remove(name, reason));
  }

  async #remove(name: string, reason: string): Promise<Result<undefined, string>> {
    const group = this.#roster.groupOf(name);
    if (group === null) return failWith("no such actor");
    const others = othersIn(group, name);
    if (others !== null) return failWith(others);
    await this.#swapper.cancel(name, reason);
    await this.#keeper.ask({ kind: "STOP", child: group.name, reason });
    const answer = await this.#keeper.ask({ kind: "DELETE", child: group.name });
    // A temporary one was deleted by its stop.
    if (answer.kind !== "DELETED" && answer.kind !== "NOT_FOUND") {
      return failWith(`it cannot be ended: ${group.members[0]?.reason ?? answer.kind}`);
    }
    await this.#forgetUnlisted(name);
    return succeed(undefined);
  }

  /**
   * Gives the actor another specification, by a restart of it alone that costs nothing of its budget.
   * One that cannot start gives way to the one before, and the failure says why.
   */
  replace(name: string, spec: ActorSpec): Promise<Result<undefined, string>> {
    return this.#inTurn.run(name, () => this.#replace(name, spec));
  }

  async #replace(name: string, spec: ActorSpec): Promise<Result<undefined, string>> {
    const group = this.#roster.groupOf(name);
    const child = this.#world.child(name);
    if (group === null || child === null) return failWith("no such actor");
    const refused = othersIn(group, name) ?? this.#admission.refuseNext(child, spec);
    if (refused !== null) return failWith(refused);
    return this.#renew(group, child, spec, "replaced");
  }

  /** A life under `spec`; one that cannot start gives way to what it was. */
  async #renew(
    group: ThreadGroup,
    child: Child,
    spec: ActorSpec,
    reason: string,
  ): Promise<Result<undefined, string>> {
    await this.#swapper.cancel(child.name, reason);
    const before = child.spec;
    const members = group.members.map((one) => (one === child ? { spec } : one));
    const worker = workerSpecOf({ name: group.name, members });
    child.next = spec;
    const request = { kind: "RENEW", child: group.name, reason, spec: worker } as const;
    const answer = await this.#keeper.ask(request, ({ kind }) => {
      // Before the next try begins.
      if (kind === "START_FAILED") child.next = before;
    });
    const failure = whyNot(answer);
    if (failure === null) return succeed(undefined);
    if (child.spec === before) child.next = null;
    return failWith(failure);
  }

  /**
   * Stops the actor, gracefully if it can, and starts it anew; it costs nothing of its budget.
   * False when there is none, when it is just about to start or stop, or when its start fails.
   */
  async restart(name: string, reason: string): Promise<boolean> {
    const group = this.#roster.groupOf(name);
    await this.#swapper.cancel(name, reason);
    if (group === null) return false;
    if (!group.isRunning) for (const child of group.members) child.reason = reason;
    return whyNot(await this.#keeper.ask({ kind: "RENEW", child: group.name, reason })) === null;
  }

  /** The tree, the root first, each other supervisor behind the one above it. */
  supervisors(): readonly SupervisorStatus[] {
    return supervisorStatuses(this.#keeper.tree);
  }

  /**
   * Tells `onGone`, once, when the actor is gone for good: at once when it is already. A restart tells
   * nobody; watching twice with one function is watching once. Returns what ends the watch.
   */
  watch(name: string, onGone: OnGone): () => void {
    if (this.#world.child(name) === null) {
      onGone("no such actor");
      return () => {};
    }
    return this.#keeper.deaths.watch(name, onGone);
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
    this.#keeper.kill(group, reason);
    return true;
  }

  /** It handles nothing more until {@link resume}, and nobody waits for it. */
  suspend(name: string): Promise<boolean> {
    return this.#commands.suspend(name);
  }

  /**
   * It handles everything and takes on nothing new, until {@link resume}: a gateway sends cancels
   * only. With `CANCEL` it also ends what it has open, and a later `HOLD` does not take that back. Its
   * later lives are held too, and one that is down will be. False when there is no such actor.
   */
  hold(name: string, command: "HOLD" | "CANCEL" = "HOLD"): boolean {
    return this.#commands.hold(name, command);
  }

  /** Ends a suspension, else a hold. False for an actor that is down and has neither. */
  resume(name: string): boolean {
    return this.#commands.resume(name);
  }

  /**
   * The reply of an answer, decoded; or why there is none: at once "restarting" or "not running" when
   * nobody is there to answer, also when the actor ends while it is asked.
   */
  ask(name: string, answer: string): Promise<Result<unknown, string>> {
    return this.#commands.ask(name, answer);
  }

  /**
   * New values of the actor's settings; a restart of it alone when it cannot take them. When it cannot
   * start with them it goes on with those that it had, and the failure says why.
   */
  reconfigure(
    name: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<Result<undefined, string>> {
    return this.#inTurn.run(name, () => this.#reconfigure(name, args));
  }

  async #reconfigure(
    name: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<Result<undefined, string>> {
    await this.#swapper.calm(name);
    const group = this.#roster.groupOf(name);
    const child = this.#world.child(name);
    if (group === null || child === null) return failWith("not running");
    const refuse = () => this.#world.letters.refuse(child, "COMMAND", "reconfigure");
    if (child.control === null) return failWith(refuse());
    const outcome = await child.control.call((control) => control.reconfigure(args), CONTROL_MS);
    if (!outcome.ok) {
      const { kind, message } = outcome.failure;
      return failWith(kind === "DEAD" ? `${refuse()}: ${message}` : message);
    }
    const { value } = outcome;
    if (!value.ok && value.error !== "RESTART_NEEDED") return failWith(value.error.message);
    const spec = { ...child.spec, args };
    if (!value.ok) return this.#renew(group, child, spec, "reconfigured");
    child.spec = spec;
    return succeed(undefined);
  }

  /** Ends `reader`'s reading of the actor `writer`. */
  detach(reader: string, writer: string): Promise<boolean> {
    return this.#peers.detach(reader, writer);
  }

  /** Stops threads that host nobody but `names`, for good, in reverse order, each with its deadline. */
  async stopActors(names: readonly string[], reason: string): Promise<undefined> {
    for (const group of this.#roster.groupsOf(names).toReversed()) {
      await this.#keeper.ask({ kind: "STOP", child: group.name, reason });
    }
  }

  /** In reverse order, each with its deadline; what is stuck is killed. */
  async stop(reason: string): Promise<undefined> {
    await this.#swapper.close(reason);
    await this.#keeper.stop(reason);
    this.#endTicks();
    await this.#state.close();
  }

  async #startAll({ specs, onWired }: SystemOptions): Promise<StartFailure | null> {
    const groups = this.#roster.admit(specs);
    for (const child of this.#world.children.values()) child.recover(this.#world);
    onWired?.(this);
    await this.#state.keepAll();
    const failed = await this.#keeper.start(treeOf(this.#supervisors, groups));
    return failed === null ? null : startFailureOf(failed, this.#world.child(failed.actor));
  }

  /** What the tree has forgotten is forgotten here too. */
  async #forgetUnlisted(name: string): Promise<undefined> {
    const group = this.#roster.groupOf(name);
    if (group === null || group.isRunning || this.#keeper.tree?.find(group.name) !== null) return;
    for (const child of group.members) await this.#peers.forget(child);
    this.#roster.forget(group);
  }
}
