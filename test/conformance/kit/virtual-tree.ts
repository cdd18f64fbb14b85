/**
 * A tree of supervisors on a virtual clock. Its workers do what their scripts say; every effect is
 * logged, and what must hold of every run is looked at while it runs.
 */
import { assert } from "../../../src/core/assert.ts";
import { Prng } from "../../../src/core/prng.ts";
import type { TreeRequest } from "../../../src/runtime/supervisor/tree/administration.ts";
import type { EndKind, StartOutcome } from "../../../src/runtime/supervisor/tree/child-end.ts";
import {
  ROOT,
  ROOT_DEFAULTS,
  SUPERVISOR_DEFAULTS,
  type SupervisorPlace,
  type SupervisorSettings,
} from "../../../src/runtime/supervisor/tree/supervisor-spec.ts";
import { SupervisorTree } from "../../../src/runtime/supervisor/tree/supervisor-tree.ts";
import type { TreeAnswer, TreeEffect } from "../../../src/runtime/supervisor/tree/tree-effect.ts";
import type {
  BranchSpec,
  NodeSpec,
  WorkerSpec,
} from "../../../src/runtime/supervisor/tree/tree-spec.ts";

/** What a worker does. Milliseconds of virtual time; infinity: never. */
export type Script = {
  readonly start: StartOutcome["kind"];
  readonly startMs: number;
  readonly stopMs: number;
  readonly killMs: number;
};

const OBEDIENT: Script = { start: "READY", startMs: 0, stopMs: 0, killMs: 0 };

export const HOUR_MS = 3_600_000;

/** A worker with the deadlines of the conformance cases. */
export function worker(name: string, changes: Partial<WorkerSpec> = {}): WorkerSpec {
  return {
    kind: "WORKER",
    name,
    restart: "permanent",
    significant: false,
    startDeadlineMs: 5_000,
    stopDeadlineMs: 1_000,
    ...changes,
  };
}

type SupervisorChanges = Partial<SupervisorSettings & SupervisorPlace>;

/** A supervisor with the budget of the conformance cases: 2 in an hour, and no backoff. */
export function supervisor(
  name: string,
  children: readonly NodeSpec[],
  changes: SupervisorChanges = {},
): BranchSpec {
  const { restart, significant, stopDeadlineMs, ...settings } = {
    ...(name === ROOT ? ROOT_DEFAULTS : SUPERVISOR_DEFAULTS),
    restartsMax: 2,
    periodMs: HOUR_MS,
    onExceeded: "escalate" as const,
    backoffMs: [0, 0] as const,
    ...changes,
  };
  return { kind: "SUPERVISOR", name, restart, significant, stopDeadlineMs, settings, children };
}

/** A root with these children. */
export function root(children: readonly NodeSpec[], changes: SupervisorChanges = {}): BranchSpec {
  return supervisor(ROOT, children, changes);
}

type Coming = { readonly atMs: number; readonly run: () => readonly TreeEffect[] };

export class VirtualTree {
  readonly tree: SupervisorTree;
  /** "start a", "stop a", "kill a", "ready a", "gone a REMOVED", ... in order. */
  log: string[] = [];
  readonly effects: TreeEffect[] = [];
  /** Told before anything is done about it. */
  onEffect: (effect: TreeEffect) => void = () => {};
  nowMs = 0;
  /** Worker to the life that runs. */
  readonly living = new Map<string, number>();
  readonly answers = new Map<number, TreeAnswer>();
  readonly #failures = new Map<string, number>();
  readonly #scripts = new Map<string, Script>();
  #coming: Coming[] = [];
  #call = 0;

  constructor(spec: BranchSpec, seed = 1) {
    const prng = new Prng(seed);
    this.tree = new SupervisorTree(spec, () => prng.unit());
  }

  /** A tree that has been started, with an empty log. */
  static started(spec: BranchSpec): VirtualTree {
    const one = new VirtualTree(spec);
    one.start();
    one.log = [];
    return one;
  }

  start(): this {
    this.#take(this.tree.start(this.nowMs));
    return this.run();
  }

  /** From its next start on. */
  script(name: string, changes: Partial<Script>): this {
    this.#scripts.set(name, { ...OBEDIENT, ...this.#scripts.get(name), ...changes });
    return this;
  }

  /** Its next starts fail, as many as that. */
  failStarts(name: string, count: number): this {
    this.#failures.set(name, count);
    return this;
  }

