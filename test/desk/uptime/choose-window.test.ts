/** From when to when uptime is counted, when nobody says, and when too much is asked. */
import { describe, expect, test } from "bun:test";
import type { BeatSpan } from "../../../src/desk/uptime/beat-spans.ts";
import { chooseWindow } from "../../../src/desk/uptime/choose-window.ts";
import type { DeskHistory, HistoryRun } from "../../../src/desk/uptime/desk-history.ts";

const T = 1_772_452_800;
const NOBODY = { fromMicros: null, toMicros: null };

function historyOf(ended: HistoryRun["ended"], lastSecond = T + 9): DeskHistory {
  const run: HistoryRun = {
    ...{ id: "aa", journal: "j", firstSequence: 1, lastSequence: 9, halt: "", stop: null, ended },
    ...{ startMicros: T * 1e6 + 5, lastMicros: lastSecond * 1e6 + 999 },
  };
  const span: BeatSpan = {
    ...{ kind: "READY", trading: "ACTIVE", causes: [], run: 0, firstSequence: 1, lastSequence: 2 },
    ...{ firstSecond: T, lastSecond, lastMicros: lastSecond * 1e6 },
  };
  return { runs: [run], spans: [span], restarts: [], damages: [] };
}

describe("chooseWindow", () => {
  test("without a word it is from the first run to the end of the last one, when that was in order", () => {
    const nowMicros = (T + 5_000) * 1e6;
    expect(chooseWindow(historyOf("ENDED"), { ...NOBODY, nowMicros })).toEqual({
      from: T,
      to: T + 10,
      notes: [],
    });
  });

  test("behind a run that crashed, the time until now belongs to it", () => {
    const nowMicros = (T + 5_000) * 1e6;
    expect(chooseWindow(historyOf("CRASHED"), { ...NOBODY, nowMicros }).to).toBe(T + 5_000);
  });

  test("of a run that goes on, the second whose beat may still come is not counted", () => {
    const at = (second: number) =>
      chooseWindow(historyOf("RUNNING"), { ...NOBODY, nowMicros: second * 1e6 }).to;
    expect(at(T + 11)).toBe(T + 10);
    // Three seconds of silence are no beat that is late.
    expect(at(T + 13)).toBe(T + 13);
  });

  test("what lies ahead of now is left out, and said", () => {
    const asked = { fromMicros: (T - 60) * 1e6, toMicros: (T + 86_400) * 1e6 };
    const { from, to, notes } = chooseWindow(historyOf("CRASHED"), {
      ...asked,
      nowMicros: (T + 100) * 1e6,
    });
    expect([from, to]).toEqual([T - 60, T + 100]);
    expect(notes).toEqual([
      "the window ends now: what lies ahead is not counted",
      "the window begins before the first run: until then it counts as dark",
    ]);
  });
});
