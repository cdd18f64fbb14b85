/**
 * Opens the journal in the folder that is its argument, in a process of its own, reads all records that
 * recovery gives, and prints how long that took and how much memory the process has had at most.
 */
import { readFileSync } from "node:fs";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { FileTable } from "../../src/runtime/codec/file-table.ts";
import { MARK_FIRST } from "../../src/runtime/journal/format/mark.ts";
import { openJournal } from "../../src/runtime/journal/open-journal.ts";
import { recoveryOptions } from "./made-journal.ts";

/** What it prints, as JSON. */
export type RecoveredOnce = {
  /** From the call that opens it until the last record is read. */
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
/** What explains the records is read as well, and refused when it is not what it says. */
const table = new FileTable();
let messages = 0;
for (const record of opened.value.recovery.records()) {
  assert(record.isAcknowledged, "all was synced");
  if (!table.take(record) && record.type < MARK_FIRST) messages += 1;
}
const seconds = (monotonicNs() - startedAt) / 1e9;
const openSeconds = (openedAt - startedAt) / 1e9;
const found: RecoveredOnce = { seconds, openSeconds, messages, peakMib: peakMib() };
process.stdout.write(JSON.stringify(found));

function peakMib(): number | null {
  if (process.platform !== "linux") return null;
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return kib === undefined ? null : Number(kib) / 1_024;
}
