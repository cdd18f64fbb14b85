/**
 * The line from a desk to whoever stands above it: its guard over the channel that it was started
 * with, or, without a guard, the service manager itself.
 */
import type { ChildReport } from "./child-report.ts";
import { GUARD_TICK_MS } from "./guard-core.ts";
import { watchRunner } from "./runner-watch.ts";
import { findServiceManager } from "./service-manager.ts";

/** Between two beats. Milliseconds. */
const BEAT_MS = 500;
/** Reports that may be on their way: a guard that does not read gets no more. */
const UNREAD_MAX = 32;

export type ReportLine = {
  tell(report: ChildReport): undefined;
  /** Nothing is told any more, and the process may end. */
  close(): undefined;
};

/**
 * Opens the line; from now on this thread's turns are told as beats.
 *
 * @param onOrphaned Once, when the guard, or the runner that started this process, is gone.
 */
export function openReportLine(onOrphaned: (who: string) => void): ReportLine {
  const send = process.send?.bind(process);
  return send === undefined ? openAlone(onOrphaned) : openGuarded(send, onOrphaned);
}

function openGuarded(
  send: NonNullable<typeof process.send>,
  onOrphaned: (who: string) => void,
): ReportLine {
  let unread = 0;
  const tell = (report: ChildReport): undefined => {
    if (unread >= UNREAD_MAX || !process.connected) return;
    unread += 1;
    send(report, undefined, undefined, () => {
      unread -= 1;
    });
  };
  const onDisconnect = () => onOrphaned("its guard is gone");
  process.once("disconnect", onDisconnect);
  const beat = setInterval(() => tell({ kind: "BEAT" }), BEAT_MS);
  tell({ kind: "BEAT" });
  return {
    tell,
    close() {
      clearInterval(beat);
      process.removeListener("disconnect", onDisconnect);
      if (process.connected) process.disconnect?.();
    },
  };
}

function openAlone(onOrphaned: (who: string) => void): ReportLine {
  const manager = findServiceManager(process.env);
  let isRunnerGone = watchRunner(process.env);
  const beat = setInterval(() => {
    manager.report({ kind: "BEAT" });
    manager.tick(true, GUARD_TICK_MS);
    if (isRunnerGone === null || !isRunnerGone()) return;
    isRunnerGone = null;
    onOrphaned("its runner is gone");
  }, GUARD_TICK_MS);
  return {
    tell: (report) => manager.report(report),
    close() {
      clearInterval(beat);
    },
  };
}
