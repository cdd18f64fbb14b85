/**
 * Keeps the threads of a desk running: what follows each end, and which actor is stuck.
 *
 * Invariant: a thread is started again only after it has ended, so a topic has one writer.
 */
import { Prng } from "../../core/prng.ts";
import type { GroupEnd, GroupStart } from "./group-outcome.ts";
import { decideRestart } from "./restart-decision.ts";
import type { SystemEvent } from "./system-event.ts";
import type { ThreadGroup } from "./thread-group.ts";
import { ThreadWatch } from "./watchdog/thread-watch.ts";
import { setGating } from "./wiring.ts";
import type { World } from "./world.ts";

/** How often the watchdog looks. Milliseconds. */
export const TICK_MS = 50;

/** The one that decides; its events are told in the order in which they happen. */
export class Keeper {
  readonly #world: World;
  readonly #random: Prng;
  readonly #onEvent: (event: SystemEvent) => void;
  readonly #watch = new ThreadWatch(TICK_MS);
  /** Threads whose restart waits out its backoff. */
  readonly #pauses = new Map<ThreadGroup, ReturnType<typeof setTimeout>>();
  #isClosing = false;

  constructor(world: World, onEvent: (event: SystemEvent) => void) {
    this.#world = world;
    this.#random = new Prng(world.seed);
    this.#onEvent = onEvent;
  }

  /** Without a beat for how long, as far as main can tell. Milliseconds. */
  silentMs(name: string): number {
    return this.#watch.silentMs(name);
  }

  /** Starts the thread; one that was ready once is started again when it fails. */
  async start(group: ThreadGroup): Promise<GroupStart> {
    for (const { name } of group.members) this.#watch.reset(name);
    const outcome = await group.start();
    if (outcome.kind === "FAILED") {
      const { actor, reason, isGone } = outcome;
      if (isGone) this.onEnd(group, { kind: "CRASH", reason, actor, sequel: "DECIDE" });
      else this.#tellUnkillable(group, reason);
      return outcome;
    }
    for (const { name, incarnation, phase, reason } of group.members) {
      if (phase === "READY") this.#onEvent({ kind: "READY", actor: name, incarnation });
      else this.#onEvent({ kind: "DECLINED", actor: name, reason: reason ?? "" });
    }
    return outcome;
  }

  /** Stops the thread gracefully and starts it anew; from a quarantine with a whole budget. */
  async restart(group: ThreadGroup, reason: string): Promise<boolean> {
    const phase = group.members[0]?.phase;
    if (this.#isClosing || phase === "STARTING" || phase === "STOPPING") return false;
    if (group.isRunning) {
      const gone = await group.stop(reason, "RESTART");
      if (!gone) this.#tellUnkillable(group, reason);
      return gone;
    }
    this.#cancelPause(group);
    for (const child of group.members) {
      child.history = [];
      child.reason = reason;
    }
    this.#pause(group, reason, 0);
    return true;
  }

  /** Stops the thread for good. */
  async stop(group: ThreadGroup, reason: string): Promise<undefined> {
    this.#cancelPause(group);
    const wasRunning = group.isRunning;
    const gone = await group.stop(reason, "STAY_DOWN");
    if (!gone) this.#tellUnkillable(group, reason);
    if (!wasRunning) this.#layDown(group);
  }

  /** Stops `groups`, which are in start order, for good, in reverse. */
  async stopAll(groups: readonly ThreadGroup[], reason: string): Promise<undefined> {
    for (const group of groups.toReversed()) await this.stop(group, reason);
  }

  /** Nothing is started any more. */
  close(): undefined {
    this.#isClosing = true;
    for (const group of this.#pauses.keys()) this.#cancelPause(group);
  }

  /** What follows the end of a thread. */
  onEnd(group: ThreadGroup, { kind, reason, sequel }: GroupEnd): undefined {
    if (sequel !== "STAY_DOWN") for (const child of group.members) child.reason = reason;
    const restart = group.members[0]?.spec.child.restart;
    const isOver = restart === "temporary" || (restart === "transient" && kind === "CLEAN");
    if (sequel === "STAY_DOWN" || this.#isClosing || !group.wasReady) {
      this.#layDown(group);
    } else if (sequel === "DECIDE" && isOver) {
      this.#layDown(group);
    } else if (sequel === "RESTART") {
      this.#pause(group, reason, 0);
    } else {
      this.#decide(group, reason);
    }
  }

  /** One look of the watchdog at `groups`: what it finds is told, restarted or killed. */
  tick(groups: readonly ThreadGroup[]): undefined {
    for (const verdict of this.#watch.tick(groups, this.#world.nowMs)) {
      if (verdict.kind === "KILL") void this.#kill(verdict.thread, verdict.reason);
      else if (verdict.kind === "RESTART") void this.restart(verdict.thread, verdict.reason);
      else this.#onEvent({ kind: "WARNED", actor: verdict.actor, text: verdict.text });
    }
  }

  #decide(group: ThreadGroup, reason: string): undefined {
    const [first] = group.members;
    if (first === undefined) return;
    const { history } = first;
    const crash = { history, nowMs: this.#world.nowMs, random: this.#random.unit() };
    const directive = decideRestart(first.spec.child, crash);
    if (directive.kind === "RESTART") {
      first.history = directive.history;
      this.#pause(group, reason, directive.afterMs);
      return;
    }
    const kind = directive.kind === "ESCALATE" ? "ESCALATED" : "QUARANTINED";
    for (const child of group.members) {
      child.phase = "QUARANTINED";
      setGating(child, false);
      this.#onEvent({ kind, actor: child.name, reason });
    }
  }

  #pause(group: ThreadGroup, reason: string, restartInMs: number): undefined {
    for (const child of group.members) child.phase = "BACKOFF";
    for (const { name } of group.members) {
      this.#onEvent({ kind: "DIED", actor: name, reason, restartInMs });
    }
    const timer = setTimeout(() => {
      this.#pauses.delete(group);
      for (const child of group.members) {
        child.restarts += 1;
        child.restartedAtMs = this.#world.nowMs;
      }
      // A start that fails decides about the next one.
      void this.start(group);
    }, restartInMs);
    this.#pauses.set(group, timer);
  }

  /** Nobody waits for what does not come back. */
  #layDown(group: ThreadGroup): undefined {
    for (const child of group.members) {
      if (child.phase !== "QUARANTINED") child.phase = "STOPPED";
      setGating(child, false);
    }
  }

  #cancelPause(group: ThreadGroup): undefined {
    clearTimeout(this.#pauses.get(group));
    this.#pauses.delete(group);
  }

  async #kill(group: ThreadGroup, reason: string): Promise<undefined> {
    const gone = await group.kill(reason);
    if (!gone) this.#tellUnkillable(group, reason);
  }

  #tellUnkillable(group: ThreadGroup, reason: string): undefined {
    for (const { name } of group.members) {
      this.#onEvent({ kind: "UNKILLABLE", actor: name, reason });
    }
  }
}
