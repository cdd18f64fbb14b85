/** A journal on any disk, small, with records that say their own number. */
import { assert } from "../../../../src/core/assert.ts";
import type { FileRecord } from "../../../../src/runtime/codec/record-file.ts";
import { TYPE_ACTOR } from "../../../../src/runtime/codec/type-table.ts";
import type { Storage } from "../../../../src/runtime/io/disk/storage.ts";
import { MARK_FIRST } from "../../../../src/runtime/journal/format/mark.ts";
import {
  type JournalOptions,
  type OpenedJournal,
  openJournal,
} from "../../../../src/runtime/journal/open-journal.ts";
import type { JournalRecord, Recovery } from "../../../../src/runtime/journal/recover/recovery.ts";

export const SEGMENT_BYTES = 12 * 1024;
export const ACTOR = 3;

/** Options of the `life`-th run. Times stand still: nothing depends on them. */
export function optionsOf(
  storage: Storage,
  life: number,
  other: Partial<JournalOptions> = {},
): JournalOptions {
  const id = new Uint8Array(16).fill(0xab);
  new DataView(id.buffer).setFloat64(0, life);
  return {
    storage,
    clock: { now: () => 1_000, wall: () => 1.7e15 - life },
    run: { id, codeHash: new Uint8Array(32).fill(1), configHash: new Uint8Array(32).fill(2) },
    entries: () => [],
    segmentBytes: SEGMENT_BYTES,
    ballastBytes: 512,
    ...other,
  };
}

/** Opens it, or throws why not. */
export function opened(options: JournalOptions): OpenedJournal {
  const result = openJournal(options);
  assert(result.ok, `a journal is opened: ${result.ok ? "" : result.failure.message}`);
  return result.value;
}

/** The record of a number: its payload, never zeros, follows from it. */
export function recordOf(sequence: number, payloadBytes = 40): FileRecord {
  const payload = new Uint8Array(payloadBytes).map((_, at) => ((sequence * 31 + at * 7) % 255) + 1);
  return {
    type: 7,
    version: 1,
    sequence,
    committedAt: 1_000 + sequence,
    actor: ACTOR,
    flags: 0,
    wallMicros: 1.7e15,
    payload,
  };
}

/** Sequences of the messages of lives before; throws when one of them is not {@link recordOf} its own. */
export function sequencesOf(recovery: Pick<Recovery, "records">): number[] {
  return messagesOf(recovery).map(({ sequence }) => sequence);
}

/** The messages among the records. @throws When one is not as it was appended. */
export function messagesOf({ records }: Pick<Recovery, "records">): JournalRecord[] {
  return [...records()].filter(isMessage).map((record) => {
    const wanted = recordOf(record.sequence, record.payload.length);
    const isSame =
      record.type === wanted.type &&
      record.committedAt === wanted.committedAt &&
      record.actor === wanted.actor &&
      Buffer.compare(record.payload, wanted.payload) === 0;
    assert(isSame, `record ${record.sequence} is what was appended`);
    return record;
  });
}

export function isMessage({ type }: JournalRecord): boolean {
  return type < MARK_FIRST && type < TYPE_ACTOR;
}
