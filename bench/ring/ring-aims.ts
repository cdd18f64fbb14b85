/** The ratios of the ring bench, each of two rows in the same round, and what they are meant to be. */
import type { Aim } from "../kit/aims.ts";
import { type Rounds, ratiosOf } from "../kit/interleaved.ts";
import { type BenchRow, rowOf } from "../kit/report.ts";
import { peerRow } from "./peer-plan.ts";
import { OTHER_NAMES, ringName, TRIP_NAMES } from "./ring-plan.ts";

/** `says` stands in the row's name: which of the two is above. */
export type RatioPlan = {
  readonly name: string;
  readonly over: string;
  readonly under: string;
  readonly says: string;
};

const ALONE = ringName("82 B", 1);
const IN_16 = ringName("82 B", 16);
const { postMessage, postMessage16, comlink, msgpackr } = OTHER_NAMES;

export const RATIOS: readonly RatioPlan[] = [
  theirs("postMessage", postMessage, ALONE, ""),
  theirs("postMessageBatch16", postMessage16, IN_16, ", both in 16"),
  theirs("postMessageAloneOverBatch16", postMessage, IN_16, ", theirs alone and ours in 16"),
  theirs("comlink", comlink, ALONE, ""),
  theirs("msgpackr", msgpackr, ALONE, ""),
  ours("cpp", ALONE, peerRow("cpp"), ""),
  ours("cppBatch16", IN_16, peerRow("cpp"), ", ours in 16 and the twin alone"),
  ours("cppSameBatch16", IN_16, peerRow("cppBatch16"), ", both in 16"),
  ours("disruptor", ALONE, peerRow("disruptor"), ""),
  ours("disruptorBatch16", IN_16, peerRow("disruptorBatch16"), ", both in 16"),
  ours("erlang", ALONE, peerRow("erlang"), ""),
  ours("cppRoundTrip", TRIP_NAMES.spin, peerRow("cppRoundTrip"), ", both spinning"),
  ours("waitAsyncRoundTrip", TRIP_NAMES.park, TRIP_NAMES.waitAsync, ", ours parked"),
];

export const AIMS: readonly Aim[] = [
  { name: "postMessage", bound: 40, direction: "AT_LEAST" },
  { name: "disruptor", bound: 0.3, direction: "AT_MOST" },
  { name: "cpp", bound: 1.5, direction: "AT_MOST" },
  { name: "postMessageBatch16", bound: 60, direction: "AT_LEAST" },
  { name: "disruptorBatch16", bound: 0.4, direction: "AT_MOST" },
  // Of ours in batches of 16 to the twin's own time alone.
  { name: "cppBatch16", bound: 1.2, direction: "AT_MOST" },
  { name: "cppRoundTrip", bound: 1.5, direction: "AT_MOST" },
  { name: "waitAsyncRoundTrip", bound: 1.1, direction: "AT_MOST" },
];

/** A row for each ratio, and their medians by name. NaN where a side was not measured. */
export function ratioRows(rounds: Rounds): {
  readonly rows: readonly BenchRow[];
  readonly ratios: Readonly<Record<string, number>>;
} {
  const ratios: Record<string, number> = {};
  const rows = RATIOS.map(({ name, over, under, says }) => {
    const row = rowOf(`ratio ${name}: ${says}`, "x", ratiosOf(rounds, over, under));
    ratios[name] = row.median;
    return row;
  });
  return { rows, ratios };
}

function theirs(name: string, over: string, under: string, how: string): RatioPlan {
  return { name, over, under, says: `theirs over ours${how}` };
}

function ours(name: string, over: string, under: string, how: string): RatioPlan {
  return { name, over, under, says: `ours over theirs${how}` };
}
