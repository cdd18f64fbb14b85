/**
 * What people and programs ask of a running tree, with OTP's answers: start, stop, restart and
 * delete a child. `RENEW` is ours: whatever it is doing, the child begins a new life, which costs
 * nothing of the budget.
 */
import type { Branch } from "./branch.ts";
import type { Ground, TreeChild } from "./tree-child.ts";
import type { TreeAnswer } from "./tree-effect.ts";
import { checkChild, type NodeSpec, type WorkerSpec } from "./tree-spec.ts";

/** Lists a child behind all others of that supervisor and starts it: in a pool, one more like the rest. */
export type StartRequest = {
  readonly kind: "START";
  readonly supervisor: string;
  readonly spec: NodeSpec;
};

export type TreeRequest =
  | StartRequest
  | { readonly kind: "STOP"; readonly child: string; readonly reason: string }
  /** Starts a child that is listed and does not run. */
  | { readonly kind: "RESTART"; readonly child: string }
  /** Takes a child that does not run off the list. */
  | { readonly kind: "DELETE"; readonly child: string }
  /** With another specification, if one is given; when that cannot start, the one before is tried. */
  | {
      readonly kind: "RENEW";
      readonly child: string;
      readonly reason: string;
      readonly spec?: WorkerSpec;
    };

type RenewRequest = Extract<TreeRequest, { readonly kind: "RENEW" }>;

export class Administration {
  readonly #ground: Ground;
  readonly #branchOf: (name: string) => Branch | null;

  constructor(ground: Ground, branchOf: (name: string) => Branch | null) {
    this.#ground = ground;
    this.#branchOf = branchOf;
  }

  /** Answers `call` with an effect: at once, or when what was asked for is done. */
  handle(call: number, request: TreeRequest): undefined {
    if (request.kind === "START") {
      this.#start(call, request);
      return;
    }
    const child = this.#ground.children.get(request.child);
    if (child === undefined) this.#answer(call, { kind: "NOT_FOUND" });
    else if (request.kind === "STOP") this.#stop(call, child, request.reason);
    else if (child.supervisor.isPool) this.#answer(call, { kind: "WRONG_STRATEGY" });
    else if (request.kind === "DELETE") this.#delete(call, child);
    else if (request.kind === "RESTART") this.#restart(call, child);
    else this.#renew(call, child, request);
  }

  #start(call: number, { supervisor, spec }: StartRequest): undefined {
    const branch = this.#branchOf(supervisor);
    if (branch === null) {
      this.#answer(call, { kind: "NOT_FOUND" });
      return;
    }
    const refusal = this.#refusalOf(branch, spec);
    if (refusal !== null) {
      this.#answer(call, refusal);
      return;
    }
    branch.whenSettled(() => {
      const laterRefusal = this.#refusalOf(branch, spec);
      if (laterRefusal !== null) {
        this.#answer(call, laterRefusal);
        return;
      }
      const child = branch.admit(spec);
      child.startCall = call;
      branch.launch(child, "ADD");
    });
  }

  #refusalOf(branch: Branch, spec: NodeSpec): TreeAnswer | null {
    if (!branch.isServing) return { kind: "NOT_RUNNING" };
    const present = this.#ground.children.get(spec.name);
    if (present !== undefined) {
      return present.state === "RUNNING" || present.state === "STARTING"
        ? { kind: "ALREADY_STARTED", life: present.life }
        : { kind: "ALREADY_PRESENT" };
    }
    const taken = namesBelow(spec).filter((name) => this.#ground.children.has(name));
    const mistakes = [
      ...checkChild(spec, branch.settings),
      ...taken.map((name) => `${name}: a name must be the only one of its kind`),
    ];
    return mistakes.length === 0 ? null : { kind: "INVALID", mistakes };
  }

  #stop(call: number, child: TreeChild, reason: string): undefined {
    const { supervisor } = child;
    if (child.isAlive) {
      child.isHeld = true;
      child.stopCalls.push(call);
      // A supervisor that stops goes on in its own order.
      if (supervisor.isServing || supervisor.state === "GIVEN_UP") {
        supervisor.halt(child, "STAY", reason);
      }
      return;
    }
    if (child.state !== "LOST") {
      child.isHeld = true;
      supervisor.children.layDown(child, "STOPPED", reason);
    }
    this.#answer(call, { kind: "STOPPED" });
  }

  #delete(call: number, child: TreeChild): undefined {
    const refusal = refusalToRun(child);
    if (refusal !== null) {
      this.#answer(call, refusal);
      return;
    }
    child.supervisor.children.forget(child, "deleted");
    this.#answer(call, { kind: "DELETED" });
  }

  #restart(call: number, child: TreeChild): undefined {
    child.supervisor.whenSettled(() => {
      const isListed = child.supervisor.children.has(child);
      const refusal = isListed ? refusalToRun(child) : ({ kind: "NOT_FOUND" } as const);
      const { isServing, state } = child.supervisor;
      // Who has given up starts nothing by itself, but may be asked to.
      if (refusal !== null || !(isServing || state === "GIVEN_UP")) {
        this.#answer(call, refusal ?? { kind: "NOT_RUNNING" });
        return;
      }
      child.startCall = call;
      child.refresh();
      child.supervisor.launch(child, "MANUAL");
    });
  }

  #renew(call: number, child: TreeChild, { reason, spec }: RenewRequest): undefined {
    const { supervisor, state } = child;
    const mistakes = spec === undefined ? [] : checkChild(spec, supervisor.settings);
    const isBusy = state === "STARTING" || state === "STOPPING" || state === "LOST";
    if (!supervisor.isServing && (state === "RUNNING" || supervisor.state !== "GIVEN_UP")) {
      this.#answer(call, { kind: "NOT_RUNNING" });
      return;
    }
    if (mistakes.length > 0) {
      this.#answer(call, { kind: "INVALID", mistakes });
      return;
    }
    if (spec !== undefined && !isBusy) {
      child.specBefore = child.spec;
      child.spec = spec;
    }
    if (state === "RUNNING") {
      supervisor.halt(child, "RENEW", reason);
      child.startCall = call;
    } else if (state === "RESTARTING") {
      child.startCall = call;
      child.refresh();
      supervisor.hurry(child);
    } else {
      this.#restart(call, child);
    }
  }

  #answer(call: number, answer: TreeAnswer): undefined {
    this.#ground.emit({ kind: "ANSWER", call, answer });
  }
}

/** Why a child can be neither started nor deleted; null when it can. */
function refusalToRun({ state, isAlive }: TreeChild): TreeAnswer | null {
  if (state === "RESTARTING") return { kind: "RESTARTING" };
  return isAlive || state === "LOST" ? { kind: "RUNNING" } : null;
}

function namesBelow(spec: NodeSpec): readonly string[] {
  if (spec.kind === "WORKER") return [];
  return spec.children.flatMap((child) => [child.name, ...namesBelow(child)]);
}
