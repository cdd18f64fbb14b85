/** What is said of a failing seed before, and while, it is made small. */
import { describe, expect, test } from "bun:test";
import { SimProgress } from "../../../src/desk/cli/sim-progress.ts";

const violation = { judge: "orders", text: "an order was sent twice", at: 0 };

function heard(told: { shrinks: boolean; isTerminal: boolean }) {
  const notes: string[] = [];
  const statuses: string[] = [];
  const output = {
    note: (text: string) => void notes.push(text),
    status: (text: string) => void statuses.push(text),
  };
  return { notes, statuses, listeners: new SimProgress(output, { seeds: 3, ...told }).listeners };
}

describe("SimProgress", () => {
  test("the violation comes first, then how long the search may take", () => {
    const { notes, listeners } = heard({ shrinks: true, isTerminal: false });
    listeners.onViolation(7, violation, 57);
    expect(notes[0]).toBe("seed 7: orders: an order was sent twice");
    expect(notes[1]).toContain("its 57 faults that it takes, in at most 200 runs");
  });

  test("no search is announced where none follows", () => {
    for (const [shrinks, faults] of [
      [false, 57],
      [true, 0],
    ] as const) {
      const { notes, listeners } = heard({ shrinks, isTerminal: false });
      listeners.onViolation(7, violation, faults);
      expect(notes).toHaveLength(1);
    }
  });

  test("a terminal's line is drawn with each run, and a file gets every twentieth", () => {
    const file = heard({ shrinks: true, isTerminal: false });
    const terminal = heard({ shrinks: true, isTerminal: true });
    for (const { listeners } of [file, terminal]) {
      listeners.onViolation(7, violation, 57);
      for (let runs = 1; runs <= 40; runs += 1) listeners.onShrink(runs, 57 - runs);
    }
    expect(file.notes.slice(2)).toEqual([
      "seed 7: 20 of at most 200 runs, 37 faults left",
      "seed 7: 40 of at most 200 runs, 17 faults left",
    ]);
    expect(terminal.statuses).toHaveLength(40);
  });
});
