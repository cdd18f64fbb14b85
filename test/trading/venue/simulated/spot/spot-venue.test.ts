/** The clock of a venue, and who acts by it. */
import { expect, test } from "bun:test";
import { SpotVenue } from "../../../../../src/trading/venue/simulated/spot/spot-venue.ts";
import { LIMITS } from "../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";

const ORIGIN_US = 1_000_000;
const SECOND_NS = 1e9;

function venueAt(originUs = ORIGIN_US): SpotVenue {
  return new SpotVenue({
    symbols: [],
    accounts: [],
    balances: [],
    makerFeeMillionths: 0,
    takerFeeMillionths: 0,
    limits: LIMITS,
    originUs,
    traders: () => ({ nextAt: Number.POSITIVE_INFINITY, advance: () => undefined }),
  });
}

test("a venue's clock is set by the wall's once, and goes by itself from then on", () => {
  const venue = venueAt();
  expect(venue.timeAt(5 * SECOND_NS, 2_000_000)).toBe(2_000_000);
  const hour = 3_600_000_000;
  expect(venue.timeAt(6 * SECOND_NS, 2_000_000 + hour)).toBe(3_000_000);
  expect(venue.timeAt(7 * SECOND_NS, 2_000_000 - hour)).toBe(4_000_000);
});

test("a wall's clock that is behind what the venue has seen is not believed", () => {
  const venue = venueAt();
  venue.advance(9_000_000);
  expect(venue.timeAt(0, 2_000_000)).toBe(9_000_000);
  expect(venue.timeAt(SECOND_NS, 2_000_000)).toBe(10_000_000);
});
