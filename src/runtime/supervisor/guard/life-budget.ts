/** How often a guarded process may be started again, and after which pause: pure. */
import { CHILD_DEFAULTS, type ChildSpec } from "../child-spec.ts";
import { decideRestart, type RestartHistory } from "../restart-decision.ts";

/** How much restarting a process is worth. */
export type BudgetRules = {
  /** Most restarts in any window of `periodMs`. */
  readonly restartsMax: number;
  readonly periodMs: number;
  /** Restarts longer ago than this do not lengthen the pause. Milliseconds. */
  readonly quietMs: number;
  /** Shortest and longest pause; the first restart is at once. Milliseconds. */
  readonly backoffMs: readonly [number, number];
  /** Most lives from the first on that end before any was ready. */
  readonly unreadyMax: number;
};

/** A desk that is killed each half minute for minutes goes on; one that cannot start does not. */
export const BUDGET_DEFAULTS: BudgetRules = {
  restartsMax: 30,
  periodMs: 600_000,
  quietMs: 30_000,
  backoffMs: [100, 10_000],
  unreadyMax: 5,
};

/** Keeps the restarts of one process. */
export class LifeBudget {
  readonly #rules: BudgetRules;
  #history: RestartHistory = [];
  #unready = 0;
  #wasEverReady = false;

  constructor(rules: BudgetRules) {
    this.#rules = rules;
  }

  /**
   * Takes one restart of the budget.
   *
   * @param wasReady Whether the life that ended had become ready.
   * @param nowMs Monotonic milliseconds.
   * @param random Uniform in [0, 1): the jitter.
   * @returns The pause before it in milliseconds, or why there is none.
   */
  take(wasReady: boolean, nowMs: number, random: number): number | string {
    const { restartsMax, periodMs, quietMs, unreadyMax } = this.#rules;
    this.#wasEverReady ||= wasReady;
    this.#unready += 1;
    if (!this.#wasEverReady && !(this.#unready < unreadyMax)) {
      return `it was never ready in ${unreadyMax} lives`;
    }
    const crash = { history: this.#history, nowMs, random };
    const allowed = decideRestart(this.#spec(restartsMax, periodMs), crash);
    if (allowed.kind !== "RESTART") {
      return `${restartsMax} restarts within ${Math.round(periodMs / 1_000)} s are spent`;
    }
    const paused = decideRestart(this.#spec(restartsMax + 1, quietMs), crash);
    const pauseMs = paused.kind === "RESTART" ? paused.afterMs : 0;
    this.#history = [...allowed.history.slice(0, -1), nowMs + pauseMs];
    return pauseMs;
  }

  #spec(restartsMax: number, periodMs: number): ChildSpec {
    return { ...CHILD_DEFAULTS, restartsMax, periodMs, backoffMs: this.#rules.backoffMs };
  }
}
