/** No new order leaves by rules of the venue that are not those of the desk. */
import { describe, expect, test } from "bun:test";
import { noReply } from "../../../../../../src/trading/venue/binance/answers/reply.ts";
import { venueSymbolOf } from "../../../../../../src/trading/venue/binance/endpoints.ts";
import { GatewayWorld } from "../kit/gateway-world.ts";
import { INSTRUMENTS, OWN } from "../kit/spot-venue.ts";

const [BTC, ETH] = INSTRUMENTS;
if (BTC === undefined || ETH === undefined) throw new Error("there are two instruments");
const BTC_NUMBER = 0;
const ETH_NUMBER = 1;
const ETH_TICKET = { instrument: ETH, priceTicks: 3_000, lots: 1_000 };

type Said = { readonly tick?: string; readonly lot?: string; readonly status?: string };

/** As the venue would say them: what a step of so many digits at a scale is as text. */
const stepText = ({ digits, scale }: { digits: number; scale: number }) =>
  (digits / 10 ** scale).toFixed(8);

/** The venue's answer about both symbols; `said` of the first. */
function rulesReply(said: Said | null, rateLimits: unknown) {
  const symbols = INSTRUMENTS.flatMap((one) => {
    if (one.number === BTC_NUMBER && said === null) return [];
    const { tick, lot, status } = one.number === BTC_NUMBER ? (said ?? {}) : ({} as Said);
    const filters = [
      { filterType: "PRICE_FILTER", tickSize: tick ?? stepText(one.tick) },
      { filterType: "LOT_SIZE", stepSize: lot ?? stepText(one.lot) },
    ];
    return [{ symbol: venueSymbolOf(one), status: status ?? "TRADING", filters }];
  });
  return { ...noReply(""), status: 200, result: { symbols, rateLimits } };
}

/** A world whose venue says its rules as a test wants them. */
function worldSaying(first: Said | null) {
  const world = new GatewayWorld();
  const venue = { said: first, isDumb: false };
  const answered = world.core.answered.bind(world.core);
  world.core.answered = (key, reply, now) => {
    const { result } = reply;
    const isOfRules = typeof result === "object" && result !== null && "symbols" in result;
    if (!isOfRules || !("rateLimits" in result)) return answered(key, reply, now);
    const said = rulesReply(venue.said, result.rateLimits);
    return answered(key, venue.isDumb ? noReply("") : said, now);
  };
  return { world, venue };
}

describe("an instrument whose rules at the venue are other ones", () => {
  for (const [what, said, text] of [
    ["tick", { tick: "0.50000000" }, "its tick is 0.01 here, and 0.5 at the venue"],
    ["lot", { lot: "0.00010000" }, "its lot is 0.00001 here, and 0.0001 at the venue"],
    ["tick that cannot be read", { tick: "0" }, "its tick is 0.01 here, and not told at the venue"],
  ] as const) {
    test(`has no new orders (${what}), and people are told both numbers, once`, () => {
      const { world } = worldSaying(said);
      world.settle();
      world.place();
      expect(world.unsent).toEqual(["REJECTED the venue's tick or lot is another one"]);
      world.pass(200);
      const told = world.alarms.filter((one) => one.includes("no new orders of"));
      expect(told).toHaveLength(1);
      expect(told[0]).toEndWith(text);
    });
  }

  test("is the only one: another goes on", () => {
    const { world } = worldSaying({ tick: "0.5" });
    world.settle();
    world.pass(1);
    expect(world.core.refusalOf(ETH_NUMBER, world.now)).toBeNull();
    world.place(ETH_TICKET);
    expect(world.unsent).toEqual([]);
  });

  test("lets cancels go when it changes while orders work", () => {
    const { world, venue } = worldSaying({});
    world.settle();
    const id = world.place();
    world.arrive();
    venue.said = { lot: "1" };
    world.pass(1_900);
    expect(world.core.refusalOf(BTC_NUMBER, world.now)).toContain("tick or lot");
    world.cancel(id);
    world.arrive();
    expect(world.venue.exchange.openOrders(OWN, null)).toEqual([]);
  });
});

describe("an instrument that the venue does not trade", () => {
  for (const [what, said] of [
    ["halted", { status: "HALT" }],
    ["in a break", { status: "BREAK" }],
    ["not named at all", null],
  ] as const) {
    test(`has no new orders until it trades again: ${what}`, () => {
      const { world, venue } = worldSaying(said);
      world.settle();
      world.place();
      expect(world.unsent).toEqual(["REJECTED the venue does not trade it"]);
      venue.said = {};
      world.pass(65);
      expect(world.core.refusalOf(BTC_NUMBER, world.now)).toBeNull();
      expect(world.alarms.some((one) => one.includes("trade again"))).toBeTrue();
    });
  }
});

test("before the venue's rules are read no new order leaves", () => {
  const { world, venue } = worldSaying({});
  venue.isDumb = true;
  world.settle();
  world.place();
  expect(world.unsent).toEqual(["REJECTED the venue's rules are not read"]);
  venue.isDumb = false;
  world.pass(6);
  expect(world.core.refusalOf(BTC_NUMBER, world.now)).toBeNull();
});
