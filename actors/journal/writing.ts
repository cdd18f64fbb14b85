/** From a record in a ring to the disk, and from there to the board that says so. */
import { WRITERS_MAX } from "../../src/desk/message/durable.ts";
import type { RawRecord } from "../../src/runtime/actor/context.ts";
import type { Durability } from "../../src/runtime/journal/write/due-time.ts";
import { JOURNAL_FULL, JOURNAL_HALTED } from "../../src/runtime/journal/write/journal.ts";
import { explainTypes } from "./entries.ts";
import { halt, showCommitted, showProgress } from "./showing.ts";
import type { Ctx, State } from "./state.ts";

/** What must be on the disk before anybody acts on it; all else of orders waits a moment for others. */
const SYNC_TYPES: ReadonlySet<string> = new Set(["approved", "operator-action", "config-load"]);
/** What nobody waits for. */
const ASYNC_TYPES: ReadonlySet<string> = new Set(["beat", "kept", "log"]);

/** A record as it was in its ring; what the journal has already is dropped. */
export function take(state: State, record: RawRecord, ctx: Ctx): undefined {
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
  // A segment that was full was closed behind a sync of what waited.
  showCommitted(state, ctx);
  // Only now: what was shown must not have it.
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
export function commit(state: State, ctx: Ctx): undefined {
  const { journal } = state;
  if (journal === null) return;
  const failure = journal.commit();
  if (failure !== null) return halt(state, ctx, failure);
  ctx.count("journal:syncs");
  ctx.latency("sync", journal.syncNs);
  showCommitted(state, ctx);
  showProgress(state, ctx, "WRITING");
}
