/**
 * The journal on a thread of its own, on this machine's disk: killed at any moment, what it had shown as
 * durable was, and in the end it has every record once.
 */
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../../src/core/prng.ts";
import { Durable } from "../../src/desk/message/durable.ts";
import { Progress } from "../../src/desk/message/progress.ts";
import { foldRecords } from "../../src/desk/record/fold-records.ts";
import { boardValue } from "../../src/desk/run/board-value.ts";
import { systemStorage } from "../../src/runtime/io/disk/system-storage.ts";
import { MARK_FIRST } from "../../src/runtime/journal/format/mark.ts";
import { readJournal } from "../../src/runtime/journal/read-journal.ts";
import { inspectJournal } from "../../src/runtime/journal/recover/inspect-journal.ts";
import { readRecords } from "../../src/runtime/journal/recover/recovery.ts";
import { JournalFolder } from "../../src/runtime/journal/storage/journal-folder.ts";
import { KitDesk } from "../kit/kit-desk.ts";
import { until } from "../kit/until.ts";
import { journalSpec, pingSpec, threadOptions } from "./kit/thread-specs.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const PING = 0;

setDefaultTimeout(60_000);
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-journal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function start(runEpoch = 7): Promise<KitDesk> {
  return KitDesk.start([await pingSpec(), await journalSpec()], threadOptions(folder, runEpoch));
}

const shown = ({ system }: KitDesk) =>
  boardValue(system.boardOf("journal", "durable"), Durable, PING)?.sequence ?? 0;
const progress = ({ system }: KitDesk) =>
  boardValue(system.boardOf("journal", "progress"), Progress, 0);

/** Sequences of ping's records in the segments that the older snapshot needs, and all after them. */
function sequencesOnDisk(): readonly number[] {
  const journal = new JournalFolder(systemStorage(join(folder, "journal")));
  return [...readRecords(journal, inspectJournal(journal), 0)].flatMap(
    ({ type, actor, sequence }) => (type < MARK_FIRST && actor === PING ? [sequence] : []),
  );
}

/** Where a record does not follow the one before it. */
function gapsOf(sequences: readonly number[]): readonly string[] {
  return sequences.flatMap((sequence, at) => {
    const before = sequences[at - 1] ?? sequence - 1;
    return sequence === before + 1 ? [] : [`${before} > ${sequence}`];
  });
}

test(`what was shown as durable is on the disk at each death, and nothing is there twice (seed ${SEED})`, async () => {
  const random = new Prng(SEED);
  const desk = await start();
  for (let death = 1; death <= 12; death += 1) {
    const from = shown(desk);
    const more = random.between(1, 400);
    await until("records on the disk", () => shown(desk) >= from + more);
    // At a death most of the time something waits for its sync.
    let looks = random.between(0, 4);
    await until("some moment", () => looks-- <= 0);
    const told = shown(desk);
    desk.system.kill("journal", "killed by the test");
    await until("its death", () => desk.deaths.length >= death);
    expect(sequencesOnDisk().at(-1) ?? 0).toBeGreaterThanOrEqual(told);
    await desk.ready("journal", death + 1);
    expect(desk.status("journal").phase).toBe("READY");
  }
  await desk.system.stop("the end");
  expect(progress(desk)).toMatchObject({ state: "ENDED", waiting: 0 });
  expect(progress(desk)?.syncNs).toBeGreaterThan(0);
  const all = sequencesOnDisk();
  expect(gapsOf(all)).toEqual([]);
  // Of what stands before its snapshot the journal itself says that it is whole.
  const read = readJournal(systemStorage(join(folder, "journal")));
  if (!read.ok) throw new Error(read.failure.message);
  const { fold } = foldRecords(read.value.snapshot?.state ?? null, read.value.records());
  expect(fold.recordedOf(PING)).toEqual({ since: 1, sequence: all.at(-1) ?? 0 });
});

test("a next process goes on with the journal, and the one before it is told how it ended", async () => {
  const first = await start(7);
  await until("records on the disk", () => shown(first) > 100);
  await first.system.stop("the end");
  const told = shown(first);
  const second = await start(8);
  expect(shown(second)).toBe(told);
  await second.system.stop("the end");
  const read = readJournal(systemStorage(join(folder, "journal")));
  expect(read.ok && read.value.previous?.status).toBe("ENDED");
});

test("its segments name every actor of the desk, also those that it does not read", async () => {
  const desk = await start(7);
  await until("records on the disk", () => shown(desk) > 100);
  await desk.system.stop("the end");
  const read = readJournal(systemStorage(join(folder, "journal")));
  if (!read.ok) throw new Error(read.failure.message);
  const { table } = foldRecords(read.value.snapshot?.state ?? null, read.value.records());
  const nameOf = (number: number) => table.actors.get(number)?.name;
  expect([1, 2, 3].map(nameOf)).toEqual(["risk", "paper", "maker"]);
  // A peer is who it says it is, whatever the desk's plan has under its number.
  expect(nameOf(PING)).toBe("ping");
});

test("J-10 a journal that is damaged halts it with the place, changes nothing, and stops nobody", async () => {
  const first = await start(7);
  await until("records on the disk", () => shown(first) > 100);
  await first.system.stop("the end");
  const path = join(folder, "journal", "j-0000000000000001.seg");
  const bytes = readFileSync(path);
  bytes[4_096 + 200] = (bytes[4_096 + 200] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const second = await start(8);
  expect(progress(second)).toMatchObject({ state: "HALTED" });
  expect(second.status("journal").phase).toBe("READY");
  // Nobody waits for a journal that writes no more.
  const before = second.system.lags().find(({ reader }) => reader === "journal");
  expect(before?.ring).toBe("ping");
  await until("ping goes on", () => (second.status("ping").incarnation ?? 0) === 1);
  expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
});
