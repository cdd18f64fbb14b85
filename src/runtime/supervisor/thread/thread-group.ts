/**
 * The actors of one worker thread: started together, ended together. A group of one by default.
 *
 * Started one after the other and ready-gated; a start that fails ends the thread. Deadlines are the
 * supervisor's. However the thread ends, its memory is recovered before anybody hears of it.
 *
 * A start's outcome says how it began; only the end of a life that was ready is told besides, and
 * always after that.
 */
import type { EndReport } from "../../actor/worker-report.ts";
import { wakeAll } from "../../ring/doorbell.ts";
import { recoverActorMemory } from "../roster/actor-memory.ts";
import type { Child } from "../roster/child.ts";
import { setGating } from "../roster/wiring.ts";
import type { World } from "../world.ts";
import type { ThreadEnd } from "./actor-thread.ts";
import { deathPlaceOf } from "./death-place.ts";
import { endOf } from "./death-reason.ts";
import type { GroupEnd, GroupStart } from "./group-outcome.ts";
import { hostingOf, workerStartOf } from "./hosting.ts";
import { type StartVerdict, startVerdictOf } from "./start-verdict.ts";
import type { HostThread } from "./threads.ts";

/** What a thread tells besides how its start came out. */
export type GroupHooks = {
  /** The thread has ended, and its memory is recovered. */
  readonly onEnd: (group: ThreadGroup, end: GroupEnd) => void;
  /** One of its actors has ended itself or declined, and the thread goes on with the others. */
  readonly onLeft: (child: Child, reason: string) => void;
};

/** Why main ends the thread, and whether another life follows. */
type Ending = {
  readonly reason: string;
  readonly isOrderly: boolean;
  readonly comesBack: boolean;
};

/** One thread after another, hosting the same actors. */
export class ThreadGroup {
  readonly name: string;
  readonly members: readonly Child[];
  readonly #world: World;
  readonly #hooks: GroupHooks;
  /** Bell line of its worker. */
  readonly #line: number;
  #thread: HostThread | null = null;
  /** Null while it should live. */
  #ending: Ending | null = null;
  #starting: Promise<GroupStart> | null = null;
  /** The last of its actors that ended itself in this life. */
  #endedItself: EndReport | null = null;
  /** Where the start of an actor threw; null when none did. */
  #failedAt: string | null = null;
  /** Why it was killed for being late; null when it was not. */
  #late: string | null = null;
  #isKeeping = false;
  #kept: { readonly thread: HostThread; readonly end: ThreadEnd } | null = null;
  /** Whether the present thread was to end and did not: it is not asked again. */
  #isUnkillable = false;

  constructor(name: string, members: readonly Child[], world: World, hooks: GroupHooks) {
    this.name = name;
    this.members = members;
    this.#world = world;
    this.#hooks = hooks;
    this.#line = members[0]?.line ?? 0;
  }

  get isRunning(): boolean {
    return this.#thread !== null;
  }

  get thread(): HostThread | null {
    return this.#thread;
  }

  /** `thread` hosts the actors from here on; what becomes of the one before is not this group's. */
  adopt(thread: HostThread): undefined {
    this.#ending = null;
    this.#endedItself = null;
    this.#failedAt = null;
    this.#late = null;
    this.#isUnkillable = false;
    this.#thread = thread;
    void thread.ended.then((end) => this.#onThreadEnd(thread, end));
  }

  /**
   * Until {@link tellEnd} an end of the thread is kept back: while its actors are handed over it may
   * be another one that writes.
   */
  keepEnd(): undefined {
    this.#isKeeping = true;
  }

  /** Whoever hosts the actors now is the one whose end counts, also when it came meanwhile. */
  tellEnd(): undefined {
    this.#isKeeping = false;
    const kept = this.#kept;
    this.#kept = null;
    if (kept !== null) this.#onThreadEnd(kept.thread, kept.end);
  }

  /**
   * Starts the thread and its actors in order. But for READY, the thread is gone again. Whoever waits
   * for it kills it when it is late.
   */
  start(): Promise<GroupStart> {
    this.#starting = this.#start();
    return this.#starting;
  }

  async #start(): Promise<GroupStart> {
    this.#spawn();
    let declined: StartVerdict | null = null;
    for (const child of this.members) {
      const verdict = await this.#startChild(child);
      if (verdict.kind === "FAILED") return this.#fail(child, verdict);
      if (verdict.kind === "DECLINED") {
        declined ??= verdict;
        this.#layDown(child, "DECLINED", `declined: ${verdict.reason}`);
      }
    }
    const started = this.members.filter(({ block }) => block.farewell !== "DECLINED");
    const [first] = this.members;
    if (started.length === 0 && declined?.kind === "DECLINED" && first !== undefined) {
      const { reason } = declined;
      this.#ending = { reason, isOrderly: true, comesBack: false };
      await this.#kill();
      return { kind: "DECLINED", actor: first.name, reason };
    }
    for (const child of this.members) {
      if (!started.includes(child)) this.#hooks.onLeft(child, child.reason ?? "");
    }
    for (const child of started) {
      // It may have ended itself already, as soon as in `open`.
      if (child.block.farewell === "NONE") child.phase = "READY";
    }
    this.#world.ringAll();
    return { kind: "READY" };
  }

