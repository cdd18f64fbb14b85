/**
 * Question: what does it cost to write a hot message and to read it?
 *
 * Each message with a compiled layout, with 64 bodies in turns: written by its layout, by msgpackr
 * (an array of its values, the same bytes), by JSON, and as a plain object; read whole, by three
 * numbers, and by the same others. Each variant of each message in a fresh thread, rounds in turns.
 *
 * The ratios of a run are the medians over the messages, and the worst.
 *
 * Two plain objects stand beside the writer, both from the body in hand. `object` stores all fields
 * into an object that is there already: the least that can be done with them, two instructions a
 * field, and nobody could hand that object on, since the next message overwrites it. `copy` makes a
 * new object, as who hands a message on has to. Levels are copied number by number.
 */
import { READS, type Variant, WRITES } from "./codec/codec-loops.ts";
import { codecSection } from "./codec/codec-page.ts";
import type { CodecRound } from "./codec/codec-worker.ts";
import { HOT_MESSAGES } from "./codec/hot-messages.ts";
import { SPECIAL_WRITES, SPECIALS } from "./codec/special-loops.ts";
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { inWorker } from "./kit/in-worker.ts";
import { type Measurement, measureRounds, type Rounds, ratiosOf } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { quartilesOf } from "./kit/quartiles.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";

const ROUNDS = 5;
const VARIANTS: readonly Variant[] = [
  ...WRITES.map((way) => `write ${way}` as const),
  ...READS.map((way) => `read ${way}` as const),
];
const WORKER = new URL("./codec/codec-worker.ts", import.meta.url);

/** Those that an aim is about are shown for each message. */
const RATIOS: readonly (readonly [name: string, over: Variant, under: Variant])[] = [
  ["encodeOverObject", "write compiled", "write object"],
  ["encodeOverCopy", "write compiled", "write copy"],
  ["msgpackrOverEncode", "write msgpackr", "write compiled"],
  ["jsonOverEncode", "write json", "write compiled"],
  ["decodeOverObject", "read compiled", "read object"],
  ["msgpackrOverDecode", "read msgpackr", "read compiled"],
  ["jsonOverDecode", "read json", "read compiled"],
];
const AIMS: readonly Aim[] = [
  { name: "encodeOverObject", bound: 1.5, direction: "AT_MOST" },
  { name: "encodeOverCopy", bound: 1.5, direction: "AT_MOST" },
];

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const messages = [...HOT_MESSAGES.keys()];
  const planOf = (names: readonly string[], variants: readonly Variant[]) =>
    names.flatMap((message) =>
      variants.map((variant) => measurementOf({ message, variant, small })),
    );
  const measurements = [...planOf(messages, VARIANTS), ...planOf(SPECIALS, SPECIAL_WRITES)];
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const { rows, ratios } = ratioRows(rounds, messages);
  const doubt = whyNotJudged(rounds.load, small);
  const report = {
    bench: "codec",
    machine,
    rows: [
      ...measurements.map(({ name }) => rowOf(name, "ns", rounds.figures.get(name) ?? [])),
      ...rows,
    ],
    ratios,
    load: rounds.load,
    aims: judgeAims(AIMS, ratios, doubt === null),
    warnings: doubt === null || small ? [] : [doubt],
  };
  return finishReport(report, options, (found) => codecSection(found, [...messages, ...SPECIALS]));
}

function measurementOf(round: CodecRound): Measurement {
  return {
    name: nameOf(round.message, round.variant),
    measure: () => inWorker<number>(WORKER, round),
  };
}

function nameOf(message: string, variant: Variant): string {
  return `${message}: ${variant}`;
}

function ratioRows(rounds: Rounds, messages: readonly string[]) {
  const ratios: Record<string, number> = {};
  const rows = RATIOS.flatMap(([name, over, under]) => {
    const ofMessages = messages.map((message) =>
      rowOf(
        `${name} of ${message}`,
        "x",
        ratiosOf(rounds, nameOf(message, over), nameOf(message, under)),
      ),
    );
    const medians = ofMessages.map(({ median }) => median);
    ratios[name] = Number(quartilesOf(medians).median.toPrecision(4));
    const isCost = name.startsWith("encode") || name.startsWith("decode");
    ratios[`${name}Worst`] = isCost ? Math.max(...medians) : Math.min(...medians);
    return AIMS.some((aim) => aim.name === name) ? ofMessages : [];
  });
  return { rows, ratios };
}
