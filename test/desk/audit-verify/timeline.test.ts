/** Runs and dark time, as records tell of them. */
import { describe, expect, test } from "bun:test";
import { Timeline } from "../../../src/desk/audit-verify/timeline.ts";

/** Seconds and own kinds, one record each. */
function timelineOf(...records: readonly (readonly [seconds: number, kind: string | null])[]) {
  const timeline = new Timeline();
  for (const [at, [seconds, kind]] of records.entries()) timeline.add(at, seconds * 1e6, kind);
  return timeline;
}

describe("dark time", () => {
  test("is a pause of more than 120 s, and none of exactly that", () => {
    const { dark, darkCount } = timelineOf([0, "RUN_STARTED"], [120, null], [241, null]);
    expect(darkCount).toBe(1);
    expect(dark).toEqual([{ sequence: 2, fromMicros: 120e6, toMicros: 241e6 }]);
  });

  test("is none between the end of a run and the next start", () => {
    const ended = timelineOf(
      [0, "RUN_STARTED"],
      [1, "RUN_ENDED"],
      [900, "CHECKPOINT"],
      [900, "RUN_STARTED"],
    );
    expect([ended.darkCount, ended.runCount, ended.isEnded]).toEqual([0, 2, false]);
  });

  test("is counted in full, and listed up to a hundred", () => {
    const records = Array.from({ length: 151 }, (_, at) => [at * 200, null] as const);
    const { dark, darkCount } = timelineOf(...records);
    expect([dark.length, darkCount]).toEqual([100, 150]);
  });

  test("says nothing over records that were passed over", () => {
    const timeline = timelineOf([0, "RUN_STARTED"]);
    timeline.skip();
    timeline.add(300, 9e9, null);
    expect(timeline.darkCount).toBe(0);
  });
});

describe("a run", () => {
  test("has not ended when a record stands behind its end", () => {
    expect(timelineOf([0, "RUN_STARTED"], [1, "RUN_ENDED"], [2, "CHECKPOINT"]).isEnded).toBe(true);
    expect(timelineOf([0, "RUN_STARTED"], [1, "RUN_ENDED"], [2, null]).isEnded).toBe(false);
  });
});
