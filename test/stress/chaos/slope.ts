/** How fast something grows: the slope of a straight line through samples. */

export type Sample = { readonly atMs: number; readonly bytes: number };

/**
 * Least squares. Bytes a minute; NaN for fewer than two samples.
 *
 * @example
 * ```ts
 * slopePerMinute([{ atMs: 0, bytes: 0 }, { atMs: 30_000, bytes: 5 }]); // => 10
 * ```
 */
export function slopePerMinute(samples: readonly Sample[]): number {
  const count = samples.length;
  const meanMs = samples.reduce((sum, { atMs }) => sum + atMs, 0) / count;
  const meanBytes = samples.reduce((sum, { bytes }) => sum + bytes, 0) / count;
  const together = samples.reduce(
    (sum, { atMs, bytes }) => sum + (atMs - meanMs) * (bytes - meanBytes),
    0,
  );
  const spread = samples.reduce((sum, { atMs }) => sum + (atMs - meanMs) ** 2, 0);
  return (together / spread) * 60_000;
}
