/**
 * Question: how many records a second does the audit log take, and how fast and small is its verifier?
 *
 * Records of about 220 bytes, durable by 64, with a checkpoint each 1,000: on a disk that costs
 * nothing, and on the disk of the temporary folder with every sync. Signatures and leaves of the tree
 * alone. The verifier is in a process of its own, on a log that lies in the page
 * cache; its memory is the most that process had. Rounds in turns.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "../src/core/assert.ts";
import { systemTree } from "../src/runtime/io/disk/system-tree.ts";
import { Frontier } from "../src/runtime/journal/audit/tree/frontier.ts";
import { leafHash } from "../src/runtime/journal/audit/tree/tree-hash.ts";
import { benchKey, makeLog } from "./audit/made-log.ts";
import { memoryDisk } from "./audit/memory-disk.ts";
import type { VerifiedOnce } from "./audit/verify-once.ts";
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { type Measurement, measureRounds } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";
import { timeLoop } from "./kit/time-loop.ts";

const ROUNDS = 5;
const VERIFY = join(import.meta.dir, "audit/verify-once.ts");
const AIMS: readonly Aim[] = [
  { name: "verifyMegabytesPerS", bound: 200, direction: "AT_LEAST" },
  { name: "verifyPeakMib", bound: 128, direction: "AT_MOST" },
];

const ROW = {
  memory: ["records, on a disk that costs nothing", "records/s"],
  disk: ["records, with every sync", "records/s"],
  leaves: ["leaves of 220 bytes into the tree", "leaves/s"],
  signatures: ["checkpoints signed, Ed25519", "signatures/s"],
  verify: ["verifier", "MB/s"],
  peak: ["verifier, most memory", "MiB"],
} as const;

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const folder = mkdtempSync(join(tmpdir(), "outcry-bench-audit-"));
  try {
    const read = join(folder, "read");
    makeLog(systemTree(read), small ? 10_000 : 400_000);
    const peaks: number[] = [];
    let written = 0;
    const measurements: readonly Measurement[] = [
      { name: "memory", measure: async () => makeLog(memoryDisk(), small ? 5_000 : 100_000) },
      {
        name: "disk",
        measure: async () => {
          written += 1;
          return makeLog(systemTree(join(folder, `written-${written}`)), small ? 1_000 : 20_000);
        },
      },
      { name: "leaves", measure: async () => measureLeaves(small) },
      { name: "signatures", measure: async () => measureSignatures(small) },
      {
        name: "verify",
        measure: async () => {
          const { megabytesPerS, peakMib } = await verify(read);
          peaks.push(peakMib);
          return megabytesPerS;
        },
      },
    ];
    const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
    const figures = new Map(rounds.figures).set("peak", peaks);
    const rows = Object.entries(ROW).map(([name, [text, unit]]) =>
      rowOf(text, unit, figures.get(name) ?? []),
    );
    const medianOf = (text: string) => rows.find((row) => row.name === text)?.median ?? Number.NaN;
    const ratios = {
      /** Not ratios: of one core of this machine. */
      verifyMegabytesPerS: medianOf(ROW.verify[0]),
      verifyPeakMib: Math.max(...peaks),
    };
    const doubt = whyNotJudged(rounds.load, small);
    const aims = judgeAims(AIMS, ratios, doubt === null);
    const warnings = doubt === null || small ? [] : [doubt];
    const { load } = rounds;
    return finishReport({ bench: "audit", machine, rows, ratios, load, aims, warnings }, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureLeaves(small: boolean): number {
  const leaf = Buffer.alloc(220, 7);
  const frontier = new Frontier();
  const ignore = () => undefined;
  const append = () => {
    for (let at = 0; at < 1_000; at += 1) frontier.append(leafHash(leaf), ignore);
  };
  return 1e9 / timeLoop(append, { small, perCall: 1_000 });
}

function measureSignatures(small: boolean): number {
  const key = benchKey();
  const text = `outcry.example/bench\n20852163\n${Buffer.alloc(32, 3).toString("base64")}\n`;
  return 1e9 / timeLoop(() => key.signatureLine(text), { small, perCall: 1 });
}

/** Verifies the log in `folder` in a process of its own. */
async function verify(folder: string): Promise<{ megabytesPerS: number; peakMib: number }> {
  const child = Bun.spawn([process.execPath, VERIFY, folder], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const found = JSON.parse(await new Response(child.stdout).text()) as VerifiedOnce;
  assert(found.exit === 0, "the log that was made is intact");
  const { bytes, seconds, peakMib } = found;
  return { megabytesPerS: bytes / 1e6 / seconds, peakMib: peakMib ?? Number.NaN };
}
