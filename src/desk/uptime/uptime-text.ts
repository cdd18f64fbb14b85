/** An uptime report for people. */
import { timeText, wordsText } from "../journal-view/text/field-text.ts";
import { tableText } from "../journal-view/text/table-text.ts";
import type { Incident } from "./incidents.ts";
import type { UptimeReport } from "./uptime-report.ts";

/** Incidents and runs that a report lists; the document has all. */
const LISTED_MAX = 20;

/** Lines, without an end of line. */
export function uptimeText(report: UptimeReport): string {
  const { from, to, seconds, availability, budget, incidents, restarts, tradingS } = report;
  const target = `target ${percent(budget.target)}`;
  const isMet = budget.leftS >= 0;
  return [
    `${momentText(from)} to ${momentText(to)}, ${spanText(seconds.TOTAL)}; each figure to 1 s`,
    "",
    `availability  ${percent(availability.withoutPlanned)}  of the time that was not planned to be down; ${target}: ${isMet ? "met" : "MISSED"}`,
    `              ${percent(availability.withPlanned)}  of all time`,
    `error budget  ${spanText(budget.allowedS)}, used ${spanText(budget.usedS)}, left ${budget.leftS < 0 ? "-" : ""}${spanText(Math.abs(budget.leftS))}`,
    "",
    ...secondLines(report),
    "",
    `trading       ACTIVE ${spanText(tradingS.ACTIVE)}, REDUCING ${spanText(tradingS.REDUCING)}, HALTED ${spanText(tradingS.HALTED)}`,
    `incidents     ${incidents.length}; mean time to repair ${spanText(report.mttrS)}, between failures ${spanText(report.mtbfS)}`,
    ...incidentLines(incidents),
    `restarts      ${restarts.length === 0 ? "none" : ""}`.trimEnd(),
    ...indented(tableText(restarts.map(restartRow), [1])),
    "runs",
    ...runLines(report),
  ].join("\n");
}

function secondLines({ seconds }: UptimeReport): readonly string[] {
  const rows = [
    [
      "ready",
      seconds.READY + seconds.WARN,
      seconds.WARN > 0 ? `${spanText(seconds.WARN)} of it with a warning` : "",
    ],
    ["not ready", seconds.NOT_READY, ""],
    ["dark", seconds.DARK, seconds.DARK > 0 ? "nobody said anything" : ""],
    ["planned", seconds.PLANNED, ""],
  ] as const;
  const cells = rows.map(([name, count, about]) => [
    name.padEnd(12),
    spanText(count),
    `${count} s`,
    about,
  ]);
  return tableText(cells, [1, 2]).split("\n");
}

function incidentLines(incidents: readonly Incident[]): readonly string[] {
  // The longest ones are what a person looks for.
  const longest = incidents.toSorted((left, right) => lengthOf(right) - lengthOf(left));
  const listed = longest.slice(0, LISTED_MAX).sort((left, right) => left.start - right.start);
  const rows = listed.flatMap(incidentRows);
  const more = incidents.length - listed.length;
  return [
    ...indented(tableText(rows, [2, 4])),
    ...(more > 0 ? [`  and ${more} shorter ones: --json has all`] : []),
  ];
}

/** A row a cause; the first one says when it was, and how long. */
function incidentRows(incident: Incident): readonly (readonly string[])[] {
  const { start, end, isOpen, causes } = incident;
  const until = isOpen ? "goes on" : momentText(end);
  const head = [momentText(start), until, spanText(lengthOf(incident))];
  return causes.map(({ kind, seconds, actor, reason, evidence }, index) => [
    ...(index === 0 ? head : ["", "", ""]),
    kind === "DARK" ? "dark" : "not ready",
    `${seconds} s`,
    actor,
    `${wordsText(reason)} (journal ${evidence})`,
  ]);
}

function restartRow({
  actor,
  count,
  lastReason,
}: UptimeReport["restarts"][number]): readonly string[] {
  return [actor, `${count}`, lastReason === "" ? "" : `last: ${wordsText(lastReason)}`];
}

function runLines({ runs }: UptimeReport): readonly string[] {
  const listed = runs.slice(-LISTED_MAX);
  const rows = listed.map(({ id, startMicros, lastMicros, firstSequence, lastSequence, ended }) => [
    id.slice(0, 8),
    timeText(startMicros).slice(0, 19),
    timeText(lastMicros).slice(0, 19),
    `${firstSequence} to ${lastSequence}`,
    ended,
  ]);
  const more = runs.length - listed.length;
  return [...indented(tableText(rows)), ...(more > 0 ? [`  and ${more} before them`] : [])];
}

function indented(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n").map((line) => `  ${line}`);
}

function lengthOf({ start, end }: Incident): number {
  return end - start;
}

/** A second since the epoch, in UTC. */
export function momentText(second: number): string {
  return Temporal.Instant.fromEpochMilliseconds(second * 1_000).toString();
}

/**
 * A number of seconds as days, hours, minutes and seconds; `-` for NaN.
 *
 * @example
 * ```ts
 * spanText(90_061.4) // => "1d 1h 1m 1s"
 * spanText(37) // => "37s"
 * spanText(0) // => "0s"
 * ```
 */
export function spanText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "-";
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor(whole / 3_600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "m"],
    [whole % 60, "s"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return said.length === 0 ? "0s" : said.join(" ");
}

/**
 * A fraction in percent, never rounded up to a whole that it is not.
 *
 * @example
 * ```ts
 * percent(0.999999) // => "99.999 %"
 * percent(1) // => "100 %"
 * percent(Number.NaN) // => "-"
 * ```
 */
export function percent(fraction: number): string {
  if (Number.isNaN(fraction)) return "-";
  // The nearest double of 99.9 % lies below it by less than what is added here.
  const thousandths = Math.floor(fraction * 100_000 + 1e-6);
  return `${thousandths / 1_000} %`;
}
