/** What a tree of supervisors is told, in the words of Erlang/OTP: plain data, and its defaults. */

/** What follows the end of a child: restart always, only after a crash, or never. */
export type RestartType = "permanent" | "transient" | "temporary";

/**
 * Who is restarted with a child: nobody else, all children, or those that started after it.
 * A `pool` has any number of like children without an order.
 */
export type Strategy = "one_for_one" | "one_for_all" | "rest_for_one" | "pool";

/** When the ends of significant children end their supervisor. */
export type AutoShutdown = "never" | "any_significant" | "all_significant";

/**
 * What a spent budget of restarts means. `escalate`: one budget for all children, and the
 * supervisor ends. `quarantine`: a budget for each child, which is left down.
 */
export type OnExceeded = "escalate" | "quarantine";

/**
 * How long an orderly stop may take until the child is killed. Milliseconds; `kill` asks for no
 * orderly stop at all, null waits for ever (for supervisors: what they wait for has deadlines).
 */
export type StopDeadline = number | "kill" | null;

/** How a supervisor treats its children. */
export type SupervisorSettings = {
  readonly strategy: Strategy;
  /** Most restarts within a period. That of a group counts once, each failing attempt counts. */
  readonly restartsMax: number;
  readonly periodMs: number;
  readonly onExceeded: OnExceeded;
  /** Shortest and longest pause before a restart, the first of which is at once. Milliseconds. */
  readonly backoffMs: readonly [number, number];
  /** A life this long makes the next pause the shortest again. Null: half of the sum of `backoffMs`. */
  readonly backoffResetMs: number | null;
  readonly autoShutdown: AutoShutdown;
};

/** What a supervisor is to the supervisor above it. */
export type SupervisorPlace = {
  readonly restart: RestartType;
  /** Whether its end may end the supervisor above it. */
  readonly significant: boolean;
  readonly stopDeadlineMs: StopDeadline;
};

/** One supervisor of a system. Which actors it has is said by the actors. */
export type SupervisorSpec = SupervisorSettings &
  SupervisorPlace & {
    readonly name: string;
    /** In start order: names of actors, and `supervisors.<name>` for a nested one. */
    readonly children: readonly string[];
  };

/** Name of the supervisor at the top, which every system has. */
export const ROOT = "root";

/** What holds for a supervisor where nothing is said. */
export const SUPERVISOR_DEFAULTS: SupervisorSettings & SupervisorPlace = {
  strategy: "one_for_one",
  restartsMax: 3,
  periodMs: 30_000,
  onExceeded: "quarantine",
  backoffMs: [100, 10_000],
  backoffResetMs: null,
  autoShutdown: "never",
  restart: "permanent",
  significant: false,
  stopDeadlineMs: null,
};

/** What holds for the root: what a permanent supervisor below it gives up stops the desk. */
export const ROOT_DEFAULTS: SupervisorSettings & SupervisorPlace = {
  ...SUPERVISOR_DEFAULTS,
  restartsMax: 0,
  onExceeded: "escalate",
};
