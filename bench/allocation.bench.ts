/**
 * Question: what does a message allocate on its way from a handler to another?
 *
 * Ten million messages over each part of the way, in a process of its own, once it is compiled for
 * good: with the collector off, so that whatever is allocated shows, dropped or kept; and with it
 * on, so that what is kept shows. Beside them paths that do allocate: a measure that did not see
 * one object a message would prove nothing. A text is a string of JavaScript once it is read.
 */
import { allocatedBytesOf, keptBytesOf, readHeaps } from "./allocation/measure-heap.ts";
import { ALLOCATING_PATHS, HOT_PATHS } from "./allocation/path-table.ts";
import { judgeAims } from "./kit/aims.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, type BenchRow, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";

const MESSAGES = 10_000_000;
const SMALL_MESSAGES = 100_000;
/** Fewer of those that allocate: with the collector off the process has to hold it all. */
const ALLOCATING_SHARE = 0.1;
/** None: less than a block of the heap in a million messages. Bytes a message. */
const BYTES_MAX = 0.016;
/** Least that an object takes: the controls must show it. Bytes. */
const OBJECT_BYTES = 16;

/** Runs all paths, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const machine = readMachine();
  const messages = options.small ? SMALL_MESSAGES : MESSAGES;
  const hot = await measureAll(Object.keys(HOT_PATHS), messages);
  const allocating = await measureAll(Object.keys(ALLOCATING_PATHS), messages * ALLOCATING_SHARE);
  const ratios = {
    allocatedBytesAMessage: Math.max(...hot.allocated.map(({ median }) => median)),
    keptBytesAMessage: Math.max(...hot.kept.map(({ median }) => median)),
  };
  const aims = Object.keys(ratios).map(
    (name) => ({ name, bound: BYTES_MAX, direction: "AT_MOST" }) as const,
  );
  const unseen = allocating.allocated.filter(({ median }) => !(median >= OBJECT_BYTES));
  const report = {
    bench: "allocation",
    machine,
    rows: [...hot.allocated, ...allocating.allocated, ...hot.kept, ...allocating.kept],
    ratios,
    // Bytes do not depend on what else the machine does.
    aims: judgeAims(aims, ratios, !options.small),
    failures: unseen.map(({ name }) => `the measure does not see what "${name}" allocates`),
  };
  return finishReport(report, options);
}

async function measureAll(paths: readonly string[], messages: number) {
  const allocated: BenchRow[] = [];
  const kept: BenchRow[] = [];
  for (const path of paths) {
    for (const result of await readHeaps([path], messages, "OFF")) {
      allocated.push(rowOf(`${path}: allocated`, "B", [allocatedBytesOf(result) / messages]));
    }
    for (const result of await readHeaps([path], messages, "ON")) {
      kept.push(rowOf(`${path}: kept`, "B", [keptBytesOf(result) / messages]));
    }
  }
  return { allocated, kept };
}
