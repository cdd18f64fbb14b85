/**
 * One supervisor of a tree: starts its children in order, answers their ends, and stops them in
 * reverse. Told what happened, it emits what is to be done; it waits for nothing.
 *
 * Invariants: a child is started only when nothing of its last life runs. Children stop in the
 * exact reverse of their order, each gone before the next is asked. A supervisor that is down has
 * nothing alive below it.
 */
import type { ChildEnd, StartOutcome } from "./child-end.ts";
import { answerStart, answerStops, halt, launch, wakeAfter } from "./child-life.ts";
import { ChildList } from "./child-list.ts";
import { RestartWindow } from "./pace/restart-window.ts";
import { Regroup } from "./regroup.ts";
import type { SupervisorSettings } from "./supervisor-spec.ts";
import { type Ground, type StartCause, type StopCause, TreeChild } from "./tree-child.ts";
import type { TreeFailure } from "./tree-effect.ts";
import type { BranchSpec, NodeSpec } from "./tree-spec.ts";
import { Turns } from "./turns.ts";

/** `GIVEN_UP` is on the way of a kill switch: nothing is restarted, and it waits to be stopped. */
export type BranchState = "DOWN" | "STARTING" | "RUNNING" | "STOPPING" | "GIVEN_UP";

/** Told when a supervisor is up, and when it is down with nothing alive. */
export type BranchListener = {
  onUp(): undefined;
  onDown(end: ChildEnd, failure: TreeFailure | null): undefined;
  /** Whether it gives up for all: no supervisor above it would restart it, or leave it down. */
  isLast(): boolean;
  /** It has given up for all. Its children run on, so that they can end what they have open. */
  onGivenUp(child: string, reason: string): undefined;
};

