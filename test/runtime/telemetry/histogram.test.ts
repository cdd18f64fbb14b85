/**
 * Histograms in shared memory against HdrHistogramJS as their model: the same percentiles, and the
 * same counts through the V2 encoding. The seed is in the name of each random test.
 */
import { describe, expect, test } from "bun:test";
import { inflateSync } from "node:zlib";
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import { Prng } from "../../../src/core/prng.ts";
import {
  BUCKETS,
  bucketOf,
  bucketValueMax,
  HISTOGRAM_VALUE_MAX,
} from "../../../src/runtime/telemetry/histogram-layout.ts";
import {
  allocateTelemetry,
  BUCKETS_PLACE,
  HISTOGRAM_WORDS,
  regionsOf,
} from "../../../src/runtime/telemetry/telemetry-layout.ts";
import { TelemetryReader } from "../../../src/runtime/telemetry/telemetry-reader.ts";
import { TelemetryWriter } from "../../../src/runtime/telemetry/telemetry-writer.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const PERCENTILES = { p50: 50, p90: 90, p99: 99, p999: 99.9, p9999: 99.99 } as const;

function histogram() {
  const memory = allocateTelemetry({ counters: 1, histograms: 3 });
  const writer = new TelemetryWriter(memory);
  writer.histogram("before");
  const id = writer.histogram("hop");
  const reader = new TelemetryReader(memory);
  const record = (ns: number) => writer.record(id, ns);
  return { record, reader, summary: () => reader.summary("hop") };
}

function model() {
  return build({
    bitBucketSize: 64,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HISTOGRAM_VALUE_MAX,
    numberOfSignificantValueDigits: 3,
  });
}

/** Durations of all magnitudes, near powers of two more often than chance has it. */
function randomValue(prng: Prng, powerMax: number): number {
  const power = 2 ** prng.between(0, powerMax);
  const value = prng.between(0, 1) === 0 ? power * (1 + prng.unit()) : power + prng.between(-2, 2);
  return Math.min(Math.max(Math.floor(value), 1), HISTOGRAM_VALUE_MAX);
}

