/** The order in which rounds are taken, and ratios of figures of one round. */
import { describe, expect, test } from "bun:test";
import { whyNotJudged } from "../../../bench/kit/aims.ts";
import { measureRounds, ratiosOf } from "../../../bench/kit/interleaved.ts";

/** Measurements that say when they were taken, and give the figures in their order. */
function scripted(figures: Readonly<Record<string, readonly number[]>>) {
  const taken: string[] = [];
  const measurements = Object.entries(figures).map(([name, values]) => {
    const left = [...values];
    const measure = async () => {
      taken.push(name);
      return left.shift() ?? Number.NaN;
    };
    return { name, measure };
  });
  return { taken, measurements };
}

describe("measureRounds", () => {
  test("takes all there and back, one figure of each a round", async () => {
    const { taken, measurements } = scripted({ a: [1, 2, 3], b: [4, 5, 6], c: [7, 8, 9] });
    const { figures, load } = await measureRounds(3, measurements);
    expect(taken.join("")).toBe("abccbaabc");
    expect(Object.fromEntries(figures)).toEqual({ a: [1, 2, 3], b: [4, 5, 6], c: [7, 8, 9] });
    expect(load.rounds).toHaveLength(3);
  });

  test("no round but the first begins once the time is over", async () => {
    const { measurements } = scripted({ a: [1, 2, 3], b: [4, 5, 6] });
    const { figures, load } = await measureRounds(3, measurements, 0);
    expect(Object.fromEntries(figures)).toEqual({ a: [1], b: [4] });
    expect(load.rounds).toHaveLength(1);
  });

  test("a measurement that fails ends the run", () => {
    const broken = { name: "broken", measure: () => Promise.reject(new Error("wrong work")) };
    expect(measureRounds(2, [broken])).rejects.toThrow("wrong work");
  });
});

/** Keeps one core busy for so much processor time of its own, whoever else runs. */
function startBusy(seconds: number) {
  const source = `const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
    while (used() < ${seconds * 1e6});`;
  return Bun.spawn([process.execPath, "-e", source]);
}

describe("the load of a round", () => {
  test.skipIf(process.platform !== "linux")(
    "has the work of a process that is not the bench's, and so no aim is judged",
    async () => {
      const other = startBusy(20);
      try {
        const measure = async () => Number(await startBusy(0.3).exited);
        const { load } = await measureRounds(1, [{ name: "own", measure }]);
        expect(load.max).toBeGreaterThan(load.bound);
        expect(whyNotJudged(load, false)).toContain("no aim is judged");
      } finally {
        other.kill();
        await other.exited;
      }
    },
    30_000,
  );
});

describe("ratiosOf", () => {
  test("is of each round, not of the medians", async () => {
    const { measurements } = scripted({ over: [10, 400, 90], under: [5, 40, 3] });
    const rounds = await measureRounds(3, measurements);
    expect(ratiosOf(rounds, "over", "under")).toEqual([2, 10, 30]);
  });

  test("is empty when one side was not measured", async () => {
    const rounds = await measureRounds(1, scripted({ over: [1] }).measurements);
    expect(ratiosOf(rounds, "over", "missing")).toEqual([]);
    expect(ratiosOf(rounds, "missing", "over")).toEqual([]);
  });
});
