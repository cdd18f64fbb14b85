/** A desk as its files say it, checked and resolved: plain data, ready to be started. */
import type { ActorInspection, PinnedCode } from "../../runtime/actor/inspection.ts";
import type { Lane } from "../../runtime/actor/worker-start.ts";
import type { IdleStrategy } from "../../runtime/ring/idle-strategy.ts";
import type { ChildSpec } from "../../runtime/supervisor/child-spec.ts";
import type { SupervisorSpec } from "../../runtime/supervisor/tree/supervisor-spec.ts";
import type { Instrument } from "../../trading/market/instrument.ts";
import type { LoadedFile } from "../message/config-load.ts";
import type { FileLimits } from "../message/desk-facts.ts";
import type { ActorKind, Subscription } from "./graph/actor-kind.ts";
import type { References } from "./toml/references.ts";

/** Modes that a desk can run in. */
export const MODES = ["paper", "replay", "live"] as const;

export type Mode = (typeof MODES)[number];

/** Whether an order waits until its approval is on the disk. */
export const DURABILITIES = ["sync", "none"] as const;

export type Durability = (typeof DURABILITIES)[number];

export type Bind = { readonly hostname: string; readonly port: number };

/** How the desk stops. */
export type DrainPlan = {
  /** How long a balancer takes to see that the desk is not ready. Milliseconds. */
  readonly unhealthyAfterMs: number;
  /** Numbers of the instruments whose open orders stay at the venue; all others' are cancelled. */
  readonly left: readonly number[];
};

/** A supervisor of the tree. Its `children` are who it has now, in start order. */
export type SupervisorPlan = SupervisorSpec & {
  /** What its file says of its children: who comes later is theirs by these patterns. */
  readonly patterns: readonly string[];
};

export type ReadPlan = {
  readonly actor: string;
  readonly subscription: Subscription;
  readonly lane: Lane;
};

export type ActorPlan = {
  readonly name: string;
  /** Path of its file, as people read it. */
  readonly file: string;
  readonly kind: ActorKind;
  /** Module under `actors/`, without its ending. */
  readonly use: string;
  /** URL of that module, or of the bundle that runs. */
  readonly module: string;
  /** The bundle that was inspected; null where its source was. */
  readonly code: PinnedCode | null;
  /** Numbers of instruments, in the file's order. */
  readonly instruments: readonly number[];
  readonly limits: FileLimits;
  /** Checked values: quantities in lots, prices in ticks of the first instrument. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Whether some of them came from `${env:...}`, `${file:...}` or `${fd:N}`. */
  readonly holdsSecrets: boolean;
  readonly reads: readonly ReadPlan[];
  readonly topicBytes: number;
  /** Actors of one name share a worker; null has a worker of its own. */
  readonly thread: string | null;
  /** What its loop does when there is nothing. */
  readonly idle: IdleStrategy;
  readonly snapshotEveryMs: number;
  /** Whether the desk is unready without it. */
  readonly required: boolean;
  /** What its file says of its life. */
  readonly child: ChildSpec;
  readonly inspection: ActorInspection;
};

export type DeskPlan = {
  /** Absolute path. */
  readonly folder: string;
  /** All files that it was read from, in the order of their names. */
  readonly files: readonly LoadedFile[];
  /** What of their texts came from outside: nobody who writes of the files writes that down. */
  readonly references: References;
  readonly name: string;
  readonly mode: Mode;
  readonly console: Bind;
  readonly durability: Durability;
  /** Most threads that may spin at once; null: what the machine allows. */
  readonly spinTokensMax: number | null;
  /** Whether each actor writes what it took and in which order, so that the run can be replayed. */
  readonly deliveryLog: boolean;
  /** By number. */
  readonly instruments: readonly Instrument[];
  readonly drain: DrainPlan;
  /** The root first, each other one after the one above it. */
  readonly supervisors: readonly SupervisorPlan[];
  /** In start order. */
  readonly actors: readonly ActorPlan[];
};
