/** The journal as this life finds it, and what it goes on from. */
import { failWith, type Result } from "../../src/core/result.ts";
import { type DeskFacts, deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import { foldRecovery } from "../../src/desk/record/fold-recovery.ts";
import type { Storage } from "../../src/runtime/io/disk/storage.ts";
import { runIdentityOf } from "../../src/runtime/journal/format/run-identity.ts";
import type { RunIdentity } from "../../src/runtime/journal/format/segment-header.ts";
import { type OpenedJournal, openJournal } from "../../src/runtime/journal/open-journal.ts";
import type { JournalRefusal } from "../../src/runtime/journal/recover/journal-refusal.ts";
import type { Recovery } from "../../src/runtime/journal/recover/recovery.ts";
import { StorageError } from "../../src/runtime/journal/storage/storage-error.ts";
import { entriesOf } from "./entries.ts";
import { type Halted, showDurable } from "./showing.ts";
import { findMissed } from "./snapshots.ts";
import type { Ctx, State } from "./state.ts";

/** A group of so much waits no longer. */
const GROUP_BYTES = 64 * 1_024;

/** Also a folder that cannot be made is a disk that fails. */
export function openIn(state: State, ctx: Ctx): Result<OpenedJournal, JournalRefusal> {
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
    accept: (recovery) => goOnFrom(state, recovery),
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

/** What the lives before have left is what this one goes on from, as far as it can be read. */
function goOnFrom(state: State, recovery: Recovery): JournalRefusal | null {
  const folded = foldRecovery(recovery);
  if (!folded.ok) return folded.failure;
  state.fold = folded.value;
  return null;
}

/** Shows what is on record, once its end was made sure, and says how it was found. */
export function recover(state: State, ctx: Ctx, recovery: Recovery): undefined {
  const { fold } = state;
  const { refusedSnapshots, tornFile, tornBytes, previous } = recovery;
  findMissed(state, ctx);
  for (const actor of fold.recorded.keys()) showDurable(state, ctx, actor);
  for (const name of refusedSnapshots) ctx.log("error", `${name} is damaged: an older one is used`);
  if (tornBytes > 0) ctx.log("warn", `${tornBytes} torn bytes are kept in ${tornFile}`);
  if (previous !== null)
    ctx.log("info", `goes on with a journal whose last run ${previous.status}`);
}

export function refusalOf(refusal: JournalRefusal): Halted {
  return {
    code: refusal.kind === "STORAGE" ? refusal.code : refusal.kind,
    message: refusal.message,
  };
}
