/** What a tree of supervisors wants done, tells and answers: plain data. */

/** Where a child is in its life. */
export type ChildState =
  | "STARTING"
  | "RUNNING"
  /** It was asked to end, or is being killed. */
  | "STOPPING"
  /** It has ended, and will be started again by itself. */
  | "RESTARTING"
  /** Listed, and not running: it ended by itself, or somebody stopped it. */
  | "STOPPED"
  /** Listed, and not running: its start wanted it so. */
  | "DECLINED"
  /** Its budget of restarts is used up. */
  | "QUARANTINED"
  /** It cannot be ended, and so not be started again either. */
  | "LOST";

/** As what a child is gone for good: until somebody starts it again, if it is still listed. */
export type GoneAs = "STOPPED" | "DECLINED" | "QUARANTINED" | "REMOVED";

/** The end of that life is wanted; `comesBack`: and another one follows by itself. */
type Ending = {
  readonly child: string;
  readonly life: number;
  readonly reason: string;
  readonly comesBack: boolean;
};

export type TreeEffect =
  /** `life` tells this life from all others of the tree. */
  | { readonly kind: "START"; readonly child: string; readonly life: number }
  /** In an orderly way; when it takes too long, a `KILL` follows. */
  | (Ending & { readonly kind: "STOP" })
  /** `isLate`: a deadline has passed, that of its start or of its stop. */
  | (Ending & { readonly kind: "KILL"; readonly isLate: boolean })
  | { readonly kind: "READY"; readonly child: string; readonly life: number }
  /** It ended, or could not be started, and is started again after that time. Milliseconds. */
  | {
      readonly kind: "RESTARTING";
      readonly child: string;
      readonly reason: string;
      readonly afterMs: number;
    }
  | { readonly kind: "GONE"; readonly child: string; readonly as: GoneAs; readonly reason: string }
  /** The budget of a supervisor is used up: it ends in order, or with all above it. */
  | { readonly kind: "GAVE_UP"; readonly supervisor: string; readonly reason: string }
  /** And all above it give up too, because of `child`: nothing is restarted, trading must stop. */
  | { readonly kind: "KILL_SWITCH"; readonly child: string; readonly reason: string }
  /** All children of the root had their turn to start. */
  | { readonly kind: "UP" }
  /** The start failed and all is down again, or all is down because it was asked for. */
  | { readonly kind: "DOWN"; readonly failure: TreeFailure | null }
  | { readonly kind: "ANSWER"; readonly call: number; readonly answer: TreeAnswer };

/** The first child whose start failed. */
export type TreeFailure = { readonly child: string; readonly reason: string };

/** What administration is answered. */
export type TreeAnswer =
  | { readonly kind: "STARTED"; readonly life: number }
  | { readonly kind: "STOPPED" }
  | { readonly kind: "DELETED" }
  /** It wants not to run. It is listed, but for a temporary child and one of a pool. */
  | { readonly kind: "DECLINED"; readonly reason: string }
  | { readonly kind: "START_FAILED"; readonly reason: string }
  /** Somebody of this name runs: `life` says who. */
  | { readonly kind: "ALREADY_STARTED"; readonly life: number }
  /** Somebody of this name is listed, and does not run. */
  | { readonly kind: "ALREADY_PRESENT" }
  | { readonly kind: "RUNNING" }
  | { readonly kind: "RESTARTING" }
  | { readonly kind: "NOT_FOUND" }
  /** A child of a pool has no place of its own in which it could be started again. */
  | { readonly kind: "WRONG_STRATEGY" }
  /** Its supervisor is stopping or down, or it was stopped before it was ready. */
  | { readonly kind: "NOT_RUNNING" }
  | { readonly kind: "INVALID"; readonly mistakes: readonly string[] };
