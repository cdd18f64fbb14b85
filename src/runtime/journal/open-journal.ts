/**
 * Opens a journal: takes its lock, looks at what the lives before have left, makes the end of it sure,
 * and begins a segment for this run. Whoever is interrupted here is followed by one who does the same.
 *
 * A refusal changes nothing: what is damaged stays as it is, and a person decides.
 */
import { assert } from "../../core/assert.ts";
import { failWith, type Result, succeed } from "../../core/result.ts";
import type { Storage } from "../io/disk/storage.ts";
import { CHAIN_START, isSameHash } from "./format/chain.ts";
import { MARK_RECOVERED, MARK_RUN_STARTED } from "./format/mark.ts";
import { type Inspection, inspectJournal } from "./recover/inspect-journal.ts";
import { type JournalRefusal, RefusalError } from "./recover/journal-refusal.ts";
import { type Recovery, recoveryOf } from "./recover/recovery.ts";
import { type Repaired, repairTail } from "./recover/repair-tail.ts";
import { SnapshotKeeper } from "./snapshot/snapshot-keeper.ts";
import { JournalFolder, UNFINISHED } from "./storage/journal-folder.ts";
import { storageFailureOf } from "./storage/storage-error.ts";
import { keepBallast } from "./write/halt.ts";
import { Journal } from "./write/journal.ts";
import { JournalParts, type JournalSettings } from "./write/journal-parts.ts";
import type { SegmentWriter } from "./write/segment-writer.ts";

export type JournalOptions = JournalSettings & {
  readonly storage: Storage;
  /** Room that is given up for the halt record when the disk is full. Bytes; 64 MiB unless said. */
  readonly ballastBytes?: number;
  /**
   * Whether whoever opens it can go on from what is there: null, or a refusal of its own. It is asked
   * before anything is changed.
   */
  readonly accept?: (recovery: Recovery) => JournalRefusal | null;
};

export type OpenedJournal = { readonly journal: Journal; readonly recovery: Recovery };

const BALLAST_BYTES = 64 << 20;

export function openJournal(options: JournalOptions): Result<OpenedJournal, JournalRefusal> {
  const folder = new JournalFolder(options.storage);
  // Programmer errors come before the lock: nobody would give it back.
  const parts = new JournalParts(folder, options);
  try {
    const holder = folder.lock();
    if (holder !== null) {
      const who = holder.pid === null ? "a process of another container" : `process ${holder.pid}`;
      const message = `${who} writes this journal`;
      return failWith({ kind: "LOCKED", holder, message });
    }
    return succeed(open(parts, options));
  } catch (error) {
    parts.preparer.abandon();
    unlock(folder);
    return failWith(error instanceof RefusalError ? error.refusal : storageFailureOf(error));
  }
}

function open(parts: JournalParts, { ballastBytes, accept }: JournalOptions): OpenedJournal {
  const { folder, run } = parts;
  const inspection = inspectJournal(folder);
  checkRunIsNew(inspection, run.id);
  const recovery = recoveryOf(folder, inspection);
  const refusal = accept?.(recovery) ?? null;
  if (refusal !== null) throw new RefusalError(refusal);
  for (const name of inspection.names) if (name.endsWith(UNFINISHED)) folder.remove(name);
  const times = { committedAt: parts.clock.now(), wallMicros: parts.clock.wall() };
  const { last } = inspection;
  const repaired: Repaired =
    last === null ? { lastSequence: 0, chain: CHAIN_START } : repairTail(folder, last, times);
  // The name of the last segment, too: a crash must not leave the next one without it.
  if (last !== null) folder.sync();
  keepBallast(folder, ballastBytes ?? BALLAST_BYTES);
  const segment = parts.beginSegment(repaired.lastSequence + 1, repaired.chain, (first) =>
    sayStarted(first, parts, recovery),
  );
  const newestBytes = inspection.snapshot?.state.length ?? 0;
  const snapshots = new SnapshotKeeper(folder, inspection.snapshots, newestBytes);
  const segments = inspection.segments.map(({ header }) => header.firstSequence);
  return { journal: new Journal(parts, segment, snapshots, segments), recovery };
}

/** Ids of segments, and so their checksums, are only as unique as those of runs. */
function checkRunIsNew({ segments }: Inspection, runId: Uint8Array): undefined {
  const known = segments.find(({ header }) => isSameHash(header.run.id, runId));
  assert(known === undefined, `each run has an id of its own: this one is that of ${known?.name}`);
}

function sayStarted(
  segment: SegmentWriter,
  { run, clock }: JournalParts,
  recovery: Recovery,
): undefined {
  const { previous, acknowledgedSequence, recoveredRecords, tornBytes } = recovery;
  segment.addMark(MARK_RUN_STARTED, {
    runId: run.id.toHex(),
    codeHash: run.codeHash.toHex(),
    configHash: run.configHash.toHex(),
    previousRunId: previous?.run.id.toHex() ?? null,
    previousStatus: previous?.status ?? null,
    monotonicNs: clock.now(),
    wallMicros: clock.wall(),
  });
  if (previous?.status === "ENDED" || previous === null) return;
  segment.addMark(MARK_RECOVERED, { acknowledgedSequence, recoveredRecords, tornBytes });
}

/** Gives the lock back. When the disk refuses that, too, the next one is told who holds it. */
function unlock(folder: JournalFolder): undefined {
  try {
    folder.unlock();
  } catch (error) {
    storageFailureOf(error);
  }
}
