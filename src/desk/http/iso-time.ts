/** Wall time as people and documents write it. */
import { wallMicros } from "../../core/clock.ts";

/** Returns the time now as ISO 8601 in UTC, to the millisecond. */
export function isoTime(): string {
  const ms = Math.floor(wallMicros() / 1_000);
  return Temporal.Instant.fromEpochMilliseconds(ms).toString({ fractionalSecondDigits: 3 });
}
