/** How often a guarded process may be started again, and after which pause: pure. */
import { Backoff } from "../tree/pace/backoff.ts";
import { RestartWindow } from "../tree/pace/restart-window.ts";

/** How much restarting a process is worth. */
export type BudgetRules = {
  /** Most restarts in any window of `periodMs`. */
  readonly restartsMax: number;
  readonly periodMs: number;
  /** After a life this long the next restart is at once again. Milliseconds. */
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
  readonly #window: RestartWindow;
  readonly #backoff: Backoff;
  #begunAtMs = Number.NaN;
  #unready = 0;
  #wasEverReady = false;

  constructor(rules: BudgetRules) {
    const { restartsMax, periodMs, backoffMs, quietMs } = rules;
    this.#rules = rules;
    this.#window = new RestartWindow(restartsMax, periodMs);
    this.#backoff = new Backoff(backoffMs, quietMs);
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
    const { restartsMax, periodMs, unreadyMax } = this.#rules;
    this.#wasEverReady ||= wasReady;
    this.#unready += 1;
    if (!this.#wasEverReady && !(this.#unready < unreadyMax)) {
      return `it was never ready in ${unreadyMax} lives`;
    }
    this.#backoff.lived(nowMs - this.#begunAtMs);
    const pauseMs = this.#backoff.next(random);
    if (!this.#window.admit(nowMs, pauseMs)) {
      return `${restartsMax} restarts within ${Math.round(periodMs / 1_000)} s are spent`;
    }
    this.#begunAtMs = nowMs + pauseMs;
    return pauseMs;
  }
}
