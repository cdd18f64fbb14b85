/**
 * Keeps an actor that has something outside under way from taking on more, until nothing is: a gateway
 * sends cancels only. What that is only its author knows, who says it by `swappable`.
 */
import type { Child } from "../roster/child.ts";
import type { World } from "../world.ts";
import { askUntilYes } from "./ask-until-yes.ts";

/** One for a swap. */
export class Hold {
  readonly #world: World;
  readonly #child: Child;

  constructor(world: World, child: Child) {
    this.#world = world;
    this.#child = child;
  }

  /**
   * Returns null at once when the actor has no `swappable`, or once that says yes; else why not.
   *
   * @param deadlineMs Longest hold. Milliseconds.
   * @param isGivenUp Whether nobody waits for it any more.
   */
  async wait(deadlineMs: number, isGivenUp: () => boolean): Promise<string | null> {
    const controlOf = () => this.#child.control;
    const first = await askUntilYes(controlOf, 0, () => true, this.#world.time);
    if (!first.ok) return first.failure;
    if (first.value === null) return null;
    // One that says yes at once is held as well: until it hands over it could begin something.
    this.#hold(true);
    const last = await askUntilYes(controlOf, deadlineMs, isGivenUp, this.#world.time);
    if (!last.ok) return last.failure;
    return last.value === false ? `something of it is under way, for ${deadlineMs} ms` : null;
  }

  /** It takes on what comes again, this life or the next one, unless somebody else holds it. */
  end(): undefined {
    this.#hold(false);
  }

  #hold(isHeld: boolean): undefined {
    this.#child.word.holdForSwap(isHeld);
    this.#world.ringAll();
  }
}
