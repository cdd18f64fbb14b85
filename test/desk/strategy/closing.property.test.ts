/**
 * A strategy closes what it bought, on an account that had nothing of it before: the venue took its fee
 * of what was bought, and refuses to sell a lot more than is there.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { emptyPair, filledPair } from "../../../src/desk/record/filled-pair.ts";
import { PositionView } from "../../../src/desk/strategy/position-view.ts";
import { GatewayWorld } from "../../trading/venue/binance/gateway/kit/gateway-world.ts";
import { INSTRUMENTS, OWN } from "../../trading/venue/binance/gateway/kit/spot-venue.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const ASK = 3_000_000;
const BID = 2_900_000;
/** Least that is worth 5 USDT at {@link BID}. */
const LOTS_MIN = 18;

/** A gateway that trades on an account without any BTC, and the position as a strategy sees it. */
function opened() {
  const world = new GatewayWorld();
  const { exchange } = world.venue;
  const btc = () => {
    const held = exchange.balances(OWN).find(({ asset }) => asset === "BTC");
    return (held?.free ?? 0n) + (held?.locked ?? 0n);
  };
  exchange.deposit(OWN, "BTC", -btc(), world.at);
  world.settle();
  const pair = () =>
    world.record.fills().reduce(
      (last, { liquidity, feeAsset, feeText, ...fill }, index) => {
        const { strategy, instrument, side, deltaLots, priceTicks } = fill;
        const what = { strategy, instrument, side, deltaLots, priceTicks };
        return filledPair(last, { ...what, liquidity, feeAsset, feeText }, index + 1);
      },
      emptyPair(3, 0),
    );
  const [instrument] = INSTRUMENTS;
  if (instrument === undefined) throw new Error("there is an instrument");
  const position = new PositionView(Number.NaN, instrument.lot, pair);
  return { world, position, lotsAtVenue: () => Number(btc() / 1_000n) };
}

/** Buys, of several sellers. */
function buy({ world }: ReturnType<typeof opened>, prng: Prng): undefined {
  const lots = prng.between(LOTS_MIN, 200_000);
  for (let left = lots; left > 0; ) {
    const part = left < 2 * LOTS_MIN ? left : prng.between(LOTS_MIN, left - LOTS_MIN);
    world.other({ side: "SELL", priceTicks: ASK, lots: part });
    left -= part;
  }
  world.place({ side: "BUY", priceTicks: ASK, lots });
  world.pass(1);
}

/** Sells at the bid. Returns what became of the order. */
function sell({ world }: ReturnType<typeof opened>, lots: number): string {
  world.other({ side: "BUY", priceTicks: BID, lots });
  const id = world.place({ side: "SELL", priceTicks: BID, lots, reduces: true });
  world.pass(1);
  return world.core.get(id)?.order.base ?? "";
}

describe("on an account that starts without the base asset", () => {
  test("the whole of what was bought is refused, and what can be sold of it closes", () => {
    const desk = opened();
    buy(desk, new Prng(1));
    const { position, world } = desk;
    expect(position.sellableLots).toBeLessThan(position.lots);
    const all = world.place({ side: "SELL", priceTicks: ASK, lots: position.lots, reduces: true });
    world.pass(1);
    expect(world.core.get(all)?.order).toMatchObject({ base: "REJECTED" });
    expect(sell(desk, position.sellableLots)).toBe("FILLED");
    expect([position.sellableLots, desk.lotsAtVenue()]).toEqual([0, 0]);
  });

  test(`what can be sold is what is there, to the lot, over all rounds (SEED=${seed})`, () => {
    const desk = opened();
    const prng = new Prng(seed);
    for (let round = 0; round < 40; round += 1) {
      buy(desk, prng);
      const { sellableLots } = desk.position;
      expect(sellableLots).toBe(desk.lotsAtVenue());
      if (sellableLots < LOTS_MIN) continue;
      // Now and then a part.
      const isWhole = prng.unit() < 0.7 || sellableLots < 2 * LOTS_MIN;
      const lots = isWhole ? sellableLots : prng.between(LOTS_MIN, sellableLots - LOTS_MIN);
      expect(sell(desk, lots)).toBe("FILLED");
      expect(desk.position.sellableLots).toBe(sellableLots - lots);
      expect(desk.lotsAtVenue()).toBe(sellableLots - lots);
    }
  });
});
