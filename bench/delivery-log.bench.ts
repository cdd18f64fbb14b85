/**
 * Question: what does the delivery log cost, in messages a second and in bytes a message?
 *
 * Two actors on threads of their own, a flood of quotes of 82 bytes from one to the other, which says
 * one in 64 of them on; and two parked actors through which one quote goes round and round, where
 * each message is a turn of its own: the log's worst case. With the log and without, in turns.
 */
import { measureFlood } from "./delivery-log/flood.ts";
import { measureActorRing } from "./growth/actor-ring.ts";
import { whyNotJudged } from "./kit/aims.ts";
import { type Measurement, measureRounds, ratiosOf } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";

const ROUNDS = 5;
const MESSAGES = 4_000_000;
const LAPS = 4_000;
/** How much less a small run measures. */
const SMALL = 20;

const FLOOD = { off: "flood without a log", on: "flood with a log" } as const;
const HOP = { off: "hop of a parked actor without a log", on: "hop of a parked actor with a log" };

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const less = small ? SMALL : 1;
  const machine = readMachine();
  const bytes = { taker: [] as number[], flooder: [] as number[] };
  const flood = (name: string, isRecorded: boolean): Measurement => ({
    name,
    async measure() {
      const { messagesPerS, takerBytes, flooderBytes } = await measureFlood(
        MESSAGES / less,
        isRecorded,
      );
      if (isRecorded) {
        bytes.taker.push(takerBytes);
        bytes.flooder.push(flooderBytes);
      }
      return messagesPerS;
    },
  });
  const hop = (name: string, isRecorded: boolean): Measurement => ({
    name,
    measure: () => measureActorRing(2, LAPS / less, isRecorded),
  });
  const rounds = await measureRounds(small ? 1 : ROUNDS, [
    flood(FLOOD.off, false),
    flood(FLOOD.on, true),
    hop(HOP.off, false),
    hop(HOP.on, true),
  ]);
  const figuresOf = (name: string) => rounds.figures.get(name) ?? [];
  const rows = [
    ...Object.values(FLOOD).map((name) => rowOf(name, "1/s", figuresOf(name))),
    ...Object.values(HOP).map((name) => rowOf(name, "ns", figuresOf(name))),
    rowOf("log of who takes the flood", "B a message", bytes.taker),
    rowOf("log of who sends it", "B a message", bytes.flooder),
    rowOf("ratio flood: with the log over without", "x", ratiosOf(rounds, FLOOD.on, FLOOD.off)),
    rowOf("ratio hop: with the log over without", "x", ratiosOf(rounds, HOP.on, HOP.off)),
  ];
  const medianOf = (name: string) => rows.find((row) => row.name === name)?.median ?? Number.NaN;
  const doubt = whyNotJudged(rounds.load, small);
  const report = {
    bench: "delivery-log",
    machine,
    rows,
    ratios: {
      flood: medianOf("ratio flood: with the log over without"),
      hop: medianOf("ratio hop: with the log over without"),
    },
    load: rounds.load,
    warnings: doubt === null || small ? [] : [doubt],
  };
  return finishReport(report, options);
}
