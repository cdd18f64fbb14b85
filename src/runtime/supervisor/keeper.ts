/**
 * The shell around the tree of supervisors: tells it what threads do, and does with threads what it
 * decides. Children of the tree are threads, whatever actors they host.
 *
 * Invariant: a thread is started again only after it has ended, so a topic has one writer.
 */
import { assert } from "../../core/assert.ts";
import { Prng } from "../../core/prng.ts";
import { OwnTime } from "./own-time.ts";
import type { Child } from "./roster/child.ts";
import { setGating } from "./roster/wiring.ts";
import type { SystemEvent } from "./system-event.ts";
import type { GroupEnd, StartFailed } from "./thread/group-outcome.ts";
import type { ThreadGroup } from "./thread/thread-group.ts";
import type { TreeRequest } from "./tree/administration.ts";
import { DeathWatch } from "./tree/death-watch.ts";
import { SupervisorTree } from "./tree/supervisor-tree.ts";
import type { GoneAs, TreeAnswer, TreeEffect } from "./tree/tree-effect.ts";
import type { BranchSpec } from "./tree/tree-spec.ts";
import { ThreadWatch } from "./watchdog/thread-watch.ts";
import type { World } from "./world.ts";

/** How often the watchdog looks. Milliseconds. */
export const TICK_MS = 50;

export type KeeperHooks = {
  /** Told in the order in which things happen. */
  readonly onEvent: (event: SystemEvent) => void;
  readonly groups: () => readonly ThreadGroup[];
  /** Before a life of the thread begins, while nothing of it runs. */
  readonly beforeLife: (group: ThreadGroup) => Promise<undefined>;
  /** The actor is ready: it may read what nobody writes. */
  readonly onReady: (child: Child) => void;
  /** The actor is gone for good. */
  readonly onGone: (child: Child) => void;
};

type Effect<Kind extends TreeEffect["kind"]> = Extract<TreeEffect, { readonly kind: Kind }>;

export class Keeper {
  readonly #world: World;
  readonly #hooks: KeeperHooks;
  readonly #watch = new ThreadWatch(TICK_MS);
  readonly #deaths = new DeathWatch();
  /** It is read at each look of the watchdog. */
  readonly #time = new OwnTime(TICK_MS * 2);
  readonly #random: Prng;
  /** The life of each thread, as the tree numbers them. */
  readonly #lives = new Map<string, number>();
  readonly #calls = new Map<number, (answer: TreeAnswer) => void>();
  readonly #up = Promise.withResolvers<StartFailed | null>();
  readonly #down = Promise.withResolvers<undefined>();
  #tree: SupervisorTree | null = null;
  #effects: TreeEffect[] = [];
  #isActing = false;
  #cancelWake = () => {};
  #callCount = 0;
  /** The first start that failed, which is why the desk's start did. */
  #firstFailure: StartFailed | null = null;
  /** Of each thread, the last one. */
  readonly #failures = new WeakMap<ThreadGroup, StartFailed>();

  constructor(world: World, hooks: KeeperHooks) {
    this.#world = world;
    this.#hooks = hooks;
    this.#random = new Prng(world.seed);
  }

  /** Null before the start. */
  get tree(): Pick<SupervisorTree, "list" | "count" | "find"> | null {
    return this.#tree;
  }

  get deaths(): Pick<DeathWatch, "watch"> {
    return this.#deaths;
  }

  /** Without a beat for how long, as far as main can tell. Milliseconds. */
  silentMs(name: string): number {
    return this.#watch.silentMs(name);
  }

  /** Starts all threads in order. Returns what failed, once all is down again; null when all is up. */
  async start(spec: BranchSpec): Promise<StartFailed | null> {
    assert(this.#tree === null, "a keeper starts once");
    this.#tree = new SupervisorTree(spec, () => this.#random.unit());
    this.#feed((tree, nowMs) => tree.start(nowMs));
    return this.#up.promise;
  }

  /** Resolves with the answer, which may take as long as a stop and a start. */
  ask(
    request: TreeRequest,
    onAnswer: (answer: TreeAnswer) => void = () => {},
  ): Promise<TreeAnswer> {
    const { promise, resolve } = Promise.withResolvers<TreeAnswer>();
    if (this.#tree === null) return Promise.resolve({ kind: "NOT_RUNNING" });
    this.#callCount += 1;
    const call = this.#callCount;
    this.#calls.set(call, (answer) => {
      onAnswer(answer);
      resolve(answer);
    });
    this.#feed((tree, nowMs) => tree.administer(call, request, nowMs));
    return promise;
  }

  /** Ends the thread wherever it is: a crash like any other. */
  kill(group: ThreadGroup, reason: string): undefined {
    void this.#end(group, (one) => one.kill(reason), reason);
  }

