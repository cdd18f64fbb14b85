/** What is explored: some memory, the threads that use it, and what must hold at the end. */
import type { MemoryOrder } from "../model/memory-order.ts";
import type { Ring } from "../realm/load-ring.ts";
import type { ThreadSpec } from "./thread.ts";

/** What a thread had recorded when it ended or was terminated. */
export type Outcome = { readonly records: readonly unknown[]; readonly crashed: boolean };

export type Outcomes = (name: string) => Outcome;

export type Scenario = {
  readonly name: string;
  /** Terminations in one run; 0 by default. */
  readonly crashesMax?: number;
  /** How often in one run a load is early or a store passes another; by default the order's. */
  readonly reorderingsMax?: number;
  /** The memory orders in which it can be searched through; all by default. */
  readonly orders?: readonly MemoryOrder["name"][];
  /** Which plain stores may die with their thread; by default the order's. */
  readonly lost?: "LAST" | "ANY";
  /** Makes memory, and returns the threads. Threads' first parts run one after the other. */
  readonly threads: (ring: Ring) => readonly ThreadSpec[];
  /** Throws when an end is wrong. Called once for each way in which a run can end. */
  readonly check: (outcomes: Outcomes) => undefined;
};
