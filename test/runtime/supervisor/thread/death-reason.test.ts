/** How a thread ended: main's order, the farewell words, the error; never the exit code. */
import { describe, expect, test } from "bun:test";
import type { ThreadEnd } from "../../../../src/runtime/supervisor/thread/actor-thread.ts";
import {
  endOf,
  type LastSeen,
  lateTextOf,
  stuckReasonOf,
} from "../../../../src/runtime/supervisor/thread/death-reason.ts";

const error = { name: "RangeError", message: "no such price\nat line 3", stack: "" };
const VANISHED: ThreadEnd = { actor: null, handler: null, error: null, code: 0 };
const SILENT: LastSeen = { asked: null, farewells: ["NONE"], endedItself: null, handler: null };
const IN_QUOTE: LastSeen = { ...SILENT, handler: "on.quote" };
const ENDED: LastSeen = { ...SILENT, farewells: ["ENDED"], endedItself: "market closed" };
const ordered = { reason: "asked for", isOrderly: true };
const killed = { reason: "stuck for 1.2 s", isOrderly: false };

describe("endOf", () => {
  test.each<[string, Partial<ThreadEnd>, LastSeen, string, string]>([
    ["an orderly stop is ordered", {}, { ...SILENT, asked: ordered }, "ORDERED", "asked for"],
    [
      "what went wrong in it is told, and it stays ordered",
      { actor: "a", handler: "stop", error },
      { ...SILENT, farewells: ["CRASHED"], asked: ordered },
      "ORDERED",
      "asked for; threw in stop: RangeError: no such price",
    ],
    ["a farewell of its own is clean", {}, ENDED, "CLEAN", "market closed"],
    ["whatever its exit code", { code: 70 }, ENDED, "CLEAN", "market closed"],
    ["and whatever the thread threw after it", { error }, ENDED, "CLEAN", "market closed"],
    [
      "also when main killed it meanwhile",
      {},
      { ...ENDED, asked: killed },
      "CLEAN",
      "market closed",
    ],
    [
      "those who declined do not count",
      {},
      { ...ENDED, farewells: ["DECLINED", "ENDED"] },
      "CLEAN",
      "market closed",
    ],
    [
      "one of several without a farewell is a crash of all",
      {},
      { ...ENDED, farewells: ["ENDED", "NONE"] },
      "CRASH",
      "vanished with exit code 0",
    ],
    [
      "the farewell of a crash is one",
      { actor: "a", handler: "settle", error },
      { ...SILENT, farewells: ["CRASHED"] },
      "CRASH",
      "threw in settle: RangeError: no such price",
    ],
    [
      "no farewell is a crash, though the code says 0",
      {},
      SILENT,
      "CRASH",
      "vanished with exit code 0",
    ],
    [
      "the handler that ran is named",
      {},
      IN_QUOTE,
      "CRASH",
      "vanished with exit code 0 in on.quote",
    ],
    ["a kill is a crash", {}, { ...IN_QUOTE, asked: killed }, "CRASH", "stuck for 1.2 s"],
    [
      "whose cause is what the actor said before it",
      { actor: "a", error },
      { ...IN_QUOTE, asked: killed },
      "CRASH",
      "threw in on.quote: RangeError: no such price",
    ],
    [
      "and not what main saw of the thread",
      { error },
      { ...IN_QUOTE, asked: killed },
      "CRASH",
      "stuck for 1.2 s",
    ],
  ])("%s", (_, end, seen, kind, reason) => {
    expect(endOf({ ...VANISHED, ...end }, seen)).toEqual({ kind, reason } as never);
  });

  test("a thread that hosts nobody did not end itself", () => {
    expect(endOf(VANISHED, { ...SILENT, farewells: [] }).kind).toBe("CRASH");
  });
});

describe("stuckReasonOf", () => {
  test("names the handler and how long it has run", () => {
    expect(stuckReasonOf("on.quote", 1_230)).toBe("stuck in on.quote for 1.2 s");
    expect(stuckReasonOf(null, 1_049)).toBe("stuck for 1.0 s");
  });
});

describe("lateTextOf", () => {
  test("names the handler, the time, and what the thread does where that is known", () => {
    const doing = "blocked (state S)";
    expect(lateTextOf("on.quote", 560, doing)).toBe(
      "no heartbeat for 0.6 s in on.quote: blocked (state S)",
    );
    expect(lateTextOf(null, 500, "")).toBe("no heartbeat for 0.5 s");
  });
});