describe("bucketOf", () => {
  test(`puts each value into the bucket that HdrHistogram does (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const hdr = model() as unknown as {
      countsArrayIndex(value: number): number;
      highestEquivalentValue(value: number): number;
      countsArrayLength: number;
    };
    expect(hdr.countsArrayLength).toBe(BUCKETS);
    for (let round = 0; round < 20_000; round += 1) {
      const value = randomValue(prng, 36);
      const bucket = bucketOf(value);
      expect(bucket).toBe(hdr.countsArrayIndex(value));
      expect(bucketValueMax(bucket)).toBe(hdr.highestEquivalentValue(value));
    }
    expect([bucketOf(HISTOGRAM_VALUE_MAX), bucketOf(1)]).toEqual([BUCKETS - 1, 1]);
  });
});

describe("TelemetryReader", () => {
  test(`says the percentiles that HdrHistogram does, up to the maximum (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 40; round += 1) {
      const { record, summary } = histogram();
      const hdr = model();
      const powerMax = prng.between(1, 36);
      const count = prng.pick([1, 2, 3, 99, 100, 101, 1_000, 5_000]);
      let max = 0;
      for (let value = 0; value < count; value += 1) {
        const ns = randomValue(prng, powerMax);
        record(ns);
        hdr.recordValue(ns);
        max = Math.max(max, ns);
      }
      const said = summary();
      expect(said).toMatchObject({ count, clamped: 0, max });
      for (const [name, percentile] of Object.entries(PERCENTILES)) {
        const expected = Math.min(hdr.getValueAtPercentile(percentile), max);
        expect([name, said?.[name as keyof typeof PERCENTILES]]).toEqual([name, expected]);
      }
    }
  });

  test("encodes an empty histogram as HdrHistogram does", () => {
    const { reader } = histogram();
    const bytes = payloadOf(reader.base64("hop"));
    expect(bytes).toEqual(payloadOf(encodeIntoCompressedBase64(model())));
  });

  test(`encodes to what HdrHistogram decodes to the same counts (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 10; round += 1) {
      const { record, reader } = histogram();
      const hdr = model();
      for (let left = prng.between(0, 3_000); left > 0; left -= 1) {
        const ns = randomValue(prng, 36);
        record(ns);
        hdr.recordValue(ns);
      }
      const decoded = decodeFromCompressedBase64(reader.base64("hop"), 64);
      expect(countsOf(decoded)).toEqual(countsOf(hdr));
      expect(payloadOf(reader.base64("hop"))).toEqual(payloadOf(encodeIntoCompressedBase64(hdr)));
    }
  });

  test("encodes an empty histogram, and one of a single value", () => {
    const { record, reader } = histogram();
    expect(decodeFromCompressedBase64(reader.base64("hop"), 64).totalCount).toBe(0);
    for (let round = 0; round < 200; round += 1) record(77);
    expect(decodeFromCompressedBase64(reader.base64("hop"), 64).totalCount).toBe(200);
  });

  test("clamps what is out of range, leaves out NaN, and counts both", () => {
    const { record, summary } = histogram();
    for (const ns of [0, -5, 2 ** 36, Number.POSITIVE_INFINITY, Number.NaN]) record(ns);
    expect(summary()).toMatchObject({ count: 4, clamped: 5, p50: 1, max: HISTOGRAM_VALUE_MAX });
  });

  test("counts a fraction of a nanosecond with its whole part", () => {
    const { record, summary } = histogram();
    record(1_500.75);
    expect(summary()).toMatchObject({ count: 1, p50: 1_500, max: 1_500.75 });
  });

  // rings case 32
  test("goes on counting beyond 2^32 in one bucket: no snapshot has to come in time", () => {
    const memory = allocateTelemetry({ counters: 1, histograms: 2 });
    const writer = new TelemetryWriter(memory);
    const id = writer.histogram("hop");
    writer.record(id, 77);
    const { histograms } = regionsOf(memory);
    histograms[id * HISTOGRAM_WORDS + BUCKETS_PLACE + bucketOf(77)] = 2 ** 32 - 1;
    writer.record(id, 77);
    writer.record(id, 77);
    expect(new TelemetryReader(memory).summary("hop")?.count).toBe(2 ** 32 + 1);
  });

  test("cumulates at powers of two from 1 us to 8.4 s, in seconds", () => {
    const { record, reader } = histogram();
    for (const ns of [1, 1_000, 1_001, 2_000, 5_000_000, 60e9]) record(ns);
    const said = reader.buckets("hop");
    expect(said?.bounds.length).toBe(24);
    expect([said?.bounds[0], said?.bounds.at(-1)]).toEqual([1e-6, 8.388608]);
    expect(said?.counts.slice(0, 3)).toEqual([2, 4, 4]);
    expect([said?.counts.at(-1), said?.count]).toEqual([5, 6]);
    expect(said?.sum).toBeCloseTo(60.005004002, 9);
    const counts = said?.counts ?? [];
    expect(counts.every((count, at) => count >= (counts[at - 1] ?? 0))).toBe(true);
  });
});

/** The counts as they are encoded, behind both headers. */
function payloadOf(base64: string): number[] {
  return [...inflateSync(Buffer.from(base64, "base64").subarray(8)).subarray(40)];
}

function countsOf(hdr: unknown): [number, number][] {
  const { countsArrayLength, getCountAtIndex } = hdr as {
    countsArrayLength: number;
    getCountAtIndex(index: number): number;
  };
  return Array.from({ length: countsArrayLength }, (_, index): [number, number] => [
    index,
    getCountAtIndex.call(hdr, index),
  ]).filter(([, count]) => count > 0);
}
