/**
 * The one writer of the desk's journal: what risk, the executions and main say is on the disk before
 * anything is done about it. Its board `durable` says of each topic up to which sequence all is;
 * gateways send an order when its own approval is.
 *
 * Each turn takes what there is and syncs it once. While a sync takes long nothing else is read: rings
 * fill up, and their writers see it. What is not on the disk is held: a next life gets it again, and
 * knows by the sequences what it has.
 *
 * Invariant: a sequence is shown on `durable` after the sync of its record has returned. A disk that
 * fails halts it for good: nothing is tried again, `progress` says HALTED, and trading halts.
 */
import { failWith, type Result } from "../src/core/result.ts";
import { AuditState } from "../src/desk/message/audit-state.ts";
import { type DeskFacts, deskFactsOf } from "../src/desk/message/desk-facts.ts";
import { Durable, WRITERS_MAX } from "../src/desk/message/durable.ts";
import { JournalHalt } from "../src/desk/message/journal-halt.ts";
import { Kept } from "../src/desk/message/kept.ts";
import { OrderEvent } from "../src/desk/message/order-event.ts";
import { Progress } from "../src/desk/message/progress.ts";
import { foldRecords } from "../src/desk/record/fold-records.ts";
import { JournalFold } from "../src/desk/record/journal-fold.ts";
import type { Context, RawRecord } from "../src/runtime/actor/context.ts";
import { defineActor } from "../src/runtime/actor/define-actor.ts";
import { Gap, Peer } from "../src/runtime/actor/loop-message.ts";
import { count, milliseconds } from "../src/runtime/actor/setting.ts";
import { type ActorEntry, schemaEntryOf } from "../src/runtime/codec/file-entry.ts";
import { TYPE_ACTOR, TYPE_INSTRUMENT, TYPE_SCHEMA } from "../src/runtime/codec/type-table.ts";
import type { Storage } from "../src/runtime/io/disk/storage.ts";
import { runIdentityOf } from "../src/runtime/journal/format/run-identity.ts";
import type { RunIdentity } from "../src/runtime/journal/format/segment-header.ts";
import { type OpenedJournal, openJournal } from "../src/runtime/journal/open-journal.ts";
import type { JournalRefusal } from "../src/runtime/journal/recover/journal-refusal.ts";
import type { Recovery } from "../src/runtime/journal/recover/recovery.ts";
import { StorageError } from "../src/runtime/journal/storage/storage-error.ts";
import type { Durability } from "../src/runtime/journal/write/due-time.ts";
import {
  JOURNAL_FULL,
  JOURNAL_HALTED,
  type Journal,
} from "../src/runtime/journal/write/journal.ts";
import type { JournalEntry } from "../src/runtime/journal/write/journal-parts.ts";
import { newestOf, ORDER_BOARDS, shownOrders } from "./journal/boards.ts";

type Boards = { durable: typeof Durable; progress: typeof Progress; halt: typeof JournalHalt };
type Watch = typeof WATCHED;
type Ctx = Context<Record<never, never>, Boards, State, Watch>;

type Settings = {
  readonly segmentBytes: number;
  readonly ballastBytes: number;
  readonly snapshotBytes: number;
  readonly retiredBytesMax: number;
  readonly groupMs: number;
  readonly asyncMs: number;
};

type State = Settings & {
  journal: Journal | null;
  fold: JournalFold;
  /** Those that it reads, by name, as the journal was told of them. */
  readonly peers: Map<string, ActorEntry>;
  /** Types that the journal explains. */
  typeCount: number;
  /** How each type is to be synced, by its number. */
  readonly durabilities: Durability[];
  /** Writers of what waits. */
  readonly waiting: Set<number>;
  waitingCount: number;
  /** Appended since the last snapshot. Bytes. */
  sinceSnapshot: number;
  /** When the next timer looks at what waits. Nanoseconds; Infinity when none is set. */
  timedAt: number;
  /** Executions of which events are not on record. */
  readonly missed: Set<string>;
  /** Whether the record that is being handled was new to the journal. */
  isNew: boolean;
};

const WATCHED = { ...ORDER_BOARDS, audit: AuditState };

const MIB = 2 ** 20;
/** A group of so much waits no longer. */
const GROUP_BYTES = 64 * 1_024;

/** What must be on the disk before anybody acts on it; all else of orders waits a moment for others. */
const SYNC_TYPES: ReadonlySet<string> = new Set(["approved", "operator-action", "config-load"]);
/** What nobody waits for. */
const ASYNC_TYPES: ReadonlySet<string> = new Set(["beat", "kept", "log"]);

