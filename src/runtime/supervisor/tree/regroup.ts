/**
 * The restart of a group: of all children, or of one and those that started after it. They stop in
 * reverse, the pause of the one that caused it passes, and they start in order. When one fails to
 * start, it counts as one more restart, and it is tried again: from the first, or from that one on.
 */
import type { Branch } from "./branch.ts";
import type { Alarm } from "./pace/agenda.ts";
import type { Ground, TreeChild } from "./tree-child.ts";
import { Turns } from "./turns.ts";

type Phase = "IDLE" | "STOPPING" | "WAITING" | "STARTING";

export class Regroup {
  readonly #branch: Branch;
  readonly #ground: Ground;
  readonly #stops: Turns;
  readonly #starts: Turns;
  #phase: Phase = "IDLE";
  /** Those that stop and start together, in start order. */
  #members = new Set<TreeChild>();
  /** Ends that were not answered yet. */
  #wants: TreeChild[] = [];
  #dueMs = Number.NEGATIVE_INFINITY;
  #alarm: Alarm | null = null;

  constructor(branch: Branch, ground: Ground) {
    this.#branch = branch;
    this.#ground = ground;
    this.#stops = new Turns({
      take: (child) => this.#stop(child),
      isWaiting: ({ isAlive }) => isAlive,
      onOver: () => this.#onDown(),
    });
    this.#starts = new Turns({
      take: (child) => this.#start(child),
      isWaiting: ({ state }) => state === "STARTING",
      onOver: () => this.#onUp(),
    });
  }

  /** Whether a group is down or on its way. */
  get isBusy(): boolean {
    return this.#phase !== "IDLE";
  }

  /** Whether children are being stopped or started in order. */
  get isMoving(): boolean {
    return this.#phase === "STOPPING" || this.#phase === "STARTING";
  }

  /** `child` has ended, and its group is to be restarted. */
  want(child: TreeChild): undefined {
    // Its turn to stop was about to come: the restart that goes on covers it.
    if (this.#phase === "STOPPING" && this.#members.has(child)) return;
    this.#wants.push(child);
    if (!this.isMoving) this.resume();
  }

  /** Answers the ends that nobody answered yet. */
  resume(): undefined {
    if (this.#branch.state !== "RUNNING" || this.#wants.length === 0) return;
    const wants = this.#wants.filter(({ state }) => state === "RESTARTING");
    this.#wants = [];
    if (wants.length === 0 && !this.isBusy) return;
    for (const child of wants) if (!this.#plan(child)) return;
    this.#gather();
  }

  /** The start of a member failed. */
  onFailed(child: TreeChild): undefined {
    child.state = "RESTARTING";
    if (this.#plan(child)) this.#gather();
  }

  /** Something became of `child`, which may have been waited for. */
  onChange(child: TreeChild): undefined {
    this.#stops.onChange(child);
    this.#starts.onChange(child);
  }

  /** The pause is over. */
  hurry(): undefined {
    this.#dueMs = this.#ground.nowMs;
    if (this.#phase === "WAITING") this.#startAll();
  }

  cancel(): undefined {
    this.#phase = "IDLE";
    this.#wants = [];
    this.#members.clear();
    this.#stops.cancel();
    this.#starts.cancel();
    this.#dueMs = Number.NEGATIVE_INFINITY;
    this.#cancelAlarm();
  }

  /** False when the budget is spent. */
  #plan(child: TreeChild): boolean {
    const afterMs = this.#branch.plan(child, child.reason ?? "");
    if (afterMs === null) return false;
    this.#dueMs = Math.max(this.#dueMs, this.#ground.nowMs + afterMs);
    return true;
  }

  /** Stops all who are to be restarted with those that are down. */
  #gather(): undefined {
    this.#cancelAlarm();
    this.#starts.cancel();
    const all = [...this.#branch.children];
    const isAll = this.#branch.settings.strategy === "one_for_all";
    const first = isAll ? 0 : all.findIndex(({ state }) => state === "RESTARTING");
    const members = first < 0 ? [] : all.slice(first);
    this.#members = new Set(members);
    this.#phase = "STOPPING";
    this.#stops.begin(members.toReversed());
  }

  #startAll(): undefined {
    this.#cancelAlarm();
    this.#phase = "STARTING";
    this.#starts.begin([...this.#members]);
  }

  #stop(child: TreeChild): undefined {
    if (child.state === "LOST") {
      this.#branch.giveUp(child, "its last life cannot be ended");
      return;
    }
    if (child.isAlive) this.#branch.halt(child, "GROUP", "restarted with its group");
  }

  #start(child: TreeChild): undefined {
    const isDown = child.state === "STOPPED" || child.state === "DECLINED";
    const isListed = this.#branch.children.has(child);
    if (child.state === "RESTARTING" || (isDown && isListed && !child.isHeld)) {
      this.#branch.launch(child, "GROUP");
    }
  }

  #onDown(): undefined {
    this.#phase = "WAITING";
    if (this.#wants.length > 0) this.resume();
    else if (!(this.#dueMs > this.#ground.nowMs)) this.#startAll();
    else this.#alarm = this.#ground.agenda.add(this.#dueMs, () => this.#startAll());
  }

  #onUp(): undefined {
    this.#phase = "IDLE";
    this.#dueMs = Number.NEGATIVE_INFINITY;
    this.resume();
  }

  #cancelAlarm(): undefined {
    if (this.#alarm !== null) this.#alarm.isCancelled = true;
    this.#alarm = null;
  }
}
