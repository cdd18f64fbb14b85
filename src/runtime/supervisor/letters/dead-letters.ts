/**
 * What was meant for an actor and never reached it: counted by actor and cause, the last few kept as
 * they were, some of them told.
 */
import type { SystemEvent } from "../system-event.ts";
import { LetterLog } from "./letter-log.ts";

/** Causes, in the order in which they are shown. */
export const LETTER_CAUSES = ["ASK", "COMMAND", "RECORD", "COMPLETION"] as const;

/**
 * `ASK`, `COMMAND`: it was not running. `RECORD`: went past while it was down or suspended.
 * `COMPLETION`: answers and timers of a life that was over.
 */
export type LetterCause = (typeof LETTER_CAUSES)[number];

export type LetterCounts = Readonly<Record<LetterCause, number>>;

/** One that was noted, or several of one kind. */
export type DeadLetter = {
  readonly actor: string;
  readonly cause: LetterCause;
  /** What it was, and why nobody took it: one line. */
  readonly what: string;
  readonly count: number;
};

/** A letter that is shown to people. */
export type LetterSample = DeadLetter & { readonly msAgo: number };

/** Letters that are kept as they were. */
const SAMPLES_MAX = 16;
/** Letters of a window that are told. */
const TOLD_MAX = 10;
/** Milliseconds. */
const WINDOW_MS = 60_000;

export class DeadLetters {
  readonly #onEvent: (event: SystemEvent) => void;
  readonly #log = new LetterLog(TOLD_MAX, WINDOW_MS);
  readonly #counts = new Map<string, Record<LetterCause, number>>();
  readonly #samples: { readonly letter: DeadLetter; readonly atMs: number }[] = [];

  constructor(onEvent: (event: SystemEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Counts a letter, keeps it as a sample, and tells of it if it may. */
  note(letter: DeadLetter, nowMs: number): undefined {
    const { actor, cause, what, count } = letter;
    if (!(count > 0)) return;
    const counts = this.#counts.get(actor) ?? emptyCounts();
    counts[cause] += count;
    this.#counts.set(actor, counts);
    this.#samples.push({ letter, atMs: nowMs });
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
    this.tick(nowMs);
    const verdict = this.#log.take(nowMs);
    if (verdict === "SUPPRESS") return;
    const more = verdict === "MUTE" ? `; further ones are counted for ${WINDOW_MS / 1_000} s` : "";
    this.#onEvent({ kind: "DEAD_LETTER", actor, text: `${what}${more}` });
  }

  /** Says how many were not told of, once their window is over. Often. */
  tick(nowMs: number): undefined {
    const suppressed = this.#log.takeSuppressed(nowMs);
    if (suppressed === 0) return;
    const text = `${suppressed} dead letters were not shown`;
    this.#onEvent({ kind: "DEAD_LETTER", actor: "", text });
  }

  /** Since the start of the desk. */
  countsOf(actor: string): LetterCounts {
    return { ...emptyCounts(), ...this.#counts.get(actor) };
  }

  /** The newest, oldest first. */
  samples(nowMs: number): readonly LetterSample[] {
    return this.#samples.map(({ letter, atMs }) => ({ ...letter, msAgo: nowMs - atMs }));
  }
}

function emptyCounts(): Record<LetterCause, number> {
  return { ASK: 0, COMMAND: 0, RECORD: 0, COMPLETION: 0 };
}
