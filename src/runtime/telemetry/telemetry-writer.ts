/**
 * The actor's side of its telemetry: plain increments by one thread, which cost a nanosecond or two.
 *
 * Nothing here throws: a full table counts under `overflow`, and a value out of range is clamped.
 */
import { bucketOf, HISTOGRAM_VALUE_MAX, HISTOGRAM_VALUE_MIN } from "./histogram-layout.ts";
import { NameTable } from "./name-table.ts";
import {
  BUCKETS_PLACE,
  CLAMPED_PLACE,
  COUNTERS_INDEX,
  HISTOGRAM_WORDS,
  HISTOGRAMS_INDEX,
  MAX_PLACE,
  ODD_SUM_PLACE,
  regionsOf,
  SUM_PLACE,
} from "./telemetry-layout.ts";

export class TelemetryWriter {
  readonly #counterNames: NameTable;
  readonly #histogramNames: NameTable;
  readonly #counters: Float64Array;
  readonly #histograms: Float64Array;

  /** Goes on where the last incarnation ended: the same names give the same ids. */
  constructor(memory: SharedArrayBuffer) {
    const regions = regionsOf(memory);
    const { control } = regions;
    this.#counterNames = new NameTable({
      control,
      countIndex: COUNTERS_INDEX,
      names: regions.counterNames,
    });
    this.#histogramNames = new NameTable({
      control,
      countIndex: HISTOGRAMS_INDEX,
      names: regions.histogramNames,
    });
    this.#counters = regions.counters;
    this.#histograms = regions.histograms;
  }

  /** The id of a counter, which begins at 0 at its first use. */
  counter(name: string): number {
    return this.#counterNames.register(name);
  }

  add(id: number, by = 1): undefined {
    this.#counters[id] = (this.#counters[id] ?? 0) + by;
  }

  /** The id of a histogram, which is empty at its first use. */
  histogram(name: string): number {
    return this.#histogramNames.register(name);
  }

  /**
   * Counts one duration. Below 1 and above 2^36 - 1 it is clamped, and NaN is not counted; both add
   * to the histogram's clamped count.
   *
   * @param ns Nanoseconds.
   */
  record(id: number, ns: number): undefined {
    const words = this.#histograms;
    const base = id * HISTOGRAM_WORDS;
    let value = ns;
    if (!(ns >= HISTOGRAM_VALUE_MIN && ns <= HISTOGRAM_VALUE_MAX)) {
      words[base + CLAMPED_PLACE] = (words[base + CLAMPED_PLACE] ?? 0) + 1;
      if (Number.isNaN(ns)) return;
      value = ns < HISTOGRAM_VALUE_MIN ? HISTOGRAM_VALUE_MIN : HISTOGRAM_VALUE_MAX;
    }
    const place = bucketOf(value);
    const bucket = base + BUCKETS_PLACE + place;
    // An addition waits for the one before it in the same word: two words wait half as long.
    const sum = base + ((place & 1) === 0 ? SUM_PLACE : ODD_SUM_PLACE);
    words[sum] = (words[sum] ?? 0) + value;
    if (value > (words[base + MAX_PLACE] ?? 0)) words[base + MAX_PLACE] = value;
    words[bucket] = (words[bucket] ?? 0) + 1;
  }
}