  /** How the last start of the thread failed that did; null when none has. */
  failureOf(group: ThreadGroup): StartFailed | null {
    return this.#failures.get(group) ?? null;
  }

  /** Stops everything in reverse order. */
  async stop(reason: string): Promise<undefined> {
    if (this.#tree === null || this.#tree.isDown) return;
    this.#feed((tree, nowMs) => tree.shutdown(reason, nowMs));
    await this.#down.promise;
  }

  /** What follows the end of a thread. */
  onEnd(group: ThreadGroup, { kind, reason, isFinal }: GroupEnd): undefined {
    for (const child of group.members) if (!isFinal) child.reason = reason;
    const isRenewed = kind === "ORDERED" && !isFinal;
    if (isRenewed) this.#tellDeath(group, reason, 0);
    this.#tell(group, (tree, life, nowMs) => tree.onEnd(group.name, life, { kind, reason }, nowMs));
    if (this.#tree?.find(group.name)?.state === "RESTARTING") this.#setWaiting(group);
  }

  /** One of several actors of a thread has left it, and the others go on. */
  onLeft(child: Child, reason: string): undefined {
    this.#setGone(child, reason);
  }

  /** One look of the watchdog: what it finds is told, restarted or killed. */
  tick(): undefined {
    this.#time.read(this.#world.nowMs);
    for (const verdict of this.#watch.tick(this.#hooks.groups(), this.#world.nowMs)) {
      if (verdict.kind === "KILL") this.kill(verdict.thread, verdict.reason);
      else if (verdict.kind === "RESTART") {
        void this.ask({ kind: "RENEW", child: verdict.thread.name, reason: verdict.reason });
      } else this.#hooks.onEvent({ kind: "WARNED", actor: verdict.actor, text: verdict.text });
    }
  }

  #feed(input: (tree: SupervisorTree, nowMs: number) => readonly TreeEffect[]): undefined {
    if (this.#tree === null) return;
    this.#effects.push(...input(this.#tree, this.#time.read(this.#world.nowMs)));
    if (this.#isActing) return;
    this.#isActing = true;
    for (let next = this.#effects.shift(); next !== undefined; next = this.#effects.shift()) {
      this.#act(next);
    }
    this.#isActing = false;
    this.#setWake();
  }

  /** Of the life of a thread that the tree knows. */
  #tell(
    group: ThreadGroup,
    input: (tree: SupervisorTree, life: number, nowMs: number) => readonly TreeEffect[],
  ): undefined {
    const life = this.#lives.get(group.name) ?? Number.NaN;
    this.#feed((tree, nowMs) => input(tree, life, nowMs));
  }

  #setWake(): undefined {
    this.#cancelWake();
    this.#cancelWake = () => {};
    const nextAtMs = this.#tree?.nextAtMs ?? Number.POSITIVE_INFINITY;
    if (nextAtMs === Number.POSITIVE_INFINITY) return;
    const afterMs = Math.max(1, nextAtMs - this.#time.read(this.#world.nowMs));
    this.#cancelWake = this.#world.time.deadline(afterMs, () =>
      this.#feed((tree, nowMs) => tree.tick(nowMs)),
    );
  }

  #act(effect: TreeEffect): undefined {
    switch (effect.kind) {
      case "START":
        void this.#begin(effect);
        break;
      case "STOP":
      case "KILL":
        this.#endLife(effect);
        break;
      case "RESTARTING":
        this.#onRestarting(effect);
        break;
      case "GONE":
        this.#onGone(effect);
        break;
      case "GAVE_UP":
        this.#hooks.onEvent({ kind: "GAVE_UP", actor: effect.supervisor, reason: effect.reason });
        break;
      case "KILL_SWITCH":
        this.#hooks.onEvent({ kind: "ESCALATED", actor: effect.child, reason: effect.reason });
        break;
      case "UP":
        this.#up.resolve(null);
        break;
      case "DOWN":
        this.#up.resolve(this.#firstFailure);
        this.#down.resolve(undefined);
        break;
      case "ANSWER":
        this.#calls.get(effect.call)?.(effect.answer);
        this.#calls.delete(effect.call);
        break;
      case "READY":
        break;
    }
  }

