/** What the system of actors is told of state that outlives its process. */
import type { RecoveredState } from "./recovered-state.ts";
import type { StateStore } from "./state-part.ts";

export type StateOptions = {
  readonly store: StateStore;
  /** Of the desk, 1 up: each process that goes on with its folder is one. */
  readonly life: number;
  /** What the process before left; null in a first life. */
  readonly recovered: RecoveredState | null;
  /** Names of what boards number beside actors, by number. */
  readonly numbered: readonly string[];
  /** Told why something could not be kept, and null once all is kept again. */
  readonly onFailure?: (reason: string | null) => void;
};
