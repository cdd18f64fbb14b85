/** The state of a desk's record, by boards and topics that others have written. */
import { describe, expect, test } from "bun:test";
import type { EpochMicros } from "../../../../src/core/brand.ts";
import { AuditState } from "../../../../src/desk/message/audit-state.ts";
import { Durable } from "../../../../src/desk/message/durable.ts";
import { JournalHalt } from "../../../../src/desk/message/journal-halt.ts";
import { Progress } from "../../../../src/desk/message/progress.ts";
import { type RecordedPlan, RecordReader } from "../../../../src/desk/run/state/record-reader.ts";
import { allocateLines } from "../../../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../../../src/runtime/ring/topic-memory.ts";
import { TopicWriter } from "../../../../src/runtime/ring/topic-writer.ts";
import { statusOf } from "../../http/view-kit.ts";
import { board } from "../kit/written-board.ts";

const RISK = 3;
const MS = 1e6;
const GATED = [{ actor: "risk", subscription: "GATE", lane: "PROMPT" }] as never;
const PLAN: RecordedPlan = {
  durability: "sync",
  actors: [
    { name: "journal", kind: "journal", reads: GATED, args: { asyncMs: 40 } },
    { name: "audit", kind: "audit", reads: [], args: {} },
  ],
};

/** A desk whose risk has said nothing in this process yet: its next message has number 101. */
function stage() {
  const topic = allocateTopic({ capacityBytes: 65_536, sequence: 101 });
  const stamps = { owner: 1, incarnation: 1, now: () => 0 };
  const writer = new TopicWriter(topic, allocateLines(), stamps);
  const boards = {
    durable: board(Durable, 8),
    progress: board(Progress),
    halt: board(JournalHalt),
    audit: board(AuditState),
  };
  let now = 0;
  const system = {
    boardOf: (_: string, name: string) => boards[name as keyof typeof boards]?.memory ?? null,
    topicOf: (name: string) => (name === "risk" ? topic : null),
    status: () => [statusOf("risk", { number: RISK })],
  };
  const time = { now: () => now, wall: () => 90e6 as EpochMicros };
  const reader = new RecordReader(system, () => PLAN, time);
  return {
    boards,
    journalAt(ms: number) {
      now = ms * MS;
      return reader.read().journal;
    },
    read: () => reader.read(),
    say() {
      writer.claim(8, 1);
      writer.commit(8);
      writer.publish();
    },
    writes: (state = "WRITING") =>
      boards.progress.put({ state, durableSequence: 7, waiting: 0, syncNs: 2.5e6, syncedAt: 0 }),
    syncedTo: (sequence: number) => boards.durable.put({ since: 101, sequence }, RISK),
  };
}

describe("RecordReader", () => {
  test("a journal that has said nothing yet is opening, and what other processes said waits not", () => {
    const { journalAt } = stage();
    expect(journalAt(0)).toMatchObject({ state: "OPENING", waiting: 0, waitedMs: 0, pauseMs: 40 });
    expect(journalAt(900)).toMatchObject({ waiting: 0, waitedMs: 0 });
  });

  test("what was said waits until its own sequence is shown as durable, however the journal hangs", () => {
    const { journalAt, say, writes, syncedTo } = stage();
    writes();
    expect(journalAt(0)).toMatchObject({ state: "WRITING", durableSequence: 7, syncMs: 2.5 });
    say();
    say();
    expect(journalAt(10)).toMatchObject({ waiting: 2, waitedMs: 0 });
    expect(journalAt(310)).toMatchObject({ waiting: 2, waitedMs: 300 });
    syncedTo(101);
    expect(journalAt(320)).toMatchObject({ waiting: 1, waitedMs: 310 });
    syncedTo(102);
    expect(journalAt(330)).toMatchObject({ waiting: 0, waitedMs: 0 });
  });

  test("a halt has its reason, and a later life that writes again has none and waits for nothing old", () => {
    const { boards, journalAt, say, writes } = stage();
    writes();
    journalAt(0);
    boards.halt.put({ code: "ENOSPC", reason: "no space left on device" });
    writes("HALTED");
    say();
    const reason = "no space left on device";
    expect(journalAt(10)).toMatchObject({ state: "HALTED", reason, waiting: 1 });
    writes();
    expect(journalAt(500)).toMatchObject({ state: "WRITING", reason: "", waiting: 0, waitedMs: 0 });
    say();
    expect(journalAt(510)).toMatchObject({ waiting: 1 });
  });

  test("the audit log is as far as its newest checkpoint, and late by what the journal has beyond it", () => {
    const { boards, journalAt, read, writes } = stage();
    expect(read().audit).toMatchObject({ state: "OPENING", size: 0, root: "" });
    writes();
    const shown = { state: "WRITING", size: 5, root: "Zm9v", signedMicros: 60e6, reason: "" };
    const rest = { followedSequence: 7, lag: 0, key: "" };
    boards.audit.put({ ...shown, ...rest, coveredSequence: 7 });
    journalAt(0);
    expect(read().audit).toEqual({
      state: "WRITING",
      reason: "",
      size: 5,
      root: "Zm9v",
      ageMs: 30_000,
      waitedMs: 0,
    });
    boards.audit.put({ ...shown, ...rest, coveredSequence: 6 });
    read();
    journalAt(61_000);
    expect(read().audit?.waitedMs).toBe(61_000);
  });
});
