/**
 * Which bucket of a histogram a value falls into: HdrHistogram's layout for three significant
 * digits, so that both count the same values together.
 *
 * ```text
 *   values            step   buckets
 *   0 to 2047            1   2048
 *   2048 to 4095         2   1024
 *   4096 to 8191         4   1024
 *   ...
 *   2^35 to 2^36 - 1  2^25   1024
 * ```
 */

/** Largest value that is counted as it is, 68.7 s. Nanoseconds. */
export const HISTOGRAM_VALUE_MAX = 2 ** 36 - 1;
/** Smallest value that is counted as it is. Nanoseconds. */
export const HISTOGRAM_VALUE_MIN = 1;

const HALF_BUCKETS = 1_024;
const HALF_BITS = 10;
const EXPONENT_MAX = 25;
const INT32_END = 2 ** 31;

export const BUCKETS = (EXPONENT_MAX + 2) * HALF_BUCKETS;

/** @param value 0 to {@link HISTOGRAM_VALUE_MAX}. */
export function bucketOf(value: number): number {
  if (value < INT32_END) {
    // One rule for both: below 2048 the exponent is 0.
    const whole = value | 0;
    const exponent = 31 - HALF_BITS - Math.clz32(whole | HALF_BUCKETS);
    return exponent * HALF_BUCKETS + (whole >> exponent);
  }
  const exponent = 63 - HALF_BITS - Math.clz32(value / 2 ** 32);
  return exponent * HALF_BUCKETS + Math.floor(value / 2 ** exponent);
}

/** The largest value that falls into `bucket`. */
export function bucketValueMax(bucket: number): number {
  if (bucket < 2 * HALF_BUCKETS) return bucket;
  const exponent = Math.floor(bucket / HALF_BUCKETS) - 1;
  return ((bucket % HALF_BUCKETS) + HALF_BUCKETS + 1) * 2 ** exponent - 1;
}
