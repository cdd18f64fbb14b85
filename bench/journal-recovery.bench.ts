/**
 * Question: how long does a desk wait for a journal of 1 GiB when it starts?
 *
 * Lives of orders in groups as small as they are when approvals are committed at once, written once.
 * Each recovery is a process of its own that opens the journal as a desk does, with the first segment of
 * its own run and the ballast, and folds all records that it is given. Without a snapshot that is the whole
 * journal, checked and folded; with those that the desk takes each 32 MiB it is what follows. Both
 * with the files in the page cache, as after a crash of the process, and out of it, as after one of the
 * machine; beside that the files read and nothing done with them. Rounds in turns.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "../src/core/assert.ts";
import {
  forgetPages,
  type KeptFiles,
  keptOf,
  readAll,
  removeOthers,
} from "./journal-recovery/kept-files.ts";
import { type MadeJournal, makeJournal } from "./journal-recovery/made-journal.ts";
import type { RecoveredOnce } from "./journal-recovery/recover-once.ts";
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { type Measurement, measureRounds } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";
import { SharedRun } from "./kit/shared-run.ts";

const ROUNDS = 5;
const BYTES = 1 << 30;
const SNAPSHOT_BYTES = 32 << 20;
const SMALL_DIVISOR = 64;
const RECOVER = join(import.meta.dir, "journal-recovery/recover-once.ts");

const AIMS: readonly Aim[] = [
  { name: "recoverSeconds", bound: 5, direction: "AT_MOST" },
  { name: "recoverSecondsFromDisk", bound: 5, direction: "AT_MOST" },
];

const WHOLE = "no snapshot, in the page cache";
const WHOLE_DISK = "no snapshot, from the disk";
const KEPT = "with snapshots, in the page cache";
const KEPT_DISK = "with snapshots, from the disk";
const FIGURES = [
  ["seconds", "s"],
  ["seconds until it is open", "s"],
  ["speed", "MB/s"],
  ["most memory", "MiB"],
] as const;
type Figure = (typeof FIGURES)[number][0];

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const root = mkdtempSync(join(tmpdir(), "outcry-bench-recovery-"));
  try {
    const divisor = small ? SMALL_DIVISOR : 1;
    const folder = join(root, "whole");
    const made = makeJournal(folder, BYTES / divisor, SNAPSHOT_BYTES / divisor);
    const kept = keptOf(join(root, "kept"), folder);
    const whole = { folder, names: readdirSync(folder) };
    const unseen = forgetPages(whole);
    const measurements = measurementsOf(whole, kept, made, unseen === null);
    const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
    const rows = measurements.map(({ name }) =>
      rowOf(name, unitOf(name), rounds.figures.get(name) ?? []),
    );
    const medianOf = (text: string) => rows.find(({ name }) => name === text)?.median ?? Number.NaN;
    const ratios = {
      /** Not ratios: seconds. */
      recoverSeconds: medianOf(`${WHOLE}, seconds`),
      recoverSecondsFromDisk: medianOf(`${WHOLE_DISK}, seconds`),
    };
    const doubt = whyNotJudged(rounds.load, small);
    const aims = judgeAims(AIMS, ratios, doubt === null);
    const warnings = [
      doubt === null || small ? [] : [doubt],
      unseen === null ? [] : [unseen],
    ].flat();
    const report = { bench: "journal-recovery", machine, rows, ratios, load: rounds.load };
    return finishReport({ ...report, aims, warnings }, options);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function measurementsOf(
  whole: KeptFiles,
  kept: KeptFiles,
  made: MadeJournal,
  canForget: boolean,
): readonly Measurement[] {
  const cached = [
    ...recoveriesOf(WHOLE, () => recover(whole, made, true)),
    ...recoveriesOf(KEPT, () => recover(kept, made, false)),
  ];
  if (!canForget) return cached;
  const fromDisk = (files: KeptFiles, isWhole: boolean) => {
    forgetPages(files);
    return recover(files, made, isWhole);
  };
  const read = async () => {
    forgetPages(whole);
    return readAll(whole);
  };
  return [
    ...cached,
    ...recoveriesOf(WHOLE_DISK, () => fromDisk(whole, true)),
    ...recoveriesOf(KEPT_DISK, () => fromDisk(kept, false)),
    { name: "all files read from the disk, and nothing done, seconds", measure: read },
  ];
}

function recoveriesOf(
  name: string,
  recovered: () => Promise<Readonly<Record<Figure, number>>>,
): readonly Measurement[] {
  const shared = new SharedRun<Figure>(recovered);
  return FIGURES.map(([figure]) => ({
    name: `${name}, ${figure}`,
    measure: () => shared.take(figure),
  }));
}

/** Recovers in a process of its own, and takes away what that has added. */
async function recover(
  files: KeptFiles,
  made: MadeJournal,
  isWhole: boolean,
): Promise<Readonly<Record<Figure, number>>> {
  const child = Bun.spawn([process.execPath, RECOVER, files.folder], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  assert((await child.exited) === 0, "a journal is recovered");
  removeOthers(files);
  const { seconds, openSeconds, messages, peakMib } = JSON.parse(text) as RecoveredOnce;
  assert(
    isWhole ? messages === made.records : messages < made.records,
    `all that is needed is handed on: ${messages} of ${made.records} records`,
  );
  return {
    seconds,
    "seconds until it is open": openSeconds,
    speed: made.bytes / 1e6 / seconds,
    "most memory": peakMib ?? Number.NaN,
  };
}

function unitOf(name: string): string {
  return FIGURES.find(([figure]) => name.endsWith(`, ${figure}`))?.[1] ?? "s";
}
