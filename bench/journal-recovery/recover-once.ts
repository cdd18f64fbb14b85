/**
 * Opens the journal in the folder that is its argument, in a process of its own, folds all records that
 * recovery gives as a desk does, and prints how long that took and how much memory it has had at most.
 */
import { readFileSync } from "node:fs";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { foldRecords } from "../../src/desk/record/fold-records.ts";
import { TYPE_MARK_FIRST } from "../../src/runtime/codec/type-table.ts";
import { openJournal } from "../../src/runtime/journal/open-journal.ts";
import type { JournalRecord } from "../../src/runtime/journal/recover/recovery.ts";
import { recoveryOptions } from "./made-journal.ts";

/** What it prints, as JSON. */
export type RecoveredOnce = {
  /** From the call that opens it until the last record is folded. */
  readonly seconds: number;
  /** Of it: until the journal is open. */
  readonly openSeconds: number;
  /** Records of the desk among those that recovery gave. */
  readonly messages: number;
  /** MiB; null where the system does not tell. */
  readonly peakMib: number | null;
};

const startedAt = monotonicNs();
const opened = openJournal(recoveryOptions(process.argv[2] ?? ""));
assert(opened.ok, `the journal is opened: ${JSON.stringify(opened)}`);
const openedAt = monotonicNs();
const { snapshot, records } = opened.value.recovery;
let messages = 0;
const { fold } = foldRecords(snapshot?.state ?? null, counted());
assert(fold.recorded.size > 0, "something is recorded");
const seconds = (monotonicNs() - startedAt) / 1e9;
const openSeconds = (openedAt - startedAt) / 1e9;
const found: RecoveredOnce = { seconds, openSeconds, messages, peakMib: peakMib() };
process.stdout.write(JSON.stringify(found));

function peakMib(): number | null {
  if (process.platform !== "linux") return null;
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return kib === undefined ? null : Number(kib) / 1_024;
}

function* counted(): Generator<JournalRecord, undefined> {
  for (const record of records()) {
    assert(record.isAcknowledged, "all was synced");
    if (record.type < TYPE_MARK_FIRST) messages += 1;
    yield record;
  }
}
