/**
 * Question: what does a value on a board cost its writer and its reader?
 *
 * A slot of 64 bytes and a book of fifty levels a side: put and read with nobody else there, with
 * one, eight and 64 watchers to be told, and with a reader on another thread at full speed while the
 * writer puts without a pause, or every ten microseconds. Beside them the same slot with one copy,
 * and the same book by `postMessage`. Retries are copies that were made again, for one read. A read
 * is checked: nothing is torn and nothing goes backwards. Fresh threads, rounds in turns.
 */
import type { AloneKind } from "./board/alone-worker.ts";
import { type PairKind, type PairResult, runPair } from "./board/board-round.ts";
import {
  PACES,
  type PaceName,
  type SlotKind,
  VALUE_BYTES,
  type ValueName,
} from "./board/board-work.ts";
import { runPosts } from "./board/post-round.ts";
import { whyNotJudged } from "./kit/aims.ts";
import { inWorker } from "./kit/in-worker.ts";
import { type Measurement, measureRounds, type Rounds, ratiosOf } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";
import { SharedRun } from "./kit/shared-run.ts";

const ROUNDS = 5;
const BOOKS = 20_000;
const VALUES = Object.keys(VALUE_BYTES) as ValueName[];
const SLOTS: readonly SlotKind[] = ["board", "one copy"];
const PARTS = { readNs: "a read", putNs: "a put", retries: "retries", gaveUp: "gave up, of 1000" };
const ALONE_WORKER = new URL("./board/alone-worker.ts", import.meta.url);
const POST = "book: by postMessage";

const ALONE: readonly AloneKind[] = [
  ...VALUES.flatMap((value): AloneKind[] => [
    { work: "put", value, watchers: 0 },
    { work: "read", value, watchers: 0 },
  ]),
  ...[1, 8, 64].map((watchers): AloneKind => ({ work: "put", value: "64 B", watchers })),
  { work: "take", value: "64 B", watchers: 1 },
];
const PAIRS: readonly PairKind[] = VALUES.flatMap((value) =>
  (Object.keys(PACES) as PaceName[]).flatMap((pace) =>
    SLOTS.map((slot) => ({ value, pace, slot })),
  ),
);

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const units = new Map<string, string>();
  const measurements: Measurement[] = [
    ...ALONE.map((kind) => ({
      name: aloneName(kind),
      measure: () => inWorker<number>(ALONE_WORKER, { ...kind, small }),
    })),
    ...PAIRS.flatMap((kind) => pairMeasurements(kind, small, units)),
    { name: POST, measure: () => runPosts(small ? BOOKS / 20 : BOOKS) },
  ];
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const { rows, ratios } = ratioRows(rounds);
  const doubt = whyNotJudged(rounds.load, small);
  const report = {
    bench: "board",
    machine,
    rows: [
      ...measurements.map(({ name }) =>
        rowOf(name, units.get(name) ?? "ns", rounds.figures.get(name) ?? []),
      ),
      ...rows,
    ],
    ratios,
    load: rounds.load,
    warnings: doubt === null || small ? [] : [doubt],
  };
  return finishReport(report, options);
}

function pairMeasurements(
  kind: PairKind,
  small: boolean,
  units: Map<string, string>,
): Measurement[] {
  const shared = new SharedRun<keyof PairResult>(() => runPair(kind, small));
  const parts = Object.keys(PARTS) as (keyof PairResult)[];
  return parts
    .filter((part) => part !== "gaveUp" || kind.slot === "one copy")
    .map((part) => {
      const name = pairName(kind, part);
      if (!part.endsWith("Ns")) units.set(name, "1");
      return { name, measure: () => shared.take(part) };
    });
}

function ratioRows(rounds: Rounds) {
  const book = (slot: SlotKind, part: keyof PairResult) =>
    pairName({ value: "book", pace: "full speed", slot }, part);
  const plans = [
    ["postMessage", POST, book("board", "readNs")],
    ["oneCopyRead", book("one copy", "readNs"), book("board", "readNs")],
    ["oneCopyPut", book("one copy", "putNs"), book("board", "putNs")],
  ] as const;
  const ratios: Record<string, number> = {};
  const rows = plans.map(([name, over, under]) => {
    const row = rowOf(`ratio ${name}: theirs over ours`, "x", ratiosOf(rounds, over, under));
    ratios[name] = row.median;
    return row;
  });
  return { rows, ratios };
}

function aloneName({ work, value, watchers }: AloneKind): string {
  const told = watchers === 0 ? "" : `, ${watchers} ${watchers === 1 ? "watcher" : "watchers"}`;
  return `${value}: alone, ${work === "take" ? "a put and what is dirty" : `a ${work}`}${told}`;
}

function pairName({ value, pace, slot }: PairKind, part: keyof PairResult): string {
  const speed = pace === "full speed" ? pace : `a put every ${pace}`;
  return `${value}: ${slot}, ${speed}: ${PARTS[part]}`;
}