export default defineActor({
  args: {
    /** Size of a segment, made in full before it is used. MiB. */
    segmentMiB: count({ min: 1, max: 1_024, fallback: 64 }),
    /** Room that is given up when the disk is full, so that the halt can be written. MiB. */
    ballastMiB: count({ min: 1, max: 1_024, fallback: 64 }),
    /** A snapshot after so much. MiB. */
    snapshotMiB: count({ min: 1, max: 16_384, fallback: 32 }),
    /** What is kept of segments that nobody needs any more; the oldest go first. MiB. */
    retiredMiB: count({ min: 1, max: 2 ** 20, fallback: 16_384 }),
    /** Longest wait for its sync of what an order does not wait for. */
    groupMs: milliseconds({ min: 0.1, max: 100, fallback: 2 }),
    /** The same of what nobody waits for. */
    asyncMs: milliseconds({ min: 1, max: 10_000, fallback: 50 }),
  },
  in: { peer: Peer, gap: Gap, kept: Kept, event: OrderEvent },
  out: {},
  boards: { durable: Durable, progress: Progress, halt: JournalHalt },
  counters: [
    "journal:records",
    "journal:bytes",
    "journal:syncs",
    "journal:snapshots",
    "journal:retired",
    "journal:missed",
    "journal:halted",
    "journal:dropped",
  ],
  start: (_ctx, args): State => ({
    segmentBytes: args.segmentMiB * MIB,
    ballastBytes: args.ballastMiB * MIB,
    snapshotBytes: args.snapshotMiB * MIB,
    retiredBytesMax: args.retiredMiB * MIB,
    groupMs: args.groupMs,
    asyncMs: args.asyncMs,
    journal: null,
    fold: new JournalFold(),
    peers: new Map(),
    typeCount: 0,
    durabilities: [],
    waiting: new Set(),
    waitingCount: 0,
    sinceSnapshot: 0,
    timedAt: Number.POSITIVE_INFINITY,
    missed: new Set(),
    isNew: false,
  }),
  open(state, ctx) {
    const opened = openIn(state, ctx);
    if (!opened.ok) return halt(state, ctx, refusalOf(opened.failure));
    state.journal = opened.value.journal;
    state.typeCount = ctx.types.length;
    recover(state, ctx, opened.value.recovery);
    showProgress(state, ctx, "WRITING");
  },
  // What waits for its sync is not released: a life that dies now leaves it to the next.
  holds: ({ waitingCount }) => waitingCount > 0,
  on: {
    peer(state, { name, kind, number, incarnation }) {
      const entry = { number, name, kind, incarnation };
      state.peers.set(name, entry);
      appendEntry(state, TYPE_ACTOR, entry);
    },
    gap(state, { from, missed }, ctx) {
      if (state.peers.get(from)?.kind === "execution") state.missed.add(from);
      ctx.count("journal:missed", missed);
      ctx.log("error", `${missed} messages of ${from} are not on record: nobody waited for them`);
    },
    kept(state, kept) {
      if (state.isNew) state.fold.takeKept(kept);
    },
    event(state, event, ctx) {
      if (state.isNew) state.fold.takeEvent(ctx.from, ctx.sequence, event.copy());
    },
  },
  record: (state, record, ctx) => take(state, record, ctx),
  settle(state, ctx) {
    const { journal } = state;
    if (journal === null || journal.failure !== null) return;
    if (!(ctx.now() < journal.dueAt)) commit(state, ctx);
    if (state.missed.size > 0) rebase(state, ctx);
    if (state.sinceSnapshot >= state.snapshotBytes) snapshot(state, ctx);
    wakeInTime(state, ctx);
  },
  every: { "100ms": (state, ctx) => prepare(state, ctx) },
  watch: WATCHED,
  swappable: () => false,
  stop(state, ctx) {
    const { journal } = state;
    if (journal === null) return;
    if (journal.failure === null) {
      commit(state, ctx);
      snapshot(state, ctx);
    }
    const failure = journal.stop();
    if (failure === null) showProgress(state, ctx, "ENDED");
    else halt(state, ctx, failure);
  },
});

/** Also a folder that cannot be made is a disk that fails. */
function openIn(state: State, ctx: Ctx): Result<OpenedJournal, JournalRefusal> {
  const facts = deskFactsOf(ctx);
  let storage: Storage;
  try {
    storage = ctx.io.storage(`${facts.folder}/journal`);
  } catch (error) {
    return failWith(new StorageError("create", "", error).failure);
  }
  return openJournal({
    storage,
    clock: { now: () => ctx.now(), wall: () => ctx.wall() },
    run: runOf(facts, ctx),
    entries: () => entriesOf(state, ctx),
    segmentBytes: state.segmentBytes,
    ballastBytes: state.ballastBytes,
    retiredBytesMax: state.retiredBytesMax,
    policy: { groupMs: state.groupMs, groupBytes: GROUP_BYTES, asyncMs: state.asyncMs },
  });
}

