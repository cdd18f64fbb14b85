/**
 * Question: what does it cost to hand an 82-byte quote from one thread to another?
 *
 * Nine numbers as valid msgpack, every field written, three read, alone and in batches of 16; beside
 * `postMessage` of the array, comlink, and msgpackr on the same ring. Rounds are interleaved, each
 * variant in two fresh threads; what was read is checked before a figure counts. Compare only on an
 * idle machine: with a third busy thread every ring is ten to forty times slower. And only where a
 * cache line takes as long from one core to another: the last row but the ratios says how long.
 */
import { MessageChannel, Worker } from "node:worker_threads";
import { assert } from "../src/core/assert.ts";
import { allocateLines } from "../src/runtime/ring/lines.ts";
import { allocateTopic } from "../src/runtime/ring/topic-memory.ts";
import { attachReader } from "../src/runtime/ring/topic-slots.ts";
import { measureLineTrip } from "./kit/line-trip.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, printReport, rowOf } from "./kit/report.ts";
import { expectedSum, type RingResult, type RingRound, type Variant } from "./kit/ring-work.ts";

const ROUNDS = 9;
/** Timed messages of a round: each takes a fraction of a second. */
const MESSAGES: Readonly<Record<Variant, number>> = {
  ring: 3_000_000,
  ring16: 4_800_000,
  postMessage: 200_000,
  postMessage16: 320_000,
  comlink: 12_800,
  msgpackr: 500_000,
};
const SMALL = 20;
/** How many times longer the second takes than the third. */
const RATIOS: readonly [name: string, over: Variant, under: Variant][] = [
  ["postMessage", "postMessage", "ring"],
  ["postMessageBatch16", "postMessage16", "ring16"],
  ["comlink", "comlink", "ring"],
  ["msgpackr", "msgpackr", "ring"],
];

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const machine = readMachine();
  const variants = Object.keys(MESSAGES) as Variant[];
  const measured = new Map(variants.map((variant) => [variant, [] as number[]]));
  const lineTrips: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    lineTrips.push(await measureLineTrip());
    // Back and forth, so that no variant always follows the same one.
    for (const variant of round % 2 === 0 ? variants : variants.toReversed()) {
      measured.get(variant)?.push(await runRound(variant, options.small));
    }
  }
  const timesOf = (variant: Variant) => measured.get(variant) ?? [];
  const rows = variants.map((variant) => rowOf(variant, "ns", timesOf(variant)));
  rows.push(rowOf("cache line there and back", "ns", lineTrips));
  const ratios: Record<string, number> = {};
  for (const [name, over, under] of RATIOS) {
    // Of each round: what slows the machine for a round slows both of its figures.
    const [above, below] = [timesOf(over), timesOf(under)];
    const row = rowOf(
      `ratio ${name}`,
      "x",
      above.map((time, at) => time / (below[at] ?? NaN)),
    );
    rows.push(row);
    ratios[name] = row.median;
  }
  const report = { bench: "ring", machine, rows, ratios };
  printReport(report, options);
  return report;
}

async function runRound(variant: Variant, small: boolean): Promise<number> {
  const lines = allocateLines();
  const topic = allocateTopic({ capacityBytes: 1 << 20 });
  const slot = attachReader(topic, { kind: "GATE", bellLine: 1 });
  const messages = MESSAGES[variant] / (small ? SMALL : 1);
  // A whole number of batches, so that no message is left over.
  const given = { variant, lines, topic, slot, messages, warmUp: 16 * Math.ceil(messages / 64) };
  const { port1, port2 } = new MessageChannel();
  const reader = start("./kit/ring-reader.ts", { ...given, role: "READ", port: port1 });
  const writer = start("./kit/ring-writer.ts", { ...given, role: "WRITE", port: port2 });
  await Promise.all([ready(reader), ready(writer)]);
  const result = new Promise<RingResult>((resolve) => reader.once("message", resolve));
  reader.postMessage("go");
  writer.postMessage("go");
  const { nsAMessage, sum } = await result;
  await Promise.all([reader.terminate(), writer.terminate()]);
  assert(
    sum === expectedSum({ ...given, role: "READ" }),
    `every message of ${variant} is read once`,
  );
  return nsAMessage;
}

type Given = RingRound & { readonly port: import("node:worker_threads").MessagePort };

function start(file: string, given: Given): Worker {
  const workerData = given;
  return new Worker(new URL(file, import.meta.url), { workerData, transferList: [given.port] });
}

function ready(worker: Worker): Promise<unknown> {
  return new Promise((resolve) => worker.once("message", resolve));
}
