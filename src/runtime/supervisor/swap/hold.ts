/**
 * Keeps an actor that has something outside under way from taking on more, until nothing is: a gateway
 * sends cancels only. What that is only its author knows, who says it by `swappable`.
 */
import { startDeadline } from "../../../core/start-deadline.ts";
import type { Child } from "../child.ts";
import type { World } from "../world.ts";

/** Between two questions. Milliseconds. */
const ASK_MS = 10;
/** Longest wait for an answer. Milliseconds. */
const ANSWER_MS = 2_000;

/** One for a swap. */
export class Hold {
  readonly #world: World;
  readonly #child: Child;
  #holds = false;

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
    let isLate = false;
    const cancelDeadline = startDeadline(deadlineMs, () => {
      isLate = true;
    });
    let answer = await this.#ask();
    // One that says yes at once is held as well: until it hands over it could begin something.
    if (typeof answer === "boolean") this.#begin();
    while (answer === false && !isLate && !isGivenUp()) {
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
      answer = await this.#ask();
    }
    cancelDeadline();
    if (typeof answer === "string") return answer;
    return answer === false ? `something of it is under way, for ${deadlineMs} ms` : null;
  }

  /** It takes on what comes again: this life, or the next one. */
  end(): undefined {
    if (!this.#holds) return;
    this.#holds = false;
    const { block } = this.#child;
    // Somebody else may have said more meanwhile, as a desk that ends does.
    if (block.command === "HOLD") this.#command("RUN");
  }

  #begin(): undefined {
    if (this.#child.block.command !== "RUN") return;
    this.#holds = true;
    this.#command("HOLD");
  }

  #command(command: "RUN" | "HOLD"): undefined {
    this.#child.block.command = command;
    this.#world.ringAll();
  }

  /** What its author says, null for nothing; or why there is no answer. */
  async #ask(): Promise<boolean | null | string> {
    const { control } = this.#child;
    const answer = await control?.call((remote) => remote.swappable(), ANSWER_MS);
    if (answer === undefined) return "it is not running";
    return answer.ok ? answer.value : answer.failure.message;
  }
}
