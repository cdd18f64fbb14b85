/** How long a duration in a desk's files may be. */

/** Longest duration that a file may say: an hour. Milliseconds. */
export const DURATION_MS_MAX = 3_600_000;
