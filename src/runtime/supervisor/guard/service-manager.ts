/** The service manager above this process, if there is one: what it is told, and when. */
import { monotonicNs } from "../../../core/clock.ts";
import type { ChildReport } from "./child-report.ts";
import { openNotifySocket } from "./notify-socket.ts";
import { ServiceNotices, watchdogMsOf } from "./service-notices.ts";

/** Tells the manager; without one every member does nothing. */
export type ServiceManager = {
  report(report: ChildReport): undefined;
  status(text: string): undefined;
  stopping(reason: string): undefined;
  /** Called each `everyMs`; `isSound` says whether the watched main thread turns. */
  tick(isSound: boolean, everyMs: number): undefined;
};

const NOBODY: ServiceManager = {
  report: () => undefined,
  status: () => undefined,
  stopping: () => undefined,
  tick: () => undefined,
};

/** What of the environment is the manager's word to this process, and to no child of it. */
export const MANAGER_VARIABLES = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] as const;

/** Reads the environment; nothing is opened when no manager is named in it. */
export function findServiceManager(
  environment: Readonly<Record<string, string | undefined>>,
): ServiceManager {
  const socket = openNotifySocket(environment.NOTIFY_SOCKET ?? "");
  if (socket === null) return NOBODY;
  const { pid, ppid } = process;
  // Where a runner stands between, the manager watches the runner, and means whom it runs.
  const notices = new ServiceNotices({
    watchdogMs: watchdogMsOf(environment, [pid, ppid]),
    mainPid: pid,
  });
  const send = (texts: readonly string[]): undefined => {
    for (const text of texts) socket.send(text);
  };
  const nowMs = () => monotonicNs() / 1e6;
  return {
    report: (report) => send(notices.report(report, nowMs())),
    status: (text) => send(notices.status(text)),
    stopping: (reason) => send(notices.stopping(reason)),
    tick: (isSound, everyMs) => send(notices.tick(nowMs(), isSound, everyMs)),
  };
}
