/** The engine alone, beside one from npm: what is measured, and what it is compared by. */
import { inWorker } from "../kit/in-worker.ts";
import { type Measurement, type Rounds, ratiosOf } from "../kit/interleaved.ts";
import { quartilesOf } from "../kit/quartiles.ts";
import { findOrderBook } from "../peers/order-book-peer.ts";
import type { EngineRound } from "./engine-worker.ts";
import type { Spread } from "./order-plan.ts";

const WORKER = new URL("./engine-worker.ts", import.meta.url);
/** Book of 10,000 orders at first. */
const SIZE = { commands: 20_000, warmUps: 10, runs: 20 };
const SMALL_SIZE = { commands: 2_000, warmUps: 1, runs: 1 };
const UNIT = "commands/s";

const SPREADS: readonly (readonly [spread: Spread, text: string])[] = [
  ["NEAR", "within 250 ticks of the touch"],
  ["FAR", "over 20,000 prices a side"],
];

export type Part = {
  readonly measurements: readonly Measurement[];
  /** Rows that are there also when nothing could be measured. */
  readonly names: readonly string[];
  readonly unit: string;
  readonly failures: readonly string[];
  ratios(rounds: Rounds): Readonly<Record<string, number>>;
};

/** 60 % cancels, 35 % orders that rest, 5 % that cross. */
export function enginePart(small: boolean): Part {
  const peer = findOrderBook();
  const size = small ? SMALL_SIZE : SIZE;
  const measure = (name: string, spread: Spread, path: string | null): Measurement => ({
    name,
    measure: () => inWorker<number>(WORKER, { spread, peer: path, ...size } satisfies EngineRound),
  });
  const measurements = SPREADS.flatMap(([spread, text]) => [
    measure(ours(text), spread, null),
    ...(typeof peer === "string" ? [measure(theirs(text), spread, peer)] : []),
  ]);
  return {
    measurements,
    names: SPREADS.flatMap(([, text]) => [ours(text), theirs(text)]),
    unit: UNIT,
    failures: typeof peer === "string" ? [] : [peer.missing],
    ratios: (rounds) => ({
      /** Not a ratio: commands a second. */
      engineCommandsPerS: medianOf(rounds.figures.get(ours(SPREADS[0]?.[1] ?? "")) ?? []),
      ...Object.fromEntries(
        SPREADS.map(([spread, text]) => [
          spread === "NEAR" ? "engineOverPeer" : "engineOverPeerFar",
          medianOf(ratiosOf(rounds, ours(text), theirs(text))),
        ]),
      ),
    }),
  };
}

function ours(text: string): string {
  return `engine alone, orders ${text}`;
}

function theirs(text: string): string {
  return `nodejs-order-book, orders ${text}`;
}

function medianOf(figures: readonly number[]): number {
  return Number(quartilesOf(figures).median.toPrecision(4));
}
