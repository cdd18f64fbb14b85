/** What time it is at the venue: a range that holds it, whatever the network does. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import {
  maybeReachedNs,
  NO_VENUE_CLOCK,
  surelyReachedNs,
  venueTimeAt,
  withVenueTime,
} from "../../../../src/trading/venue/policy/venue-clock.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const MS = 1_000_000;
const EXACT = { sentNs: 0, receivedNs: 0, venueMs: 1_000 };

describe("venue time", () => {
  test(`is in its range for any latency, offset and drift of 1 in 10,000 (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let run = 0; run < 200; run += 1) {
      const offsetMs = prng.between(-5_000_000, 5_000_000_000);
      const speed = 1 + (prng.unit() - 0.5) * 2e-4;
      const venueMsAt = (ms: number) => offsetMs + ms * speed;
      let clock = NO_VENUE_CLOCK;
      let nowMs = 0;
      for (let answer = 0; answer < 50; answer += 1) {
        const sentMs = nowMs + prng.unit() * 5_000;
        const readMs = sentMs + 8_000 * prng.unit() ** 4;
        nowMs = readMs + 8_000 * prng.unit() ** 4;
        const sample = { sentNs: sentMs * MS, receivedNs: nowMs * MS };
        clock = withVenueTime(clock, { ...sample, venueMs: Math.floor(venueMsAt(readMs)) });
        const range = venueTimeAt(clock, nowMs * MS);
        expect(clock.rival).toBeNull();
        expect(range?.lowMs).toBeLessThanOrEqual(venueMsAt(nowMs) + 1e-6);
        expect(range?.highMs).toBeGreaterThanOrEqual(venueMsAt(nowMs) - 1e-6);
      }
      const laterMs = nowMs + prng.unit() * 100_000;
      expect(surelyReachedNs(clock, venueMsAt(laterMs))).toBeGreaterThanOrEqual(laterMs * MS - 10);
      expect(maybeReachedNs(clock, venueMsAt(laterMs))).toBeLessThanOrEqual(laterMs * MS + 10);
    }
  });

  test("is not made vague by one slow answer after a quick one (BR-30)", () => {
    const quick = withVenueTime(NO_VENUE_CLOCK, EXACT);
    const slow = withVenueTime(quick, { sentNs: MS, receivedNs: 8_000 * MS, venueMs: 8_999 });
    const range = venueTimeAt(slow, 8_000 * MS);
    expect((range?.highMs ?? 0) - (range?.lowMs ?? 0)).toBeLessThan(6);
  });

  test("holds both of two answers that contradict each other, until three agree", () => {
    const wrong = { sentNs: MS, receivedNs: 2 * MS, venueMs: 9_000_000 };
    let clock = withVenueTime(NO_VENUE_CLOCK, EXACT);
    clock = withVenueTime(clock, wrong);
    clock = withVenueTime(clock, { ...wrong, sentNs: 2 * MS, receivedNs: 3 * MS });
    const range = venueTimeAt(clock, 3 * MS);
    expect(range?.lowMs).toBeLessThan(1_004);
    expect(range?.highMs).toBeGreaterThan(9_000_000);
    clock = withVenueTime(clock, { ...wrong, sentNs: 3 * MS, receivedNs: 4 * MS });
    expect(venueTimeAt(clock, 4 * MS)?.lowMs).toBeGreaterThanOrEqual(9_000_000);
  });

  test("forgets a contradiction once an answer agrees with what was believed", () => {
    let clock = withVenueTime(NO_VENUE_CLOCK, EXACT);
    clock = withVenueTime(clock, { sentNs: MS, receivedNs: 2 * MS, venueMs: 9_000_000 });
    clock = withVenueTime(clock, { sentNs: 3 * MS, receivedNs: 3 * MS, venueMs: 1_003 });
    expect(clock.rival).toBeNull();
    expect(venueTimeAt(clock, 3 * MS)?.highMs).toBeLessThan(1_006);
  });

  test.each([
    { ...EXACT, venueMs: Number.NaN },
    { ...EXACT, receivedNs: -1 },
    { ...EXACT, sentNs: Number.NEGATIVE_INFINITY },
    { ...EXACT, receivedNs: Number.NaN },
  ])("learns nothing from %p", (sample) => {
    expect(withVenueTime(NO_VENUE_CLOCK, sample)).toBe(NO_VENUE_CLOCK);
  });

  test("is never reached while nothing is known, and may have been at any moment", () => {
    expect(venueTimeAt(NO_VENUE_CLOCK, 0)).toBeNull();
    expect(surelyReachedNs(NO_VENUE_CLOCK, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(maybeReachedNs(NO_VENUE_CLOCK, 1)).toBe(Number.NEGATIVE_INFINITY);
  });
});
