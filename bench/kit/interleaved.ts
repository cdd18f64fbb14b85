/**
 * Rounds of many measurements in turns: a machine that is slow for a while is slow for all of them,
 * so that the ratio of two figures of one round says more than that of two figures of a run.
 */
import { monotonicNs } from "../../src/core/clock.ts";
import { loadOf, type RunLoad } from "./aims.ts";
import { otherCores, readLoad } from "./other-load.ts";

/** One figure of each round. */
export type Measurement = {
  readonly name: string;
  measure(): Promise<number>;
};

/** What the rounds gave, in their order, and what else the machine did meanwhile. */
export type Rounds = {
  readonly figures: ReadonlyMap<string, readonly number[]>;
  readonly load: RunLoad;
};

/** A busy machine takes ten times as long, and is not judged anyway. Seconds. */
const SECONDS_MAX = 150;

/**
 * Takes all measurements once a round: there and back, so that none always follows the same one.
 *
 * @param rounds At most so many: none begins after `secondsMax`, but the first.
 */
export async function measureRounds(
  rounds: number,
  measurements: readonly Measurement[],
  secondsMax = SECONDS_MAX,
): Promise<Rounds> {
  const begunAt = monotonicNs();
  const figures = new Map(measurements.map(({ name }) => [name, [] as number[]]));
  const loads: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0 && !(monotonicNs() - begunAt < secondsMax * 1e9)) break;
    const before = readLoad();
    for (const { name, measure } of round % 2 === 0 ? measurements : measurements.toReversed()) {
      figures.get(name)?.push(await measure());
    }
    loads.push(otherCores(before, readLoad()));
  }
  return { figures, load: loadOf(loads) };
}

/** `over` divided by `under` in each round; empty when one of them was not measured. */
export function ratiosOf({ figures }: Rounds, over: string, under: string): readonly number[] {
  const below = figures.get(under) ?? [];
  return (figures.get(over) ?? []).flatMap((figure, round) => {
    const other = below[round];
    return other === undefined ? [] : [figure / other];
  });
}
