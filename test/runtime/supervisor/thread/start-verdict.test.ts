/** What an actor's answer to its start means. */
import { describe, expect, test } from "bun:test";
import { failWith, succeed } from "../../../../src/core/result.ts";
import type { StartAnswer } from "../../../../src/runtime/actor/control-plane.ts";
import { startVerdictOf } from "../../../../src/runtime/supervisor/thread/start-verdict.ts";

const error = { name: "RangeError", message: "no such price\nat line 3", stack: "" };

const faulty = (kind: "IMPORT" | "BAD_RETURN" | "THREW", handler: string | null): StartAnswer => ({
  kind: "FAILED",
  fault: { kind, handler, error },
});

describe("startVerdictOf", () => {
  test("ready and declined stand as they were said", () => {
    expect(startVerdictOf(succeed({ kind: "READY" }), null)).toEqual({ kind: "READY" });
    const declined = { kind: "DECLINED", reason: "nothing to trade" } as const;
    expect(startVerdictOf(succeed(declined), null)).toEqual(declined);
  });

  // T-05
  test.each([
    [
      "what the import threw",
      faulty("IMPORT", null),
      "IMPORT",
      "start failed: RangeError: no such price",
    ],
    [
      "what `start` threw",
      faulty("THREW", "start"),
      "THREW",
      "start failed: RangeError: no such price",
    ],
    [
      "a bad return",
      faulty("BAD_RETURN", "start"),
      "BAD_RETURN",
      "start failed: RangeError: no such price",
    ],
    [
      "what `open` threw",
      faulty("THREW", "open"),
      "THREW",
      "start failed in open: RangeError: no such price",
    ],
  ])("%s is told by its kind, its handler and its first line", (_, answer, failure, reason) => {
    expect(startVerdictOf(succeed(answer), null)).toEqual({
      kind: "FAILED",
      failure,
      reason,
      error,
    } as never);
  });

  // T-83
  test.each([
    ["DEAD", "DIED", "vanished with exit code 0"],
    ["THREW", "DIED", "start failed: vanished with exit code 0"],
  ] as const)("no answer for %s is a start that failed", (kind, failure, reason) => {
    const call = failWith({ kind, message: "vanished with exit code 0" });
    expect(startVerdictOf(call, null)).toEqual({ kind: "FAILED", failure, reason, error: null });
  });

  // T-83
  test("no answer of a thread that was killed for being late is told by its deadline", () => {
    const call = failWith({ kind: "DEAD", message: "vanished with exit code 1" } as const);
    expect(startVerdictOf(call, "not ready within 400 ms")).toEqual({
      kind: "FAILED",
      failure: "TIMEOUT",
      reason: "not ready within 400 ms",
      error: null,
    });
  });

  test("a thread that ended before the actor's turn never started it", () => {
    expect(startVerdictOf(undefined, null)).toMatchObject({ kind: "FAILED", failure: "DIED" });
  });
});
