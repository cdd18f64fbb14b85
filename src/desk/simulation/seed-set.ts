/** Many seeds of one desk: each is run once, every fiftieth twice, and a failing one is made small. */
import { drawPlan, type FaultPlan, onlyFaults } from "./fault/fault-plan.ts";
import type { Violation } from "./judge/judge.ts";
import { runSeed, type SeedResult } from "./seed-run.ts";
import { shrink } from "./shrink.ts";
import { hasExchange, type LoadedDesk } from "./world/loaded-desk.ts";

export type SetOptions = {
  readonly loaded: LoadedDesk;
  readonly seeds: readonly number[];
  /** How long faults come in each. Milliseconds. */
  readonly spanMs: number;
  /** Only those faults of each seed; null: all. */
  readonly only: readonly number[] | null;
  readonly hasJudges: boolean;
  /** Whether a failing seed is made small, which takes up to {@link SHRINK_RUNS_MAX} runs of it. */
  readonly shrinks: boolean;
  /** Whether the first failing seed ends the set. */
  readonly endsAtFirst: boolean;
  /** A seed fails, with so many faults. Comes before it is made small. */
  readonly onViolation: (seed: number, violation: Violation, faults: number) => void;
  /** So many runs of a failing seed were made, and so many faults are left of it. */
  readonly onShrink: (runs: number, faults: number) => void;
  readonly onSeed: (done: number, result: SeedResult) => void;
};

/** A seed that fails, and the faults that it takes. */
export type FailingSeed = {
  readonly seed: number;
  readonly violation: Violation;
  readonly plan: FaultPlan;
};

export type SetResult = {
  readonly seeds: number;
  readonly events: number;
  /** On this machine, in this run: the time of shrinking is not counted. */
  readonly eventsPerS: number;
  readonly failing: readonly FailingSeed[];
  /** Seeds that saw each rare thing. */
  readonly sometimes: ReadonlyMap<string, number>;
  readonly doubleRuns: number;
  /** SHA-256 of all that a seed that was run alone has said; null of several. */
  readonly log: string | null;
  /** Seeds whose two runs were not the same. */
  readonly diverging: readonly number[];
};

/** One seed of so many is run twice. */
const DOUBLE_EVERY = 50;

export async function runSeeds(options: SetOptions): Promise<SetResult> {
  const set = new SeedSet(options);
  for (const [index, seed] of options.seeds.entries()) {
    const result = await set.run(seed, index % DOUBLE_EVERY === 0);
    options.onSeed(index + 1, result);
    if (options.endsAtFirst && result.violation !== null) break;
  }
  return set.result();
}

class SeedSet {
  readonly #options: SetOptions;
  readonly #sometimes = new Map<string, number>();
  readonly #failing: FailingSeed[] = [];
  readonly #diverging: number[] = [];
  #seeds = 0;
  #log: string | null = null;
  #events = 0;
  #elapsedNs = 0;
  #doubleRuns = 0;

  constructor(options: SetOptions) {
    this.#options = options;
  }

  async run(seed: number, isDouble: boolean): Promise<SeedResult> {
    const { spanMs, only, loaded } = this.#options;
    const whole = drawPlan({ seed, spanMs, hasExchange: hasExchange(loaded) });
    const plan = only === null ? whole : onlyFaults(whole, only);
    const began = Bun.nanoseconds();
    const result = await this.#runPlan(plan, isDouble);
    this.#elapsedNs += Bun.nanoseconds() - began;
    this.#seeds += 1;
    this.#log = result.log;
    this.#events += result.events;
    for (const name of result.sometimes) {
      this.#sometimes.set(name, (this.#sometimes.get(name) ?? 0) + 1);
    }
    if (isDouble) await this.#runAgain(plan, result);
    if (result.violation !== null) await this.#fail(plan, result.violation);
    return result;
  }

  result(): SetResult {
    return {
      seeds: this.#seeds,
      events: this.#events,
      eventsPerS: Math.round(this.#events / (this.#elapsedNs / 1e9)),
      failing: this.#failing,
      sometimes: this.#sometimes,
      doubleRuns: this.#doubleRuns,
      diverging: this.#diverging,
      log: this.#seeds === 1 ? this.#log : null,
    };
  }

  #runPlan(plan: FaultPlan, isLogged: boolean): Promise<SeedResult> {
    const { loaded, hasJudges } = this.#options;
    return runSeed({ loaded, plan, hasJudges, isLogged });
  }

  async #runAgain(plan: FaultPlan, first: SeedResult): Promise<undefined> {
    this.#doubleRuns += 1;
    const again = await this.#runPlan(plan, true);
    const isSame = again.log === first.log && again.events === first.events;
    if (!isSame) this.#diverging.push(plan.seed);
  }

  async #fail(plan: FaultPlan, violation: Violation): Promise<undefined> {
    this.#options.onViolation(plan.seed, violation, plan.faults.length);
    const judged = async (part: FaultPlan) => (await this.#runPlan(part, false)).violation;
    const { shrinks, onShrink } = this.#options;
    const small = shrinks ? await shrink(plan, violation, judged, onShrink) : plan;
    // Of fewer faults it is another run, with other orders.
    const shown = small === plan ? violation : ((await judged(small)) ?? violation);
    this.#failing.push({ seed: plan.seed, violation: shown, plan: small });
  }
}
