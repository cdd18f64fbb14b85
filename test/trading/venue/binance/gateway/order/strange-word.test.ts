/** An order in a word that nobody knows is live, counts in full, and keeps its instrument from new orders. */
import { describe, expect, test } from "bun:test";
import type { Reply } from "../../../../../../src/trading/venue/binance/answers/reply.ts";
import type { PrivateEvent } from "../../../../../../src/trading/venue/binance/private/private-event.ts";
import { order as requestOf } from "../../../simulated/exchange/kit/played-exchange.ts";
import { GatewayWorld } from "../kit/gateway-world.ts";
import { INSTRUMENTS, OWN } from "../kit/spot-venue.ts";

const WORD = "PENDING_REVIEW";
const EARLIER_RUN = "o000060300100001";
const THIS_RUN = "o0000703001zz00a";
const [FIRST = 0, SECOND = 1] = INSTRUMENTS.map(({ number }) => number);

/** From now on all lists and answers show an order, while it is open, in a word that does not exist. */
function review(world: GatewayWorld, id: string): undefined {
  const asTold = (item: unknown) => {
    const isIt = isRecord(item) && item.clientOrderId === id && isOpen(item.status);
    return isIt ? { ...item, status: WORD } : item;
  };
  const { answered } = world.core;
  const core = world.core;
  world.core.answered = (key: string, reply: Reply, now: number) => {
    const { result } = reply;
    const told = Array.isArray(result) ? result.map(asTold) : asTold(result);
    return answered.call(core, key, { ...reply, result: told }, now);
  };
}

/** An order of this desk that stands at the venue, and that this life never heard of. */
function stray(world: GatewayWorld, id: string): undefined {
  const { exchange } = world.venue;
  const wanted = { symbol: "BTCUSDT", timeInForce: "GTC", type: "LIMIT", side: "BUY" } as const;
  const placed = exchange.place(
    OWN,
    requestOf({ ...wanted, priceTicks: 2_000_000, lots: 5_000, clientOrderId: id }),
    world.at,
  );
  if (!placed.ok) throw new Error(placed.failure.msg);
  world.events.length = 0;
}

const openAt = (world: GatewayWorld) =>
  world.venue.exchange.openOrders(OWN, null).map(({ clientOrderId }) => clientOrderId);
const alarmsOf = (world: GatewayWorld, id: string) =>
  world.alarms.filter((text) => text.includes(id) && text.includes(WORD));

describe("an order of ours that the venue has, that nobody here knows, in a word that nobody knows", () => {
  for (const [whose, id] of [
    ["an earlier run", EARLIER_RUN],
    ["an earlier life", THIS_RUN],
  ] as const) {
    test(`of ${whose}: it is adopted and cancelled, with one alarm`, () => {
      const world = new GatewayWorld();
      if (id === THIS_RUN) world.settle().crash();
      stray(world, id);
      review(world, id);
      world.core.linkUp(world.now);
      world.flush();
      world.until(() => openAt(world).length === 0, 60);
      world.pass(10);
      expect(world.record.kindsOf(id)).toContain("CANCELED");
      expect(alarmsOf(world, id)).toHaveLength(1);
    });
  }

  test("while it cannot be cancelled it counts in full, and its instrument takes no new order; another does", () => {
    const world = new GatewayWorld();
    stray(world, EARLIER_RUN);
    review(world, EARLIER_RUN);
    world.fate = (method) => (method === "order.cancel" ? "UNDONE_5XX" : "DONE");
    world.core.linkUp(world.now);
    world.flush();
    world.pass(90);
    expect(world.record.sayings(EARLIER_RUN).at(-1)).toMatchObject({ leavesLots: 5_000 });
    expect(world.core.isSettled).toBeTrue();
    expect(world.core.refusalOf(FIRST, world.now)).toBe("instrument halted");
    expect(world.core.refusalOf(SECOND, world.now)).toBeNull();
    expect(alarmsOf(world, EARLIER_RUN)).toHaveLength(1);
  });

  test("a private event of it is enough for it to be adopted", () => {
    const world = new GatewayWorld().settle();
    world.pass(5);
    world.isPrivateOff = true;
    stray(world, THIS_RUN);
    world.isPrivateOff = false;
    const venueOrderId = `${world.venue.exchange.openOrders(OWN, null)[0]?.orderId}`;
    world.core.heard(reportOf(world, { id: THIS_RUN, venueOrderId, lots: 5_000 }), world.now);
    world.flush();
    expect(world.core.get(THIS_RUN)?.isDone).toBeFalse();
    world.core.tick(world.now);
    world.flush();
    expect(world.written).toContain("order.cancel");
  });
});

