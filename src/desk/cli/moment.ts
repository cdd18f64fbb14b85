/** Moments as people type them: ISO 8601, in UTC where no zone is said. */

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * Returns microseconds since the epoch, or null when the text is no moment.
 *
 * @example
 * ```ts
 * parseMoment("2026-11-28T00:00:01.5Z"); // => 1795824001500000
 * parseMoment("2026-11-28") === parseMoment("2026-11-28T01:00+01:00"); // => true
 * parseMoment("yesterday"); // => null
 * ```
 */
export function parseMoment(text: string): number | null {
  const full = DATE.test(text) ? `${text}T00:00Z` : ZONE.test(text) ? text : `${text}Z`;
  try {
    return Number(Temporal.Instant.from(full).epochNanoseconds / 1_000n);
  } catch {
    return null;
  }
}
