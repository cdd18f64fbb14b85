/** Children that have their turns one after the other: the next begins when the last is over. */
import type { TreeChild } from "./tree-child.ts";

export type TurnRules = {
  take(child: TreeChild): undefined;
  /** Whether the turn of `child` goes on. */
  isWaiting(child: TreeChild): boolean;
  /** All had their turn. */
  onOver(): undefined;
};

export class Turns {
  readonly #rules: TurnRules;
  #children: readonly TreeChild[] = [];
  #next = 0;
  #current: TreeChild | null = null;
  #isOver = true;
  #isTurning = false;

  constructor(rules: TurnRules) {
    this.#rules = rules;
  }

  /** Begins anew with `children`, also from within a turn. */
  begin(children: readonly TreeChild[]): undefined {
    this.#children = children;
    this.#next = 0;
    this.#current = null;
    this.#isOver = false;
    this.#turnOn();
  }

  cancel(): undefined {
    this.#isOver = true;
    this.#current = null;
  }

  /** Something became of `child`; the next has its turn if it was waited for. */
  onChange(child: TreeChild): undefined {
    if (child === this.#current) this.#turnOn();
  }

  /** A loop and no recursion: a turn may be over at once. */
  #turnOn(): undefined {
    if (this.#isTurning) return;
    this.#isTurning = true;
    while (!this.#isOver && !this.#isWaiting()) {
      this.#current = this.#children[this.#next] ?? null;
      this.#next += 1;
      if (this.#current !== null) {
        this.#rules.take(this.#current);
        continue;
      }
      this.#isOver = true;
      this.#children = [];
      this.#rules.onOver();
    }
    this.#isTurning = false;
  }

  #isWaiting(): boolean {
    return this.#current !== null && this.#rules.isWaiting(this.#current);
  }
}
