/** What a venue forbade, and for how long: in seconds, until a moment of its clock, or unsaid. */
import { describe, expect, test } from "bun:test";
import {
  isPaused,
  NO_PAUSES,
  type PauseUntil,
  withGoodAnswer,
  withPause,
} from "../../../../src/trading/venue/policy/rate-pause.ts";
import { NO_VENUE_CLOCK, withVenueTime } from "../../../../src/trading/venue/policy/venue-clock.ts";

const S = 1_000_000_000;
const clock = withVenueTime(NO_VENUE_CLOCK, { sentNs: 0, receivedNs: 0, venueMs: 1_000_000 });
const UNSAID: PauseUntil = { kind: "UNSAID" };

function untilS(until: PauseUntil, kind: "SLOWED" | "BANNED" | "ORDERS_FULL" = "SLOWED"): number {
  return withPause(NO_PAUSES, { kind, until }, { now: 10 * S, clock })[kind].untilNs / S;
}

describe("a pause", () => {
  test("of seconds counts from the answer, one to a moment to where the venue's clock surely is there", () => {
    expect(untilS({ kind: "DELAY", seconds: 7 })).toBe(17);
    // 20 s by the venue's clock; ours may run 2 in 10,000 faster.
    const momentS = untilS({ kind: "MOMENT", venueMs: 1_020_000 });
    expect(momentS).toBeGreaterThan(20.003);
    expect(momentS).toBeLessThan(20.005);
  });

  test.each([
    ["a delay below nothing", { kind: "DELAY", seconds: -1 }],
    ["a delay that is no number", { kind: "DELAY", seconds: Number.NaN }],
    ["a moment that is no number", { kind: "MOMENT", venueMs: Number.NaN }],
    ["a moment without end", { kind: "MOMENT", venueMs: Number.POSITIVE_INFINITY }],
  ] as const)("of %s lasts as long as one of which nothing was said", (_, until) => {
    expect(untilS(until)).toBe(70);
  });

  test("lasts twice as long each time in a row of which nothing is said, up to its longest", () => {
    let pauses = NO_PAUSES;
    const lengths: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      const now = Math.max(0, pauses.SLOWED.untilNs);
      pauses = withPause(pauses, { kind: "SLOWED", until: UNSAID }, { now, clock });
      lengths.push((pauses.SLOWED.untilNs - now) / S);
    }
    expect(lengths).toEqual([60, 120, 240, 480, 600, 600]);
    const well = withGoodAnswer(pauses, false);
    const again = withPause(well, { kind: "SLOWED", until: UNSAID }, { now: 3_000 * S, clock });
    expect(again.SLOWED.untilNs / S).toBe(3_060);
  });

  test("is never made shorter by a later word", () => {
    const long = withPause(
      NO_PAUSES,
      { kind: "BANNED", until: { kind: "DELAY", seconds: 120 } },
      { now: 0, clock },
    );
    const short = withPause(
      long,
      { kind: "BANNED", until: { kind: "DELAY", seconds: 1 } },
      { now: 0, clock },
    );
    expect(short.BANNED.untilNs).toBe(120 * S);
  });

  test("for orders is forgotten by an order that was taken, not by a query", () => {
    const twice = [0, 0].reduce(
      (pauses) => withPause(pauses, { kind: "ORDERS_FULL", until: UNSAID }, { now: 0, clock }),
      NO_PAUSES,
    );
    expect(twice.ORDERS_FULL.untilNs / S).toBe(20);
    const slowed = withPause(twice, { kind: "SLOWED", until: UNSAID }, { now: 0, clock });
    const queried = withGoodAnswer(slowed, false);
    expect([queried.ORDERS_FULL.inRow, queried.SLOWED.inRow]).toEqual([2, 0]);
    expect(withGoodAnswer(twice, true).ORDERS_FULL.inRow).toBe(0);
  });

  test("is over at its moment, and never at one that is no number", () => {
    const pauses = withPause(
      NO_PAUSES,
      { kind: "SLOWED", until: { kind: "DELAY", seconds: 1 } },
      { now: 0, clock },
    );
    expect([S - 1, S, Number.NaN].map((now) => isPaused(pauses, "SLOWED", now))).toEqual([
      true,
      false,
      true,
    ]);
  });
});
