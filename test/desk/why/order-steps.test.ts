/** The steps of an order come in the order of cause and effect, in what they say of wall time, too. */
import { afterAll, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findJournal } from "../../../src/desk/journal-view/find-journal.ts";
import { JournalView } from "../../../src/desk/journal-view/journal-view.ts";
import { Approved } from "../../../src/desk/message/approved.ts";
import { GateCheck } from "../../../src/desk/message/gate-check.ts";
import { OrderEvent } from "../../../src/desk/message/order-event.ts";
import { Quote } from "../../../src/desk/message/quote.ts";
import { storyOf } from "../../../src/desk/why/order-story.ts";
import { storyText } from "../../../src/desk/why/story-text.ts";
import {
  APPROVED,
  CHECK,
  LogWriter,
  NOON,
  ORDER,
  orderEvent,
  RunWriter,
} from "../journal-view/kit/desk-journal.ts";

const root = mkdtempSync(join(tmpdir(), "outcry-steps-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = "";
let made = 0;
beforeEach(() => {
  made += 1;
  folder = join(root, `run${made}`);
  mkdirSync(folder);
});

function journal(life = 1, start = NOON) {
  return new RunWriter(join(folder, "journal"), life, start);
}

function story() {
  const found = findJournal(folder);
  if (!found.ok) throw new Error(found.failure);
  return storyOf(found.value, new JournalView(found.value.journal), ORDER);
}

const QUOTE = {
  instrument: 0,
  bidTicks: 6_173_762,
  bidLots: 10,
  askTicks: 6_173_764,
  askLots: 20,
  venueSequence: 99,
  venueTimeUs: Number.NaN,
  intendedAt: Number.NaN,
  sentAt: Number.NaN,
  receivedAt: CHECK.basisAt,
  builtAt: CHECK.basisAt,
};

test("no step, and no cause, is shown at a wall time before what led to it", () => {
  const run = journal();
  const sentAt = run.monotonic + 14_500_000;
  run.pass(0.012);
  run.append("risk", GateCheck, CHECK);
  run.append("risk", Approved, APPROVED);
  run.pass(0.002);
  run.commit();
  // The wall clock is set back by a little: the monotonic one knows nothing of that.
  run.wall -= 30_000;
  run.pass(0.001);
  run.append("execution-paper", OrderEvent, orderEvent("SENT", { sentAt }));
  run.append("execution-paper", OrderEvent, orderEvent("ACK"));
  run.end();
  const log = new LogWriter();
  // The log is written when there is time for it: 40 ms behind what it says.
  const late = { sequence: 4_711, committedAt: CHECK.basisAt, wallMicros: NOON + 50_000 };
  log.add("feed-binance", Quote, QUOTE, late);
  log.save(folder);
  const told = story();
  const walls = told?.steps.map(({ what, wallMicros }) => [what, wallMicros - NOON]);
  expect(walls).toEqual([
    ["market event", 9_000],
    ["decided", 10_000],
    ["checked", 12_000],
    ["APPROVED", 12_000],
    ["durable", 14_000],
    ["SENT", 14_500],
    ["ACK", 15_000],
  ]);
  const text = told === null ? "" : storyText(told);
  expect(text).toContain("feed-binance 4711  quote  2026-03-02T12:00:00.009000Z  (messages.log)");
});

test("what a later process did comes after it all, though the wall clock was set back", () => {
  const first = journal();
  first.append("risk", GateCheck, CHECK);
  first.append("risk", Approved, APPROVED);
  first.commit();
  first.append("execution-paper", OrderEvent, orderEvent("ACK"));
  first.commit();
  first.crash();
  const second = journal(2, NOON - 3_600e6);
  second.pass(0.001);
  second.append("execution-paper", OrderEvent, orderEvent("FILL", { leavesLots: 0 }));
  second.end();
  expect(story()?.steps.at(-1)).toMatchObject({ what: "FILL", by: "execution-paper" });
});
