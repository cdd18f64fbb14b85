/** What did not reach its actor: counted, sampled, told with measure. On a virtual clock. */
import { describe, expect, test } from "bun:test";
import { DeadLetters } from "../../../../src/runtime/supervisor/letters/dead-letters.ts";
import type { SystemEvent } from "../../../../src/runtime/supervisor/system-event.ts";

function lettersWithEvents() {
  const events: SystemEvent[] = [];
  return { letters: new DeadLetters((event) => events.push(event)), events };
}

const ask = (actor: string, what = "ask of tally: not running") => ({
  actor,
  cause: "ASK" as const,
  what,
  count: 1,
});

describe("DeadLetters", () => {
  test("counts each actor and cause apart, and nothing for who has none", () => {
    const { letters } = lettersWithEvents();
    letters.note(ask("risk"), 0);
    letters.note(ask("risk"), 0);
    letters.note({ actor: "risk", cause: "RECORD", what: "70 records of feed", count: 70 }, 0);
    letters.note(ask("feed"), 0);
    letters.note({ actor: "feed", cause: "RECORD", what: "none", count: 0 }, 0);
    expect(letters.countsOf("risk")).toEqual({ ASK: 2, COMMAND: 0, RECORD: 70, COMPLETION: 0 });
    expect(letters.countsOf("feed")).toEqual({ ASK: 1, COMMAND: 0, RECORD: 0, COMPLETION: 0 });
    expect(letters.countsOf("log")).toEqual({ ASK: 0, COMMAND: 0, RECORD: 0, COMPLETION: 0 });
  });

  test("keeps the newest sixteen as they were, and how long ago", () => {
    const { letters } = lettersWithEvents();
    for (let nowMs = 0; nowMs < 20; nowMs += 1) letters.note(ask("risk", `ask ${nowMs}`), nowMs);
    const samples = letters.samples(20);
    expect(samples.map(({ what }) => what)).toEqual(
      Array.from({ length: 16 }, (_, index) => `ask ${index + 4}`),
    );
    expect(samples.at(-1)?.msAgo).toBe(1);
  });

  test("T-85: tells ten of a minute, counts all, and says at its end how many it did not tell", () => {
    const { letters, events } = lettersWithEvents();
    for (let nowMs = 0; nowMs < 59_000; nowMs += 1_000) letters.note(ask("risk"), nowMs);
    expect(events).toHaveLength(10);
    expect(events[8]).toEqual({
      kind: "DEAD_LETTER",
      actor: "risk",
      text: "ask of tally: not running",
    });
    expect(events[9]).toEqual({
      kind: "DEAD_LETTER",
      actor: "risk",
      text: "ask of tally: not running; further ones are counted for 60 s",
    });
    letters.tick(59_999);
    expect(events).toHaveLength(10);
    letters.tick(60_000);
    letters.tick(60_050);
    expect(events.slice(10)).toEqual([
      { kind: "DEAD_LETTER", actor: "", text: "49 dead letters were not shown" },
    ]);
    letters.note(ask("risk"), 60_100);
    expect(events).toHaveLength(12);
    expect(letters.countsOf("risk").ASK).toBe(60);
  });
});
