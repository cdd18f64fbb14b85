/**
 * One record until it is durable, and beside it the least that can be done: its bytes written into a
 * file that has its blocks, and one fdatasync. In turns, one by one: a disk's moods are those of moments.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { GROUP_POLICY } from "../../src/runtime/journal/write/due-time.ts";
import { quantileOf } from "../kit/quartiles.ts";
import { BenchRecord, inFolder, withJournal } from "./bench-journal.ts";

export type SingleFigures = {
  readonly bareP50: number;
  readonly bareP99: number;
  readonly journalP50: number;
  readonly journalP99: number;
};

/** A frame of 128 bytes and its COMMIT. */
const WRITTEN_BYTES = 48 + 128 + 104;
const FILE_BYTES = 64 << 20;

export function measureSingle(count: number): SingleFigures {
  return inFolder((folder) =>
    withJournal(folder, GROUP_POLICY, (journal) => {
      const bare = openBare(folder);
      const record = new BenchRecord();
      const bytes = new Uint8Array(WRITTEN_BYTES).fill(0x5a);
      const bareNs: number[] = [];
      const journalNs: number[] = [];
      const writeBare = (index: number) => {
        const begunAt = monotonicNs();
        writeSync(bare, bytes, 0, WRITTEN_BYTES, 4_096 + index * WRITTEN_BYTES);
        fdatasyncSync(bare);
        bareNs.push(monotonicNs() - begunAt);
      };
      const writeJournal = (index: number) => {
        record.sequence = index + 1;
        const begunAt = monotonicNs();
        journal.append(record, "SYNC");
        assert(journal.commit() === null, "a record is committed");
        journalNs.push(monotonicNs() - begunAt);
      };
      for (let index = 0; index < count; index += 1) {
        for (const write of index % 2 === 0
          ? [writeBare, writeJournal]
          : [writeJournal, writeBare]) {
          write(index);
        }
      }
      closeSync(bare);
      return {
        bareP50: quantileOf(bareNs, 0.5),
        bareP99: quantileOf(bareNs, 0.99),
        journalP50: quantileOf(journalNs, 0.5),
        journalP99: quantileOf(journalNs, 0.99),
      };
    }),
  );
}

function openBare(folder: string): number {
  const handle = openSync(join(folder, "bare"), "wx+");
  const zeros = new Uint8Array(1 << 20);
  for (let at = 0; at < FILE_BYTES; at += zeros.length)
    writeSync(handle, zeros, 0, zeros.length, at);
  fdatasyncSync(handle);
  return handle;
}
