/**
 * A tree of supervisors as a state machine: told what became of its workers, what time it is and
 * what people ask for, it returns what is to be done. It has no thread, no timer and no clock.
 *
 * ```text
 *   start, onOutcome, onEnd, onLost, tick, administer, shutdown  ->  effects, in order
 * ```
 *
 * Invariant: it wants to be asked again at `nextAtMs`, and nothing happens before.
 */
import { assert } from "../../../core/assert.ts";
import { Administration, type TreeRequest } from "./administration.ts";
import { Branch } from "./branch.ts";
import type { ChildEnd, StartOutcome } from "./child-end.ts";
import { Agenda } from "./pace/agenda.ts";
import type { RestartType } from "./supervisor-spec.ts";
import type { Ground, TreeChild } from "./tree-child.ts";
import type { ChildState, TreeEffect } from "./tree-effect.ts";
import { type BranchSpec, checkTree } from "./tree-spec.ts";

/** One child as it is listed. */
export type ListedChild = {
  readonly name: string;
  readonly kind: "WORKER" | "SUPERVISOR";
  readonly restart: RestartType;
  readonly significant: boolean;
  readonly state: ChildState;
  /** Identity of its life; null when it does not live. */
  readonly life: number | null;
  readonly restarts: number;
  /** Why it ended last; null when it never did. */
  readonly reason: string | null;
};

/** How many children one supervisor has. */
export type ChildCounts = {
  readonly specs: number;
  /** Those that run. */
  readonly active: number;
  readonly supervisors: number;
  readonly workers: number;
};

export class SupervisorTree {
  readonly #ground: Ground;
  readonly #root: Branch;
  readonly #administration: Administration;
  #effects: TreeEffect[] = [];

  /**
   * @param random Uniform in [0, 1): the jitter.
   * @throws {AssertionError} When `checkTree` finds a mistake.
   */
  constructor(spec: BranchSpec, random: () => number) {
    const mistakes = checkTree(spec);
    assert(mistakes.length === 0, `a tree has no mistake: ${mistakes.join("; ")}`);
    let life = 0;
    this.#ground = {
      agenda: new Agenda(),
      nowMs: Number.NEGATIVE_INFINITY,
      random,
      emit: (effect) => this.#effects.push(effect),
      nextLife: () => {
        life += 1;
        return life;
      },
      children: new Map(),
    };
    this.#root = new Branch(spec, this.#ground, {
      isLast: () => true,
      onGivenUp: (child, reason) => this.#emit({ kind: "KILL_SWITCH", child, reason }),
      onUp: () => this.#emit({ kind: "UP" }),
      onDown: (end, failure) => {
        this.#root.children.tellAllGone("STOPPED", end.reason);
        this.#emit({ kind: "DOWN", failure });
      },
    });
    this.#administration = new Administration(this.#ground, (name) => this.#branch(name));
  }

  /** When it wants to be asked again; infinity when it waits for no time. Milliseconds. */
  get nextAtMs(): number {
    return this.#ground.agenda.nextAtMs;
  }

  /** Whether nothing of it is alive. */
  get isDown(): boolean {
    return this.#root.state === "DOWN";
  }

  /** Starts all children in order; ends with `UP`, or with `DOWN` and what failed. */
  start(nowMs: number): readonly TreeEffect[] {
    assert(this.isDown, "a tree is started when it is down");
    return this.#at(nowMs, () => this.#root.start());
  }

  /** What the start of that life of a worker led to. */
  onOutcome(name: string, life: number, outcome: StartOutcome, nowMs: number) {
    return this.#at(nowMs, () => {
      const child = this.#livingWorker(name, life);
      if (child !== null) child.supervisor.onOutcome(child, outcome);
    });
  }

  /** Nothing of that life of a worker runs any more. */
  onEnd(name: string, life: number, end: ChildEnd, nowMs: number): readonly TreeEffect[] {
    return this.#at(nowMs, () => {
      const child = this.#livingWorker(name, life);
      if (child !== null) child.supervisor.onEnd(child, end);
    });
  }

  /** That life of a worker cannot be ended. */
  onLost(name: string, life: number, reason: string, nowMs: number): readonly TreeEffect[] {
    return this.#at(nowMs, () => {
      const child = this.#livingWorker(name, life);
      if (child !== null) child.supervisor.onLost(child, reason);
    });
  }

  /** Does what is due. */
  tick(nowMs: number): readonly TreeEffect[] {
    return this.#at(nowMs, () => {});
  }

  /** Stops all children in reverse order; ends with `DOWN`. */
  shutdown(reason: string, nowMs: number): readonly TreeEffect[] {
    return this.#at(nowMs, () => this.#root.stop({ kind: "ORDERED", reason }));
  }

  /** @param call Comes back with the answer, which may take time. */
  administer(call: number, request: TreeRequest, nowMs: number): readonly TreeEffect[] {
    return this.#at(nowMs, () => this.#administration.handle(call, request));
  }

  /** The children of one supervisor in start order; null when there is none of that name. */
  list(supervisor: string): readonly ListedChild[] | null {
    const branch = this.#branch(supervisor);
    return branch === null ? null : [...branch.children].map(listed);
  }

  /** Null when there is no supervisor of that name. */
  count(supervisor: string): ChildCounts | null {
    const branch = this.#branch(supervisor);
    if (branch === null) return null;
    const children = [...branch.children];
    const supervisors = children.filter(({ spec }) => spec.kind === "SUPERVISOR").length;
    return {
      specs: branch.isPool ? 1 : children.length,
      active: children.filter(({ state }) => state === "RUNNING").length,
      supervisors,
      workers: children.length - supervisors,
    };
  }

  /** Null when no child of that name is listed. */
  find(name: string): ListedChild | null {
    const child = this.#ground.children.get(name);
    return child === undefined ? null : listed(child);
  }

  /** What is told of an earlier life comes too late. */
  #livingWorker(name: string, life: number): TreeChild | null {
    const child = this.#ground.children.get(name);
    return child?.life === life && child.branch === null ? child : null;
  }

  #branch(name: string): Branch | null {
    if (name === this.#root.name) return this.#root;
    return this.#ground.children.get(name)?.branch ?? null;
  }

  /** Nothing that is due later happens before what was due earlier. */
  #at(nowMs: number, input: () => void): readonly TreeEffect[] {
    const ground = this.#ground;
    if (nowMs > ground.nowMs) ground.nowMs = nowMs;
    this.#effects = [];
    for (let due = ground.agenda.takeDue(ground.nowMs); due !== null; ) {
      due.run();
      due = ground.agenda.takeDue(ground.nowMs);
    }
    input();
    return this.#effects;
  }

  #emit(effect: TreeEffect): undefined {
    this.#effects.push(effect);
  }
}

function listed(child: TreeChild): ListedChild {
  const { name, spec, state, restarts, reason } = child;
  const { kind, restart, significant } = spec;
  const life = child.isAlive || state === "LOST" ? child.life : null;
  return { name, kind, restart, significant, state, life, restarts, reason };
}
