/**
 * Beats that say the same, one after the other, as one span of time. A second takes the worst beat that
 * was said in it; one without a beat is dark, unless the beats around it lie no further apart than a
 * beat may be late: then it is the earlier one's.
 */
import { BEAT_MS, type BeatCause } from "../message/beat.ts";
import { BeatTimes, type SaidBeat } from "./beat-times.ts";

/** Of one second. A span says one of the first four; of DARK nobody said anything. */
export type SecondKind = "READY" | "WARN" | "PLANNED" | "NOT_READY" | "DARK";

/** From the best to the worst: a second that two spans share is the worse one's. */
export const SECOND_KINDS: readonly SecondKind[] = [
  "READY",
  "WARN",
  "PLANNED",
  "NOT_READY",
  "DARK",
];

export type TradingWord = "ACTIVE" | "REDUCING" | "HALTED";

export type BeatSpan = {
  readonly kind: Exclude<SecondKind, "DARK">;
  readonly trading: TradingWord;
  readonly causes: readonly BeatCause[];
  /** Place of its run in the history. */
  readonly run: number;
  /** Journal sequence of its first beat: the evidence. */
  readonly firstSequence: number;
  lastSequence: number;
  /** Whole seconds since the epoch: of its first beat, and of the last one that it covers. */
  readonly firstSecond: number;
  lastSecond: number;
  /** Its last beat. Microseconds since the epoch. */
  lastMicros: number;
};

/** Beats further apart have missed one. Microseconds. */
export const APART_MICROS_MAX = 1.5 * BEAT_MS * 1_000;

const MICROS_PER_S = 1_000_000;

/** Makes spans of the beats of one journal. */
export class BeatSpans {
  readonly spans: BeatSpan[] = [];
  readonly #times = new BeatTimes((beat, micros) => this.#add(beat, micros));
  #run = -1;
  #key = "";

  /** @param run Place of the beat's run in the history. */
  take(beat: SaidBeat, run: number): undefined {
    if (run !== this.#run) this.flush();
    this.#run = run;
    this.#times.take(beat);
  }

  /** No beat follows. */
  flush(): undefined {
    this.#times.flush();
  }

  #add({ body, journalSequence }: SaidBeat, micros: number): undefined {
    const { ready, trading, causes, isDraining } = body;
    const kind = isDraining ? "PLANNED" : KIND_OF[ready];
    const key = JSON.stringify([kind, trading, causes, this.#run]);
    const second = Math.floor(micros / MICROS_PER_S);
    const last = this.spans.at(-1);
    const apart = micros - (last?.lastMicros ?? Number.NaN);
    const isNext = apart >= 0 && apart <= APART_MICROS_MAX;
    if (last !== undefined && isNext) {
      if (key === this.#key) {
        last.lastSecond = second;
        last.lastMicros = micros;
        last.lastSequence = journalSequence;
        return;
      }
      last.lastSecond = Math.max(last.lastSecond, second - 1);
    }
    this.#key = key;
    this.spans.push({
      ...{ kind, trading, causes, run: this.#run },
      ...{ firstSequence: journalSequence, lastSequence: journalSequence },
      ...{ firstSecond: second, lastSecond: second, lastMicros: micros },
    });
  }
}

const KIND_OF = { PASS: "READY", WARN: "WARN", FAIL: "NOT_READY" } as const;
