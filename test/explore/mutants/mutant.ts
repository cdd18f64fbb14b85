/** A fault that is planted into the ring's own source: it has to be found. */
import type { Mutation } from "../realm/load-ring.ts";
import type { OrderName } from "../scenarios/all.ts";

export type Mutant = Mutation & {
  /** What is wrong with it, as it stands in the table. */
  readonly fault: string;
  readonly scenario: string;
  /** The memory order that shows it: the weakest machine need not be the only one. */
  readonly order: OrderName;
};
