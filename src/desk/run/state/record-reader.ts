/**
 * The state of a desk's record from shared memory: from the boards of journal and audit log, and from
 * what the topics that the journal gates have said meanwhile. So a journal that hangs in its sync is
 * seen by what waits for it.
 */
import type { Time } from "../../../core/time.ts";
import { firstSequenceOf, nextSequenceOf } from "../../../runtime/ring/topic-slots.ts";
import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import { VOICE_NUMBER } from "../../../runtime/supervisor/voice/voice-spec.ts";
import type { ActorPlan, DeskPlan } from "../../config/desk-plan.ts";
import type { AuditView, JournalView, RecordView } from "../../http/record/record-view.ts";
import { AuditState } from "../../message/audit-state.ts";
import { DESK } from "../../message/desk-types.ts";
import { Durable } from "../../message/durable.ts";
import { JournalHalt } from "../../message/journal-halt.ts";
import { Progress } from "../../message/progress.ts";
import { boardValue } from "../board-value.ts";
import { Lateness } from "./lateness.ts";

/** What of the running actors it reads. */
export type RecordedSystem = Pick<ActorSystem, "boardOf" | "topicOf" | "status">;

/** What of the desk's plan it reads. */
export type RecordedPlan = Pick<DeskPlan, "durability"> & {
  readonly actors: readonly Pick<ActorPlan, "name" | "kind" | "reads" | "args">[];
};

/** One topic that the journal gates. */
type Source = {
  readonly lateness: Lateness;
  /** What of it this journal will never have: said before it began to write. */
  forgiven: number;
};

/** Of a journal whose file does not say. Milliseconds. */
const PAUSE_MS = 50;

export class RecordReader {
  readonly #system: RecordedSystem;
  readonly #planOf: () => RecordedPlan;
  readonly #time: Pick<Time, "now" | "wall">;
  readonly #sources = new Map<string, Source>();
  readonly #uncovered = new Lateness();
  #lastState: JournalView["state"] = "OPENING";

  /** @param planOf What runs at the moment of the call. */
  constructor(
    system: RecordedSystem,
    planOf: () => RecordedPlan,
    time: Pick<Time, "now" | "wall">,
  ) {
    this.#system = system;
    this.#planOf = planOf;
    this.#time = time;
  }

  read(): RecordView {
    const { actors, durability } = this.#planOf();
    const journal = actors.find(({ kind }) => kind === "journal");
    const audit = actors.find(({ kind }) => kind === "audit");
    const journalView = journal === undefined ? null : this.#journal(journal);
    return {
      durability,
      journal: journalView,
      audit: audit === undefined ? null : this.#audit(audit.name, journalView),
    };
  }

  #journal({ name, reads, args }: RecordedPlan["actors"][number]): JournalView {
    const progress = boardValue(this.#system.boardOf(name, "progress"), Progress, 0);
    const state = progress?.state ?? "OPENING";
    const halt = boardValue(this.#system.boardOf(name, "halt"), JournalHalt, 0);
    // What was said while nobody wrote is lost to it, and nothing waits for that.
    const isNew = state === "WRITING" && this.#lastState !== "WRITING";
    this.#lastState = state;
    const gated = reads.filter(({ subscription }) => subscription === "GATE");
    const waits = gated.map(({ actor }) => this.#waitOf(actor, name, isNew));
    return {
      state,
      // The board of an earlier halt is still there when a later life writes again.
      reason: state === "HALTED" ? (halt?.reason ?? "it did not say why") : "",
      durableSequence: progress?.durableSequence ?? 0,
      waiting: waits.reduce((sum, { count }) => sum + count, 0),
      waitedMs: waits.reduce((longest, { waitedMs }) => Math.max(longest, waitedMs), 0),
      pauseMs: typeof args.asyncMs === "number" ? args.asyncMs : PAUSE_MS,
      syncMs: (progress?.syncNs ?? Number.NaN) / 1e6,
    };
  }

  /** Of what one writer has said. */
  #waitOf(writer: string, journal: string, isNew: boolean): { count: number; waitedMs: number } {
    const topic = this.#system.topicOf(writer);
    if (topic === null) return { count: 0, waitedMs: 0 };
    const published = nextSequenceOf(topic) - 1;
    const source = this.#sourceOf(writer, firstSequenceOf(topic) - 1);
    if (isNew) source.forgiven = published;
    const durable = boardValue(
      this.#system.boardOf(journal, "durable"),
      Durable,
      this.#numberOf(writer),
    );
    const done = Math.max(durable?.sequence ?? 0, source.forgiven);
    return {
      count: Math.max(0, published - done),
      waitedMs: source.lateness.look(published, done, this.#time.now()),
    };
  }

  #sourceOf(writer: string, before: number): Source {
    const source = this.#sources.get(writer) ?? { lateness: new Lateness(), forgiven: before };
    this.#sources.set(writer, source);
    return source;
  }

  #numberOf(writer: string): number {
    if (writer === DESK) return VOICE_NUMBER;
    return this.#system.status().find(({ name }) => name === writer)?.number ?? VOICE_NUMBER;
  }

  #audit(name: string, journal: JournalView | null): AuditView {
    const shown = boardValue(this.#system.boardOf(name, "audit"), AuditState, 0);
    if (shown === null) {
      const nothing = { reason: "", size: 0, root: "", ageMs: Number.NaN, waitedMs: 0 };
      return { state: "OPENING", ...nothing };
    }
    const { state, reason, size, root, signedMicros, coveredSequence } = shown;
    const ageMs = root === "" ? Number.NaN : (this.#time.wall() - signedMicros) / 1_000;
    const durable = journal?.durableSequence ?? 0;
    const waitedMs = this.#uncovered.look(durable, coveredSequence, this.#time.now());
    return { state, reason, size, root, ageMs, waitedMs };
  }
}
