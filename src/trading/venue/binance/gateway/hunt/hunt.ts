/** The searches of the trades that are under way, and those that are wanted: one of each, of an instrument. */
import type { Instrument } from "../../../../market/instrument.ts";

/** One search. */
export type Hunt = {
  /** An answer to an earlier one says nothing to it. */
  readonly number: number;
  readonly instrument: Instrument;
  /** Round of each order that waits for it, by the order's id. */
  readonly rounds: ReadonlyMap<string, number>;
  /** Orders of the venue behind trades, of which nobody knows yet whose they are. Digits. */
  readonly strange: Set<string>;
};

export type Hunts = {
  /** By instrument. */
  readonly running: Map<number, Hunt>;
  /** By instrument: the newest round of each order that waits for the next search. */
  readonly wanted: Map<number, Map<string, number>>;
  /** Number of the last one. */
  last: number;
};

export function noHunts(): Hunts {
  return { running: new Map(), wanted: new Map(), last: 0 };
}
