/** What a run says on the terminal: one line while it goes on, a few at its end. */
import { type Readiness, readinessOf } from "../http/readiness.ts";
import { type ReportSource, type RunReport, reportOf } from "../run/run-report.ts";
import type { RunningDesk } from "../run/running-desk.ts";
import type { Output } from "./output.ts";

/** How often a terminal is redrawn, and how often anything else gets a line. Milliseconds. */
const TERMINAL_MS = 500;
const PLAIN_MS = 10_000;

const WORDS = { pass: "ready", warn: "ready, with warnings", fail: "not ready" } as const;

export class StatusLine {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #desk: RunningDesk;

  constructor(desk: RunningDesk, output: Output) {
    this.#desk = desk;
    const isTerminal = process.stderr.isTTY === true && !output.json;
    const show = isTerminal
      ? () => output.status(this.#line().slice(0, (process.stderr.columns || 80) - 1))
      : () => output.note(this.#line());
    this.#timer = setInterval(show, isTerminal ? TERMINAL_MS : PLAIN_MS);
  }

  stop(): undefined {
    clearInterval(this.#timer);
  }

  #line(): string {
    const { funnel, feeds } = reportOf(sourceOf(this.#desk));
    const frames = Object.values(feeds).reduce((sum, feed) => sum + (feed.frames ?? 0), 0);
    const uptime = `${Math.round(this.#desk.uptimeMs / 1_000)} s`;
    const state = stateText(readinessOf(this.#desk));
    return `${state}  ${uptime}  ${frames} frames  ${funnelText(funnel)}`;
  }
}

/** Whether the desk is ready, and what keeps it from it or was wrong a moment ago. */
export function stateText({ status, checks }: Readiness): string {
  const troubles = checks.flatMap(({ output }) => (output === undefined ? [] : [output]));
  return [WORDS[status], ...troubles.map((trouble) => `[${trouble}]`)].join("  ");
}

/** What people read at the end of a run. */
export function reportText(report: RunReport): string {
  const { elapsedS, funnel, feeds, latencyNs } = report;
  const rows = [`${report.desk}  ${report.mode}  ${elapsedS} s`, funnelText(funnel)];
  for (const [name, feed] of Object.entries(feeds)) {
    const counts = Object.entries(feed).map(([what, count]) => `${what} ${count}`);
    rows.push(`${name}: ${counts.join("  ")}`);
  }
  for (const [hop, { count, p50, p99, max }] of Object.entries(latencyNs)) {
    const [median, tail, most] = [p50, p99, max].map((ns) => (ns / 1_000).toFixed(1).padStart(9));
    const times = `p50 ${median} us   p99 ${tail} us   max ${most} us`;
    rows.push(`${hop.padEnd(9)} ${String(count).padStart(8)}   ${times}`);
  }
  return rows.join("\n");
}

function funnelText(funnel: Readonly<Record<string, number>>): string {
  return Object.entries(funnel)
    .map(([stage, count]) => `${stage} ${count}`)
    .join("  ");
}

function sourceOf(desk: RunningDesk): ReportSource {
  return {
    desk: desk.name,
    mode: desk.mode,
    elapsedS: desk.uptimeMs / 1_000,
    actors: () => desk.actors(),
    telemetryOf: (actor) => desk.telemetryOf(actor),
  };
}
