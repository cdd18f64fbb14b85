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
import { Durable } from "../src/desk/message/durable.ts";
import { JournalHalt } from "../src/desk/message/journal-halt.ts";
import { Kept } from "../src/desk/message/kept.ts";
import { OrderEvent } from "../src/desk/message/order-event.ts";
import { Progress } from "../src/desk/message/progress.ts";
import { JournalFold } from "../src/desk/record/journal-fold.ts";
import { defineActor } from "../src/runtime/actor/define-actor.ts";
import { Gap, Peer } from "../src/runtime/actor/loop-message.ts";
import { count, milliseconds } from "../src/runtime/actor/setting.ts";
import { TYPE_ACTOR } from "../src/runtime/codec/type-table.ts";
import { appendEntry } from "./journal/entries.ts";
import { openIn, recover, refusalOf } from "./journal/opening.ts";
import { halt, showProgress } from "./journal/showing.ts";
import { rebase, snapshot } from "./journal/snapshots.ts";
import { type Ctx, type State, WATCHED } from "./journal/state.ts";
import { commit, take } from "./journal/writing.ts";

const MIB = 2 ** 20;
/** Left free beside what the journal needs next: a snapshot grows, and others write, too. */
const SPARE_BYTES = MIB;

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
    shownSequence: 0,
    sinceSnapshot: 0,
    timedAt: Number.POSITIVE_INFINITY,
    missed: new Set(),
    isHalted: false,
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
    peer(state, { name, kind, number, incarnation }, ctx) {
      const entry = { number, name, kind, incarnation };
      state.peers.set(name, entry);
      appendEntry(state, ctx, { type: TYPE_ACTOR, entry });
    },
    gap(state, { from, missed }, ctx) {
      const peer = state.peers.get(from);
      if (peer?.kind === "execution") state.missed.add(from);
      // On record itself: whoever verifies the journal meets a hole that it explains.
      if (peer !== undefined)
        appendEntry(state, ctx, { type: TYPE_ACTOR, entry: { ...peer, missed } });
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

/** What waits for others, and for nobody, has its sync in time. */
function wakeInTime(state: State, ctx: Ctx): undefined {
  const dueAt = state.journal?.dueAt ?? Number.POSITIVE_INFINITY;
  if (!(dueAt < state.timedAt)) return;
  state.timedAt = dueAt;
  ctx.after(Math.max(0, (dueAt - ctx.now()) / 1e6), (later) => {
    later.timedAt = Number.POSITIVE_INFINITY;
  });
}

/** Room on the disk, and a piece of the next segment, so that no order waits for the whole of it. */
function prepare(state: State, ctx: Ctx): undefined {
  const { journal } = state;
  if (journal === null || journal.failure !== null) return;
  const full = journal.checkRoom(SPARE_BYTES);
  if (full !== null) return halt(state, ctx, full);
  if (state.waitingCount > 0) return;
  const failure = journal.tick(ctx.now());
  if (failure !== null) halt(state, ctx, failure);
}
