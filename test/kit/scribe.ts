/**
 * An actor with a journal: it writes a record every few milliseconds, each durable before it says so,
 * and tells at the start of each life what it found there.
 */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { text } from "../../src/runtime/actor/setting.ts";
import { MARK_FIRST } from "../../src/runtime/journal/format/mark.ts";
import { openJournal } from "../../src/runtime/journal/open-journal.ts";
import type { Recovery } from "../../src/runtime/journal/recover/recovery.ts";
import type { Journal } from "../../src/runtime/journal/write/journal.ts";
import { Entry, Notice } from "./message.ts";

const TYPE = 7;
const ACTOR = 3;

type State = { journal: Journal | null; last: number };

export default defineActor({
  args: { folder: text() },
  in: {},
  out: { entry: Entry, notice: Notice },
  start: (_ctx, args): State & { readonly folder: string } => {
    return { folder: args.folder, journal: null, last: 0 };
  },
  open(state, ctx) {
    const { incarnation } = ctx.self;
    const id = new Uint8Array(16).fill(incarnation);
    const opened = openJournal({
      storage: ctx.io.storage(state.folder),
      clock: { now: () => ctx.now(), wall: () => ctx.wall() },
      run: { id, codeHash: new Uint8Array(32), configHash: new Uint8Array(32) },
      entries: () => [],
      segmentBytes: 1 << 16,
      ballastBytes: 512,
    });
    if (!opened.ok) {
      ctx.send.notice({ text: `refused: ${opened.failure.kind}` });
      return;
    }
    const found = sequencesOf(opened.value.recovery);
    state.journal = opened.value.journal;
    state.last = found.at(-1) ?? 0;
    const isWhole = found.every((sequence, index) => sequence === index + 1);
    ctx.send.notice({
      text: `life ${incarnation}: ${isWhole ? "1 to" : "holes to"} ${state.last}`,
    });
  },
  on: {},
  every: {
    "5ms": (state, ctx) => {
      const { journal } = state;
      if (journal === null) return;
      const sequence = state.last + 1;
      const record = { type: TYPE, version: 1, sequence, actor: ACTOR, flags: 0 };
      const times = { committedAt: ctx.now(), wallMicros: ctx.wall() };
      const payload = new Uint8Array(40).fill(1 + (sequence % 255));
      if (journal.append({ ...record, ...times, payload }, "SYNC") < 0) return;
      state.last = sequence;
      if (journal.commit() !== null) ctx.fail("the journal is halted");
      const number = journal.durableSequence(ACTOR);
      ctx.send.entry({ number, count: sequence, life: ctx.self.incarnation });
    },
  },
});

function sequencesOf({ records }: Recovery): number[] {
  return [...records()].filter(({ type }) => type < MARK_FIRST).map(({ sequence }) => sequence);
}
