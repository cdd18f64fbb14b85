/**
 * When beats were said. A journal stamps a record when it takes it, so beats that waited for a slow disk
 * all have the time at which it was fast again. Their own clock says how far apart they were said.
 */
import type { BeatBody } from "../message/beat.ts";

export type SaidBeat = {
  /** Microseconds since the epoch: when the journal took it. */
  readonly wallMicros: number;
  /** Monotonic nanoseconds: when it was said, on the clock of its process. */
  readonly committedAt: number;
  readonly journalSequence: number;
  readonly body: BeatBody;
};

/** Told of a beat and when it was said, in order. */
export type OnBeat = (beat: SaidBeat, micros: number) => undefined;

/** Wall time that passed by so much less than the beats' own clock means that they waited. Microseconds. */
const WAITED_MICROS = 250_000;
/** Beats that may have waited together: ten minutes of them. */
const WAITING_MAX = 600;

export class BeatTimes {
  readonly #onBeat: OnBeat;
  /** Beats whose time depends on the next one. */
  #waiting: SaidBeat[] = [];

  constructor(onBeat: OnBeat) {
    this.#onBeat = onBeat;
  }

  take(beat: SaidBeat): undefined {
    const last = this.#waiting.at(-1);
    if (last !== undefined && !hasWaited(last, beat)) this.flush();
    this.#waiting.push(beat);
    if (this.#waiting.length > WAITING_MAX) this.flush();
  }

  /** No beat of this run follows. */
  flush(): undefined {
    const times: number[] = [];
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      const beat = this.#waiting[index];
      const next = this.#waiting[index + 1];
      const nextTime = times[0];
      if (beat === undefined) continue;
      const isBounded = next !== undefined && nextTime !== undefined;
      const bound = isBounded ? nextTime - apartMicros(beat, next) : beat.wallMicros;
      times.unshift(Math.min(beat.wallMicros, bound));
    }
    for (const [index, beat] of this.#waiting.entries()) {
      this.#onBeat(beat, times[index] ?? beat.wallMicros);
    }
    this.#waiting = [];
  }
}

/** Whether `earlier` waited for the disk together with the one behind it. */
function hasWaited(earlier: SaidBeat, later: SaidBeat): boolean {
  const wall = later.wallMicros - earlier.wallMicros;
  // A wall clock that was set back says nothing of a disk.
  return wall >= 0 && apartMicros(earlier, later) - wall > WAITED_MICROS;
}

function apartMicros(earlier: SaidBeat, later: SaidBeat): number {
  return (later.committedAt - earlier.committedAt) / 1_000;
}
