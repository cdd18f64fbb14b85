/** Ways to count a latency, and to ask what the latencies were, each as one loop over values. */
import { build } from "hdr-histogram-js";
import { Prng } from "../../src/core/prng.ts";
import { BUCKETS, bucketOf } from "../../src/runtime/telemetry/histogram-layout.ts";
import { allocateTelemetry } from "../../src/runtime/telemetry/telemetry-layout.ts";
import { TelemetryReader } from "../../src/runtime/telemetry/telemetry-reader.ts";
import { TelemetryWriter } from "../../src/runtime/telemetry/telemetry-writer.ts";

/** Values of a loop, which are counted once a call. */
export const VALUES = 4_096;

const PERCENTILES = [50, 90, 99, 99.9, 99.99] as const;
const HIGHEST_NS = 60e9;

/** A call counts all values once, or asks once; `isRight` looks at what came of the calls. */
export type Recorder = {
  readonly call: () => unknown;
  readonly isRight: (calls: number) => boolean;
};

/** Whole nanoseconds, most around a microsecond, a few of milliseconds. */
export function latenciesNs(): Float64Array {
  const prng = new Prng(4);
  return Float64Array.from({ length: VALUES }, () =>
    Math.round(200 * Math.exp(4 * prng.unit() ** 2 + (prng.unit() < 0.01 ? 6 : 0))),
  );
}

const values = latenciesNs();

/** By name; each is used in a thread of its own. */
export const RECORDERS = {
  "loop without a record": loopAlone,
  "plain c[i] += 1, one array of int32": plainCount,
  "Atomics.add, the same array": atomicCount,
  "our histogram": ours,
  "hdr-histogram-js, default": () => theirs({}),
  "hdr-histogram-js, 1 ns to 60 s": () => theirs({ highestTrackableValue: HIGHEST_NS }),
  "hdr-histogram-js, packed": () => theirs({ bitBucketSize: "packed" }),
  "our summary": ourSummary,
  "hdr-histogram-js, the same percentiles": theirPercentiles,
} as const satisfies Readonly<Record<string, () => Recorder>>;

export type RecorderName = keyof typeof RECORDERS;

/** Asked once a call, and not once a value. */
export const ASKERS: readonly RecorderName[] = [
  "our summary",
  "hdr-histogram-js, the same percentiles",
];

function loopAlone(): Recorder {
  let sum = 0;
  const call = () => {
    let seen = 0;
    for (let i = 0; i < VALUES; i += 1) seen += values[i] ?? 0;
    sum += seen;
  };
  return { call, isRight: () => sum > 0 };
}

function plainCount(): Recorder {
  const counts = new Int32Array(new SharedArrayBuffer(BUCKETS * 4));
  const call = () => {
    for (let i = 0; i < VALUES; i += 1) {
      const bucket = bucketOf(values[i] ?? 0);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
  };
  return { call, isRight: (calls) => sumOf(counts) === calls * VALUES };
}

function atomicCount(): Recorder {
  const counts = new Int32Array(new SharedArrayBuffer(BUCKETS * 4));
  const call = () => {
    for (let i = 0; i < VALUES; i += 1) Atomics.add(counts, bucketOf(values[i] ?? 0), 1);
  };
  return { call, isRight: (calls) => sumOf(counts) === calls * VALUES };
}

function ours(): Recorder {
  const memory = allocateTelemetry();
  const writer = new TelemetryWriter(memory);
  const id = writer.histogram("wait:quote");
  const call = () => {
    for (let i = 0; i < VALUES; i += 1) writer.record(id, values[i] ?? 0);
  };
  const reader = new TelemetryReader(memory);
  return { call, isRight: (calls) => reader.summary("wait:quote")?.count === calls * VALUES };
}

function theirs(options: Parameters<typeof build>[0]): Recorder {
  const histogram = build(options);
  const call = () => {
    for (let i = 0; i < VALUES; i += 1) histogram.recordValue(values[i] ?? 0);
  };
  return { call, isRight: (calls) => histogram.totalCount === calls * VALUES };
}

function ourSummary(): Recorder {
  const memory = allocateTelemetry();
  const writer = new TelemetryWriter(memory);
  const id = writer.histogram("wait:quote");
  for (const value of values) writer.record(id, value);
  const reader = new TelemetryReader(memory);
  let p99 = 0;
  const call = () => {
    p99 = reader.summary("wait:quote")?.p99 ?? 0;
  };
  return { call, isRight: () => isNear(p99, quantile(0.99)) };
}

function theirPercentiles(): Recorder {
  const histogram = build({});
  for (const value of values) histogram.recordValue(value);
  let p99 = 0;
  const call = () => {
    const found = PERCENTILES.map((percentile) => histogram.getValueAtPercentile(percentile));
    p99 = found[2] ?? 0;
  };
  return { call, isRight: () => isNear(p99, quantile(0.99)) };
}

function quantile(fraction: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.ceil(fraction * VALUES) - 1] ?? Number.NaN;
}

/** Three significant digits. */
function isNear(value: number, exact: number): boolean {
  return Math.abs(value / exact - 1) < 2e-3;
}

function sumOf(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