/** The run epoch is given once, and so is an incarnation within it. */
function runOf({ runEpoch, codeHash, configHash }: DeskFacts, { self }: Ctx): RunIdentity {
  return runIdentityOf(`${self.name}/${runEpoch}/${self.incarnation}`, codeHash, configHash);
}

/** A record as it was in its ring; what the journal has already is dropped. */
function take(state: State, record: RawRecord, ctx: Ctx): undefined {
  const { journal } = state;
  state.isNew = false;
  const actor = state.peers.get(ctx.from)?.number ?? Number.NaN;
  if (journal === null || journal.failure !== null) return ctx.count("journal:dropped");
  if (!(actor >= 0 && actor < WRITERS_MAX)) return ctx.fail(`${ctx.from} has no number`);
  if (record.sequence <= (state.fold.recordedOf(actor)?.sequence ?? 0)) return;
  if (ctx.types.length > state.typeCount) explainTypes(state, ctx);
  const { type, version, sequence, committedAt, data, offset, payloadBytes } = record;
  const payload = new Uint8Array(data.buffer, data.byteOffset + offset, payloadBytes);
  const wallMicros = ctx.wall();
  const appended = { type, version, sequence, committedAt, actor, flags: 0, wallMicros, payload };
  const durability = durabilityOf(state, type, ctx);
  let journalSequence = journal.append(appended, durability);
  if (journalSequence === JOURNAL_FULL) {
    commit(state, ctx);
    journalSequence = journal.append(appended, durability);
  }
  if (journalSequence === JOURNAL_HALTED) return halt(state, ctx, journal.failure);
  // Only now: a commit in between must not show it.
  state.isNew = state.fold.takeRecord(actor, sequence);
  state.waiting.add(actor);
  state.waitingCount += 1;
  state.sinceSnapshot += payloadBytes;
  ctx.count("journal:records");
  ctx.count("journal:bytes", payloadBytes);
}

function durabilityOf(state: State, type: number, ctx: Ctx): Durability {
  const known = state.durabilities[type];
  if (known !== undefined) return known;
  const name = ctx.types.find(({ number }) => number === type)?.name ?? "";
  const durability = SYNC_TYPES.has(name) ? "SYNC" : ASYNC_TYPES.has(name) ? "ASYNC" : "GROUP";
  state.durabilities[type] = durability;
  return durability;
}

/** One sync for all that waits; then, and not before, everybody may see it. */
function commit(state: State, ctx: Ctx): undefined {
  const { journal } = state;
  if (journal === null) return;
  const failure = journal.commit();
  if (failure !== null) return halt(state, ctx, failure);
  ctx.count("journal:syncs");
  ctx.latency("sync", journal.syncNs);
  for (const actor of state.waiting) showDurable(state, ctx, actor);
  state.waiting.clear();
  state.waitingCount = 0;
  showProgress(state, ctx, "WRITING");
}

function showDurable(state: State, ctx: Ctx, actor: number): undefined {
  const recorded = state.fold.recordedOf(actor);
  if (recorded !== null) ctx.board.durable.put(actor, recorded);
}

/** What waits for others, and for nobody, has its sync in time. */
function wakeInTime(state: State, ctx: Ctx): undefined {
  const dueAt = state.journal?.dueAt ?? Number.POSITIVE_INFINITY;
  if (!(dueAt < state.timedAt)) return;
  state.timedAt = dueAt;
  ctx.after(Math.max(0, (dueAt - ctx.now()) / 1e6), (later) => {
    later.timedAt = Number.POSITIVE_INFINITY;
  });
}

/** A piece of the next segment, so that no order waits for the whole of it. */
function prepare(state: State, ctx: Ctx): undefined {
  const { journal } = state;
  if (journal === null || journal.failure !== null || state.waitingCount > 0) return;
  const failure = journal.tick(ctx.now());
  if (failure !== null) halt(state, ctx, failure);
}

function snapshot(state: State, ctx: Ctx): undefined {
  const { journal } = state;
  if (journal === null || journal.failure !== null) return;
  const taken = journal.snapshot(state.fold.encode());
  if (!taken.ok) return halt(state, ctx, taken.failure);
  state.sinceSnapshot = 0;
  ctx.count("journal:snapshots");
  const retired = journal.retire(auditedSequence(ctx));
  if (!retired.ok) return halt(state, ctx, retired.failure);
  ctx.count("journal:retired", retired.value.length);
}

