/**
 * When the log was written: runs, and the times in which nobody wrote though a run went on. A desk
 * writes at least a heartbeat a minute, so more than two minutes of silence are dark.
 */
import type { DarkTime } from "./verdict.ts";

/** Microseconds of silence that are not dark yet. */
const SILENCE_MICROS_MAX = 120e6;
/** As many are listed; all are counted. */
const LISTED_MAX = 100;

export class Timeline {
  readonly #dark: DarkTime[] = [];
  #darkCount = 0;
  #runCount = 0;
  #isRunning = false;
  #backwardsCount = 0;
  #lastMicros = Number.NaN;

  get dark(): readonly DarkTime[] {
    return this.#dark;
  }

  get darkCount(): number {
    return this.#darkCount;
  }

  get runCount(): number {
    return this.#runCount;
  }

  /** Whether the last run has ended in order. */
  get isEnded(): boolean {
    return !this.#isRunning;
  }

  /** Records whose wall time is before that of the one before them. */
  get backwardsCount(): number {
    return this.#backwardsCount;
  }

  /** A record. @param ownKind What the log itself says, or null. */
  add(sequence: number, wallMicros: number, ownKind: string | null): undefined {
    const pause = wallMicros - this.#lastMicros;
    if (pause > SILENCE_MICROS_MAX && this.#isRunning) this.#add(sequence, wallMicros);
    if (pause < 0) this.#backwardsCount += 1;
    this.#lastMicros = wallMicros;
    if (ownKind === "RUN_STARTED") this.#runCount += 1;
    if (ownKind === "RUN_ENDED") this.#isRunning = false;
    // Behind an end nothing is written but the checkpoint that covers it, and the next start.
    else if (ownKind !== "CHECKPOINT") this.#isRunning = true;
  }

  /** Records were passed over: what was before them says nothing of what comes. */
  skip(): undefined {
    this.#lastMicros = Number.NaN;
  }

  #add(sequence: number, toMicros: number): undefined {
    this.#darkCount += 1;
    if (this.#dark.length >= LISTED_MAX) return;
    this.#dark.push({ sequence, fromMicros: this.#lastMicros, toMicros });
  }
}
