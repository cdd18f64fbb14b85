/** The clock of a venue, and who acts by it. */
import { expect, test } from "bun:test";
import type { Command } from "../../../../../src/trading/venue/simulated/spot/command.ts";
import { commandOf, lineOf } from "../../../../../src/trading/venue/simulated/spot/command.ts";
import { SpotVenue } from "../../../../../src/trading/venue/simulated/spot/spot-venue.ts";
import { LIMITS } from "../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";

const ORIGIN_US = 1_000_000;
const SECOND_NS = 1e9;

/** Act once a second. */
class Traders {
  nextAt = ORIGIN_US;
  readonly acted: number[] = [];

  advance(at: number): undefined {
    this.acted.push(at);
    this.nextAt = at + 1_000_000;
  }
}

const IDLE = { nextAt: Number.POSITIVE_INFINITY, advance: () => undefined };

function venueAt(originUs = ORIGIN_US, traders: Pick<Traders, "nextAt" | "advance"> = IDLE) {
  return new SpotVenue({
    symbols: [],
    accounts: [],
    balances: [],
    makerFeeMillionths: 0,
    takerFeeMillionths: 0,
    limits: LIMITS,
    originUs,
    traders: () => traders,
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

test("each time at which traders act is told before, so that no next life begins before it", () => {
  const [traders, log] = [new Traders(), [] as Command[]];
  const venue = venueAt(ORIGIN_US, traders);
  venue.onCommand = (command) => {
    expect(traders.acted).not.toContain(command.at);
    log.push(command);
  };
  venue.advance(3_500_000);
  expect(traders.acted).toEqual([1_000_000, 2_000_000, 3_000_000]);
  expect(log.map(({ at }) => at)).toEqual(traders.acted);
  // The next life, in which the wall's clock was set back.
  const again = new Traders();
  const next = venueAt(ORIGIN_US, again);
  for (const command of log) {
    const read = commandOf(lineOf(command));
    if (!read.ok) throw new Error(read.failure);
    next.redo(read.value);
  }
  expect(again.acted).toEqual(traders.acted);
  expect(next.timeAt(0, 2_000_000)).toBe(3_000_000);
});
