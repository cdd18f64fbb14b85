/** Durations as people type them: `500ms`, `20s`, `2m`, `1.5h`. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Returns the milliseconds of `text`, or null when it is no duration. Whole milliseconds, at least 1.
 *
 * @example
 * parseDuration("20s"); // => 20000
 */
export function parseDuration(text: string): number | null {
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const factor = UNIT_MS[unit];
  if (factor === undefined) return null;
  const ms = Math.round(Number(amount) * factor);
  return Number.isSafeInteger(ms) && ms >= 1 ? ms : null;
}

/** Returns `ms` as a person would type it, in the largest unit that is whole. */
export function durationText(ms: number): string {
  for (const [unit, factor] of [
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1_000],
  ] as const) {
    if (ms >= factor && ms % factor === 0) return `${ms / factor}${unit}`;
  }
  return `${ms}ms`;
}
