/** Why an actor ended, in words: main's own reason, else the error, else the exit code. */
import { describe, expect, test } from "bun:test";
import {
  deathReasonOf,
  lateTextOf,
  stuckReasonOf,
} from "../../../src/runtime/supervisor/death-reason.ts";

const error = { name: "RangeError", message: "no such price\nat line 3", stack: "" };

describe("deathReasonOf", () => {
  test.each([
    ["main's own reason comes first", error, "asked for", "asked for"],
    ["then the error, its first line", error, null, "threw in on.quote: RangeError: no such price"],
    ["then the code, though it says 0", null, null, "vanished with exit code 0 in on.quote"],
  ])("%s", (_, thrown, ended, reason) => {
    const end = { actor: null, error: thrown, code: 0 };
    expect(deathReasonOf(end, { ended, handler: "on.quote" })).toBe(reason);
  });

  test("names no handler where none ran", () => {
    const end = { actor: null, error, code: 70 };
    const reason = deathReasonOf(end, { ended: null, handler: null });
    expect(reason).toBe("threw: RangeError: no such price");
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