describe("an order that works, and of which the venue speaks in a word that nobody knows", () => {
  test("in its lists: it is asked for, and no new order of its instrument leaves", () => {
    const world = new GatewayWorld().settle();
    const id = world.place();
    world.arrive();
    review(world, id);
    world.disconnect();
    world.reconnect();
    const from = world.written.length;
    world.pass(90);
    expect(world.core.get(id)).toMatchObject({ isDone: false, orderLots: 10_000 });
    expect(world.written.slice(from)).toContain("order.status");
    expect(world.core.refusalOf(FIRST, world.now)).toBe("instrument halted");
    expect(world.core.refusalOf(SECOND, world.now)).toBeNull();
    expect(alarmsOf(world, id)).toHaveLength(1);
  });

  test("in a private event: no quantity changes, and the venue is asked", () => {
    const world = new GatewayWorld().settle();
    const id = world.place();
    world.arrive();
    const { venueOrderId = "" } = world.core.get(id) ?? {};
    const report = reportOf(world, { id, venueOrderId, lots: 10_000, cumLots: 4_000 });
    world.core.heard(report, world.now);
    expect(world.core.get(id)).toMatchObject({ orderLots: 10_000, missingLots: 0, isDone: false });
    expect(world.core.get(id)?.doubt).not.toBeNull();
    world.pass(2);
    // What the venue answers is plain: it works.
    expect(world.core.get(id)?.doubt).toBeNull();
    expect(alarmsOf(world, id)).toHaveLength(1);
  });
});

test("each word and each field that nobody knows is said once, and counted once", () => {
  const world = new GatewayWorld().settle();
  const ids = [world.place(), world.place({ priceTicks: 2_900_000 })];
  world.arrive();
  for (const id of [...ids, ...ids]) {
    const { venueOrderId = "" } = world.core.get(id) ?? {};
    world.core.heard(reportOf(world, { id, venueOrderId, lots: 10_000 }), world.now);
    world.flush();
  }
  const said = world.alarms.filter((text) => text.startsWith("WARN the venue says"));
  expect(said).toEqual([
    `WARN the venue says what nobody here knows: word ${WORD} in executionReport.X`,
    "WARN the venue says what nobody here knows: field foo in executionReport",
  ]);
  expect(world.counts.get("execution:unknownWords")).toBe(1);
  expect(world.counts.get("execution:unknownFields")).toBe(1);
});

function reportOf(
  world: GatewayWorld,
  about: {
    readonly id: string;
    readonly venueOrderId: string;
    readonly lots: number;
    readonly cumLots?: number;
  },
): PrivateEvent {
  const [instrument] = INSTRUMENTS;
  if (instrument === undefined) throw new Error("there is an instrument");
  const { id, venueOrderId, lots: orderLots, cumLots = 0 } = about;
  return {
    ...{ kind: "ORDER", execution: "UNKNOWN", executionText: "REVIEWED", instrument, id },
    ...{ requestId: "", venueOrderId, side: "BUY", status: "UNKNOWN", statusText: WORD },
    ...{ priceTicks: 3_000_000, orderLots, cumLots, preventedLots: 0, fill: null },
    ...{ isOnBook: true, reason: "", timeUs: world.at },
    drift: [
      { kind: "WORD", place: "executionReport.X", text: WORD },
      { kind: "FIELD", place: "executionReport", text: "foo" },
    ],
  };
}

function isOpen(status: unknown): boolean {
  return status === "NEW" || status === "PARTIALLY_FILLED";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
