/** A window of time, second by second: what each one was, and who says so. */
import { type BeatSpan, SECOND_KINDS, type SecondKind } from "./beat-spans.ts";
import { type DeskHistory, type HistoryRun, isWanted } from "./desk-history.ts";

/** Whole seconds since the epoch; `to` is the first one behind it. */
export type UptimeWindow = { readonly from: number; readonly to: number };

/** Why nobody said anything. */
export type DarkCause = {
  readonly reason: string;
  /** Last journal sequence before the silence; 0 when there is none. */
  readonly evidence: number;
  readonly journal: string;
};

const NOBODY = 0xffff_ffff;
const DARK_INDEX = SECOND_KINDS.indexOf("DARK");
const PLANNED_INDEX = SECOND_KINDS.indexOf("PLANNED");
const MICROS_PER_S = 1_000_000;
const BEFORE_ALL: DarkCause = {
  reason: "no journal says anything before it",
  evidence: 0,
  journal: "",
};

export class SecondLine {
  readonly window: UptimeWindow;
  readonly #spans: readonly BeatSpan[];
  readonly #kinds: Uint8Array;
  /** Span by second. */
  readonly #owners: Uint32Array;
  /** Where each silence begins, by its first second. */
  readonly #darkCauses = new Map<number, DarkCause>();

  constructor(history: DeskHistory, window: UptimeWindow) {
    const count = Math.max(0, window.to - window.from);
    this.window = window;
    this.#spans = history.spans;
    this.#kinds = new Uint8Array(count).fill(DARK_INDEX);
    this.#owners = new Uint32Array(count).fill(NOBODY);
    for (const [index, span] of history.spans.entries()) this.#paint(index, span);
    this.#tellSilence(history);
  }

  /** @param second Since the epoch, within the window. */
  kindAt(second: number): SecondKind {
    return SECOND_KINDS[this.#kinds[second - this.window.from] ?? DARK_INDEX] ?? "DARK";
  }

  /** Null when nobody said anything in it. */
  spanAt(second: number): BeatSpan | null {
    const owner = this.#owners[second - this.window.from] ?? NOBODY;
    return this.#spans[owner] ?? null;
  }

  /** Whether a silence begins in this second, or another reason for it. */
  hasDarkCauseAt(second: number): boolean {
    return this.#darkCauses.has(second);
  }

  /** @param second The first one of a silence. */
  darkCauseAt(second: number): DarkCause {
    return this.#darkCauses.get(second) ?? BEFORE_ALL;
  }

  #paint(index: number, span: BeatSpan): undefined {
    const kind = SECOND_KINDS.indexOf(span.kind);
    const { from, to } = this.window;
    const last = Math.min(span.lastSecond, to - 1);
    for (let at = Math.max(span.firstSecond, from) - from; at <= last - from; at += 1) {
      const isFree = this.#owners[at] === NOBODY;
      if (!isFree && (this.#kinds[at] ?? 0) >= kind) continue;
      this.#kinds[at] = kind;
      this.#owners[at] = index;
    }
  }

  /** What nobody said anything in is planned behind an end that somebody asked for, and else dark. */
  #tellSilence(history: DeskHistory): undefined {
    const { from, to } = this.window;
    const events = eventsOf(history);
    let next = 0;
    let event: LifeEvent | null = null;
    let isSilent = false;
    for (let second = from; second < to; second += 1) {
      const at = second - from;
      if (this.#owners[at] !== NOBODY) {
        isSilent = false;
        continue;
      }
      const before: LifeEvent | null = event;
      for (
        ;
        (events[next]?.micros ?? Number.POSITIVE_INFINITY) < (second + 1) * MICROS_PER_S;
        next += 1
      ) {
        event = events[next] ?? event;
      }
      if (event?.isPlanned === true) {
        this.#kinds[at] = PLANNED_INDEX;
        isSilent = false;
        continue;
      }
      if (!isSilent || event !== before) this.#darkCauses.set(second, event?.cause ?? BEFORE_ALL);
      isSilent = true;
    }
  }
}

/** What decides what a silence behind it is. */
type LifeEvent = {
  readonly micros: number;
  /** Among those of one moment, the one that came last. */
  readonly rank: number;
  readonly isPlanned: boolean;
  readonly cause: DarkCause;
};

function eventsOf({ runs, spans }: DeskHistory): readonly LifeEvent[] {
  const events: LifeEvent[] = spans.map(({ lastMicros, lastSequence, run }) => {
    const cause = causeOf(runs[run], lastSequence);
    return { micros: lastMicros, rank: 0, isPlanned: false, cause };
  });
  for (const run of runs) {
    const started = causeOf(run, run.firstSequence);
    events.push({ micros: run.startMicros, rank: 2, isPlanned: false, cause: started });
    if (run.ended !== "ENDED") continue;
    const { lastSequence: evidence, journal, stop } = run;
    const cause = { reason: endOf(run), evidence, journal };
    events.push({ micros: run.lastMicros, rank: 1, isPlanned: isWanted(stop), cause });
  }
  return events.sort((left, right) => left.micros - right.micros || left.rank - right.rank);
}

function endOf({ stop }: HistoryRun): string {
  if (stop === null) return "it had ended, and nobody had asked the desk to";
  return isWanted(stop) ? "it had ended in order" : `the desk ended itself: ${stop.reason}`;
}

function causeOf(run: HistoryRun | undefined, evidence: number): DarkCause {
  const journal = run?.journal ?? "";
  return { reason: REASONS[run?.ended ?? "UNKNOWN"](run?.halt ?? ""), evidence, journal };
}

const REASONS: Readonly<Record<HistoryRun["ended"], (halt: string) => string>> = {
  ENDED: () => "no beat, although the run went on",
  RUNNING: () => "no beat, although the run goes on",
  CRASHED: () => "the run ended without a word",
  HALTED: (halt) => `the journal halted: ${halt}`,
  UNKNOWN: () => "what was written cannot be read",
};
