/** The beginning and the end of one life of a child, with their deadlines and those who wait. */
import type { Ground, StartCause, StopCause, TreeChild } from "./tree-child.ts";
import type { TreeAnswer } from "./tree-effect.ts";

/** Begins a life of `child`, of which nothing may run. */
export function launch(ground: Ground, child: TreeChild, cause: StartCause): undefined {
  const { name, spec, branch } = child;
  child.cancelAlarm();
  child.state = "STARTING";
  child.startCause = cause;
  child.startFailure = null;
  child.isKilled = false;
  child.isHeld = false;
  child.isGone = false;
  if (child.life > 0) child.restarts += 1;
  child.life = ground.nextLife();
  if (branch !== null) {
    branch.start();
    return;
  }
  const deadlineMs = spec.kind === "WORKER" ? spec.startDeadlineMs : null;
  if (deadlineMs !== null) {
    wakeAfter(ground, child, deadlineMs, () => {
      child.startFailure = `not ready within ${deadlineMs} ms`;
      kill(ground, child, { reason: child.startFailure, isLate: true });
    });
  }
  ground.emit({ kind: "START", child: name, life: child.life });
}

/** What {@link halt} is asked for. */
export type HaltOrder = {
  readonly cause: StopCause;
  readonly reason: string;
  /** Without an orderly stop. */
  readonly isBrutal: boolean;
};

/** Asks `child`, which is alive, to end; when it is late, kills it. */
export function halt(ground: Ground, child: TreeChild, order: HaltOrder): undefined {
  const { branch, name, life } = child;
  const { reason } = order;
  const wasStopping = child.state === "STOPPING";
  // What was never ready has nothing to stop in an orderly way.
  const isHalfStarted = child.state === "STARTING" && branch === null;
  const deadline = order.isBrutal || isHalfStarted ? "kill" : child.spec.stopDeadlineMs;
  // Who was asked to go for good goes for good.
  if (!wasStopping || child.stopCause !== "STAY") child.stopCause = order.cause;
  if (wasStopping && deadline !== "kill") return;
  child.cancelAlarm();
  child.state = "STOPPING";
  child.reason = reason;
  answerStart(ground, child, { kind: "NOT_RUNNING" });
  if (deadline === "kill") {
    kill(ground, child, { reason, isLate: false });
    return;
  }
  if (deadline !== null) {
    wakeAfter(ground, child, deadline, () => {
      child.reason = `did not stop within ${deadline} ms`;
      kill(ground, child, { reason: child.reason, isLate: true });
    });
  }
  const { comesBack } = child;
  if (branch === null) ground.emit({ kind: "STOP", child: name, life, reason, comesBack });
  else branch.stop({ kind: "ORDERED", reason });
}

/** Runs `run` after that time, unless the life of `child` goes on before. Milliseconds. */
export function wakeAfter(
  ground: Ground,
  child: TreeChild,
  afterMs: number,
  run: () => void,
): undefined {
  child.alarm = ground.agenda.add(ground.nowMs + afterMs, () => {
    child.alarm = null;
    run();
  });
}

/** Answers who waits for the start of `child`, if anybody does. */
export function answerStart(ground: Ground, child: TreeChild, answer: TreeAnswer): undefined {
  const call = child.startCall;
  child.startCall = null;
  if (call !== null) ground.emit({ kind: "ANSWER", call, answer });
}

/** Answers all who wait for the end of `child`. */
export function answerStops(ground: Ground, child: TreeChild): undefined {
  const calls = child.stopCalls;
  child.stopCalls = [];
  for (const call of calls) ground.emit({ kind: "ANSWER", call, answer: { kind: "STOPPED" } });
}

function kill(
  ground: Ground,
  child: TreeChild,
  { reason, isLate }: { readonly reason: string; readonly isLate: boolean },
): undefined {
  if (child.isKilled) return;
  child.isKilled = true;
  const { branch, name, life, comesBack } = child;
  if (branch !== null) branch.kill(reason);
  else ground.emit({ kind: "KILL", child: name, life, reason, isLate, comesBack });
}
