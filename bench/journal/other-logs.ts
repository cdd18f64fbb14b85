/** What people use instead: SQLite with its own log, and a file that is appended to and synced. */
import { Database } from "bun:sqlite";
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { inFolder, PAYLOAD_BYTES } from "./bench-journal.ts";
import { figuresOf, type LoadFigures } from "./load-figures.ts";

const payload = new Uint8Array(PAYLOAD_BYTES).fill(0x5a);

/** Each transaction of `grouped` records is synced when it ends (WAL, synchronous FULL). */
export function loadSqlite(records: number, grouped: number): LoadFigures {
  return inFolder((folder) => {
    const database = new Database(join(folder, "log.sqlite"));
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = FULL");
    database.run("CREATE TABLE record (sequence INTEGER PRIMARY KEY, payload BLOB NOT NULL)");
    const insert = database.prepare("INSERT INTO record (sequence, payload) VALUES (?, ?)");
    const insertedAt = new Float64Array(records);
    const group = database.transaction((from: number, to: number) => {
      for (let sequence = from; sequence < to; sequence += 1) {
        insertedAt[sequence] = monotonicNs();
        insert.run(sequence, payload);
      }
    });
    const figures = timeGroups(records, grouped, insertedAt, group);
    const { count } = database.query("SELECT count(*) AS count FROM record").get() as {
      count: number;
    };
    assert(count === records, "SQLite has all records");
    insert.finalize();
    database.close();
    return figures;
  });
}

/** Into a file that grows, with one fdatasync each. */
export function loadPlain(records: number): LoadFigures {
  return inFolder((folder) => {
    const handle = openSync(join(folder, "plain"), "a");
    const appendedAt = new Float64Array(records);
    const figures = timeGroups(records, 1, appendedAt, (index) => {
      appendedAt[index] = monotonicNs();
      writeSync(handle, payload);
      fdatasyncSync(handle);
    });
    closeSync(handle);
    return figures;
  });
}

/** @param group Makes the records from `from` to before `to` durable, and says when each began. */
function timeGroups(
  records: number,
  grouped: number,
  begun: Float64Array,
  group: (from: number, to: number) => unknown,
): LoadFigures {
  const waits = new Float64Array(records);
  const begunAt = monotonicNs();
  for (let from = 0; from < records; from += grouped) {
    const to = Math.min(from + grouped, records);
    group(from, to);
    const now = monotonicNs();
    for (let at = from; at < to; at += 1) waits[at] = now - (begun[at] ?? Number.NaN);
  }
  return figuresOf(waits, (monotonicNs() - begunAt) / 1e9);
}
