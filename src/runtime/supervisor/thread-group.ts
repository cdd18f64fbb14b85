/**
 * The actors of one worker thread: started together, ended together. A group of one by default.
 *
 * Started one after the other and ready-gated, each with its deadline; a start that fails ends the
 * thread. However the thread ends, its memory is recovered before anybody hears of it.
 */
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { ControlOutcome } from "../actor/control-plane.ts";
import type { ActorStart } from "../actor/worker-start.ts";
import { wakeAll } from "../ring/doorbell.ts";
import { recoverActorMemory } from "./actor-memory.ts";
import { ActorThread, type ThreadEnd } from "./actor-thread.ts";
import type { Child } from "./child.ts";
import { type ControlCallFailure, ControlClient } from "./control-client.ts";
import { deathPlaceOf } from "./death-place.ts";
import { deathReasonOf } from "./death-reason.ts";
import { leastOf } from "./watchdog/thread-watch.ts";
import { readStartOf, setGating } from "./wiring.ts";
import type { World } from "./world.ts";

/** What comes after an end: a crash is decided about, what main asked for is known. */
export type Sequel = "DECIDE" | "RESTART" | "STAY_DOWN";

/** How a thread ended, and what its supervisor does next. */
export type GroupEnd = { readonly reason: string; readonly sequel: Sequel };

/** Told once the thread has ended and its memory is recovered. */
export type OnGroupEnd = (group: ThreadGroup, end: GroupEnd) => void;

/** One thread after another, hosting the same actors. */
export class ThreadGroup {
  readonly name: string;
  readonly members: readonly Child[];
  readonly #world: World;
  readonly #onEnd: OnGroupEnd;
  /** Bell line of its worker. */
  readonly #line: number;
  #thread: ActorThread | null = null;
  /** Why main itself ends the thread; null while it should live. */
  #ending: GroupEnd | null = null;
  /** Where the start of an actor threw; null when none did. */
  #failedAt: string | null = null;
  #wasReady = false;
  /** Whether the present thread was to end and did not: it is not asked again. */
  #isUnkillable = false;

  constructor(name: string, members: readonly Child[], world: World, onEnd: OnGroupEnd) {
    this.name = name;
    this.members = members;
    this.#world = world;
    this.#onEnd = onEnd;
    this.#line = members[0]?.line ?? 0;
  }

  get isRunning(): boolean {
    return this.#thread !== null;
  }

