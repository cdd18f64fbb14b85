/** Signals as a terminal and a runner send them: one keypress may arrive twice. */
import { afterEach, describe, expect, test } from "bun:test";
import { type EndSignals, listenForSignals } from "../../../src/desk/cli/end-signals.ts";

let signals: EndSignals | null = null;

afterEach(() => {
  signals?.ignore();
});

/** Listens on a clock of the test's own; says with which codes the process would have ended. */
function listening() {
  const clock = { nowMs: 1_000 };
  const ended: number[] = [];
  signals = listenForSignals(
    (exit) => ended.push(exit),
    () => clock.nowMs,
  );
  return { clock, ended, asked: signals.asked };
}

describe("listenForSignals", () => {
  test("one keypress that arrives twice asks for a stop in order, and ends nothing", async () => {
    const { clock, ended, asked } = listening();
    process.emit("SIGINT");
    clock.nowMs += 1;
    process.emit("SIGINT");
    expect(await asked).toBe("interrupted");
    expect(ended).toEqual([]);
  });

  test("a second signal that a person sends ends the process at once", () => {
    const { clock, ended } = listening();
    process.emit("SIGINT");
    clock.nowMs += 500;
    process.emit("SIGINT");
    expect(ended).toEqual([130]);
  });

  test("a signal of another kind is a second one, however soon", () => {
    const { ended } = listening();
    process.emit("SIGINT");
    process.emit("SIGTERM");
    expect(ended).toEqual([143]);
  });
});
