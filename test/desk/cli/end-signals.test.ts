/** Signals as a terminal and a runner send them: one keypress may arrive twice. */
import { afterEach, describe, expect, test } from "bun:test";
import { type EndSignals, listenForSignals } from "../../../src/desk/cli/end-signals.ts";

let signals: EndSignals | null = null;

afterEach(() => {
  signals?.ignore();
});

/** Listens on a clock of the test's own; `hurried` counts how often haste was asked for. */
function listening() {
  const clock = { nowMs: 1_000 };
  const listeners = listenForSignals(() => clock.nowMs);
  signals = listeners;
  const isHurried = () =>
    Promise.race([listeners.hurried.then(() => true), Promise.resolve().then(() => false)]);
  return { clock, isHurried, asked: listeners.asked, ask: listeners.ask };
}

describe("listenForSignals", () => {
  test("one keypress that arrives twice asks for a stop in order, and for no haste", async () => {
    const { clock, isHurried, asked } = listening();
    process.emit("SIGINT");
    clock.nowMs += 1;
    process.emit("SIGINT");
    expect(await asked).toBe("interrupted");
    expect(await isHurried()).toBe(false);
  });

  test("a second signal that a person sends asks for haste", async () => {
    const { clock, isHurried } = listening();
    process.emit("SIGINT");
    clock.nowMs += 500;
    process.emit("SIGINT");
    expect(await isHurried()).toBe(true);
  });

  test("a signal of another kind is a second one, however soon", async () => {
    const { isHurried } = listening();
    process.emit("SIGINT");
    process.emit("SIGTERM");
    expect(await isHurried()).toBe(true);
  });

  test("a terminal that closes asks for a stop, and is nobody's haste", async () => {
    const { clock, isHurried, asked } = listening();
    process.emit("SIGHUP");
    clock.nowMs += 5_000;
    process.emit("SIGHUP");
    expect(await asked).toBe("hung up");
    expect(await isHurried()).toBe(false);
  });

  test("whoever started the process and is gone asks for a stop, too", async () => {
    const { asked, ask } = listening();
    ask("its guard is gone");
    process.emit("SIGINT");
    expect(await asked).toBe("its guard is gone");
  });
});
