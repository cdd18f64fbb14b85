/** The children that one supervisor lists, in start order, and how one of them is laid down. */
import { answerStart } from "./child-life.ts";
import type { AutoShutdown } from "./supervisor-spec.ts";
import type { Ground, TreeChild } from "./tree-child.ts";
import type { GoneAs } from "./tree-effect.ts";

export class ChildList {
  readonly #ground: Ground;
  readonly #isPool: boolean;
  readonly #children = new Map<string, TreeChild>();

  constructor(ground: Ground, isPool: boolean) {
    this.#ground = ground;
    this.#isPool = isPool;
  }

  get size(): number {
    return this.#children.size;
  }

  /** In start order. */
  [Symbol.iterator](): Iterator<TreeChild> {
    return this.#children.values();
  }

  has(child: TreeChild): boolean {
    return this.#children.get(child.name) === child;
  }

  /** Behind all others. */
  add(child: TreeChild): undefined {
    this.#children.set(child.name, child);
    this.#ground.children.set(child.name, child);
  }

  /** Those of which something may run, last first. */
  aliveInReverse(): readonly TreeChild[] {
    return [...this.#children.values()].filter(({ isAlive }) => isAlive).reverse();
  }

  /** Whether a significant child's end, which has just come, is the one that ends all. */
  areOver(autoShutdown: AutoShutdown): boolean {
    if (autoShutdown !== "all_significant") return autoShutdown === "any_significant";
    for (const { spec, isAlive, state } of this) {
      if (spec.significant && (isAlive || state === "RESTARTING" || state === "LOST")) return false;
    }
    return true;
  }

  /** `child`, which is dead, waits for its supervisor's next start. */
  rest(child: TreeChild): undefined {
    child.cancelAlarm();
    answerStart(this.#ground, child, { kind: "NOT_RUNNING" });
    child.state = "STOPPED";
    if (this.#isPool) this.forget(child, child.reason ?? "");
  }

  /** `child`, which is dead, is not started by itself; what is temporary is forgotten. */
  layDown(child: TreeChild, as: Exclude<GoneAs, "REMOVED">, reason: string): undefined {
    child.cancelAlarm();
    answerStart(this.#ground, child, { kind: "NOT_RUNNING" });
    child.reason = reason;
    child.state = as;
    const isForgotten = this.#isPool || child.spec.restart === "temporary";
    if (isForgotten && as !== "QUARANTINED") this.forget(child, reason);
    else this.#tellGone(child, as, reason);
  }

  /** `child`, which is dead, is not listed any more, nor is anything below it. */
  forget(child: TreeChild, reason: string): undefined {
    child.state = "STOPPED";
    this.#children.delete(child.name);
    this.#ground.children.delete(child.name);
    this.#tellGone(child, "REMOVED", reason);
  }

  /** This supervisor ends for good. */
  tellAllGone(as: GoneAs, reason: string): undefined {
    for (const child of this) {
      this.#tellGone(child, as, reason);
      if (as === "REMOVED") this.#ground.children.delete(child.name);
    }
  }

  /** Once a life, but for the removal, which frees the name. */
  #tellGone(child: TreeChild, as: GoneAs, reason: string): undefined {
    if (as === "REMOVED" || !child.isGone) {
      this.#ground.emit({ kind: "GONE", child: child.name, as, reason });
    }
    child.isGone = true;
    child.branch?.children.tellAllGone(as === "REMOVED" ? "REMOVED" : "STOPPED", reason);
  }
}
