/**
 * Whether the desk may trade, and the kill latch.
 *
 * ```
 *  ACTIVE --> REDUCING --> HALTED      by itself: only this way
 *     ^___________|___________|        by a person, or after a clean start: resume
 *  kill: HALTED, latched until a person re-arms it; then still HALTED
 * ```
 */

/** What the desk takes. */
export type TradingState =
  /** Every order that passes the gate. */
  | "ACTIVE"
  /** Only orders that bring a position nearer to zero. */
  | "REDUCING"
  /** No order. Cancels pass, and fills count, as in every state. */
  | "HALTED";

/** Where trading stands. Plain data. */
export type Trading = {
  readonly state: TradingState;
  /** Somebody pulled the kill switch, and nobody re-armed it since. */
  readonly isKilled: boolean;
};

/** Before everybody is ready. */
export const INITIAL_TRADING: Trading = { state: "HALTED", isKilled: false };

/** After the kill switch, whatever was before. */
export const KILLED: Trading = { state: "HALTED", isKilled: true };

const STRICTNESS: Readonly<Record<TradingState, number>> = { ACTIVE: 0, REDUCING: 1, HALTED: 2 };

/** Returns the stricter of what is and what is asked for: nothing loosens by itself. */
export function tighten(trading: Trading, state: TradingState): Trading {
  return STRICTNESS[state] > STRICTNESS[trading.state] ? { ...trading, state } : trading;
}

/** Lets trading go on in `state`. Nothing changes while the kill latch is set. */
export function resume(trading: Trading, state: TradingState): Trading {
  return trading.isKilled ? trading : { ...trading, state };
}

/** Releases the kill latch, by a person's word. Trading stays halted until it is resumed. */
export function rearm(trading: Trading): Trading {
  return { ...trading, isKilled: false };
}
