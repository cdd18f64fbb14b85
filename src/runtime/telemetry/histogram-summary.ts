/**
 * Percentiles straight from a histogram's buckets in shared memory, in one pass up to its maximum.
 *
 * Buckets are read while the writer goes on: each is whole, and together they are off by no more
 * than what was recorded during the pass.
 */
import { BUCKETS, bucketOf, bucketValueMax } from "./histogram-layout.ts";
import {
  BUCKETS_PLACE,
  CLAMPED_PLACE,
  MAX_PLACE,
  ODD_SUM_PLACE,
  SUM_PLACE,
} from "./telemetry-layout.ts";

/** What a histogram says in short. Nanoseconds, but for the counts. */
export type HistogramSummary = {
  readonly count: number;
  /** Values that were out of range, NaN among them. */
  readonly clamped: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
};

/** A count for each bound, of all values up to it. */
export type CumulativeBuckets = {
  /** Seconds. */
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  /** Seconds. */
  readonly sum: number;
};

const MICROSECOND_NS = 1_000;
const BOUNDS = 24;
/** Powers of two from 1 us to 8.4 s. Nanoseconds. */
const BOUNDS_NS = Array.from({ length: BOUNDS }, (_, power) => MICROSECOND_NS * 2 ** power);
const PARTS = 10_000;

/** The counts of a histogram up to its maximum, copied. */
export function copyBuckets(words: Float64Array): Float64Array {
  // Before the buckets: what is recorded later is not looked at.
  const max = words[MAX_PLACE] ?? 0;
  const used = max === 0 ? 0 : Math.min(bucketOf(max) + 1, BUCKETS);
  return words.slice(BUCKETS_PLACE, BUCKETS_PLACE + used);
}

/**
 * A percentile is the largest value of the bucket that it falls into, as HdrHistogram has it, but
 * never above the maximum. Three significant digits.
 */
export function summarize(words: Float64Array): HistogramSummary {
  const max = words[MAX_PLACE] ?? 0;
  const clamped = words[CLAMPED_PLACE] ?? 0;
  const counts = copyBuckets(words);
  const count = sumOf(counts);
  let bucket = 0;
  let seen = counts[0] ?? 0;
  const valueAt = (parts: number): number => {
    const rank = Math.ceil((count * parts) / PARTS);
    while (seen < rank && bucket < counts.length - 1) {
      bucket += 1;
      seen += counts[bucket] ?? 0;
    }
    return Math.min(bucketValueMax(bucket), max);
  };
  return {
    count,
    clamped,
    // From the least to the greatest: the pass goes on where the last one ended.
    p50: valueAt(5_000),
    p90: valueAt(9_000),
    p99: valueAt(9_900),
    p999: valueAt(9_990),
    p9999: valueAt(9_999),
    max,
  };
}

/**
 * Cumulative counts for the classic histogram of Prometheus. Bias: a bound counts its whole bucket,
 * so also values up to 0.1 % above it.
 */
export function cumulate(words: Float64Array): CumulativeBuckets {
  const sum = ((words[SUM_PLACE] ?? 0) + (words[ODD_SUM_PLACE] ?? 0)) / 1e9;
  const buckets = copyBuckets(words);
  const counts: number[] = [];
  let bucket = 0;
  let count = 0;
  for (const bound of BOUNDS_NS) {
    for (const end = bucketOf(bound); bucket <= end; bucket += 1) count += buckets[bucket] ?? 0;
    counts.push(count);
  }
  for (; bucket < buckets.length; bucket += 1) count += buckets[bucket] ?? 0;
  return { bounds: BOUNDS_NS.map((bound) => bound / 1e9), counts, count, sum };
}

/** A loop: main reads many of these, and a callback a bucket takes thirty times as long. */
function sumOf(counts: Float64Array): number {
  let sum = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) sum += counts[bucket] ?? 0;
  return sum;
}
