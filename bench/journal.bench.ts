/**
 * Question: how many records a second become durable, and how long does one intent wait for that?
 *
 * Records of 128 bytes into a journal, by each policy: each committed alone, in groups of at most 64 KiB
 * or 2 ms and of 256 KiB, and with nobody waiting; then the same policies at 2,000 records a second, where
 * a record waits for the policy more than for the records before it. Beside it SQLite (WAL, synchronous FULL), one transaction a record and as many in one as our
 * groups have; a file that is appended to and synced; Chronicle Queue with sync, by the same groups. A single intent beside one bare
 * fdatasync of the same bytes in a file that has its blocks. One thread, rounds in turns, all on the disk
 * that the system's temporary files are on. A peer that is missing is said, and has rows without figures.
 */
import { loadChronicle } from "./journal/chronicle-log.ts";
import { type JournalLoad, loadJournal } from "./journal/journal-loads.ts";
import type { LoadFigures } from "./journal/load-figures.ts";
import { loadPlain, loadSqlite } from "./journal/other-logs.ts";
import { measureSingle, type SingleFigures } from "./journal/single-intent.ts";
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { type Measurement, measureRounds, ratiosOf } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";
import { SharedRun } from "./kit/shared-run.ts";
import { CACHE_FOLDER } from "./peers/build-cache.ts";
import { buildChronicle } from "./peers/chronicle-peer.ts";

const ROUNDS = 7;
/** Records of 128 bytes in 64 KiB of frames. */
const GROUPED = 372;
const RECORDS = { SYNC: 500, GROUP: 200_000, ASYNC: 200_000, alone: 300, grouped: 20_000 };
const PACE = 2_000;
const PACED_RECORDS = 600;
const SMALL_DIVISOR = 20;

const AIMS: readonly Aim[] = [
  { name: "groupRecordsPerS", bound: 200_000, direction: "AT_LEAST" },
  { name: "groupOverSqlite", bound: 20, direction: "AT_LEAST" },
  { name: "singleOverBare", bound: 1.2, direction: "AT_MOST" },
];

type NamedLoad = readonly [name: string, load: JournalLoad];
const LOADS: readonly NamedLoad[] = [
  ["journal, each record alone", { durability: "SYNC", groupKiB: 64 }],
  ["journal, groups of 64 KiB or 2 ms", { durability: "GROUP", groupKiB: 64 }],
  ["journal, groups of 256 KiB or 2 ms", { durability: "GROUP", groupKiB: 256 }],
  ["journal, nobody waits", { durability: "ASYNC", groupKiB: 64 }],
];
const PACED: readonly NamedLoad[] = [
  ["SYNC, 2,000 records a second", { durability: "SYNC", groupKiB: 64, pace: PACE }],
  ["GROUP, 2,000 records a second", { durability: "GROUP", groupKiB: 64, pace: PACE }],
  ["ASYNC, 2,000 records a second", { durability: "ASYNC", groupKiB: 64, pace: PACE }],
];
const SQLITE = "SQLite, one transaction a record";
const SQLITE_GROUPS = `SQLite, ${GROUPED} records a transaction`;
const PLAIN = "append and fdatasync, each record";
const CHRONICLE = "Chronicle Queue, a sync each record";
const CHRONICLE_GROUPS = `Chronicle Queue, a sync each ${GROUPED} records`;
const SINGLE = { bareP50: "one bare fdatasync, p50", journalP50: "single intent, p50" } as const;

const GROUP = rateOf("journal, groups of 64 KiB or 2 ms");
const RATIOS = [
  { name: "groupOverSqlite", over: GROUP, under: rateOf(SQLITE) },
  { name: "groupOverSqliteGroups", over: GROUP, under: rateOf(SQLITE_GROUPS) },
  { name: "groupOverPlain", over: GROUP, under: rateOf(PLAIN) },
  { name: "groupOverChronicle", over: GROUP, under: rateOf(CHRONICLE) },
  { name: "groupOverChronicleGroups", over: GROUP, under: rateOf(CHRONICLE_GROUPS) },
  { name: "singleOverBare", over: SINGLE.journalP50, under: SINGLE.bareP50 },
] as const;

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const count = (records: number) => Math.ceil(records / (small ? SMALL_DIVISOR : 1));
  const chronicle = buildChronicle({ cacheFolder: CACHE_FOLDER, path: process.env.PATH ?? "" });
  const missing =
    "missing" in chronicle ? [`Chronicle Queue is missing: ${chronicle.missing}`] : [];
  const [alone, grouped] = [count(RECORDS.alone), count(RECORDS.grouped)];
  const measurements: readonly Measurement[] = [
    ...LOADS.flatMap(([name, load]) =>
      loadOf(name, () => loadJournal(load, count(RECORDS[load.durability]))),
    ),
    ...PACED.flatMap(([name, load]) => loadOf(name, () => loadJournal(load, count(PACED_RECORDS)))),
    ...loadOf(SQLITE, () => loadSqlite(alone, 1)),
    ...loadOf(SQLITE_GROUPS, () => loadSqlite(grouped, GROUPED)),
    ...loadOf(PLAIN, () => loadPlain(alone)),
    ...chronicleLoads(chronicle, alone, grouped),
    ...singles(count(RECORDS.SYNC)),
  ];
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const names = [
    ...measurements.map(({ name }) => name),
    ...("missing" in chronicle ? [CHRONICLE, CHRONICLE_GROUPS].map(rateOf) : []),
  ];
  const rows = names.map((name) => rowOf(name, unitOf(name), rounds.figures.get(name) ?? []));
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
    warnings: [...(doubt === null || small ? [] : [doubt]), ...missing],
  };
  return finishReport(report, options);
}

/** Three figures of one load. */
function loadOf(name: string, load: () => LoadFigures): readonly Measurement[] {
  const shared = new SharedRun<keyof LoadFigures>(async () => load());
  return [
    { name: rateOf(name), measure: () => shared.take("rate") },
    { name: `${name}, until durable, p50`, measure: () => shared.take("p50") },
    { name: `${name}, until durable, p99`, measure: () => shared.take("p99") },
  ];
}

function chronicleLoads(
  chronicle: ReturnType<typeof buildChronicle>,
  alone: number,
  grouped: number,
): readonly Measurement[] {
  if ("missing" in chronicle) return [];
  return [
    ...loadOf(CHRONICLE, () => loadChronicle(chronicle, alone, 1)),
    ...loadOf(CHRONICLE_GROUPS, () => loadChronicle(chronicle, grouped, GROUPED)),
  ];
}

function rateOf(name: string): string {
  return `${name}, records a second`;
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
