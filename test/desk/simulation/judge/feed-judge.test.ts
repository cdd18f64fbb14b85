/** A book that leaves out a change is accused, and a feed that hears nothing and says that it does. */
import { describe, expect, test } from "bun:test";
import { FeedJudge } from "../../../../src/desk/simulation/judge/feed-judge.ts";
import { courtAt, say } from "./judged.ts";

type Change = readonly [kind: "SNAPSHOT" | "UPDATE", first: number, last: number];

function judged(changes: readonly Change[]) {
  const court = courtAt();
  const { hearings } = new FeedJudge(court, { isConnected: () => true, isShownLive: () => true });
  for (const [kind, firstVenueSequence, venueSequence] of changes) {
    say(hearings, "l2-delta", { kind, instrument: 0, firstVenueSequence, venueSequence });
  }
  return court.violation?.text ?? null;
}

describe("FeedJudge", () => {
  test("has nothing against changes that join, nor against a snapshot that does not", () => {
    const changes: Change[] = [
      ["SNAPSHOT", 10, 10],
      ["UPDATE", 9, 12],
      ["UPDATE", 13, 15],
      ["SNAPSHOT", 40, 40],
      ["UPDATE", 41, 41],
    ];
    expect(judged(changes)).toBeNull();
  });

  test("accuses a change that does not join", () => {
    const changes: Change[] = [
      ["SNAPSHOT", 10, 10],
      ["UPDATE", 12, 12],
    ];
    expect(judged(changes)).toBe("the book of instrument 0 went from 10 to 12");
  });

  test.each([
    [true, true, null],
    [false, false, null],
    [true, false, null],
    [false, true, "feed-a has no connection, and says that its books are live"],
  ])("a feed that is connected: %s, and says live: %s", (isConnected, isLive, text) => {
    const court = courtAt();
    const rules = { isConnected: () => isConnected, isShownLive: () => isLive };
    new FeedJudge(court, rules).look("feed-a");
    expect(court.violation?.text ?? null).toBe(text);
  });
});
