/**
 * The order in which a desk stops, pure: what is done now, from what is seen now.
 *
 * ```text
 * STOP_STRATEGIES   nothing new is decided; gateways hold          <= 2 s
 * CANCEL            what is open is cancelled, until none is open  <= 10 s
 * STOP_ACTORS       the others, in reverse                         their deadlines
 * LINGER            the console says 503 to whoever asks           <= 5 s from the beginning, or as told
 * CLOSE             the console answers what it was asked, and ends
 * ```
 *
 * Haste skips the waits, never the cancels. 30 s after the beginning it is over, whatever is seen.
 */

export type DrainPhase = "STOP_STRATEGIES" | "CANCEL" | "STOP_ACTORS" | "LINGER" | "CLOSE";

/** What the shell sees at one look. */
export type DrainSight = {
  /** Monotonic milliseconds. */
  readonly nowMs: number;
  readonly strategiesStopped: boolean;
  /** Orders that are to be cancelled and are open still. */
  readonly openOrders: number;
  readonly actorsStopped: boolean;
  /** Somebody asked a second time. */
  readonly hurried: boolean;
  /** Since somebody asked whether the desk is ready; null: nobody ever did. Milliseconds. */
  readonly readyAskedMsAgo: number | null;
};

export type DrainRules = {
  /** How long a balancer needs to see that the desk is not ready. Milliseconds. */
  readonly unhealthyAfterMs: number;
};

/** The whole drain. Milliseconds. */
export const DRAIN_MS_MAX = 30_000;

const STRATEGIES_MS_MAX = 2_000;
const CANCEL_MS_MAX = 10_000;
/** Also in haste a cancel has the time to leave. Milliseconds. */
const HASTY_CANCEL_MS_MAX = 1_000;
/** An order may be on its way between two boards: one look at none is not enough. */
const LOOKS_AT_NONE = 2;
const LINGER_MS_MIN = 5_000;
/** Who asked longer ago than this is no balancer. Milliseconds. */
const ASKED_MS_MAX = 60_000;

export class DrainSequence {
  readonly #rules: DrainRules;
  readonly #startedAtMs: number;
  #phase: DrainPhase = "STOP_STRATEGIES";
  #sinceMs: number;
  #looksAtNone = 0;

  /** @param nowMs When the stop was asked for. Monotonic milliseconds. */
  constructor(rules: DrainRules, nowMs: number) {
    this.#rules = rules;
    this.#startedAtMs = nowMs;
    this.#sinceMs = nowMs;
  }

  get phase(): DrainPhase {
    return this.#phase;
  }

  /** Looks, and goes on by at most one phase, so that each is begun. Returns the one that holds now. */
  look(sight: DrainSight): DrainPhase {
    const { nowMs } = sight;
    if (nowMs - this.#startedAtMs >= DRAIN_MS_MAX) this.#phase = "CLOSE";
    if (this.#phase === "CANCEL") {
      this.#looksAtNone = sight.openOrders === 0 ? this.#looksAtNone + 1 : 0;
    }
    const next = this.#next(sight);
    if (next !== this.#phase) this.#sinceMs = nowMs;
    this.#phase = next;
    return next;
  }

  #next(sight: DrainSight): DrainPhase {
    const spentMs = sight.nowMs - this.#sinceMs;
    switch (this.#phase) {
      case "STOP_STRATEGIES":
        return sight.strategiesStopped || sight.hurried || !(spentMs < STRATEGIES_MS_MAX)
          ? "CANCEL"
          : this.#phase;
      case "CANCEL": {
        const limitMs = sight.hurried ? HASTY_CANCEL_MS_MAX : CANCEL_MS_MAX;
        const isDone = this.#looksAtNone >= LOOKS_AT_NONE || !(spentMs < limitMs);
        return isDone ? "STOP_ACTORS" : this.#phase;
      }
      case "STOP_ACTORS":
        return sight.actorsStopped ? "LINGER" : this.#phase;
      case "LINGER":
        return this.#isHeard(sight) ? "CLOSE" : this.#phase;
      case "CLOSE":
        return this.#phase;
    }
  }

  /** Whether a balancer, if there is one, has seen by now that the desk is not ready. */
  #isHeard({ nowMs, hurried, readyAskedMsAgo }: DrainSight): boolean {
    const hasAsker = readyAskedMsAgo !== null && readyAskedMsAgo <= ASKED_MS_MAX;
    if (hurried || !hasAsker) return true;
    const lingerMs = Math.max(LINGER_MS_MIN, this.#rules.unhealthyAfterMs);
    return !(nowMs - this.#startedAtMs < lingerMs);
  }
}