  async #begin({ child: name, life }: Effect<"START">): Promise<undefined> {
    const group = this.#groupOf(name);
    if (group === null) return;
    this.#lives.set(name, life);
    for (const child of group.members) this.#beginLife(child);
    await this.#hooks.beforeLife(group);
    if (this.#tree?.find(name)?.state !== "STARTING") {
      this.#tell(group, (tree, _life, nowMs) =>
        tree.onEnd(name, life, { kind: "ORDERED", reason: "stopped before it began" }, nowMs),
      );
      return;
    }
    const outcome = await group.start();
    switch (outcome.kind) {
      case "READY":
      case "DECLINED":
        this.#tellStarted(group);
        this.#feed((tree, nowMs) => tree.onOutcome(name, life, outcome, nowMs));
        for (const child of group.members) if (child.phase === "READY") this.#hooks.onReady(child);
        break;
      case "FAILED":
        this.#onStartFailed(group, life, outcome);
        break;
    }
  }

  #beginLife(child: Child): undefined {
    this.#watch.reset(child.name);
    this.#deaths.begin(child.name);
    child.isGone = false;
    if (child.incarnation < child.firstIncarnation) return;
    child.restarts += 1;
    child.restartedAtMs = this.#world.nowMs;
  }

  #tellStarted(group: ThreadGroup): undefined {
    for (const { name, incarnation, phase, reason } of group.members) {
      if (phase === "READY") this.#hooks.onEvent({ kind: "READY", actor: name, incarnation });
      else this.#hooks.onEvent({ kind: "DECLINED", actor: name, reason: reason ?? "" });
    }
  }

  #onStartFailed(group: ThreadGroup, life: number, outcome: StartFailed): undefined {
    const { reason, isGone } = outcome;
    this.#firstFailure ??= outcome;
    this.#failures.set(group, outcome);
    if (!isGone) {
      this.#setLost(group, reason);
      return;
    }
    for (const child of group.members) child.reason = reason;
    this.#feed((tree, nowMs) => tree.onOutcome(group.name, life, outcome, nowMs));
  }

  #endLife(effect: Effect<"STOP" | "KILL">): undefined {
    const group = this.#groupOf(effect.child);
    if (group === null) return;
    const { reason, comesBack } = effect;
    const end = (one: ThreadGroup) =>
      effect.kind === "STOP" ? one.stop(reason, comesBack) : one.kill(reason, effect);
    void this.#end(group, end, reason);
  }

  async #end(
    group: ThreadGroup,
    end: (group: ThreadGroup) => Promise<boolean>,
    reason: string,
  ): Promise<undefined> {
    if (!(await end(group))) this.#setLost(group, reason);
  }

  #setLost(group: ThreadGroup, reason: string): undefined {
    if (this.#tree?.find(group.name)?.state === "LOST") return;
    for (const { name } of group.members) {
      this.#hooks.onEvent({ kind: "UNKILLABLE", actor: name, reason });
    }
    this.#tell(group, (tree, life, nowMs) => tree.onLost(group.name, life, reason, nowMs));
  }

  #onRestarting({ child: name, reason, afterMs }: Effect<"RESTARTING">): undefined {
    const group = this.#groupOf(name);
    if (group === null) {
      this.#hooks.onEvent({ kind: "DIED", actor: name, reason, restartInMs: afterMs });
      return;
    }
    this.#setWaiting(group);
    this.#tellDeath(group, reason, afterMs);
  }

  #tellDeath(group: ThreadGroup, reason: string, restartInMs: number): undefined {
    for (const { name } of group.members) {
      this.#hooks.onEvent({ kind: "DIED", actor: name, reason, restartInMs });
    }
  }

  #onGone({ child: name, as, reason }: Effect<"GONE">): undefined {
    const group = this.#groupOf(name);
    for (const child of group?.members ?? []) {
      // Who is removed keeps how it ended.
      const isOver = child.phase === "DECLINED" || child.phase === "ENDED";
      if (!isOver) child.phase = phaseOf(as, child.phase);
      if (as === "QUARANTINED") {
        this.#hooks.onEvent({ kind: "QUARANTINED", actor: child.name, reason });
      }
      this.#setGone(child, reason);
    }
  }

  /** Nobody waits for what does not come back. */
  #setGone(child: Child, reason: string): undefined {
    child.comesBack = false;
    setGating(child, false);
    this.#deaths.end(child.name, reason);
    if (child.isGone) return;
    child.isGone = true;
    this.#hooks.onGone(child);
  }

  #setWaiting(group: ThreadGroup): undefined {
    for (const child of group.members) child.phase = "BACKOFF";
  }

  #groupOf(name: string): ThreadGroup | null {
    return this.#hooks.groups().find((group) => group.name === name) ?? null;
  }
}

/** Who was not asked to stop has ended by itself. */
function phaseOf(as: GoneAs, phase: Child["phase"]): Child["phase"] {
  if (as !== "REMOVED" && as !== "STOPPED") return as;
  // One that ended before main had heard that it is ready is still STARTING.
  return phase === "READY" || phase === "STARTING" ? "ENDED" : "STOPPED";
}
