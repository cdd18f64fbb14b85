/** Where all that does not reach an actor is counted: asks, commands, records, completions. */
import type { Child, ReadSlot } from "../roster/child.ts";
import type { SystemEvent } from "../system-event.ts";
import { DeadLetters, type LetterCounts, type LetterSample } from "./dead-letters.ts";
import { SkippedRecords } from "./skipped-records.ts";

/** Why nobody answers: it will, once it is ready again; or nobody does. */
export type Absence = "restarting" | "not running";

/** One for a system. */
export class Letterbox {
  readonly #letters: DeadLetters;
  readonly #skipped: SkippedRecords;
  readonly #nowMs: () => number;

  /** @param nowMs Monotonic milliseconds. */
  constructor(onEvent: (event: SystemEvent) => void, nowMs: () => number) {
    this.#letters = new DeadLetters(onEvent);
    this.#skipped = new SkippedRecords(this.#letters);
    this.#nowMs = nowMs;
  }

  /**
   * An ask or a command met an actor that is not running. Returns why it is not.
   *
   * @param what It was, for people: `ask of position`.
   */
  refuse(child: Child, cause: "ASK" | "COMMAND", what: string): Absence {
    const absence = absenceOf(child);
    const letter = { actor: child.name, cause, what: `${what}: ${absence}`, count: 1 };
    this.#letters.note(letter, this.#nowMs());
    return absence;
  }

  /** The actor goes on after it was down or suspended: what went past it is counted. */
  settle(child: Child): undefined {
    this.#skipped.settle(child, this.#nowMs());
  }

  /** The actor reads at those places no more: what it had not read is counted. */
  abandon(child: Child, places: readonly ReadSlot[]): undefined {
    this.#skipped.abandon(child, places, this.#nowMs());
  }

  /** Since the start of the desk; for an actor that is down, up to now. */
  countsOf(child: Child): LetterCounts {
    const counts = this.#letters.countsOf(child.name);
    return {
      ...counts,
      RECORD: counts.RECORD + (isAway(child) ? this.#skipped.pending(child) : 0),
      COMPLETION: child.block.lateCompletions,
    };
  }

  samples(): readonly LetterSample[] {
    return this.#letters.samples(this.#nowMs());
  }

  /** Often: says what was not told of, once that may be said. */
  tick(): undefined {
    this.#letters.tick(this.#nowMs());
  }
}

/** Its loop takes no record. One that runs and was cut off is told so itself. */
function isAway({ phase, block }: Child): boolean {
  return phase !== "READY" || block.state === "SUSPENDED";
}

function absenceOf({ phase, incarnation, comesBack }: Child): Absence {
  const isBetween =
    phase === "BACKOFF" ||
    (phase === "STARTING" && incarnation > 1) ||
    (phase === "STOPPING" && comesBack);
  return isBetween ? "restarting" : "not running";
}
