/** The clock of a venue, and who acts by it. */
import { expect, test } from "bun:test";
import type { Command } from "../../../../../src/trading/venue/simulated/spot/command.ts";
import { commandOf, lineOf } from "../../../../../src/trading/venue/simulated/spot/command.ts";
import {
  SpotVenue,
  type SpotVenueOptions,
} from "../../../../../src/trading/venue/simulated/spot/spot-venue.ts";
import { LIMITS } from "../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";
import { order } from "../exchange/kit/played-exchange.ts";

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

type Opened = Partial<Pick<SpotVenueOptions, "symbols" | "accounts" | "balances">>;

function venueAt(
  originUs = ORIGIN_US,
  traders: Pick<Traders, "nextAt" | "advance"> = IDLE,
  opened: Opened = {},
) {
  return new SpotVenue({
    symbols: [],
    accounts: [],
    balances: [],
    ...opened,
    makerFeeMillionths: 0,
    takerFeeMillionths: 0,
    limits: LIMITS,
    originUs,
    traders: () => traders,
  });
}

/** Does again what the log of another life has, as it stands on the disk. */
function redo(venue: SpotVenue, log: readonly Command[]): undefined {
  for (const command of log) {
    const read = commandOf(lineOf(command));
    if (!read.ok) throw new Error(read.failure);
    venue.redo(read.value);
  }
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
  redo(next, log);
  expect(again.acted).toEqual(traders.acted);
  expect(next.timeAt(0, 2_000_000)).toBe(3_000_000);
});

test("amendments are told in the next life as in the one that had them", () => {
  const opened = {
    symbols: [{ symbol: "BTCUSDT", base: "BTC", quote: "USDT", tick: "0.01", lot: "0.00001" }],
    accounts: ["demo"],
    balances: [{ asset: "USDT", atoms: 10n ** 15n }],
  };
  const [life, next] = [venueAt(ORIGIN_US, IDLE, opened), venueAt(ORIGIN_US, IDLE, opened)];
  const log: Command[] = [];
  life.onCommand = (command) => void log.push(command);
  const { exchange } = life.venue;
  const placed = exchange.place(
    0,
    order({ priceTicks: 10_000, lots: 90_000, timeInForce: "GTC" }),
    1,
  );
  expect(placed.ok).toBe(true);
  for (const [lots, newClientOrderId] of [
    [40_000, "b"],
    [30_000, "c"],
  ] as const) {
    const key = { symbol: "BTCUSDT", orderId: 1, clientOrderId: "" };
    expect(exchange.amend(0, { ...key, lots, newClientOrderId }, 2).ok).toBe(true);
  }
  redo(next, log);
  const sizes = (venue: SpotVenue) =>
    venue.venue.amendments
      .of(0, "BTCUSDT", 1)
      .map(({ origLots, newLots, newClientOrderId }) => [origLots, newLots, newClientOrderId]);
  expect(sizes(next)).toEqual([
    [90_000, 40_000, "b"],
    [40_000, 30_000, "c"],
  ]);
  expect(sizes(life)).toEqual(sizes(next));
});
