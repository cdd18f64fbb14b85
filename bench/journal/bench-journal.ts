/** A journal in a folder that is gone afterwards, and the record of 128 bytes that benches append. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs, wallMicros } from "../../src/core/clock.ts";
import type { FileRecord } from "../../src/runtime/codec/record-file.ts";
import { systemStorage } from "../../src/runtime/io/disk/system-storage.ts";
import { openJournal } from "../../src/runtime/journal/open-journal.ts";
import type { GroupPolicy } from "../../src/runtime/journal/write/due-time.ts";
import type { Journal } from "../../src/runtime/journal/write/journal.ts";

export const PAYLOAD_BYTES = 128;

/** Runs `work` in a new folder of the system's place for such, which is removed then. */
export function inFolder<Value>(work: (folder: string) => Value): Value {
  const folder = mkdtempSync(join(tmpdir(), "outcry-bench-journal-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A new journal, whose next segment is made already. */
export function withJournal<Value>(
  folder: string,
  policy: GroupPolicy,
  work: (journal: Journal) => Value,
): Value {
  const run = {
    id: crypto.getRandomValues(new Uint8Array(16)),
    codeHash: new Uint8Array(32),
    configHash: new Uint8Array(32),
  };
  const clock = { now: monotonicNs, wall: wallMicros };
  const options = { storage: systemStorage(join(folder, "journal")), clock, run };
  const opened = openJournal({ ...options, policy, entries: () => [], ballastBytes: 0 });
  assert(opened.ok, "a bench's journal is opened");
  const { journal } = opened.value;
  // 64 MiB by pieces of one, each with its sync.
  for (let step = 0; step < 128; step += 1) journal.tick(Number.NEGATIVE_INFINITY);
  const value = work(journal);
  assert(journal.stop() === null, "a bench's journal stops");
  return value;
}

/** One record, whose sequence is counted up: whoever appends it has no other. */
export class BenchRecord implements FileRecord {
  readonly type = 7;
  readonly version = 1;
  readonly committedAt = 1_000;
  readonly actor = 3;
  readonly flags = 0;
  readonly wallMicros = 1.7e15;
  readonly payload = new Uint8Array(PAYLOAD_BYTES).fill(0x5a);
  sequence = 0;
}
