/** Any thread's side of an actor's telemetry: reads while the actor goes on counting. */
import { encodeHistogram } from "./hdr-encoding.ts";
import {
  type CumulativeBuckets,
  copyBuckets,
  cumulate,
  type HistogramSummary,
  summarize,
} from "./histogram-summary.ts";
import { readNames } from "./name-table.ts";
import {
  COUNTERS_INDEX,
  HISTOGRAM_WORDS,
  HISTOGRAMS_INDEX,
  regionsOf,
  type TelemetryRegions,
} from "./telemetry-layout.ts";

export class TelemetryReader {
  readonly #regions: TelemetryRegions;

  constructor(memory: SharedArrayBuffer) {
    this.#regions = regionsOf(memory);
  }

  /** All counters by name, as they are now. */
  counters(): Record<string, number> {
    const { control, counterNames, counters } = this.#regions;
    const names = readNames({ control, countIndex: COUNTERS_INDEX, names: counterNames });
    return Object.fromEntries(names.map((name, id) => [name, counters[id] ?? 0]));
  }

  /** Names of all histograms, in the order of their first use. */
  histograms(): string[] {
    const { control, histogramNames } = this.#regions;
    return readNames({ control, countIndex: HISTOGRAMS_INDEX, names: histogramNames });
  }

  /** Null when there is no such histogram or it is empty. */
  summary(name: string): HistogramSummary | null {
    const words = this.#wordsOf(name);
    const summary = words === null ? null : summarize(words);
    return summary === null || summary.count === 0 ? null : summary;
  }

  /** Cumulative counts at powers of two, 1 us to 8.4 s. Null when there is no such histogram. */
  buckets(name: string): CumulativeBuckets | null {
    const words = this.#wordsOf(name);
    return words === null ? null : cumulate(words);
  }

  /** HdrHistogram V2, compressed; an empty histogram for an unknown name. */
  base64(name: string): string {
    const words = this.#wordsOf(name);
    return encodeHistogram(words === null ? new Float64Array() : copyBuckets(words));
  }

  #wordsOf(name: string): Float64Array | null {
    const id = this.histograms().indexOf(name);
    if (id < 0) return null;
    return this.#regions.histograms.subarray(id * HISTOGRAM_WORDS, (id + 1) * HISTOGRAM_WORDS);
  }
}
