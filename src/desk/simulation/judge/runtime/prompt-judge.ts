/**
 * Once nothing meddles any more, who has something to read reads it at once: a reader that finds it
 * by accident, at its next timer, was not told.
 */
import type { Court } from "../judge.ts";

/** Longest way of a record from its commit to its reader. Virtual nanoseconds. */
const LATE_NS = 50e6;

export class PromptJudge {
  readonly #court: Court;
  /** What was published before it is not judged; NaN: nothing is. Virtual nanoseconds. */
  #calmSince = Number.NaN;

  constructor(court: Court) {
    this.#court = court;
  }

  /** From here on no thread is slow, and none is busy. */
  begin(): undefined {
    this.#calmSince = this.#court.now;
  }

  end(): undefined {
    this.#calmSince = Number.NaN;
  }

  onRecord(reader: string, writer: string, committedAt: number): undefined {
    if (!(committedAt >= this.#calmSince)) return;
    const waitedNs = this.#court.now - committedAt;
    if (waitedNs <= LATE_NS) return;
    const text = `${reader} read what ${writer} said after ${waitedNs / 1e6} ms`;
    this.#court.accuse("promptness", text);
  }
}
