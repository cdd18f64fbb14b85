/** Intervals of candles: when each begins. Months are those of the calendar, weeks begin on Mondays. */

export const INTERVALS = [
  "1s",
  "1m",
  "3m",
  "5m",
  "15m",
  "30m",
  "1h",
  "2h",
  "4h",
  "6h",
  "8h",
  "12h",
  "1d",
  "3d",
  "1w",
  "1M",
] as const;
export type Interval = (typeof INTERVALS)[number];

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
const UNITS: ReadonlyMap<string, number> = new Map([
  ["s", SECOND],
  ["m", 60 * SECOND],
  ["h", 3_600 * SECOND],
  ["d", DAY],
]);
/** The first Monday after the epoch, which was a Thursday. */
const MONDAY = 4 * DAY;

/**
 * Returns when the interval of `at` began. Wall microseconds.
 *
 * @example
 * ```ts
 * openOf("1m", 90_000_000); // => 60000000
 * openOf("1M", 1_709_251_200_000_000); // => 1709251200000000
 * openOf("1M", 1_709_251_199_999_999); // => 1706745600000000
 * ```
 */
export function openOf(interval: Interval, at: number): number {
  if (interval === "1M") return monthOpen(at);
  if (interval === "1w") return Math.floor((at - MONDAY) / (7 * DAY)) * 7 * DAY + MONDAY;
  const length = lengthOf(interval);
  return Math.floor(at / length) * length;
}

/** When the interval after that of `open` begins. */
export function nextOpen(interval: Interval, open: number): number {
  if (interval === "1M") return monthOpen(open + 31 * DAY);
  return open + (interval === "1w" ? 7 * DAY : lengthOf(interval));
}

function lengthOf(interval: Interval): number {
  return Number.parseInt(interval, 10) * (UNITS.get(interval.slice(-1)) ?? Number.NaN);
}

/** By the calendar of Gregory; a year begins in March, so that a leap day is its last. */
function monthOpen(at: number): number {
  const days = Math.floor(at / DAY) + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * month + 2) / 5);
  return (Math.floor(at / DAY) - dayOfMonth) * DAY;
}
