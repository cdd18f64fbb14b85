/** A run's epoch grows, whatever the clock and the last run did. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nextRunEpoch, RUN_EPOCH_MAX } from "../../../../src/desk/run/files/run-epoch.ts";

const ORIGIN_S = Date.UTC(2024, 0, 1) / 1_000;

let runs: string;

beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), "outcry-epoch-"));
});

afterEach(() => rmSync(runs, { recursive: true }));

describe("nextRunEpoch", () => {
  test("the first epoch is the seconds since 2024", () => {
    expect(nextRunEpoch(runs, ORIGIN_S + 1_000)).toBe(1_000);
  });

  test("two runs of one second differ", () => {
    expect(nextRunEpoch(runs, ORIGIN_S + 5)).toBe(5);
    expect(nextRunEpoch(runs, ORIGIN_S + 5)).toBe(6);
  });

  test("it grows also when the clock went back", () => {
    nextRunEpoch(runs, ORIGIN_S + 1_000);
    expect(nextRunEpoch(runs, ORIGIN_S + 10)).toBe(1_001);
  });

  test("it is above one that is known to be used, whatever the file and the clock say", () => {
    expect(nextRunEpoch(runs, ORIGIN_S + 5, 70)).toBe(71);
    expect(nextRunEpoch(runs, ORIGIN_S + 5, 3)).toBe(72);
  });

  test("it is on disk before it is used, and nothing else is left there", () => {
    const epoch = nextRunEpoch(join(runs, "new"));
    expect(readFileSync(join(runs, "new/epoch"), "utf8")).toBe(`${epoch}\n`);
    expect(readdirSync(join(runs, "new"))).toEqual(["epoch"]);
  });

  test.each(["", "abc\n", "1.5\n", "-1\n"])("a file that holds %j is not guessed at", (text) => {
    writeFileSync(join(runs, "epoch"), text);
    expect(() => nextRunEpoch(runs)).toThrow("holds one whole number");
  });

  test("five digits of base 62 are its end", () => {
    writeFileSync(join(runs, "epoch"), `${RUN_EPOCH_MAX - 1}\n`);
    expect(nextRunEpoch(runs)).toBe(RUN_EPOCH_MAX);
    expect(() => nextRunEpoch(runs)).toThrow("a run epoch is <=");
  });
});
