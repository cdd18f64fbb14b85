/** What the search decides on: one move of one thread. */
import type { Locations } from "../model/locations.ts";
import type { MemoryOrder } from "../model/memory-order.ts";
import type { State } from "../model/state.ts";
import type { Node, ThreadTree } from "./thread-tree.ts";

/** RUN: its next access. COMMIT, DROP: a pending store becomes visible, or dies with its thread. */
export type Action = "RUN" | "COMMIT" | "DROP" | "CRASH";

/** `pick`: which pending store, which choice, or 1 + the place in the past that a load is given. */
export type Move = { readonly thread: number; readonly action: Action; readonly pick: number };

/** A state in which something is to be decided, and between what; nothing at the end. */
export type Settled = { readonly state: State; readonly moves: readonly Move[] };

export type StepperOptions = {
  readonly order: MemoryOrder;
  readonly locations: Locations;
  readonly trees: readonly ThreadTree[];
  readonly nodes: readonly Node[];
  readonly mayCrash: readonly boolean[];
  readonly isLast: readonly boolean[];
  readonly crashesMax: number;
  readonly reorderingsMax: number;
  readonly lost: "LAST" | "ANY";
};
