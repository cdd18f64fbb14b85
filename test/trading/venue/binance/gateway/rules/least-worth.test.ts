/** An order that is worth less than the venue takes never leaves. */
import { describe, expect, test } from "bun:test";
import { defineInstrument } from "../../../../../../src/trading/market/instrument.ts";
import {
  type LeastWorths,
  learnLeast,
  worthRefusalOf,
} from "../../../../../../src/trading/venue/binance/gateway/rules/least-worth.ts";
import { GatewayWorld } from "../kit/gateway-world.ts";
import { OWN } from "../kit/spot-venue.ts";

const BTC = defineInstrument({
  ...{ number: 3, name: "BTC-USDT@binance", tick: "0.25", lot: "0.00001" },
});

function refusal(text: string, ticket: { priceTicks: number; lots: number; style?: "MARKET" }) {
  const worths: LeastWorths = new Map();
  learnLeast(worths, BTC, text);
  return worthRefusalOf(worths, { instrument: BTC, ...ticket });
}

test("the least itself is enough, and one lot below it is not: both numbers are said", () => {
  expect(refusal("5.00000000", { priceTicks: 200_000, lots: 10 })).toBeNull();
  expect(refusal("5.00000000", { priceTicks: 200_000, lots: 9 })).toBe("below 5 USDT: worth 4.5");
});

test("no digit is rounded away", () => {
  expect(refusal("0.0000025", { priceTicks: 1, lots: 1 })).toBeNull();
  expect(refusal("0.00000251", { priceTicks: 1, lots: 1 })).toBe(
    "below 0.00000251 USDT: worth 0.0000025",
  );
  expect(refusal("9007199254740991", { priceTicks: 2 ** 52, lots: 2 ** 52 })).toBeNull();
});

test("a market order is left to the venue, and so is all where it says no least", () => {
  expect(refusal("5", { priceTicks: 1, lots: 1, style: "MARKET" })).toBeNull();
  for (const text of ["", "0.00000000", "much"]) {
    expect(refusal(text, { priceTicks: 1, lots: 1 })).toBeNull();
  }
  const worths: LeastWorths = new Map();
  learnLeast(worths, BTC, "5");
  learnLeast(worths, BTC, "0");
  expect(worthRefusalOf(worths, { instrument: BTC, priceTicks: 1, lots: 1 })).toBeNull();
});

describe("at a venue that takes 5 USDT at least", () => {
  const SMALL = { priceTicks: 3_000_000, lots: 16 };

  test("an order of 4.8 is refused with the number, and the venue never hears of it", () => {
    const world = new GatewayWorld().settle();
    world.place(SMALL);
    expect(world.unsent).toEqual(["REJECTED below 5 USDT: worth 4.8"]);
    expect(world.written).not.toContain("order.place");
    world.place({ ...SMALL, lots: 17 });
    world.arrive();
    expect(world.venue.exchange.openOrders(OWN, null)).toHaveLength(1);
  });

  test("one in the place of another is refused alike, and the other goes on working", () => {
    const world = new GatewayWorld().settle();
    const oldId = world.place();
    world.arrive();
    const ticket = world.ticket(SMALL);
    world.core.replace({ oldId, ticket, mode: "STOP_ON_FAILURE" }, world.now);
    world.flush();
    world.arrive();
    expect(world.unsent).toEqual(["REJECTED below 5 USDT: worth 4.8"]);
    expect(world.venue.exchange.openOrders(OWN, null)).toHaveLength(1);
  });
});
