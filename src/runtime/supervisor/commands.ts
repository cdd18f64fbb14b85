/**
 * What main says to an actor by one word in shared memory (run, suspend, hold), and what it asks of it.
 */

import { failWith, type Result, succeed } from "../../core/result.ts";
import { decodeRecord } from "../codec/decode-record.ts";
import type { Child } from "./roster/child.ts";
import type { HoldWord } from "./roster/main-word.ts";
import { setGating } from "./roster/wiring.ts";
import type { World } from "./world.ts";

/** Longest wait for a loop to leave its handlers. Milliseconds. */
const LEAVE_MS = 2_000;
/** Longest wait for an answer. Milliseconds. */
const ANSWER_MS = 2_000;
/** Between two looks at it. Milliseconds. */
const LOOK_MS = 2;

export class Commands {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Resolves when its loop has left its handlers; false when it does not. */
  async suspend(name: string): Promise<boolean> {
    const child = this.#world.child(name);
    if (child === null) return false;
    if (child.phase !== "READY") {
      this.#world.letters.refuse(child, "COMMAND", "suspend");
      return false;
    }
    child.word.suspend();
    this.#world.ringAll();
    let isLate = false;
    const cancelDeadline = this.#world.time.deadline(LEAVE_MS, () => {
      isLate = true;
    });
    while (child.phase === "READY" && !hasLeftHandlers(child) && !isLate) {
      await this.#world.time.sleep(LOOK_MS);
    }
    cancelDeadline();
    if (child.phase !== "READY") return false;
    if (!hasLeftHandlers(child)) {
      child.word.unsuspend();
      this.#world.ringAll();
      return false;
    }
    setGating(child, false);
    return true;
  }

  /** Who asked whether it is ready, and the actor itself, see it by their `settle`. */
  hold(name: string, word: HoldWord): boolean {
    const child = this.#world.child(name);
    if (child === null) return false;
    this.#handleAgain(child);
    child.word.hold(word);
    this.#world.ringAll();
    return true;
  }

  /** Ends a suspension, else a hold. */
  resume(name: string): boolean {
    const child = this.#world.child(name);
    if (child === null) return false;
    this.#handleAgain(child);
    const isResumed = child.word.resume();
    this.#world.ringAll();
    if (isResumed || child.phase === "READY") return true;
    this.#world.letters.refuse(child, "COMMAND", "resume");
    return false;
  }

  /** The reply of an answer, decoded; or why there is none. */
  async ask(name: string, answer: string): Promise<Result<unknown, string>> {
    const child = this.#world.child(name);
    if (child === null) return failWith("not running");
    const refuse = () => this.#world.letters.refuse(child, "ASK", `ask of ${answer}`);
    if (child.control === null || child.phase !== "READY") return failWith(refuse());
    const { answers } = child.spec.inspection;
    const schema = answers[answer]?.schema;
    if (schema === undefined) {
      const known = Object.keys(answers).toSorted().join(", ");
      const what = known === "" ? "it answers nothing" : `it has ${known}`;
      return failWith(`${name} has no answer ${answer}: ${what}`);
    }
    const reply = await child.control.call((remote) => remote.ask(answer), ANSWER_MS);
    if (!reply.ok) {
      const { kind, message } = reply.failure;
      return failWith(kind === "DEAD" ? `${refuse()}: ${message}` : message);
    }
    return reply.value === null
      ? failWith(`${name} has no answer ${answer}`)
      : succeed(decodeRecord(schema, reply.value));
  }

  #handleAgain(child: Child): undefined {
    if (child.phase !== "READY") return;
    this.#world.letters.settle(child);
    setGating(child, true);
  }
}

/** Whether the loop of a suspended actor looks at nothing of it any more. */
function hasLeftHandlers({ block }: Child): boolean {
  return block.state === "SUSPENDED" && !block.handling;
}
