/** Stamps pass at the venue wherever its clock is within what is known of it, or there is none (BR-30). */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { stampOf } from "../../../../../src/trading/venue/binance/requests/stamp.ts";
import {
  NO_VENUE_CLOCK,
  venueTimeAt,
  withVenueTime,
} from "../../../../../src/trading/venue/policy/venue-clock.ts";

const seed = Number(process.env.SEED ?? 2_026);
const window = { recvWindowMs: 1_000, travelMsMax: 250 };
/** Seconds of the local clock as its nanoseconds. */
const ns = (seconds: number) => seconds * 1e9;

/** Whether the venue takes a stamp when its clock says `atMs`. */
const isTaken = (timestampMs: number, atMs: number, recvWindowMs: number) =>
  timestampMs < atMs + 1_000 && atMs - timestampMs <= recvWindowMs;

describe("stampOf", () => {
  test("makes no stamp from one slow answer, and keeps a good one through another (BR-30)", () => {
    // Local seconds; the venue is 5 seconds ahead.
    const a = withVenueTime(NO_VENUE_CLOCK, { sentNs: ns(0), receivedNs: ns(2), venueMs: 5_100 });
    const afterA = venueTimeAt(a, ns(5));
    expect(afterA && stampOf(afterA, window)).toBeNull();
    const b = withVenueTime(a, { sentNs: ns(10), receivedNs: ns(10.06), venueMs: 15_030 });
    const c = withVenueTime(b, { sentNs: ns(30), receivedNs: ns(32.4), venueMs: 37_300 });
    for (const [clock, at] of [
      [b, 20],
      [c, 40],
    ] as const) {
      const time = venueTimeAt(clock, ns(at));
      const stamp = time && stampOf(time, window);
      expect(Math.abs((stamp?.timestampMs ?? 0) - (at + 5) * 1_000)).toBeLessThan(5);
      // 20 ms on the way.
      expect(isTaken(stamp?.timestampMs ?? 0, (at + 5) * 1_000 + 20, 1_000)).toBe(true);
    }
  });

  test(`passes wherever the venue's clock is within its range (seed ${seed})`, () => {
    const prng = new Prng(seed);
    let made = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const lowMs = 1_700_000_000_000 + prng.unit() * 1_000;
      const highMs = lowMs + prng.unit() * 2_500;
      const length = { ...window, recvWindowMs: prng.pick([1_000, 5_000]) };
      const stamp = stampOf({ lowMs, highMs }, length);
      if (stamp === null) continue;
      made += 1;
      expect(isTaken(stamp.timestampMs, lowMs, stamp.recvWindowMs)).toBe(true);
      const latest = highMs + window.travelMsMax;
      expect(isTaken(stamp.timestampMs, latest, stamp.recvWindowMs)).toBe(true);
    }
    expect(made).toBeGreaterThan(200);
  });

  test("makes none where a clock or a window is no number", () => {
    const time = { lowMs: 5_000, highMs: 5_010 };
    expect(stampOf(time, window)).not.toBeNull();
    expect(stampOf({ ...time, lowMs: Number.NaN }, window)).toBeNull();
    expect(stampOf({ ...time, highMs: Number.NaN }, window)).toBeNull();
    expect(stampOf(time, { ...window, travelMsMax: Number.NaN })).toBeNull();
    expect(stampOf(time, { ...window, recvWindowMs: Number.NaN })).toBeNull();
  });
});
