/** What the venue holds and what works there, over all that can happen to orders. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { VenueTruth } from "../../../../../src/desk/simulation/judge/order/venue-truth.ts";
import { eventOf } from "../judged.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

type Life = { readonly side: 1 | -1; left: number; cum: number };
type World = {
  readonly truth: VenueTruth;
  readonly lives: Map<string, Life>;
  readonly random: Prng;
};

/** The next thing that happens to the order `id`. Returns the lots that it moves, signed. */
function liveOn(id: string, { truth, lives, random }: World): number {
  const known = lives.get(id);
  const life = known ?? { side: random.pick([1, -1]), left: 10, cum: 0 };
  const order = { orderId: id, side: life.side === 1 ? "BUY" : "SELL" } as const;
  if (known === undefined) {
    lives.set(id, life);
    truth.take(eventOf("SENT", order));
    return 0;
  }
  if (life.left === 0) return 0;
  if (random.unit() < 0.3) {
    life.left = 0;
    truth.take(eventOf("CANCELED", order));
    return 0;
  }
  const deltaLots = random.between(1, life.left);
  life.left -= deltaLots;
  life.cum += deltaLots;
  truth.take(eventOf("FILL", { ...order, deltaLots, cumLots: life.cum }));
  return life.side * deltaLots;
}

describe("VenueTruth", () => {
  test(`counts as a sum over all orders does (seed ${SEED})`, () => {
    const random = new Prng(SEED);
    const truth = new VenueTruth();
    const lives = new Map<string, Life>();
    let lots = 0;
    for (let step = 0; step < 2_000; step += 1) {
      const id = `o${random.between(1, 400)}`;
      lots += liveOn(id, { truth, lives, random });
      const open = [...lives.values()].filter(({ left }) => left > 0);
      const working = (of: number) =>
        open.filter((one) => one.side === of).reduce((sum, { left }) => sum + left, 0);
      const pair = truth.pair(5, 0);
      const counted = [pair.lots, pair.workingBuyLots, pair.workingSellLots];
      expect(counted).toEqual([lots, working(1), working(-1)]);
      expect(truth.open()).toHaveLength(open.length);
    }
  });

  test("keeps what was filled and forgets what worked when the venue dies with its process", () => {
    const truth = new VenueTruth();
    truth.take(eventOf("SENT"));
    truth.take(eventOf("FILL", { deltaLots: 4, cumLots: 4 }));
    truth.die(true, false);
    expect(truth.pair(5, 0)).toMatchObject({ lots: 4, workingBuyLots: 0 });
    expect(truth.open()).toEqual([]);
    expect(truth.orderOf(eventOf("SENT").orderId)?.status).toBe("LOST");
  });

  test("does not know that an order was over when that was never written", () => {
    const truth = new VenueTruth();
    truth.take(eventOf("SENT"));
    truth.take(eventOf("CANCELED"));
    truth.die(true, false);
    expect(truth.orderOf(eventOf("SENT").orderId)?.status).toBe("OVER");
    truth.die(false, false);
    expect(truth.orderOf(eventOf("SENT").orderId)?.status).toBe("LOST");
  });

  test("goes on with what works at a venue that is elsewhere", () => {
    const truth = new VenueTruth();
    truth.take(eventOf("SENT"));
    truth.take(eventOf("FILL", { deltaLots: 4, cumLots: 4 }));
    truth.die(true, true);
    expect(truth.open()).toHaveLength(1);
    expect(truth.pair(5, 0)).toMatchObject({ lots: 4, workingBuyLots: 6 });
  });

  test("takes once more what was said there and is lost, as the venue has it then", () => {
    const truth = new VenueTruth();
    truth.take(eventOf("SENT"));
    truth.take(eventOf("FILL", { deltaLots: 4, cumLots: 4 }));
    truth.die(false, true);
    expect(truth.orderOf(eventOf("SENT").orderId)?.status).toBe("AGAIN");
    truth.pair(5, 0).lots = 0;
    truth.take(eventOf("FILL", { deltaLots: 4, cumLots: 4 }));
    expect(truth.orderOf(eventOf("SENT").orderId)).toMatchObject({ status: "WORKING", cumLots: 4 });
    expect(truth.pair(5, 0)).toMatchObject({ lots: 4, workingBuyLots: 6 });
  });

  test("takes what is said once more from its first event on, whichever that is", () => {
    const truth = new VenueTruth();
    truth.take(eventOf("SENT"));
    truth.take(eventOf("FILL", { deltaLots: 4, cumLots: 4 }));
    truth.die(false, true);
    truth.pair(5, 0).lots = 0;
    truth.take(eventOf("ACK"));
    expect(truth.orderOf(eventOf("SENT").orderId)).toMatchObject({ status: "WORKING", cumLots: 0 });
    truth.take(eventOf("FILL", { deltaLots: 4, cumLots: 4 }));
    expect(truth.orderOf(eventOf("SENT").orderId)).toMatchObject({ status: "WORKING", cumLots: 4 });
    expect(truth.pair(5, 0)).toMatchObject({ lots: 4, workingBuyLots: 6 });
  });
});