  /** Lets time pass; what is due at its end is done. */
  run(forMs = 0): this {
    const untilMs = this.nowMs + forMs;
    for (let steps = 0; ; steps += 1) {
      assert(steps < 100_000, "a tree comes to rest");
      const next = Math.min(this.tree.nextAtMs, this.#coming[0]?.atMs ?? Number.POSITIVE_INFINITY);
      if (!(next <= untilMs)) break;
      this.nowMs = Math.max(this.nowMs, next);
      const input =
        (this.#coming[0]?.atMs ?? Number.NaN) <= this.nowMs ? this.#coming.shift() : null;
      this.#take(input?.run() ?? this.tree.tick(this.nowMs));
    }
    this.nowMs = untilMs;
    return this;
  }

  /** That worker ends by itself. */
  end(name: string, kind: EndKind, reason: string = kind.toLowerCase()): this {
    this.#end(name, this.lifeOf(name), { kind, reason });
    return this.run();
  }

  crash(name: string): this {
    return this.end(name, "CRASH");
  }

  lose(name: string): this {
    const life = this.lifeOf(name);
    this.#take(this.tree.onLost(name, life, "in a native call", this.nowMs));
    return this.run();
  }

  /** The answer, if there is one without time passing. */
  ask(request: TreeRequest): TreeAnswer | null {
    const call = this.call(request);
    this.run();
    return this.answers.get(call) ?? null;
  }

  /** Returns the number under which the answer comes. */
  call(request: TreeRequest): number {
    this.#call += 1;
    this.#take(this.tree.administer(this.#call, request, this.nowMs));
    return this.#call;
  }

  shutdown(): this {
    this.#take(this.tree.shutdown("the desk stops", this.nowMs));
    return this.run();
  }

  /** Identity of what runs. */
  lifeOf(name: string): number {
    return this.living.get(name) ?? Number.NaN;
  }

  stateOf(name: string): string {
    return this.tree.find(name)?.state ?? "ABSENT";
  }

  /** The entries of the log that begin with one of `words`; then the log is empty. */
  take(...words: string[]): string[] {
    const taken = this.log.filter((line) => words.some((word) => line.startsWith(`${word} `)));
    this.log = [];
    return taken;
  }

  #take(effects: readonly TreeEffect[]): undefined {
    for (const effect of effects) {
      this.onEffect(effect);
      this.effects.push(effect);
      this.log.push(lineOf(effect));
      if (effect.kind === "START") this.#begin(effect);
      if (effect.kind === "STOP")
        this.#later(effect, this.#scriptOf(effect.child).stopMs, "ORDERED");
      if (effect.kind === "KILL") this.#later(effect, this.#scriptOf(effect.child).killMs, "CRASH");
      if (effect.kind === "ANSWER") this.#answer(effect.call, effect.answer);
      if (effect.kind === "DOWN") assert(this.living.size === 0, "what is down has nothing alive");
    }
  }

  #answer(call: number, answer: TreeAnswer): undefined {
    assert(!this.answers.has(call), "a call is answered once");
    this.answers.set(call, answer);
  }

  #begin({ child, life }: { child: string; life: number }): undefined {
    assert(!this.living.has(child), `${child} is started when nothing of its last life runs`);
    this.living.set(child, life);
    const { startMs, start: scripted } = this.#scriptOf(child);
    const failures = this.#failures.get(child) ?? 0;
    if (failures > 0) this.#failures.set(child, failures - 1);
    const start = failures > 0 ? "FAILED" : scripted;
    this.#at(startMs, () => {
      if (this.living.get(child) !== life) return [];
      if (start !== "READY") this.living.delete(child);
      const outcome: StartOutcome =
        start === "READY" ? { kind: start } : { kind: start, reason: start.toLowerCase() };
      return this.tree.onOutcome(child, life, outcome, this.nowMs);
    });
  }

  #later({ child, life, reason }: StopEffect, afterMs: number, kind: EndKind): undefined {
    this.#at(afterMs, () => this.#ended(child, life, { kind, reason }));
  }

  #end(name: string, life: number, end: { kind: EndKind; reason: string }): undefined {
    this.#take(this.#ended(name, life, end));
  }

  #ended(name: string, life: number, end: { kind: EndKind; reason: string }) {
    if (this.living.get(name) !== life) return [];
    this.living.delete(name);
    return this.tree.onEnd(name, life, end, this.nowMs);
  }

  #at(afterMs: number, run: Coming["run"]): undefined {
    if (afterMs === Number.POSITIVE_INFINITY) return;
    const atMs = this.nowMs + afterMs;
    const index = this.#coming.findIndex((other) => other.atMs > atMs);
    const coming = { atMs, run };
    if (index < 0) this.#coming.push(coming);
    else this.#coming.splice(index, 0, coming);
  }

  #scriptOf(name: string): Script {
    return this.#scripts.get(name) ?? OBEDIENT;
  }
}

type StopEffect = Extract<TreeEffect, { readonly kind: "STOP" | "KILL" }>;

function lineOf(effect: TreeEffect): string {
  switch (effect.kind) {
    case "GONE":
      return `gone ${effect.child} ${effect.as}`;
    case "RESTARTING":
      return `restarting ${effect.child} in ${effect.afterMs}`;
    case "GAVE_UP":
      return `gave-up ${effect.supervisor}`;
    case "ANSWER":
      return `answer ${effect.call} ${effect.answer.kind}`;
    case "KILL_SWITCH":
    case "UP":
    case "DOWN":
      return effect.kind.toLowerCase();
    default:
      return `${effect.kind.toLowerCase()} ${effect.child}`;
  }
}
