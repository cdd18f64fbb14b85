/** Someone who trades: what it is told when its turn comes. */

export type Turn = {
  /** Counted from 0. */
  readonly step: number;
  /** Nominal time of the step. Wall microseconds. */
  readonly at: number;
  /** What makers quote by. 1e-8 of the quote asset. */
  readonly price: number;
  /** Part of the usual size that makers quote, above 0 to 1. */
  readonly sizeFactor: number;
};

/** Deterministic: the same turns and the same book give the same orders. */
export type Agent = {
  act(turn: Turn): undefined;
};
