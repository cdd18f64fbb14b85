/**
 * Question: how long does it take to wake a thread, and to get its answer?
 *
 * Round trips of a quote of 82 bytes between two threads that park and between two that spin,
 * beside two bare words that are waited on in turns and carry nothing, and beside the same work in
 * C++ that spins. Then whole actors, 1, 2 and 4 a core: round trips, and from commit to handler of an
 * actor that had nothing for a millisecond. There each core gives a spin token, so that two cores
 * show spinning too; where more actors are awake than there are cores, they park.
 */
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { type Measurement, measureRounds, ratiosOf } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type Peers, preparePeers, runPeer } from "./kit/peers.ts";
import { quantileOf } from "./kit/quartiles.ts";
import { type BenchOptions, type BenchReport, printReport, rowOf } from "./kit/report.ts";
import { measureRoundTrip, TRIP_WAYS, TRIPS, type TripWay } from "./kit/round-trip.ts";
import { measureActorTrip, measureActorWakes, type Pairs } from "./wake/actor-trips.ts";

const ROUNDS = 5;
/** How much less a small run measures. */
const SMALL = 20;
/** Of each half of a round of whole actors. */
const ACTORS_MS = 200;
/** A desk has at most 128 actors. */
const PAIRS_MAX = 64;
const ACTORS_A_CORE = [1, 2, 4] as const;

const NAMES: Readonly<Record<TripWay, string>> = {
  park: "round trip of a quote, parked",
  spin: "round trip of a quote, spinning",
  waitAsync: "round trip of a bare waitAsync",
  wait: "round trip of a bare Atomics.wait",
};
const CPP = "round trip of a quote in C++, spinning";

const RATIOS = [
  { name: "cppRoundTrip", over: NAMES.spin, under: CPP },
  { name: "waitAsyncRoundTrip", over: NAMES.park, under: NAMES.waitAsync },
] as const;
const AIMS: readonly Aim[] = [
  { name: "cppRoundTrip", bound: 1.5, direction: "AT_MOST" },
  { name: "waitAsyncRoundTrip", bound: 1.1, direction: "AT_MOST" },
];

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const peers = await preparePeers();
  const measurements = [
    ...TRIP_WAYS.map((way) => quoteOf(way, small)),
    ...cppTrip(peers, small),
    ...actorMeasurements(machine.cores, small),
  ];
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const names = [...measurements.map(({ name }) => name), CPP];
  const rows = [...new Set(names)].map((name) => rowOf(name, "ns", rounds.figures.get(name) ?? []));
  const ratios: Record<string, number> = {};
  for (const { name, over, under } of RATIOS) {
    const row = rowOf(`ratio ${name}: ours over theirs`, "x", ratiosOf(rounds, over, under));
    rows.push(row);
    ratios[name] = row.median;
  }
  const doubt = whyNotJudged(rounds.load, small);
  const { cppRoundTrip } = peers;
  const report = {
    bench: "wake",
    machine,
    rows,
    ratios,
    load: rounds.load,
    aims: judgeAims(AIMS, ratios, doubt === null),
    warnings: doubt === null || small ? [] : [doubt],
    failures: "missing" in cppRoundTrip ? [cppRoundTrip.missing] : [],
  };
  printReport(report, options);
  return report;
}

function quoteOf(way: TripWay, small: boolean): Measurement {
  const { warmUp, trips } = TRIPS[way];
  const less = small ? SMALL : 1;
  const round = { warmUp: warmUp / less, trips: trips / less };
  return { name: NAMES[way], measure: () => measureRoundTrip(way, round) };
}

function cppTrip(peers: Peers, small: boolean): readonly Measurement[] {
  if ("missing" in peers.cppRoundTrip) return [];
  const { warmUp, trips } = TRIPS.spin;
  const less = small ? SMALL : 1;
  const round = { warmUp: warmUp / less, messages: trips / less };
  return [{ name: CPP, measure: () => runPeer(peers, "cppRoundTrip", round) }];
}

function actorMeasurements(cores: number, small: boolean): readonly Measurement[] {
  const ms = small ? ACTORS_MS / 4 : ACTORS_MS;
  return (["park", "spin"] as const).flatMap((idle) =>
    ACTORS_A_CORE.flatMap((actors) => {
      const pairs = Math.min(PAIRS_MAX, Math.max(1, Math.round((cores * actors) / 2)));
      const given: Pairs = { idle, pairs, cores, ms };
      const name = `${idle === "park" ? "parking" : "spinning"} actors, ${actors} a core`;
      return [
        { name: `round trip of ${name}`, measure: () => measureActorTrip(given) },
        ...quantilesOf(`commit to handler of ${name}`, () => measureActorWakes(given)),
      ];
    }),
  );
}

/** Two rows of one run: whichever comes first in a round makes it, and the other takes it. */
function quantilesOf(
  name: string,
  measure: () => Promise<readonly number[]>,
): readonly Measurement[] {
  let made: readonly number[] | null = null;
  const take = async () => {
    const values = made ?? (await measure());
    made = made === null ? values : null;
    return values;
  };
  return [
    { name: `${name}, p50`, measure: async () => quantileOf(await take(), 0.5) },
    { name: `${name}, p99`, measure: async () => quantileOf(await take(), 0.99) },
  ];
}
