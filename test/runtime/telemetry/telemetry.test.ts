/** Counters and names in shared memory: what a restart keeps, and what a full table does. */
import { describe, expect, test } from "bun:test";
import {
  allocateTelemetry,
  OVERFLOW_NAME,
} from "../../../src/runtime/telemetry/telemetry-layout.ts";
import { TelemetryReader } from "../../../src/runtime/telemetry/telemetry-reader.ts";
import { TelemetryWriter } from "../../../src/runtime/telemetry/telemetry-writer.ts";

function telemetry(options: Parameters<typeof allocateTelemetry>[0] = {}) {
  const memory = allocateTelemetry(options);
  return { memory, writer: new TelemetryWriter(memory), reader: new TelemetryReader(memory) };
}

describe("TelemetryWriter", () => {
  test("counts by name", () => {
    const { writer, reader } = telemetry();
    const quotes = writer.counter("messages:quote");
    writer.add(quotes);
    writer.add(quotes, 2);
    writer.add(writer.counter("dropped:log"), 5);
    expect(writer.counter("messages:quote")).toBe(quotes);
    expect(reader.counters()).toEqual({ "messages:quote": 3, "dropped:log": 5 });
  });

  test("shows a counter from its registration on, with 0", () => {
    const { writer, reader } = telemetry();
    expect(reader.counters()).toEqual({});
    writer.counter("feed:frames");
    expect(reader.counters()).toEqual({ "feed:frames": 0 });
  });

  test("goes on over incarnations: the same names have the same ids", () => {
    const { memory, writer, reader } = telemetry();
    const ids = ["a", "größer", "b"].map((name) => writer.counter(name));
    const histogram = writer.histogram("hop:gate");
    writer.add(ids[1] ?? -1, 4);
    writer.record(histogram, 1_000);

    const next = new TelemetryWriter(memory);
    expect(["b", "größer", "a"].map((name) => next.counter(name))).toEqual(ids.toReversed());
    expect(next.histogram("hop:gate")).toBe(histogram);
    next.add(next.counter("größer"));
    next.record(histogram, 1_000);
    expect(reader.counters()).toEqual({ a: 0, größer: 5, b: 0 });
    expect(reader.summary("hop:gate")?.count).toBe(2);
  });

  test("two writers that take turns give one id to a name, and two to two", () => {
    const { memory, writer, reader } = telemetry();
    const other = new TelemetryWriter(memory);
    const first = other.counter("theirs");
    const second = writer.counter("ours");
    expect(writer.counter("theirs")).toBe(first);
    expect(other.counter("ours")).toBe(second);
    expect(reader.counters()).toEqual({ theirs: 0, ours: 0 });
  });

  test("counts under one name what a full table has no place for, and never throws", () => {
    const { memory, writer, reader } = telemetry({ counters: 3, histograms: 2 });
    for (const name of ["a", "b", "c", "d"]) writer.add(writer.counter(name));
    for (const name of ["x", "y", "z"]) writer.record(writer.histogram(name), 5);
    expect(reader.counters()).toEqual({ a: 1, b: 1, [OVERFLOW_NAME]: 2 });
    expect(reader.histograms()).toEqual(["x", OVERFLOW_NAME]);
    expect(reader.summary(OVERFLOW_NAME)?.count).toBe(2);
    const next = new TelemetryWriter(memory);
    next.add(next.counter("e"));
    expect(reader.counters()[OVERFLOW_NAME]).toBe(3);
  });

  test("cuts a name to 62 bytes at a character's end", () => {
    const { writer, reader } = telemetry();
    writer.counter("x".repeat(80));
    writer.counter(`${"x".repeat(61)}é`);
    writer.counter("é".repeat(31));
    expect(Object.keys(reader.counters())).toEqual([
      "x".repeat(62),
      "x".repeat(61),
      "é".repeat(31),
    ]);
  });

  test("takes a name that an object would read as its own", () => {
    const { writer, reader } = telemetry();
    writer.add(writer.counter("__proto__"), 2);
    expect(Object.entries(reader.counters())).toEqual([["__proto__", 2]]);
  });
});

describe("TelemetryReader", () => {
  test("has nothing to say of a name that it does not know", () => {
    const { writer, reader } = telemetry();
    expect([reader.summary("a"), reader.buckets("a")]).toEqual([null, null]);
    writer.histogram("a");
    expect(reader.summary("a")).toBeNull();
    expect(reader.buckets("a")).toMatchObject({ count: 0, sum: 0 });
  });

  test("refuses memory that is no telemetry", () => {
    expect(() => new TelemetryReader(new SharedArrayBuffer(4_096))).toThrow("memory is telemetry");
  });
});
