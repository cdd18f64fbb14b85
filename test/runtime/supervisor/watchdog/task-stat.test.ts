/** What Linux says of a thread, and what that means. */
import { describe, expect, test } from "bun:test";
import { threadId } from "../../../../src/runtime/actor/thread-id.ts";
import {
  doingBetween,
  parseTaskStat,
  readTaskStat,
} from "../../../../src/runtime/supervisor/watchdog/task-stat.ts";

const LINE =
  "23447 (act ) R (feed) S 1 23445 23445 0 -1 4194304 300 0 0 0 17 5 0 0 20 0 9 0 8888 1 2 3";

const isLinux = process.platform === "linux";

describe("parseTaskStat", () => {
  test("finds state and processor time behind a name with brackets and spaces", () => {
    expect(parseTaskStat(LINE)).toEqual({ state: "S", cpuTicks: 22 });
  });

  test.each(["", "23447 (feed)", "23447 (feed) S 1 2", "nonsense"])(
    "takes nothing from %j",
    (line) => {
      expect(parseTaskStat(line)).toBeNull();
    },
  );
});

describe("doingBetween", () => {
  const at = (state: string, cpuTicks: number) => ({ state, cpuTicks });

  test.each([
    [at("R", 7), at("R", 31), "spinning (240 ms of processor time, state R)"],
    [at("S", 7), at("S", 7), "blocked (state S)"],
    [at("S", 7), at("D", 7), "blocked (state D)"],
    [at("R", 7), at("R", 7), "waiting for a processor (state R)"],
    [at("S", 7), at("T", 7), "stopped by a signal (state T)"],
  ])("from %j to %j: %s", (before, after, doing) => {
    expect(doingBetween(before, after)).toBe(doing);
  });

  test("is empty when nobody could look", () => {
    expect(doingBetween(null, at("R", 1))).toBe("");
    expect(doingBetween(at("R", 1), null)).toBe("");
  });
});

describe.skipIf(!isLinux)("on Linux", () => {
  test("this thread runs, and its processor time grows while it spins", () => {
    const id = threadId();
    const before = readTaskStat(id);
    expect(before?.state).toBe("R");
    // A tick is 10 ms of processor time, so this ends however busy the machine is.
    let after = before;
    while ((after?.cpuTicks ?? 0) <= (before?.cpuTicks ?? 0)) after = readTaskStat(id);
    expect(doingBetween(before, after)).toMatch(/^spinning \(\d+ ms of processor time, state R\)$/);
  });

  test("a thread that is not there has no state", () => {
    expect(readTaskStat(0)).toBeNull();
    expect(readTaskStat(2 ** 31 - 1)).toBeNull();
  });
});
