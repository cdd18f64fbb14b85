/**
 * What a bench is meant to reach, and whether it did. A ratio counts only where it can be judged: on
 * a machine that had little else to do, in a run of full length.
 */
import { quantileOf } from "./quartiles.ts";

/** Others may keep so much of the machine busy before ratios say nothing. Cores. */
export const OTHER_CORES_MAX = 0.3;

export type Direction = "AT_LEAST" | "AT_MOST";

export type Aim = {
  /** Name of the ratio. */
  readonly name: string;
  readonly bound: number;
  readonly direction: Direction;
};

export type JudgedAim = Aim & {
  readonly ratio: number;
  readonly judged: boolean;
  /** Null when it was not judged. */
  readonly reached: boolean | null;
};

/** Other load of each round of a run. Cores; NaN where it cannot be known. */
export type RunLoad = {
  readonly median: number;
  readonly max: number;
  readonly bound: number;
  readonly rounds: readonly number[];
};

export function loadOf(rounds: readonly number[]): RunLoad {
  return {
    median: quantileOf(rounds, 0.5),
    // NaN of one round is NaN here: who cannot know one round cannot judge the run.
    max: rounds.length === 0 ? Number.NaN : Math.max(...rounds),
    bound: OTHER_CORES_MAX,
    rounds,
  };
}

/** Why the ratios of a run cannot be judged, for people; null when they can. */
export function whyNotJudged(load: RunLoad, small: boolean): string | null {
  if (small) return "a small run shows that the bench runs, not how fast";
  if (load.max <= load.bound) return null;
  if (Number.isNaN(load.max)) return "other load is unknown here, so no aim is judged";
  return (
    `other load was up to ${load.max.toFixed(2)} of a core in a round (median ` +
    `${load.median.toFixed(2)}): no aim is judged above ${load.bound}`
  );
}

/** Each aim with its ratio. A ratio that is missing or NaN is missed, not forgotten. */
export function judgeAims(
  aims: readonly Aim[],
  ratios: Readonly<Record<string, number>>,
  judged: boolean,
): readonly JudgedAim[] {
  return aims.map((aim) => {
    const ratio = ratios[aim.name] ?? Number.NaN;
    return { ...aim, ratio, judged, reached: judged ? isReached(aim, ratio) : null };
  });
}

/** One line a person reads. */
export function aimText({ name, bound, direction, ratio, reached }: JudgedAim): string {
  const verdict = reached === null ? "not judged" : reached ? "reached" : "missed";
  const wanted = direction === "AT_LEAST" ? "at least" : "at most";
  return `aim ${name}: ${ratio}, ${wanted} ${bound}: ${verdict}`;
}

function isReached({ bound, direction }: Aim, ratio: number): boolean {
  return direction === "AT_LEAST" ? ratio >= bound : ratio <= bound;
}
