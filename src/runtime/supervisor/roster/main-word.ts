/**
 * What main wants of one actor, by who wants it. The actor's control block shows the strongest, so that
 * nobody who takes his own wish back takes somebody else's back with it.
 */
import type { Command, ControlBlock } from "../../actor/control-block.ts";

/** What {@link MainWord.hold} says. */
export type HoldWord = "HOLD" | "CANCEL";

/** Of one actor, for as long as its supervisor lives. */
export class MainWord {
  readonly #block: ControlBlock;
  #hold: HoldWord | null = null;
  #isSuspended = false;
  #isHeldForSwap = false;

  constructor(block: ControlBlock) {
    this.#block = block;
  }

  /** Takes on nothing new until {@link resume}. A later `HOLD` does not loosen a `CANCEL`. */
  hold(word: HoldWord): undefined {
    this.#hold = this.#hold === "CANCEL" ? "CANCEL" : word;
    // Who is to cancel must handle what comes.
    this.#isSuspended = false;
    this.show();
  }

  suspend(): undefined {
    this.#isSuspended = true;
    this.show();
  }

  /** Ends the suspension; a hold below it stands. */
  unsuspend(): undefined {
    this.#isSuspended = false;
    this.show();
  }

  /** Ends the suspension, or the hold where there is none. False when there is neither. */
  resume(): boolean {
    if (!this.#isSuspended && this.#hold === null) return false;
    if (!this.#isSuspended) this.#hold = null;
    this.unsuspend();
    return true;
  }

  holdForSwap(isHeld: boolean): undefined {
    this.#isHeldForSwap = isHeld;
    this.show();
  }

  /** A next life begins: it is not suspended; what holds it holds on. */
  beginLife(): undefined {
    this.unsuspend();
  }

  /** Writes what counts into the control block. */
  show(): undefined {
    this.#block.command = this.#strongest();
  }

  #strongest(): Command {
    if (this.#isSuspended) return "SUSPEND";
    return this.#hold ?? (this.#isHeldForSwap ? "HOLD" : "RUN");
  }
}
