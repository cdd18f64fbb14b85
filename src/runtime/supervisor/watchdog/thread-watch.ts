/**
 * The watchdog's eyes: reads heartbeats and heaps from the control blocks, and the state of a thread
 * from the system; returns what should be done, and does none of it.
 */
import type { Child } from "../roster/child.ts";
import { lateTextOf, stuckReasonOf } from "../thread/death-reason.ts";
import { HeapWatch } from "./heap-watch.ts";
import { doingBetween, readTaskStat, type TaskStat } from "./task-stat.ts";
import { type Rung, Watchdog } from "./watchdog.ts";

/** The actors of one thread. */
export type WatchedThread = { readonly name: string; readonly members: readonly Child[] };

/** Tell somebody; end the thread; stop it in order and start it anew. */
export type Verdict<Thread extends WatchedThread> =
  | { readonly kind: "WARN"; readonly actor: string; readonly text: string }
  | { readonly kind: "KILL"; readonly thread: Thread; readonly reason: string }
  | { readonly kind: "RESTART"; readonly thread: Thread; readonly reason: string };

/** Looks at all threads of a desk, again and again. */
export class ThreadWatch {
  readonly #watchdog: Watchdog;
  readonly #heaps = new HeapWatch();
  /** Threads of those who are suspected, as they were found. */
  readonly #suspects = new Map<string, TaskStat | null>();

  /** @param tickMs How often it looks. Milliseconds. */
  constructor(tickMs: number) {
    this.#watchdog = new Watchdog(tickMs);
  }

  /** A new life of an actor begins: its silence is counted from here. */
  reset(actor: string): undefined {
    this.#watchdog.reset(actor);
  }

  /** Without a beat for how long, as far as main can tell. Milliseconds. */
  silentMs(actor: string): number {
    return this.#watchdog.silentMs(actor);
  }

  /**
   * One look at `threads`; only actors that are ready are judged.
   *
   * @param nowMs Monotonic milliseconds.
   */
  tick<Thread extends WatchedThread>(
    threads: readonly Thread[],
    nowMs: number,
  ): readonly Verdict<Thread>[] {
    return [...this.#lateOnes(threads, nowMs), ...this.#largeOnes(threads, nowMs)];
  }

  #lateOnes<Thread extends WatchedThread>(threads: readonly Thread[], nowMs: number) {
    const ready = threads.flatMap(({ members }) => members).filter(isReady);
    const rungs = new Map(this.#watchdog.tick(ready.map(watchedOf), nowMs).map((r) => [r.name, r]));
    const verdicts: Verdict<Thread>[] = [];
    for (const thread of threads) {
      const reached = thread.members.filter(({ name }) => rungs.has(name));
      // Of actors that share a thread, the one whose handler runs is the one that is late.
      const child = reached.find(({ handler }) => handler !== null) ?? reached[0];
      const rung = child === undefined ? undefined : rungs.get(child.name);
      if (child === undefined || rung === undefined) continue;
      verdicts.push(...this.#judge(thread, child, rung));
    }
    return verdicts;
  }

  #judge<Thread extends WatchedThread>(
    thread: Thread,
    child: Child,
    { kind, silentMs }: Rung,
  ): readonly Verdict<Thread>[] {
    const { name, handler } = child;
    if (kind === "STUCK") {
      return [{ kind: "KILL", thread, reason: stuckReasonOf(handler, silentMs) }];
    }
    const stat = readTaskStat(child.block.thread);
    if (kind === "SUSPECT") {
      this.#suspects.set(name, stat);
      return [];
    }
    const doing = doingBetween(this.#suspects.get(name) ?? null, stat);
    return [{ kind: "WARN", actor: name, text: lateTextOf(handler, silentMs, doing) }];
  }

  #largeOnes<Thread extends WatchedThread>(threads: readonly Thread[], nowMs: number) {
    const watched = threads.flatMap((thread) => heapOf(thread) ?? []);
    return this.#heaps.tick(watched, nowMs).flatMap(({ kind, name, reason }) => {
      const thread = threads.find((one) => one.name === name);
      if (thread === undefined) return [];
      const actor = thread.members[0]?.name ?? name;
      const verdict: Verdict<Thread> =
        kind === "WARN" ? { kind, actor, text: reason } : { kind, thread, reason };
      return [verdict];
    });
  }
}

function isReady({ phase }: Child): boolean {
  return phase === "READY";
}

function watchedOf({ name, block, spec }: Child) {
  const { heartbeatWarnMs: warnMs, heartbeatLateMs: lateMs } = spec.child;
  return { name, heartbeat: block.heartbeat, warnMs, lateMs };
}

/** Actors that share a thread share its heap, and the least of their limits is its limit. */
function heapOf({ name, members }: WatchedThread) {
  // One that has ended leaves the thread to the others.
  const running = members.filter(isReady);
  const [first] = running;
  if (first === undefined) return null;
  const limits = running.map(({ spec }) => spec.child);
  return {
    name,
    incarnation: first.incarnation,
    heapBytes: first.block.heapBytes,
    softMb: leastOf(limits.map(({ heapSoftMb }) => heapSoftMb)),
    hardMb: leastOf(limits.map(({ heapHardMb }) => heapHardMb)),
  };
}

/** The least of `limits`; null when nobody has one. */
export function leastOf(limits: readonly (number | null)[]): number | null {
  const said = limits.filter((limit) => limit !== null);
  return said.length === 0 ? null : Math.min(...said);
}
