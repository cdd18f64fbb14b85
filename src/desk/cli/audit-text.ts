/** A verdict on an audit log, as people and programs read it. */
import { type DarkTime, VERDICT_NAMES, type Verdict } from "../audit-verify/verdict.ts";

/** The end of the calendar. */
const MICROS_MAX = 8.64e18;

/** For programs: the verdict, with seconds and rate. */
export function verdictData(verdict: Verdict, seconds: number): Readonly<Record<string, unknown>> {
  const { warnings: _, exit: __, ...rest } = verdict;
  return { ...rest, seconds: Number(seconds.toFixed(3)), megabytesPerS: rateOf(verdict, seconds) };
}

/** For people: one line, and what is wrong. */
export function verdictText(verdict: Verdict, seconds: number): string {
  const { exit, bad, origin, size, checkpointSize, checkpointCount } = verdict;
  const rate = `${(verdict.bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(2)} s`;
  const name = VERDICT_NAMES[exit];
  const lines = [`${name}: ${origin ?? "no log"}`];
  if (bad !== null) {
    lines.push(
      `  first bad sequence  ${bad.sequence}`,
      `  what                ${bad.what}`,
      `  expected            ${bad.expected}`,
      `  actual              ${bad.actual}`,
    );
  }
  lines.push(
    `  records             ${grouped(size)}, ${grouped(checkpointSize)} signed`,
    `  checkpoints         ${grouped(checkpointCount)} in the log, and the newest`,
    `  runs                ${verdict.runCount}, the last ${verdict.isEnded ? "ended" : "not ended"}`,
  );
  if (verdict.root !== null) lines.push(`  root                ${verdict.root}`);
  if (verdict.tornBytes > 0) lines.push(`  torn tail           ${verdict.tornBytes} bytes`);
  if (verdict.erasedCount > 0) lines.push(`  erased              ${verdict.erasedCount} records`);
  lines.push(...darkLines(verdict), `  read                ${rate}`);
  return lines.join("\n");
}

function darkLines({ dark, darkCount }: Verdict): readonly string[] {
  if (darkCount === 0) return [];
  return [`  dark time           ${darkCount} times`, ...dark.map(darkLine)];
}

function darkLine({ sequence, fromMicros, toMicros }: DarkTime): string {
  const seconds = ((toMicros - fromMicros) / 1e6).toFixed(0);
  return `    ${seconds} s before ${sequence}: ${timeText(fromMicros)} to ${timeText(toMicros)}`;
}

/** Of microseconds since the epoch; a time that no calendar has is shown as its number. */
function timeText(micros: number): string {
  if (!(micros < MICROS_MAX)) return String(micros);
  const ms = Math.floor(micros / 1_000);
  return Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: "second" });
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

function rateOf({ bytes }: Verdict, seconds: number): number {
  return Number((bytes / 1e6 / seconds).toFixed(1));
}
