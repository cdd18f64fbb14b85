/**
 * Where everything lies in the telemetry of one actor. Its memory is main's: what was counted goes
 * on over the incarnations, and nothing is ever reset.
 *
 * ```text
 *   line 0                    counters                     histograms
 *   ├────────────────────────┼──────────────┬─────────────┼──────────────┬────────────────────┤
 *   │ magic, version         │ names, 64 B  │ values      │ names, 64 B  │ sum, max, clamped, │
 *   │ sizes i32, counts i32  │ each         │ float64     │ each         │ sum, buckets f64   │
 *   ├────────────────────────┼──────────────┴─────────────┼──────────────┴────────────────────┤
 *   a name: bytes u8, then up to 62 bytes of UTF-8
 * ```
 *
 * Buckets are float64, since an int32 one wraps within a quarter of an hour at full speed.
 */
import { assert } from "../../core/assert.ts";
import { BUCKETS } from "./histogram-layout.ts";

export const NAME_BYTES = 64;
export const NAME_BYTES_MAX = 62;
/** The name that takes what a full table has no place for. */
export const OVERFLOW_NAME = "overflow";

const LINE_BYTES = 128;
const MAGIC = 0x4f43_544c;
const VERSION = 1;
const COUNTERS_DEFAULT = 96;
const HISTOGRAMS_DEFAULT = 32;

/** Indices of int32 words. */
const MAGIC_INDEX = 0;
const VERSION_INDEX = 1;
const COUNTERS_MAX_INDEX = 2;
const HISTOGRAMS_MAX_INDEX = 3;
/** Names that are registered: stored after the name itself. */
export const COUNTERS_INDEX = 4;
export const HISTOGRAMS_INDEX = 5;

/**
 * Places of float64 words in one histogram. Values in even buckets have one sum and those in odd
 * ones another: two words add up side by side.
 */
export const SUM_PLACE = 0;
export const MAX_PLACE = 1;
export const CLAMPED_PLACE = 2;
export const ODD_SUM_PLACE = 3;
export const BUCKETS_PLACE = 4;
export const HISTOGRAM_WORDS = BUCKETS_PLACE + BUCKETS;

/** The regions of one actor's telemetry, as views on its memory. */
export type TelemetryRegions = {
  readonly control: Int32Array;
  readonly counterNames: Uint8Array;
  readonly counters: Float64Array;
  readonly histogramNames: Uint8Array;
  readonly histograms: Float64Array;
};

/** Zeroed memory for so many names; one of each kind is kept for the overflow. */
export function allocateTelemetry(
  options: { readonly counters?: number; readonly histograms?: number } = {},
): SharedArrayBuffer {
  const { counters = COUNTERS_DEFAULT, histograms = HISTOGRAMS_DEFAULT } = options;
  assert(counters >= 1 && histograms >= 1, "telemetry has room for a name of each kind");
  const bytes =
    LINE_BYTES +
    counters * (NAME_BYTES + Float64Array.BYTES_PER_ELEMENT) +
    histograms * (NAME_BYTES + HISTOGRAM_WORDS * Float64Array.BYTES_PER_ELEMENT);
  const memory = new SharedArrayBuffer(bytes);
  const control = new Int32Array(memory, 0, LINE_BYTES / 4);
  control[MAGIC_INDEX] = MAGIC;
  control[VERSION_INDEX] = VERSION;
  control[COUNTERS_MAX_INDEX] = counters;
  control[HISTOGRAMS_MAX_INDEX] = histograms;
  return memory;
}

/** @throws {AssertionError} When the memory is not telemetry of this version. */
export function regionsOf(memory: SharedArrayBuffer): TelemetryRegions {
  const control = new Int32Array(memory, 0, LINE_BYTES / 4);
  assert(
    control[MAGIC_INDEX] === MAGIC && control[VERSION_INDEX] === VERSION,
    `memory is telemetry of version ${VERSION}`,
  );
  const counters = control[COUNTERS_MAX_INDEX] ?? 0;
  const histograms = control[HISTOGRAMS_MAX_INDEX] ?? 0;
  const valuesOffset = LINE_BYTES + counters * NAME_BYTES;
  const namesOffset = valuesOffset + counters * Float64Array.BYTES_PER_ELEMENT;
  const histogramsOffset = namesOffset + histograms * NAME_BYTES;
  return {
    control,
    counterNames: new Uint8Array(memory, LINE_BYTES, counters * NAME_BYTES),
    counters: new Float64Array(memory, valuesOffset, counters),
    histogramNames: new Uint8Array(memory, namesOffset, histograms * NAME_BYTES),
    histograms: new Float64Array(memory, histogramsOffset, histograms * HISTOGRAM_WORDS),
  };
}
