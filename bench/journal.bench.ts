/**
 * Question: how many records a second become durable, and how long does one intent wait for that?
 *
 * Records of 128 bytes into a journal: each committed alone, in groups of at most 64 KiB or 2 ms and of
 * 256 KiB, as they become while a sync takes long, and with nobody waiting. Beside it SQLite (WAL, synchronous FULL), one transaction a record and as many in one
 * as our groups have, and a file that is appended to and synced. A single intent beside one bare
 * fdatasync of the same bytes in a file that has its blocks. One thread, rounds in turns, all on the disk
 * that the system's temporary files are on.
 */
import { type JournalLoad, type LoadFigures, loadJournal } from "./journal/journal-loads.ts";
import { loadPlain, loadSqlite } from "./journal/other-logs.ts";
import { measureSingle, type SingleFigures } from "./journal/single-intent.ts";
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { type Measurement, measureRounds, ratiosOf } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";
import { SharedRun } from "./kit/shared-run.ts";

const ROUNDS = 7;
/** Records of 128 bytes in 64 KiB of frames. */
const GROUPED = 372;
const RECORDS = { SYNC: 500, GROUP: 200_000, ASYNC: 200_000, sqlite: 300, sqliteGroups: 20_000 };
const SMALL_DIVISOR = 20;

const AIMS: readonly Aim[] = [
  { name: "groupRecordsPerS", bound: 200_000, direction: "AT_LEAST" },
  { name: "groupOverSqlite", bound: 20, direction: "AT_LEAST" },
  { name: "singleOverBare", bound: 1.2, direction: "AT_MOST" },
];

const LOADS: readonly (readonly [name: string, load: JournalLoad])[] = [
  ["journal, each record alone", { durability: "SYNC", groupKiB: 64 }],
  ["journal, groups of 64 KiB or 2 ms", { durability: "GROUP", groupKiB: 64 }],
  ["journal, groups of 256 KiB or 2 ms", { durability: "GROUP", groupKiB: 256 }],
  ["journal, nobody waits", { durability: "ASYNC", groupKiB: 64 }],
];
const GROUP = "journal, groups of 64 KiB or 2 ms, records a second";
const SQLITE = "SQLite, one transaction a record";
const SQLITE_GROUPS = `SQLite, ${GROUPED} records a transaction`;
const PLAIN = "append and fdatasync, each record";
const SINGLE = { bareP50: "one bare fdatasync, p50", journalP50: "single intent, p50" } as const;

const RATIOS = [
  { name: "groupOverSqlite", over: GROUP, under: SQLITE },
  { name: "groupOverSqliteGroups", over: GROUP, under: SQLITE_GROUPS },
  { name: "groupOverPlain", over: GROUP, under: PLAIN },
  { name: "singleOverBare", over: SINGLE.journalP50, under: SINGLE.bareP50 },
] as const;

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const count = (records: number) => Math.ceil(records / (small ? SMALL_DIVISOR : 1));
  const measurements: readonly Measurement[] = [
    ...LOADS.flatMap(([name, load]) => loadOf(name, load, count(RECORDS[load.durability]))),
    { name: SQLITE, measure: async () => loadSqlite(count(RECORDS.sqlite), 1) },
    {
      name: SQLITE_GROUPS,
      measure: async () => loadSqlite(count(RECORDS.sqliteGroups), GROUPED),
    },
    { name: PLAIN, measure: async () => loadPlain(count(RECORDS.sqlite)) },
    ...singles(count(RECORDS.SYNC)),
  ];
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const rows = measurements.map(({ name }) =>
    rowOf(name, unitOf(name), rounds.figures.get(name) ?? []),
  );
  const ratios: Record<string, number> = {
    /** Not a ratio: records a second. */
    groupRecordsPerS: rows.find(({ name }) => name === GROUP)?.median ?? Number.NaN,
  };
  for (const { name, over, under } of RATIOS) {
    const row = rowOf(`ratio ${name}`, "x", ratiosOf(rounds, over, under));
    rows.push(row);
    ratios[name] = row.median;
  }
  const doubt = whyNotJudged(rounds.load, small);
  const report = {
    bench: "journal",
    machine,
    rows,
    ratios,
    load: rounds.load,
    aims: judgeAims(AIMS, ratios, doubt === null),
    warnings: doubt === null || small ? [] : [doubt],
  };
  return finishReport(report, options);
}

/** Three figures of one load. */
function loadOf(name: string, load: JournalLoad, records: number): readonly Measurement[] {
  const shared = new SharedRun<keyof LoadFigures>(async () => loadJournal(load, records));
  return [
    { name: `${name}, records a second`, measure: () => shared.take("rate") },
    { name: `${name}, until durable, p50`, measure: () => shared.take("p50") },
    { name: `${name}, until durable, p99`, measure: () => shared.take("p99") },
  ];
}

function singles(count: number): readonly Measurement[] {
  const shared = new SharedRun<keyof SingleFigures>(async () => measureSingle(count));
  return [
    { name: SINGLE.bareP50, measure: () => shared.take("bareP50") },
    { name: SINGLE.journalP50, measure: () => shared.take("journalP50") },
    { name: "one bare fdatasync, p99", measure: () => shared.take("bareP99") },
    { name: "single intent, p99", measure: () => shared.take("journalP99") },
  ];
}

function unitOf(name: string): string {
  return /p\d\d$/.test(name) ? "ns" : "/s";
}