  #spawn(): undefined {
    const hosted = this.members.map((child) => this.#prepare(child));
    this.#world.beginWorker(this.#line);
    const start = workerStartOf(this.#world, this.#line, hosted);
    const thread = this.#world.threads.begin(start, this.name, {
      entry: this.#world.workerEntry,
      onActorEnd: (report) => this.onActorEnd(thread, report),
    });
    this.adopt(thread);
  }

  /**
   * Asks each actor to stop, last first, and ends the thread; whoever waits for it kills it when it
   * is late. False when the thread is stuck in a native call.
   */
  async stop(reason: string, comesBack: boolean): Promise<boolean> {
    this.#ending = { reason, isOrderly: true, comesBack };
    if (this.#thread === null) return true;
    if (this.#isUnkillable) return false;
    this.#setStopping();
    for (const child of this.members.toReversed()) {
      await child.control?.call((control) => control.stop(reason), null);
    }
    return this.#kill();
  }

  /** Ends the thread wherever it is. False when it is stuck in a native call. */
  async kill(
    reason: string,
    { isLate = false, comesBack = this.#mayComeBack() } = {},
  ): Promise<boolean> {
    this.#ending ??= { reason, isOrderly: false, comesBack };
    if (isLate) this.#late = reason;
    this.#setStopping();
    return this.#kill();
  }

  #setStopping(): undefined {
    for (const child of this.members) {
      child.phase = "STOPPING";
      child.comesBack = this.#ending?.comesBack ?? true;
      if (this.#late !== null) child.reason = this.#late;
    }
  }

  #mayComeBack(): boolean {
    return this.members[0]?.spec.child.restart !== "temporary";
  }

  async #kill(): Promise<boolean> {
    const gone = (await this.#thread?.kill()) ?? true;
    this.#isUnkillable = !gone && this.#thread !== null;
    return gone;
  }

  #prepare(child: Child) {
    const { spec } = child;
    child.incarnation = child.nextIncarnation();
    child.phase = "STARTING";
    child.block.reset(child.incarnation);
    child.word.beginLife();
    this.#world.letters.settle(child);
    // It may have been suspended or quarantined; its loop takes the kind as it stands now.
    setGating(child, true);
    const life = { spec, incarnation: child.incarnation, isStandby: false };
    const { start, control } = hostingOf(this.#world, child, life);
    child.control = control;
    return { spec, start };
  }

  async #startChild(child: Child): Promise<StartVerdict> {
    const answer = await child.control?.call((control) => control.start(), null);
    return startVerdictOf(answer, this.#late);
  }

  async #fail(child: Child, verdict: StartVerdict & { kind: "FAILED" }): Promise<GroupStart> {
    const { failure, reason, error } = verdict;
    this.#failedAt = deathPlaceOf(error);
    const isGone = await this.kill(reason);
    return { kind: "FAILED", failure, actor: child.name, reason, isGone };
  }

  /** One of several has ended itself, and the thread goes on without it. */
  onActorEnd(thread: HostThread, report: EndReport): undefined {
    if (thread !== this.#thread) return;
    const child = this.members.find(({ name }) => name === report.actor);
    if (child === undefined) return;
    this.#endedItself = report;
    this.#layDown(child, "ENDED", report.reason);
    const goesOn = this.members.some(({ block }) => block.farewell === "NONE");
    if (goesOn) this.#hooks.onLeft(child, report.reason);
  }

  /** It is not coming back in this life: nobody waits for it, and it is asked nothing. */
  #layDown(child: Child, phase: "ENDED" | "DECLINED", reason: string): undefined {
    child.phase = phase;
    child.comesBack = false;
    child.reason = reason;
    child.control?.close("not running");
    child.control = null;
    setGating(child, false);
  }

  #onThreadEnd(thread: HostThread, end: ThreadEnd): undefined {
    if (thread !== this.#thread) return;
    if (!this.#isKeeping) {
      void this.#tell(end);
      return;
    }
    this.#kept = { thread, end };
    for (const { control } of this.members) control?.close("its thread has ended");
  }

  async #tell(ended: ThreadEnd): Promise<undefined> {
    const end = this.#classify(ended);
    const at = end.kind === "CRASH" ? (deathPlaceOf(ended.error) ?? this.#failedAt) : null;
    this.#thread = null;
    this.#isUnkillable = false;
    this.#world.endWorker(this.#line);
    for (const child of this.members) {
      recoverActorMemory(child.memory);
      if (!end.isFinal) child.at = at;
      // What went wrong in an orderly stop.
      if (child.name === end.actor && ended.error !== null) child.reason = end.reason;
      if (child.block.state !== "STOPPED") child.block.state = "FAILED";
      child.block.handling = false;
      child.control?.close(end.reason);
      child.control = null;
    }
    // Once all is recovered: who sleeps must find what the dead ones published without telling.
    wakeAll(this.#world.lines);
    const begun = await this.#starting;
    const isTold = begun?.kind === "DECLINED" || (begun?.kind === "FAILED" && begun.isGone);
    if (!isTold) this.#hooks.onEnd(this, end);
  }

  #classify(thread: ThreadEnd): GroupEnd {
    const guilty = this.members.find(({ name }) => name === thread.actor) ?? this.members[0];
    const asked = this.#ending;
    const end = endOf(thread, {
      asked,
      farewells: this.members.map(({ block }) => block.farewell),
      endedItself: this.#endedItself?.reason ?? null,
      handler: guilty?.handler ?? null,
    });
    const actor = thread.actor ?? this.#endedItself?.actor ?? null;
    const isFinal = asked !== null && !asked.comesBack && end.kind !== "CLEAN";
    return { ...end, actor, isFinal };
  }
}
