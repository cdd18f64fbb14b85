/** Other load from the texts that the system gives, and from a child of our own. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import {
  busyTicksOf,
  type LoadReading,
  otherCores,
  ownTicksOf,
  readLoad,
} from "../../../bench/kit/other-load.ts";
import { until } from "../../kit/until.ts";

const STAT = `cpu  100 20 30 4000 500 6 7 8 90 10
cpu0 50 10 15 2000 250 3 4 4 45 5
intr 1 2 3
`;
const SELF =
  "42 (a ) b (c) S 1 42 42 0 -1 4194304 99 0 0 0 11 22 33 44 20 0 9 0 5 6 7 8 9 10 11 12";

describe("busyTicksOf", () => {
  test("counts all that processors did, and neither idling nor guests a second time", () => {
    expect(busyTicksOf(STAT)).toBe(100 + 20 + 30 + 6 + 7 + 8);
  });

  test.each(["", "cpu0 1 2 3 4 5 6 7 8", "cpu  1 2 3"])("of %p is NaN", (text) => {
    expect(busyTicksOf(text)).toBeNaN();
  });
});

describe("ownTicksOf", () => {
  test("counts the process and its ended children, whatever its name is", () => {
    expect(ownTicksOf(SELF)).toBe(11 + 22 + 33 + 44);
  });

  test.each(["", "42 (bun) S 1"])("of %p is NaN", (text) => {
    expect(ownTicksOf(text)).toBeNaN();
  });
});

describe("otherCores", () => {
  const reading = (busyTicks: number, ownTicks: number, seconds: number): LoadReading => ({
    busyTicks,
    ownTicks,
    at: seconds * 1e9,
  });

  test("is what was done less what we did, in cores", () => {
    expect(otherCores(reading(1_000, 100, 5), reading(1_500, 450, 10))).toBeCloseTo(0.3, 9);
  });

  test("is never below 0: the two counts are taken one after the other", () => {
    expect(otherCores(reading(0, 0, 0), reading(100, 101, 1))).toBe(0);
  });

  test("is NaN where one count is unknown, or no time passed", () => {
    expect(otherCores(reading(Number.NaN, 0, 0), reading(1, 0, 1))).toBeNaN();
    expect(otherCores(reading(0, 0, 0), reading(1, Number.NaN, 1))).toBeNaN();
    expect(otherCores(reading(0, 0, 1), reading(1, 0, 1))).toBeNaN();
  });
});

describe("readLoad", () => {
  test.skipIf(process.platform !== "linux")("counts a child once it has ended", async () => {
    const before = readLoad();
    // By the child's own count of its processor time, so that a busy machine changes nothing.
    const busy = `const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
      while (used() < 300_000);`;
    await Bun.spawn([process.execPath, "-e", busy]).exited;
    const after = readLoad();
    expect(after.ownTicks - before.ownTicks).toBeGreaterThanOrEqual(20);
    expect(after.busyTicks).toBeGreaterThan(before.busyTicks);
  });

  test.skipIf(process.platform !== "linux")("counts a child that lives as its own", async () => {
    const child = Bun.spawn([process.execPath, "-e", "for (;;);"], { stdin: "ignore" });
    /** What is counted beside this process, which is busy as well while it looks. */
    const besides = () => readLoad().ownTicks - ownTicksOf(readFileSync("/proc/self/stat", "utf8"));
    try {
      await until("its processor time to be ours", () => besides() >= 20);
      const living = readLoad().ownTicks;
      child.kill("SIGKILL");
      await child.exited;
      expect(readLoad().ownTicks).toBeGreaterThanOrEqual(living);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
