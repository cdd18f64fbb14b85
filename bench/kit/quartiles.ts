/** Order statistics of a few rounds. */

/** Linear between neighbours. */
export function quantileOf(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const place = (sorted.length - 1) * fraction;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export function quartilesOf(values: readonly number[]): { q1: number; median: number; q3: number } {
  return {
    q1: quantileOf(values, 0.25),
    median: quantileOf(values, 0.5),
    q3: quantileOf(values, 0.75),
  };
}
