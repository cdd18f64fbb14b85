/** What the journals of a desk say of its life: beats, runs and how they ended, lives of its actors. */

import type { FoundJournal } from "../journal-view/find-journal.ts";
import { type Damage, readRecords, type SeenRecord } from "../journal-view/journal-reader.ts";
import { JournalView } from "../journal-view/journal-view.ts";
import { haltsOf, type RunEndKind, runEndOf, writerOf } from "../journal-view/run-ends.ts";
import { ActorLife, type ActorLifeBody } from "../message/actor-life.ts";
import { Beat, type BeatBody } from "../message/beat.ts";
import { OperatorAction, type OperatorActionBody } from "../message/operator-action.ts";
import { type BeatSpan, BeatSpans } from "./beat-spans.ts";

/** One run of a journal: a process of the desk, or a life of its journal actor. */
export type HistoryRun = {
  /** Hexadecimal. */
  readonly id: string;
  /** Folder of its journal. */
  readonly journal: string;
  readonly startMicros: number;
  readonly firstSequence: number;
  /** Of its last record. */
  lastMicros: number;
  lastSequence: number;
  ended: RunEndKind;
  /** Why it halted; empty unless it did. */
  halt: string;
  /** Who asked the desk to stop, and why; null when nobody did. The first one counts. */
  stop: DeskStop | null;
};

export type DeskStop = Pick<OperatorActionBody, "by" | "reason">;

/** Whether somebody had wanted the end: a person, a signal, the command line. */
export function isWanted(stop: DeskStop | null): boolean {
  return stop !== null && stop.by !== "desk";
}

/** An actor that came back within a run. */
export type ActorRestart = {
  readonly actor: string;
  readonly micros: number;
  readonly reason: string;
  /** Lives more than before. */
  readonly lives: number;
};

export type DeskHistory = {
  readonly runs: readonly HistoryRun[];
  readonly spans: readonly BeatSpan[];
  readonly restarts: readonly ActorRestart[];
  readonly damages: readonly (Damage & { readonly journal: string })[];
};

/** Told of each segment before it is read. */
export type OnSegment = (index: number, count: number) => void;

/** @throws {StorageError} When a file cannot be read. */
export function readHistory(journals: readonly FoundJournal[], onSegment: OnSegment): DeskHistory {
  const runs: HistoryRun[] = [];
  const spans: BeatSpan[] = [];
  const restarts: ActorRestart[] = [];
  const damages: (Damage & { journal: string })[] = [];
  for (const { journal } of journals) {
    const reader = new HistoryReader(journal, runs);
    const view = new JournalView(journal);
    const onDamage = (damage: Damage) => void damages.push({ ...damage, journal });
    for (const seen of readRecords(view, { onDamage, onSegment })) reader.take(seen);
    reader.end(view);
    for (const span of reader.spans) spans.push(span);
    for (const restart of reader.restarts) restarts.push(restart);
  }
  return { runs, spans, restarts, damages };
}

class HistoryReader {
  readonly restarts: ActorRestart[] = [];
  readonly #journal: string;
  /** Those of other journals before. */
  readonly #runs: HistoryRun[];
  readonly #first: number;
  readonly #beats = new BeatSpans();
  readonly #ended = new Set<string>();
  /** Newest life of each actor within the run. */
  readonly #lives = new Map<string, number>();

  constructor(journal: string, runs: HistoryRun[]) {
    this.#journal = journal;
    this.#runs = runs;
    this.#first = runs.length;
  }

  get spans(): readonly BeatSpan[] {
    return this.#beats.spans;
  }

  take(seen: SeenRecord): undefined {
    const run = this.#runOf(seen);
    run.lastMicros = seen.record.wallMicros;
    run.lastSequence = seen.journalSequence;
    if (seen.type === "RUN_ENDED") this.#ended.add(run.id);
    else if (seen.type === Beat.name) this.#takeBeat(seen, run);
    else if (seen.type === OperatorAction.name) run.stop ??= stopIn(seen.decode().body);
    else if (seen.type === ActorLife.name) this.#takeLife(seen);
  }

  /** All of the journal was read. */
  end(view: JournalView): undefined {
    this.#beats.flush();
    const halts = haltsOf(view);
    const hasWriter = writerOf(this.#journal) !== null;
    for (const run of this.#runs.slice(this.#first)) {
      const halt = halts.get(run.id);
      run.halt = halt?.message ?? "";
      run.ended = runEndOf({
        hasEnded: this.#ended.has(run.id),
        isHalted: halt !== undefined,
        isLast: run === this.#runs.at(-1),
        isReadable: true,
        hasWriter,
      });
    }
  }

  #runOf({ run: id, record, journalSequence }: SeenRecord): HistoryRun {
    const last = this.#runs.at(-1);
    if (this.#runs.length > this.#first && last?.id === id) return last;
    this.#lives.clear();
    const { wallMicros } = record;
    const run: HistoryRun = {
      ...{ id, journal: this.#journal, startMicros: wallMicros, firstSequence: journalSequence },
      ...{
        lastMicros: wallMicros,
        lastSequence: journalSequence,
        ended: "UNKNOWN",
        halt: "",
        stop: null,
      },
    };
    this.#runs.push(run);
    return run;
  }

  #takeBeat(seen: SeenRecord, { stop }: HistoryRun): undefined {
    const { body } = seen.decode();
    const { journalSequence, record } = seen;
    if (!isBeat(body)) return;
    const { wallMicros, committedAt } = record;
    // Nobody plans what a desk that ends itself does on its way.
    const isDraining = body.isDraining && (stop === null || isWanted(stop));
    const beat = { wallMicros, committedAt, journalSequence, body: { ...body, isDraining } };
    this.#beats.take(beat, this.#runs.length - 1);
  }

  #takeLife(seen: SeenRecord): undefined {
    const { body } = seen.decode();
    if (!isLife(body)) return;
    const { actor, incarnation, reason, what } = body;
    const known = this.#lives.get(actor);
    // What was down when the process began has not been restarted by its first start.
    if (known === undefined && what === "STOPPED") return;
    const before = known ?? incarnation;
    this.#lives.set(actor, Math.max(before, incarnation));
    const lives = incarnation - before;
    if (lives > 0) this.restarts.push({ actor, micros: seen.record.wallMicros, reason, lives });
  }
}

const READY: readonly unknown[] = ["PASS", "WARN", "FAIL"];
const TRADING: readonly unknown[] = ["ACTIVE", "REDUCING", "HALTED"];

/** The stop of the desk that an operator's action is; null for any other. */
function stopIn(body: object | null): DeskStop | null {
  const { action, actor, by, reason } = (body ?? {}) as Partial<Record<string, unknown>>;
  if (action !== "stop" || actor !== "") return null;
  return typeof by === "string" && typeof reason === "string" ? { by, reason } : null;
}

/** What is no beat is none: its second is dark. */
function isBeat(body: object | null): body is BeatBody {
  const { ready, trading, causes, isDraining } = (body ?? {}) as Partial<Record<string, unknown>>;
  const isCause = (one: unknown) =>
    typeof one === "object" && one !== null && "actor" in one && "reason" in one;
  return (
    READY.includes(ready) &&
    TRADING.includes(trading) &&
    Array.isArray(causes) &&
    causes.every(isCause) &&
    typeof isDraining === "boolean"
  );
}

function isLife(body: object | null): body is ActorLifeBody {
  const { actor, incarnation, reason } = (body ?? {}) as Partial<Record<string, unknown>>;
  return (
    typeof actor === "string" && Number.isSafeInteger(incarnation) && typeof reason === "string"
  );
}