/** Up to where nobody needs the records for the audit log any more: all, of a desk that has none. */
function auditedSequence(ctx: Ctx): number {
  const isAudited = deskFactsOf(ctx).actors.some(({ kind }) => kind === "audit");
  return isAudited ? (ctx.read.audit(0)?.coveredSequence ?? 0) : Number.POSITIVE_INFINITY;
}

/** What was missed of an execution's orders is on its boards: from there they are on record again. */
function rebase(state: State, ctx: Ctx): undefined {
  for (const execution of state.missed) {
    const image = shownOrders(execution, ctx);
    if (image === null) continue;
    state.fold.rebase(execution, image);
    ctx.log("warn", `events of ${execution} were missed: its orders are taken from its boards`);
  }
  state.missed.clear();
  snapshot(state, ctx);
}

/** Executions that go on while a journal that had failed begins again: it has not all of their events. */
function findMissed(state: State, ctx: Ctx): undefined {
  for (const { name, number, kind } of deskFactsOf(ctx).actors) {
    if (kind !== "execution") continue;
    const image = shownOrders(name, ctx);
    const recorded = state.fold.recordedOf(number)?.sequence ?? 0;
    if (image !== null && newestOf(image) > recorded) state.missed.add(name);
  }
}

/** What the lives before have left is what this one goes on from. */
function recover(state: State, ctx: Ctx, recovery: Recovery): undefined {
  const { snapshot: newest, refusedSnapshots, tornFile, tornBytes, previous } = recovery;
  const { fold } = foldRecords(newest?.state ?? null, recovery.records());
  state.fold = fold;
  findMissed(state, ctx);
  for (const actor of fold.recorded.keys()) showDurable(state, ctx, actor);
  for (const name of refusedSnapshots) ctx.log("error", `${name} is damaged: an older one is used`);
  if (tornBytes > 0) ctx.log("warn", `${tornBytes} torn bytes are kept in ${tornFile}`);
  if (previous !== null)
    ctx.log("info", `goes on with a journal whose last run ${previous.status}`);
}

/** Everything that explains the records of a segment, at its head. */
function entriesOf(state: State, ctx: Ctx): readonly JournalEntry[] {
  const { instruments, actors } = deskFactsOf(ctx);
  // Orders name strategies and feeds, which it does not read. Peers come behind: they know their lives.
  const named = actors.map(({ number, name, kind }) => ({ number, name, kind, incarnation: 0 }));
  return [
    ...ctx.types.map((entry) => ({ type: TYPE_SCHEMA, entry: schemaEntryOf(entry) }) as const),
    ...instruments.map((entry) => ({ type: TYPE_INSTRUMENT, entry }) as const),
    ...[...named, ...state.peers.values()].map((entry) => ({ type: TYPE_ACTOR, entry }) as const),
  ];
}

function explainTypes(state: State, ctx: Ctx): undefined {
  for (const entry of ctx.types.slice(state.typeCount)) {
    appendEntry(state, TYPE_SCHEMA, schemaEntryOf(entry));
  }
  state.typeCount = ctx.types.length;
}

function appendEntry({ journal }: State, type: JournalEntry["type"], entry: object): undefined {
  if (journal === null || journal.failure !== null) return;
  if (journal.appendEntry(type, entry) !== JOURNAL_FULL) return;
  journal.commit();
  journal.appendEntry(type, entry);
}

type Halted = { readonly code: string; readonly message: string };

function refusalOf(refusal: JournalRefusal): Halted {
  return {
    code: refusal.kind === "STORAGE" ? refusal.code : refusal.kind,
    message: refusal.message,
  };
}

/** Says so, once. What it holds it lets go of: nobody may wait for a journal that writes no more. */
function halt(state: State, ctx: Ctx, why: Halted | null): undefined {
  const { code, message } = why ?? { code: "EIO", message: "the journal writes no more" };
  state.waiting.clear();
  state.waitingCount = 0;
  ctx.count("journal:halted");
  ctx.board.halt.put(0, { code, reason: message });
  showProgress(state, ctx, "HALTED");
  ctx.log("error", `journal halted, trading is halted: ${message}`);
}

function showProgress(state: State, ctx: Ctx, progress: "WRITING" | "HALTED" | "ENDED"): undefined {
  ctx.board.progress.put(0, {
    state: progress,
    durableSequence: state.journal?.durableJournalSequence ?? 0,
    waiting: state.waitingCount,
    syncNs: state.journal?.syncNs ?? Number.NaN,
    syncedAt: ctx.now(),
  });
}
