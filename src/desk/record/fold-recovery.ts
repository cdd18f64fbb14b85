/** The fold that a recovered journal goes on from, or why this program cannot go on from it. */
import { failWith, type Result, succeed } from "../../core/result.ts";
import type { JournalRefusal } from "../../runtime/journal/recover/journal-refusal.ts";
import type { Recovery } from "../../runtime/journal/recover/recovery.ts";
import { StorageError } from "../../runtime/journal/storage/storage-error.ts";
import { foldRecords } from "./fold-records.ts";
import type { JournalFold } from "./journal-fold.ts";

/**
 * All checksums are right, so what cannot be folded is what another program has written: a refusal, as
 * a program that died of it would be started again and again, with nobody to look after open orders.
 */
export function foldRecovery({
  snapshot,
  records,
}: Pick<Recovery, "snapshot" | "records">): Result<JournalFold, JournalRefusal> {
  try {
    return succeed(foldRecords(snapshot?.state ?? null, records()).fold);
  } catch (error) {
    if (error instanceof StorageError) return failWith(error.failure);
    const message = error instanceof Error ? error.message : String(error);
    return failWith({ kind: "VERSION", file: "", message });
  }
}
