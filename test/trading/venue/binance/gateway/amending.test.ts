/** An amended order stays as small as the venue has made it, in whatever order the venue's words come. */
import { expect, test } from "bun:test";
import { GatewayWorld } from "./kit/gateway-world.ts";

/**
 * An order of 10,000 lots that is filled in part and amended to 6,000 in one instant of the venue, where
 * answers come before private events: the fill of before tells of an order of 10,000.
 *
 * @param beyondMsNs Answers tell whole milliseconds, and private events all.
 */
function filledAndAmended(beyondMsNs = 0) {
  const world = new GatewayWorld().settle();
  const id = world.place();
  world.arrive();
  world.now += 1e9 + beyondMsNs;
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 1_500 });
  world.core.amend(id, 6_000, world.now);
  world.flush();
  return { world, id };
}

const amountsOf = ({ core }: GatewayWorld, id: string) => {
  const order = core.get(id);
  return { orderLots: order?.orderLots, cumLots: order?.cumLots };
};

test.each([0, 187_000])(
  "a fill of the instant of the amendment that is heard behind its answer makes it no larger again (%d ns)",
  (beyondMsNs) => {
    const { world, id } = filledAndAmended(beyondMsNs);
    world.deliver(world.answers.shift());
    expect(world.core.get(id)?.orderLots).toBe(6_000);
    world.deliver(world.events.shift());
    expect(amountsOf(world, id)).toEqual({ orderLots: 6_000, cumLots: 1_500 });
    world.arrive();
    expect(amountsOf(world, id)).toEqual({ orderLots: 6_000, cumLots: 1_500 });
    expect(world.record.kindsOf(id)).toEqual(["SENT", "ACK", "AMENDED", "FILL"]);
    world.expectTruth();
  },
);

test("the events of that instant alone, in their order, say the same", () => {
  const { world, id } = filledAndAmended();
  const { answers } = world;
  const late = answers.splice(0);
  while (world.events.length > 0) world.deliver(world.events.shift());
  expect(world.record.kindsOf(id)).toEqual(["SENT", "ACK", "FILL", "AMENDED"]);
  for (const answer of late) world.deliver(answer);
  expect(amountsOf(world, id)).toEqual({ orderLots: 6_000, cumLots: 1_500 });
  expect(world.record.kindsOf(id)).toEqual(["SENT", "ACK", "FILL", "AMENDED"]);
  world.expectTruth();
});

test("an amendment that is told once more, behind a later one, takes that one not back", () => {
  const { world, id } = filledAndAmended();
  const told = [...world.events];
  world.arrive();
  world.now += 1e9;
  world.core.amend(id, 4_000, world.now);
  world.flush();
  world.arrive();
  for (const parcel of told) world.deliver(parcel);
  expect(amountsOf(world, id)).toEqual({ orderLots: 4_000, cumLots: 1_500 });
  expect(world.record.kindsOf(id)).toEqual(["SENT", "ACK", "AMENDED", "FILL", "AMENDED"]);
  world.expectTruth();
});

/** An order of 10,000 lots that works, and is asked to have 6,000. */
function asked() {
  const world = new GatewayWorld().settle();
  const id = world.place();
  world.arrive();
  world.now += 1e9;
  world.core.amend(id, 6_000, world.now);
  world.flush();
  return { world, id };
}

test("a gateway with an amendment under way is not at rest: what it asked for would be forgotten", () => {
  const { world } = asked();
  expect(world.core.isQuiet).toBe(false);
  world.arrive();
  expect(world.core.isQuiet).toBe(true);
});

test.each([
  ["in a state that nobody knows", { status: "NEWER" }],
  ["of another side", { side: "SELL" }],
])(
  "an answer that is an order %s is none: the order is asked for, and whoever waits is told",
  (_, change) => {
    const { world, id } = asked();
    const [parcel] = world.answers.splice(0);
    if (parcel?.kind !== "ANSWER") throw new Error("an answer is on its way");
    const { amendedOrder, ...result } = parcel.reply.result as { readonly amendedOrder: object };
    const other = { ...result, amendedOrder: { ...amendedOrder, ...change } };
    world.events.length = 0;
    world.deliver({ ...parcel, reply: { ...parcel.reply, result: other } });
    expect(world.record.kindsOf(id)).toEqual(["SENT", "ACK", "AMEND_REJECTED"]);
    world.rest();
    expect(world.record.kindsOf(id)).toEqual(["SENT", "ACK", "AMEND_REJECTED", "AMENDED"]);
    expect(amountsOf(world, id)).toEqual({ orderLots: 6_000, cumLots: 0 });
    world.expectTruth();
  },
);
