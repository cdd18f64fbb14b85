/**
 * Question: what does it cost to hand a message from one thread to another?
 *
 * A quote of 82 bytes, nine numbers as valid msgpack, every field written, three read: alone and in
 * batches, to one reader and to two, with and without what the runtime records; smaller and larger
 * messages; and there and back. Beside them, in the same rounds, the same work in other languages
 * and by `postMessage`, comlink and msgpackr. Each variant has fresh threads, a peer a fresh process,
 * and what was read is checked before a figure counts. Compare only on an idle machine, and only
 * where a cache line takes as long from one core to another: a row says how long. With `--write` the
 * figures go into `docs/performance.md`.
 */
import { judgeAims, whyNotJudged } from "./kit/aims.ts";
import { measureRounds } from "./kit/interleaved.ts";
import { measureLineTrip } from "./kit/line-trip.ts";
import { readMachine } from "./kit/machine.ts";
import { preparePeers } from "./kit/peers.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";
import { missingPeers, PEER_ROWS, peerMeasurements } from "./ring/peer-plan.ts";
import { AIMS, ratioRows } from "./ring/ring-aims.ts";
import {
  otherMeasurements,
  readersOn,
  ringMeasurements,
  tripMeasurements,
} from "./ring/ring-plan.ts";

const ROUNDS = 7;

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const peers = await preparePeers();
  const ours = [
    { name: "cache line there and back", measure: measureLineTrip },
    ...ringMeasurements(machine.cores, small),
    ...tripMeasurements(small),
    ...otherMeasurements(small),
  ];
  const rounds = await measureRounds(small ? 1 : ROUNDS, [
    ...ours,
    ...peerMeasurements(peers, small),
  ]);
  const { rows, ratios } = ratioRows(rounds);
  const doubt = whyNotJudged(rounds.load, small);
  const { spinning, parked } = readersOn(machine.cores, 2);
  const report = {
    bench: "ring",
    machine,
    rows: [
      // A peer that is missing has a row too, without a figure.
      ...[...ours, ...PEER_ROWS].map(({ name }) =>
        rowOf(name, "ns", rounds.figures.get(name) ?? []),
      ),
      ...rows,
    ],
    ratios,
    load: rounds.load,
    aims: judgeAims(AIMS, ratios, doubt === null),
    warnings: [
      ...(doubt === null || small ? [] : [doubt]),
      ...(parked === 0 ? [] : [`of two readers ${spinning} spins, ${parked} is parked`]),
    ],
    failures: missingPeers(peers),
  };
  return finishReport(report, options);
}