export class Branch {
  readonly name: string;
  readonly settings: SupervisorSettings;
  /** In start order. */
  readonly children: ChildList;
  readonly #ground: Ground;
  readonly #listener: BranchListener;
  readonly #regroup: Regroup;
  /** Of a pool; null otherwise. */
  readonly #pattern: NodeSpec | null;
  #state: BranchState = "DOWN";
  #window: RestartWindow;
  /** The children in start order, or in reverse when it stops. */
  readonly #turns = new Turns({
    take: (child) => this.#takeTurn(child),
    isWaiting: (child) => (this.#state === "STOPPING" ? child.isAlive : child.state === "STARTING"),
    onOver: () => this.#onTurnsOver(),
  });
  #end: ChildEnd = { kind: "ORDERED", reason: "" };
  #failure: TreeFailure | null = null;
  #isKilling = false;
  /** What administration asked for while children were started or stopped in order. */
  #deferred: (() => undefined)[] = [];

  constructor(spec: BranchSpec, ground: Ground, listener: BranchListener) {
    this.name = spec.name;
    this.settings = spec.settings;
    this.children = new ChildList(ground, this.isPool);
    this.#ground = ground;
    this.#listener = listener;
    this.#window = this.#newWindow();
    this.#regroup = new Regroup(this, ground);
    this.#pattern = this.isPool ? (spec.children[0] ?? null) : null;
    if (!this.isPool) for (const child of spec.children) this.admit(child);
  }

  get state(): BranchState {
    return this.#state;
  }

  get isPool(): boolean {
    return this.settings.strategy === "pool";
  }

  /** Whether it takes new children and starts them. */
  get isServing(): boolean {
    return this.#state === "RUNNING" || this.#state === "STARTING";
  }

  /** Lists a child behind all others; it is not started. In a pool all are like the pattern. */
  admit(given: NodeSpec): TreeChild {
    const spec = this.#pattern === null ? given : { ...this.#pattern, name: given.name };
    const child: TreeChild = new TreeChild(spec, this, this.settings, (self) =>
      spec.kind === "WORKER" ? null : new Branch(spec, this.#ground, this.#listenFor(self)),
    );
    this.children.add(child);
    return child;
  }

  /** Starts the children in order, with whole budgets. */
  start(): undefined {
    this.#state = "STARTING";
    this.#isKilling = false;
    this.#failure = null;
    this.#window = this.#newWindow();
    for (const child of this.children) child.refresh();
    this.#turns.begin([...this.children]);
  }

  /** Stops the children in reverse order; then it ends as `end` says. */
  stop(end: ChildEnd, failure: TreeFailure | null = null): undefined {
    if (this.#state === "STOPPING" || this.#state === "DOWN") return;
    this.#end = end;
    this.#failure = failure;
    this.#state = "STOPPING";
    this.#regroup.cancel();
    for (const child of this.children) {
      if (child.state === "STOPPING" && child.stopCause !== "STAY") child.stopCause = "SUPERVISOR";
      if (child.state === "RESTARTING") this.children.rest(child);
    }
    this.#flushDeferred();
    const alive = this.children.aliveInReverse();
    // Children of a pool have no order: all are asked at once, under one deadline.
    if (this.isPool) for (const child of alive) this.halt(child, "SUPERVISOR", end.reason);
    this.#turns.begin(alive);
  }

  /** Ends everything below it wherever it is. */
  kill(reason: string): undefined {
    this.#isKilling = true;
    this.stop({ kind: "CRASH", reason });
    for (const child of this.children.aliveInReverse()) this.halt(child, "SUPERVISOR", reason);
  }

  /** Starts `child`, of which nothing may run; its outcome is answered as `cause` says. */
  launch(child: TreeChild, cause: StartCause): undefined {
    launch(this.#ground, child, cause);
  }

  /** Asks `child`, which is alive, to end; when it is late, kills it. */
  halt(child: TreeChild, cause: StopCause, reason: string): undefined {
    halt(this.#ground, child, { cause, reason, isBrutal: this.#isKilling });
  }

  /** What became of the start of `child`. */
  onOutcome(child: TreeChild, outcome: StartOutcome): undefined {
    if (child.state !== "STARTING") {
      if (outcome.kind !== "READY") this.onEnd(child, { kind: "ORDERED", reason: outcome.reason });
      return;
    }
    // It was killed for being late, and its end is on its way.
    if (child.startFailure !== null && outcome.kind === "READY") return;
    child.cancelAlarm();
    switch (outcome.kind) {
      case "READY":
        this.#onReady(child);
        break;
      case "DECLINED":
        answerStart(this.#ground, child, outcome);
        this.children.layDown(child, "DECLINED", outcome.reason);
        break;
      case "FAILED":
        this.#onStartFailed(child, child.startFailure ?? outcome.reason);
        break;
    }
    this.#proceed(child);
  }

  /** Nothing of the life of `child` runs any more. */
  onEnd(child: TreeChild, end: ChildEnd): undefined {
    if (child.state === "STARTING") {
      this.onOutcome(child, { kind: "FAILED", reason: end.reason });
      return;
    }
    if (!child.isAlive && child.state !== "LOST") return;
    child.cancelAlarm();
    const { state } = child;
    if (state !== "STOPPING") child.reason = end.reason;
    if (state === "STOPPING") this.#onHalted(child);
    else if (state === "LOST") this.#onFound(child, end);
    else this.#onOwnEnd(child, end);
    answerStops(this.#ground, child);
    this.#proceed(child);
  }

  /** `child` cannot be ended. It is waited for no more, and not started while it lives. */
  onLost(child: TreeChild, reason: string): undefined {
    if (!child.isAlive) return;
    const wasStarting = child.state === "STARTING";
    child.cancelAlarm();
    child.state = "LOST";
    child.reason = reason;
    answerStart(this.#ground, child, { kind: "START_FAILED", reason });
    answerStops(this.#ground, child);
    if (wasStarting && child.startCause === "FIRST") this.#fail(child, reason);
    this.#proceed(child);
  }

  /** `child` has ended, or a restart of it failed, and it is to run again. */
  restart(child: TreeChild, reason: string): undefined {
    child.state = "RESTARTING";
    child.reason = reason;
    if (this.settings.strategy === "one_for_all" || this.settings.strategy === "rest_for_one") {
      this.#regroup.want(child);
      return;
    }
    const afterMs = this.plan(child, reason);
    if (afterMs === null) return;
    if (afterMs === 0) this.launch(child, "RESTART");
    else wakeAfter(this.#ground, child, afterMs, () => this.launch(child, "RESTART"));
  }

  /**
   * Takes one restart from the budget. Until then, in milliseconds; null when the budget is spent,
   * which has been answered.
   */
  plan(child: TreeChild, reason: string): number | null {
    const afterMs = child.backoff.next(this.#ground.random());
    const window = child.window ?? this.#window;
    if (window.admit(this.#ground.nowMs, afterMs)) {
      this.#ground.emit({ kind: "RESTARTING", child: child.name, reason, afterMs });
      return afterMs;
    }
    if (child.window === null) this.giveUp(child, reason);
    else this.children.layDown(child, "QUARANTINED", reason);
    return null;
  }

  /** The budget is spent, or cannot help: it ends in order, and the one above it decides. */
  giveUp(child: TreeChild, reason: string): undefined {
    const said = `${child.name}: ${reason}`;
    this.#ground.emit({ kind: "GAVE_UP", supervisor: this.name, reason: said });
    if (this.#state === "RUNNING" && this.#listener.isLast()) {
      if (child.state === "RESTARTING") this.children.layDown(child, "QUARANTINED", reason);
      this.#freeze();
      this.#listener.onGivenUp(child.name, reason);
      return;
    }
    if (child.state !== "LOST") this.children.rest(child);
    const failure = this.#state === "STARTING" ? { child: child.name, reason } : null;
    this.stop({ kind: "ORDERED", reason: `gave up on ${said}` }, failure);
  }

  /** Whether an ordered end of the supervisor `child` would be the end of all above it. */
  #isLastWith(child: TreeChild): boolean {
    if (this.#state !== "RUNNING" || child.state !== "RUNNING") return false;
    if (child.isOverAfter("ORDERED") || child.window !== null) return false;
    return !this.#window.hasRoom(this.#ground.nowMs) && this.#listener.isLast();
  }

  /** Nothing is restarted any more; what runs runs on. */
  #freeze(): undefined {
    this.#state = "GIVEN_UP";
    this.#regroup.cancel();
    for (const child of this.children) {
      if (child.state !== "RESTARTING") continue;
      this.children.layDown(child, "STOPPED", child.reason ?? "");
    }
    this.#flushDeferred();
  }

  /** Starts at once what waits for its restart. */
  hurry(child: TreeChild): undefined {
    if (this.#regroup.isBusy) this.#regroup.hurry();
    else this.launch(child, "RESTART");
  }

  /** Does what administration asks for once no children are being started or stopped in order. */
  whenSettled(run: () => undefined): undefined {
    this.#deferred.push(run);
    this.#settle();
  }

  #onReady(child: TreeChild): undefined {
    child.state = "RUNNING";
    child.readyAtMs = this.#ground.nowMs;
    child.specBefore = null;
    this.#ground.emit({ kind: "READY", child: child.name, life: child.life });
    answerStart(this.#ground, child, { kind: "STARTED", life: child.life });
  }

  #onStartFailed(child: TreeChild, reason: string): undefined {
    child.reason = reason;
    child.state = "STOPPED";
    child.spec = child.specBefore ?? child.spec;
    child.specBefore = null;
    answerStart(this.#ground, child, { kind: "START_FAILED", reason });
    if (!this.isServing && child.startCause !== "ADD") {
      this.#layAside(child, reason);
      return;
    }
    const { startCause } = child;
    if (startCause === "FIRST") this.#fail(child, reason);
    else if (startCause === "RESTART") this.restart(child, reason);
    else if (startCause === "GROUP") this.#regroup.onFailed(child);
    else if (startCause === "ADD") this.children.forget(child, reason);
    else this.children.layDown(child, "STOPPED", reason);
  }

  #onOwnEnd(child: TreeChild, end: ChildEnd): undefined {
    child.backoff.lived(this.#ground.nowMs - child.readyAtMs);
    if (!child.isOverAfter(end.kind)) {
      if (this.isServing) this.restart(child, end.reason);
      else this.#layAside(child, end.reason);
      return;
    }
    this.children.layDown(child, "STOPPED", end.reason);
    const { significant } = child.spec;
    if (significant && this.isServing && this.children.areOver(this.settings.autoShutdown)) {
      this.stop({ kind: "ORDERED", reason: `${child.name} has ended: ${end.reason}` });
    }
  }

  #onHalted(child: TreeChild): undefined {
    const reason = child.reason ?? "";
    switch (this.#state === "GIVEN_UP" ? "SUPERVISOR" : child.stopCause) {
      case "RENEW":
        this.launch(child, "RESTART");
        break;
      case "GROUP":
        if (child.spec.restart === "temporary") this.children.forget(child, reason);
        else child.state = "RESTARTING";
        break;
      case "STAY":
        child.isHeld = true;
        this.children.layDown(child, "STOPPED", reason);
        break;
      case "SUPERVISOR":
        this.#layAside(child, reason);
        break;
    }
  }

  /** Of a supervisor that restarts nothing: until its own next start, or for good. */
  #layAside(child: TreeChild, reason: string): undefined {
    if (this.#state === "GIVEN_UP" || child.isHeld) this.children.layDown(child, "STOPPED", reason);
    else this.children.rest(child);
  }

  /** What could not be ended has ended after all. */
  #onFound(child: TreeChild, end: ChildEnd): undefined {
    child.state = "STOPPED";
    const isOver = child.isHeld || child.isOverAfter(end.kind);
    if (this.isServing && !isOver) this.restart(child, end.reason);
    else this.children.layDown(child, "STOPPED", end.reason);
  }

  #fail(child: TreeChild, reason: string): undefined {
    const failure = { child: child.name, reason };
    this.stop({ kind: "CRASH", reason: `${child.name}: ${reason}` }, failure);
  }

  /** The next step of what is done in order, now that `child` may have had its turn. */
  #proceed(child: TreeChild): undefined {
    this.#regroup.onChange(child);
    this.#turns.onChange(child);
    this.#settle();
  }

  #takeTurn(child: TreeChild): undefined {
    if (this.#state === "STOPPING") {
      if (child.isAlive) this.halt(child, "SUPERVISOR", this.#end.reason);
      return;
    }
    if (child.state === "LOST") this.#fail(child, "its last life cannot be ended");
    const isDown = !child.isAlive && child.state !== "RESTARTING" && child.state !== "LOST";
    if (isDown && !child.isHeld) this.launch(child, "FIRST");
  }

  #onTurnsOver(): undefined {
    if (this.#state === "STARTING") {
      this.#state = "RUNNING";
      this.#listener.onUp();
      this.#regroup.resume();
      this.#settle();
    } else if (this.#state === "STOPPING") {
      this.#state = "DOWN";
      this.#listener.onDown(this.#end, this.#failure);
    }
  }

  #settle(): undefined {
    if (this.#deferred.length === 0 || this.#state === "STARTING" || this.#regroup.isMoving) return;
    this.#flushDeferred();
  }

  #flushDeferred(): undefined {
    const runs = this.#deferred;
    this.#deferred = [];
    for (const run of runs) run();
  }

  #newWindow(): RestartWindow {
    return new RestartWindow(this.settings.restartsMax, this.settings.periodMs);
  }

  #listenFor(child: TreeChild): BranchListener {
    return {
      isLast: () => this.#isLastWith(child),
      onGivenUp: (culprit, reason) => {
        this.#freeze();
        this.#listener.onGivenUp(culprit, reason);
      },
      onUp: () => this.onOutcome(child, { kind: "READY" }),
      onDown: (end) => this.onEnd(child, end),
    };
  }
}
