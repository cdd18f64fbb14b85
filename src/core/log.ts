/** Levels of a log line, least urgent first. */

/** All levels, least urgent first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** How urgent a line is. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Whether `level` is at least as urgent as `floor`. */
export function isAtLeast(level: LogLevel, floor: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(floor);
}
