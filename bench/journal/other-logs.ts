/** What people use instead: SQLite with its own log, and a file that is appended to and synced. */
import { Database } from "bun:sqlite";
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { inFolder, PAYLOAD_BYTES } from "./bench-journal.ts";

const payload = new Uint8Array(PAYLOAD_BYTES).fill(0x5a);

/** Records a second, each transaction of `grouped` synced when it ends (WAL, synchronous FULL). */
export function loadSqlite(records: number, grouped: number): number {
  return inFolder((folder) => {
    const database = new Database(join(folder, "log.sqlite"));
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = FULL");
    database.run("CREATE TABLE record (sequence INTEGER PRIMARY KEY, payload BLOB NOT NULL)");
    const insert = database.prepare("INSERT INTO record (sequence, payload) VALUES (?, ?)");
    const group = database.transaction((from: number, to: number) => {
      for (let sequence = from; sequence < to; sequence += 1) insert.run(sequence, payload);
    });
    const begunAt = monotonicNs();
    for (let at = 0; at < records; at += grouped) group(at, Math.min(at + grouped, records));
    const seconds = (monotonicNs() - begunAt) / 1e9;
    const { count } = database.query("SELECT count(*) AS count FROM record").get() as {
      count: number;
    };
    assert(count === records, "SQLite has all records");
    insert.finalize();
    database.close();
    return records / seconds;
  });
}

/** Records a second into a file that grows, with one fdatasync each. */
export function loadPlain(records: number): number {
  return inFolder((folder) => {
    const handle = openSync(join(folder, "plain"), "a");
    const begunAt = monotonicNs();
    for (let index = 0; index < records; index += 1) {
      writeSync(handle, payload);
      fdatasyncSync(handle);
    }
    const seconds = (monotonicNs() - begunAt) / 1e9;
    closeSync(handle);
    return records / seconds;
  });
}
