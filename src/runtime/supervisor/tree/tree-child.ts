/** One child of a supervisor, and what all of a tree share. */

import type { Branch } from "./branch.ts";
import type { EndKind } from "./child-end.ts";
import type { Agenda, Alarm } from "./pace/agenda.ts";
import { Backoff } from "./pace/backoff.ts";
import { RestartWindow } from "./pace/restart-window.ts";
import type { SupervisorSettings } from "./supervisor-spec.ts";
import type { ChildState, TreeEffect } from "./tree-effect.ts";
import type { NodeSpec } from "./tree-spec.ts";

/** What all supervisors of one tree stand on. */
export type Ground = {
  readonly agenda: Agenda;
  /** Never goes back. Milliseconds. */
  nowMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly emit: (effect: TreeEffect) => void;
  readonly nextLife: () => number;
  /** All children of the tree, the root apart, by name. */
  readonly children: Map<string, TreeChild>;
};

/**
 * Why a child is started, which says what its failure means: its supervisor's start fails, it is
 * one more failing restart, or that of a group, or somebody is answered.
 */
export type StartCause = "FIRST" | "RESTART" | "GROUP" | "ADD" | "MANUAL";

/**
 * What follows a stop that was asked for: it is started again alone, or with its group; somebody
 * wants it down; or its supervisor stops.
 */
export type StopCause = "RENEW" | "GROUP" | "STAY" | "SUPERVISOR";

export class TreeChild {
  spec: NodeSpec;
  /** What it was before a renewal that is not ready yet; null otherwise. */
  specBefore: NodeSpec | null = null;
  readonly supervisor: Branch;
  /** Null for a worker. */
  readonly branch: Branch | null;
  readonly backoff: Backoff;
  /** Of a child with a budget of its own; null when its supervisor has one for all. */
  window: RestartWindow | null = null;
  readonly #settings: SupervisorSettings;
  state: ChildState = "STOPPED";
  /** Its last life; 0 before the first. */
  life = 0;
  startCause: StartCause = "FIRST";
  stopCause: StopCause = "SUPERVISOR";
  /** Administration stopped it, so only administration starts it. */
  isHeld = false;
  /** Whoever waits for its end was told. */
  isGone = true;
  /** Why it ended last; null when it never did. */
  reason: string | null = null;
  /** Why it was killed while it was starting. */
  startFailure: string | null = null;
  /** Its end was asked for in a way that it cannot refuse. */
  isKilled = false;
  readyAtMs = Number.NaN;
  restarts = 0;
  /** The one thing that it waits for: a deadline or its backoff. */
  alarm: Alarm | null = null;
  /** Who waits for the outcome of its start. */
  startCall: number | null = null;
  /** Who waits for its end. */
  stopCalls: number[] = [];

  constructor(
    spec: NodeSpec,
    supervisor: Branch,
    settings: SupervisorSettings,
    makeBranch: (self: TreeChild) => Branch | null,
  ) {
    this.spec = spec;
    this.supervisor = supervisor;
    this.#settings = settings;
    this.backoff = new Backoff(settings.backoffMs, settings.backoffResetMs);
    this.branch = makeBranch(this);
    this.refresh();
  }

  get name(): string {
    return this.spec.name;
  }

  /** Whether something of it may still run. */
  get isAlive(): boolean {
    return this.state === "STARTING" || this.state === "RUNNING" || this.state === "STOPPING";
  }

  /** Whether a life follows the one that is beginning or being ended. */
  get comesBack(): boolean {
    if (this.state === "STOPPING") return this.stopCause === "RENEW" || this.stopCause === "GROUP";
    return this.startCause === "RESTART" || this.startCause === "GROUP";
  }

  /** Whether nothing follows an end of that kind that nobody asked for. */
  isOverAfter(kind: EndKind): boolean {
    const { restart } = this.spec;
    return restart === "temporary" || (restart === "transient" && kind !== "CRASH");
  }

  /** A whole budget, and the first restart at once. */
  refresh(): undefined {
    const { onExceeded, restartsMax, periodMs } = this.#settings;
    this.backoff.reset();
    this.window = onExceeded === "quarantine" ? new RestartWindow(restartsMax, periodMs) : null;
  }

  cancelAlarm(): undefined {
    if (this.alarm !== null) this.alarm.isCancelled = true;
    this.alarm = null;
  }
}
