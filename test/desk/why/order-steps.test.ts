/** The steps of an order come in the order of cause and effect, in what they say of wall time, too. */
import { beforeEach, expect, test } from "bun:test";
import { Approved } from "../../../src/desk/message/approved.ts";
import { GateCheck } from "../../../src/desk/message/gate-check.ts";
import { OrderEvent } from "../../../src/desk/message/order-event.ts";
import { Quote } from "../../../src/desk/message/quote.ts";
import { storyText } from "../../../src/desk/why/story-text.ts";
import { APPROVED, CHECK, LogWriter, NOON, orderEvent } from "../journal-view/kit/desk-journal.ts";
import { OrderFolder, QUOTE } from "./kit/order-folder.ts";

let folder: OrderFolder;
beforeEach(() => {
  folder = new OrderFolder();
});

test("no step, and no cause, is shown at a wall time before what led to it", () => {
  const run = folder.journal();
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
  log.save(folder.path);
  const told = folder.story();
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
  const first = folder.journal();
  first.append("risk", GateCheck, CHECK);
  first.append("risk", Approved, APPROVED);
  first.commit();
  first.append("execution-paper", OrderEvent, orderEvent("ACK"));
  first.commit();
  first.crash();
  const second = folder.journal(2, NOON - 3_600e6);
  second.pass(0.001);
  second.append("execution-paper", OrderEvent, orderEvent("FILL", { leavesLots: 0 }));
  second.end();
  expect(folder.story()?.steps.at(-1)).toMatchObject({ what: "FILL", by: "execution-paper" });
});
