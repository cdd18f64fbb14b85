/**
 * What a service manager is told, and when: the words of systemd's `sd_notify` protocol, pure. The
 * shell sends each text as one datagram.
 *
 * READY=1 is said once in a process's life, also when a guarded child becomes ready again.
 */
import type { ChildReport } from "./child-report.ts";

/** What the manager said in the environment, and who speaks. */
export type NoticeOptions = {
  /** `WATCHDOG_USEC` when it is meant for this process; null without a watchdog. Milliseconds. */
  readonly watchdogMs: number | null;
  /** The process that the manager should signal and watch. */
  readonly mainPid: number;
};

/** Between two words about a start that takes long. Milliseconds. */
const EXTEND_EVERY_MS = 10_000;
/** What each of them asks for, on top of now. Milliseconds. */
const EXTEND_BY_MS = 30_000;

export class ServiceNotices {
  readonly #options: NoticeOptions;
  #wasReady = false;
  #isStopping = false;
  #extendedAtMs = Number.NEGATIVE_INFINITY;
  #fedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: NoticeOptions) {
    this.#options = options;
  }

  /** The watched process said something. */
  report(report: ChildReport, nowMs: number): readonly string[] {
    if (report.kind === "DRAINING") return this.stopping(report.reason);
    if (this.#isStopping) return [];
    if (report.kind === "READY") return [this.#ready(report.text)];
    return report.kind === "FOLDER" ? [] : this.#extend(report, nowMs);
  }

  /** What people read of the service in one line. */
  status(text: string): readonly string[] {
    return [`STATUS=${oneLine(text)}`];
  }

  /** It is on its way out: said once. */
  stopping(reason: string): readonly string[] {
    if (this.#isStopping) return [];
    this.#isStopping = true;
    return [`STOPPING=1\nSTATUS=stopping: ${oneLine(reason)}`];
  }

  /**
   * Time passed.
   *
   * @param isSound Whether the watched main thread turns: else the manager's watchdog is not fed.
   * @param untilNextMs Until the next call. Milliseconds.
   */
  tick(nowMs: number, isSound: boolean, untilNextMs: number): readonly string[] {
    const { watchdogMs } = this.#options;
    if (watchdogMs === null || !isSound) return [];
    if (nowMs - this.#fedAtMs + untilNextMs < watchdogMs / 2) return [];
    this.#fedAtMs = nowMs;
    return ["WATCHDOG=1"];
  }

  #ready(text: string): string {
    const status = `STATUS=${oneLine(text)}`;
    if (this.#wasReady) return status;
    this.#wasReady = true;
    return `READY=1\nMAINPID=${this.#options.mainPid}\n${status}`;
  }

  /** A start is slow, but goes on: each beat of it may say so. */
  #extend(report: ChildReport, nowMs: number): readonly string[] {
    const status = report.kind === "STARTING" ? [`STATUS=${oneLine(report.step)}`] : [];
    if (this.#wasReady || nowMs - this.#extendedAtMs < EXTEND_EVERY_MS) return status;
    this.#extendedAtMs = nowMs;
    return [[`EXTEND_TIMEOUT_USEC=${EXTEND_BY_MS * 1_000}`, ...status].join("\n")];
  }
}

/** A line break would begin another word of the protocol. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 512);
}

/**
 * Reads `WATCHDOG_USEC` as it is meant for one of `pids`; null when it is not.
 *
 * ```ts
 * watchdogMsOf({ WATCHDOG_USEC: "20000000", WATCHDOG_PID: "7" }, [7]) // => 20_000
 * watchdogMsOf({ WATCHDOG_USEC: "20000000", WATCHDOG_PID: "8" }, [7]) // => null
 * ```
 */
export function watchdogMsOf(
  environment: Readonly<Record<string, string | undefined>>,
  pids: readonly number[],
): number | null {
  const { WATCHDOG_USEC: micros = "", WATCHDOG_PID: pid } = environment;
  const ms = /^\d{1,15}$/.test(micros) ? Number(micros) / 1_000 : 0;
  if (!(ms > 0)) return null;
  return pid === undefined || pids.includes(Number(pid)) ? ms : null;
}