  /** Whether all its actors were ready once: a first start that fails is not restarted. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  /** Starts the thread and its actors in order. Returns why it failed, or null when all are ready. */
  async start(): Promise<string | null> {
    this.#ending = null;
    this.#failedAt = null;
    const starts = this.members.map((child) => this.#prepare(child));
    const { lines, types, clockOriginMs } = this.#world;
    this.#world.beginWorker(this.#line);
    const thread = new ActorThread(
      {
        lines,
        line: this.#line,
        types,
        clockOriginMs,
        heapLimitBytes: heapLimitOf(this.members),
        actors: starts,
      },
      this.name,
      this.#world.workerEntry,
    );
    this.#thread = thread;
    void thread.ended.then((end) => this.#onThreadEnd(end));
    for (const child of this.members) {
      const failure = await this.#startChild(child);
      if (failure !== null) return failure;
    }
    this.#wasReady = true;
    for (const child of this.members) {
      child.phase = "READY";
      this.#world.ringReadersOf(child);
    }
    return null;
  }

  /**
   * Asks each actor to stop, last first; what is not done by its deadline is killed. False when
   * the thread is stuck in a native call.
   */
  async stop(reason: string, sequel: "RESTART" | "STAY_DOWN"): Promise<boolean> {
    this.#ending = { reason, sequel };
    if (this.#thread === null) return true;
    if (this.#isUnkillable) return false;
    this.#setStopping();
    for (const child of this.members.toReversed()) {
      const { stopDeadlineMs } = child.spec.child;
      const answer = await child.control?.call((control) => control.stop(reason), stopDeadlineMs);
      const isLate = answer?.ok === false && answer.failure.kind === "TIMEOUT";
      if (isLate) child.reason = `did not stop within ${stopDeadlineMs} ms`;
    }
    return this.#kill();
  }

  /** Ends the thread wherever it is. False when it is stuck in a native call. */
  async kill(reason: string): Promise<boolean> {
    this.#ending ??= { reason, sequel: "DECIDE" };
    this.#setStopping();
    return this.#kill();
  }

  #setStopping(): undefined {
    for (const child of this.members) {
      child.phase = "STOPPING";
      child.comesBack = this.#ending?.sequel !== "STAY_DOWN";
    }
  }

  async #kill(): Promise<boolean> {
    const gone = (await this.#thread?.kill()) ?? true;
    this.#isUnkillable = !gone && this.#thread !== null;
    return gone;
  }

  #prepare(child: Child): ActorStart {
    const { spec, memory, number } = child;
    const { port1, port2 } = new MessageChannel();
    child.incarnation += 1;
    child.phase = "STARTING";
    child.control = new ControlClient(port1);
    child.block.reset(child.incarnation);
    this.#world.letters.settle(child);
    // It may have been suspended or quarantined; its loop takes the kind as it stands now.
    setGating(child, true);
    return {
      name: spec.name,
      number,
      kind: spec.kind,
      incarnation: child.incarnation,
      module: spec.module,
      args: child.args,
      about: spec.about,
      common: this.#world.common,
      seed: seedOf(this.#world.seed, number, child.incarnation),
      ...memory,
      reads: child.reads.flatMap((place) => {
        const writer = this.#world.child(place.actor);
        return writer === null ? [] : [readStartOf(place, writer)];
      }),
      watch: child.watches,
      ...this.#world.directory(),
      idle: spec.idle,
      heartbeatMs: spec.child.heartbeatMs,
      snapshotEveryMs: spec.snapshotEveryMs,
      isStandby: false,
      port: port2 as MessagePort,
    };
  }

  async #startChild(child: Child): Promise<string | null> {
    const { startDeadlineMs } = child.spec.child;
    const answer = await child.control?.call((control) => control.start(), startDeadlineMs);
    // Without an end of the control plane the thread has ended before this actor's turn.
    if (answer === undefined) return "its thread has ended";
    if (!answer.ok && answer.failure.kind === "DEAD") return answer.failure.message;
    const failure = answer.ok ? failureOf(answer.value) : lateness(answer.failure, startDeadlineMs);
    if (failure === null) return null;
    if (answer.ok && !answer.value.ok) this.#failedAt = deathPlaceOf(answer.value.error);
    await this.kill(failure);
    return failure;
  }

  #onThreadEnd(end: ThreadEnd): undefined {
    const guilty = this.members.find(({ name }) => name === end.actor) ?? this.members[0];
    const { reason: killed = null, sequel = "DECIDE" } = this.#ending ?? {};
    // A thread that threw may take long to go: what it said of itself before the kill is the cause.
    const ended = sequel === "DECIDE" && end.actor !== null ? null : killed;
    const reason = deathReasonOf(end, { ended, handler: guilty?.handler ?? null });
    const at = ended === null ? deathPlaceOf(end.error) : this.#failedAt;
    this.#thread = null;
    this.#isUnkillable = false;
    this.#world.endWorker(this.#line);
    for (const child of this.members) {
      recoverActorMemory(child.memory);
      if (sequel !== "STAY_DOWN") child.at = at;
      if (child.block.state !== "STOPPED") child.block.state = "FAILED";
      child.block.handling = false;
      child.control?.close(reason);
      child.control = null;
    }
    // Once all is recovered: who sleeps must find what the dead ones published without telling.
    wakeAll(this.#world.lines);
    this.#onEnd(this, { reason, sequel });
  }
}

/** Below it nobody asks what of a heap is garbage. Bytes. */
function heapLimitOf(members: readonly Child[]): number {
  const limits = members.flatMap(({ spec }) => [spec.child.heapSoftMb, spec.child.heapHardMb]);
  return (leastOf(limits) ?? Number.POSITIVE_INFINITY) * 1e6;
}

function failureOf(outcome: ControlOutcome): string | null {
  if (outcome.ok) return null;
  const { name, message } = outcome.error;
  return `start failed: ${name}: ${message}`;
}

function lateness({ kind, message }: ControlCallFailure, deadlineMs: number): string {
  return kind === "TIMEOUT" ? `not ready within ${deadlineMs} ms` : `start failed: ${message}`;
}

/** Another stream for each life of each actor, from the seed of the run. */
function seedOf(seed: number, number: number, incarnation: number): number {
  return Math.imul(seed ^ Math.imul(number + 1, 0x9e3779b1), 0x85ebca6b) + incarnation;
}
