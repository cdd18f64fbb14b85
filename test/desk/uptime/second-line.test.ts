/** What a silence behind a run's end is: planned when somebody had wanted the end, and else dark. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findJournals } from "../../../src/desk/journal-view/find-journal.ts";
import { readHistory } from "../../../src/desk/uptime/desk-history.ts";
import { SecondLine } from "../../../src/desk/uptime/second-line.ts";
import { uptimeReport } from "../../../src/desk/uptime/uptime-report.ts";
import { NOON, RunWriter, SECOND } from "../journal-view/kit/desk-journal.ts";

const root = mkdtempSync(join(tmpdir(), "outcry-planned-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const START = NOON / SECOND;

let made = 0;
function freshFolder(): string {
  made += 1;
  return join(root, `j${made}`);
}

const FAIL = { ready: "FAIL", causes: [{ actor: "feed-binance", reason: "no data" }] } as const;

function reportOf(folder: string, seconds: number) {
  const found = findJournals([folder]);
  if (!found.ok) throw new Error(found.failure);
  const history = readHistory(found.value, () => {});
  return uptimeReport(
    history,
    new SecondLine(history, { from: START, to: START + seconds }),
    0.999,
  );
}

describe("a silence", () => {
  test("what follows an end that somebody asked for is planned, what follows a start is not", () => {
    const folder = freshFolder();
    const first = new RunWriter(folder, 1, NOON);
    first.beats(10);
    first.stop();
    first.beats(3, { ...FAIL, isDraining: true });
    first.end();
    const second = new RunWriter(folder, 2, NOON + 30 * SECOND);
    // It takes five seconds until it says anything, and three until it is ready.
    second.pass(5);
    second.beats(3, FAIL);
    second.beats(4);
    second.stop("command line", "its time is over");
    second.end();
    const { seconds, availability, budget, mttrS, mtbfS } = reportOf(folder, 50);
    expect(seconds).toEqual({
      READY: 14,
      WARN: 0,
      PLANNED: 20 + 8,
      NOT_READY: 3,
      DARK: 5,
      TOTAL: 50,
    });
    expect(availability).toEqual({ withoutPlanned: 14 / 22, withPlanned: 14 / 50 });
    expect(budget).toEqual({ target: 0.999, allowedS: 0.022, usedS: 8, leftS: 0.022 - 8 });
    expect([mttrS, mtbfS]).toEqual([8, 14]);
  });

  test("a desk that ends itself has planned nothing, and its reason is why", () => {
    const folder = freshFolder();
    const run = new RunWriter(folder, 1, NOON);
    run.beats(10);
    run.stop("desk", "halted: risk was given up");
    run.beats(2, { ...FAIL, isDraining: true });
    // Nobody plans what has happened, by a second signal either.
    run.stop("signal", "in haste");
    run.beats(1, { ...FAIL, isDraining: true });
    run.end();
    const { seconds, incidents } = reportOf(folder, 33);
    expect(seconds).toMatchObject({ READY: 10, PLANNED: 0, NOT_READY: 3, DARK: 20 });
    expect(incidents).toMatchObject([{ start: START + 10, isOpen: true }]);
    const { runs } = reportOf(folder, 33);
    expect(incidents[0]?.causes.at(-1)).toMatchObject({
      actor: "desk",
      reason: "the desk ended itself: halted: risk was given up",
      evidence: runs[0]?.lastSequence,
    });
  });

  test("a journal that ends while nobody asked the desk to stop leaves it dark", () => {
    const folder = freshFolder();
    const run = new RunWriter(folder, 1, NOON);
    run.beats(10);
    run.end();
    const { seconds, incidents } = reportOf(folder, 30);
    expect(seconds).toMatchObject({ READY: 10, PLANNED: 0, DARK: 20 });
    expect(incidents[0]?.causes[0]?.reason).toBe("it had ended, and nobody had asked the desk to");
  });

  test.each(["signal", "command line", "api"])("behind an end by %s is planned", (by) => {
    const folder = freshFolder();
    const run = new RunWriter(folder, 1, NOON);
    run.beats(10);
    run.stop(by, "asked");
    run.end();
    expect(reportOf(folder, 30).seconds).toMatchObject({ READY: 10, PLANNED: 20, DARK: 0 });
  });
});
