/** The gateway's core: who may leave, what is unknown, what is not ours, and what a next life knows. */
import { describe, expect, test } from "bun:test";
import type { PrivateEvent } from "../../../../../src/trading/venue/binance/private/private-event.ts";
import { venueError } from "../../../../../src/trading/venue/simulated/wire/request/venue-error.ts";
import { order as requestOf } from "../../simulated/exchange/kit/played-exchange.ts";
import { GatewayWorld } from "./kit/gateway-world.ts";
import { INSTRUMENTS, OTHER, OWN } from "./kit/spot-venue.ts";

const PRICE = 3_000_000;
const settled = () => new GatewayWorld().settle();

function refusing(world: GatewayWorld, name: string, code: number, text: string): undefined {
  const error = venueError(code, text);
  world.venue.faults = {
    verdict: (call) =>
      call.name === name ? { kind: "ERROR", isDone: false, error } : { kind: "NONE" },
  };
}

const sellOf = (lots: number) => ({ side: "SELL", priceTicks: PRICE, lots }) as const;

describe("a new order", () => {
  test("does not leave before the desk was twice found to have what the venue has", () => {
    const world = new GatewayWorld();
    world.place();
    world.core.linkUp(world.now);
    world.flush();
    world.arrive();
    world.place();
    expect(world.unsent).toEqual([
      "REJECTED the key is not checked",
      "REJECTED the key is not checked",
    ]);
    world.until(() => world.core.isSettled, 10);
    world.place();
    expect(world.unsent).toHaveLength(2);
    expect(world.written.filter((method) => method === "openOrders.status")).toHaveLength(4);
  });

  test("does not leave when the last look says no, right before the write", () => {
    const world = settled();
    world.look = () => ({ kind: "EXPIRED", reason: "old risk epoch" });
    world.place();
    expect([world.unsent, world.written.includes("order.place")]).toEqual([
      ["EXPIRED old risk epoch"],
      false,
    ]);
  });

  test("does not leave too late, nor without the private events", () => {
    const world = settled();
    world.place({ validUntilNs: world.now - 1 });
    world.place({ validUntilNs: Number.NaN });
    world.disconnect();
    world.place();
    expect(world.unsent).toEqual([
      "EXPIRED too late",
      "EXPIRED too late",
      "REJECTED not connected",
    ]);
    expect(world.written).not.toContain("order.place");
  });

  test("that waits is cancelled without a word to the venue", () => {
    const world = settled();
    const ticket = world.ticket();
    world.core.place(ticket, world.now);
    world.core.cancel(ticket.id, "", world.now);
    world.flush();
    expect(world.unsent).toEqual(["EXPIRED cancelled unsent"]);
    expect(world.written).not.toContain("order.place");
  });
});

describe("the unknown", () => {
  test("with more than three orders unknown no new one leaves, until the venue has told", () => {
    const world = settled();
    world.fate = (method) => (method === "order.place" ? "UNDONE_LOST" : "DONE");
    for (let count = 0; count < 4; count += 1) world.place();
    world.pass(4);
    world.place();
    expect(world.unsent).toEqual(["REJECTED 4 orders are of unknown outcome"]);
    expect(world.alarms.some((text) => text.startsWith("HALT no new orders: 4"))).toBe(true);
    world.fate = () => "DONE";
    world.rest();
    world.pass(1);
    world.place();
    expect(world.unsent).toHaveLength(1);
    world.rest();
    world.expectTruth();
  });

  test("an order that nobody can be asked about for 30 s halts, counts in full, and is asked for on", () => {
    const world = settled();
    world.fate = (method) => (method === "time" ? "DONE" : "DONE_5XX");
    world.isPrivateOff = true;
    const id = world.place();
    world.pass(60);
    expect(world.record.sayings(id).at(-1)).toMatchObject({ kind: "UNKNOWN", leavesLots: 10_000 });
    expect(world.alarms).toContain(`HALT order ${id} is of unknown outcome for 30 s`);
    world.fate = () => "DONE";
    world.rest();
    expect(world.record.kindsOf(id).at(-1)).toBe("ACK");
  });
});

describe("the venue's limits", () => {
  test("S39: an order that was one too many is rejected, and nothing but cancels leaves for a while", () => {
    const world = settled();
    const x = world.place();
    world.arrive();
    refusing(world, "order.place", -1003, "Too much request weight used; please slow down.");
    const y = world.place();
    world.arrive();
    world.venue.faults = { verdict: () => ({ kind: "NONE" }) };
    expect(world.record.sayings(y).at(-1)).toMatchObject({ kind: "REJECTED", leavesLots: 0 });
    expect(world.record.sayings(y).at(-1)?.reason).toContain("VENUE_RATE");
    const before = world.written.length;
    world.place();
    expect(world.unsent).toEqual(["REJECTED venue limit: SLOWED"]);
    world.cancel(x);
    world.pass(5);
    expect(world.written.slice(before)).toEqual(["order.cancel"]);
    expect(world.record.kindsOf(x).at(-1)).toBe("CANCELED");
  });
});

describe("a venue that fails", () => {
  test("gets no new order until its answers are well again, and cancels go all the same", () => {
    const world = settled();
    const x = world.place();
    world.arrive();
    world.fate = () => "UNDONE_5XX";
    world.pass(25);
    world.place();
    expect(world.unsent).toEqual(["REJECTED the venue fails"]);
    const before = world.written.length;
    world.cancel(x);
    expect(world.written.slice(before)).toEqual(["order.cancel"]);
    world.fate = () => "DONE";
    world.pass(90);
    world.rest();
    world.place();
    expect(world.unsent).toHaveLength(1);
    expect(world.record.kindsOf(x).at(-1)).toBe("CANCELED");
  });
});

describe("what the venue says twice, late, or otherwise", () => {
  const fillEvent = (world: GatewayWorld) =>
    world.events.find((one) => one.kind === "EVENT" && "fill" in one.event && one.event.fill);

  test("S45: one trade id with another price keeps the first, and says so", () => {
    const world = settled();
    world.place();
    world.arrive();
    world.other(sellOf(4_000));
    const told = fillEvent(world);
    if (told?.kind !== "EVENT" || told.event.kind !== "ORDER") throw new Error("it was filled");
    world.arrive();
    const fill = told.event.fill;
    const other = { ...told.event, fill: fill && { ...fill, priceTicks: PRICE + 1 } };
    world.core.heard(other as PrivateEvent, world.now);
    world.flush();
    expect(world.record.position()[0]).toBe(4_000);
    expect(world.alarms.some((text) => text.includes("DATA_CONFLICT"))).toBe(true);
  });

  test("S49: a report that is behind takes nothing back", () => {
    const world = settled();
    const id = world.place();
    world.other(sellOf(2_000));
    const old = fillEvent(world);
    world.arrive();
    world.other(sellOf(3_000));
    world.arrive();
    world.deliver(old);
    expect(world.core.get(id)?.order).toMatchObject({ cumLots: 5_000, base: "PARTIAL" });
    expect(world.record.position()[0]).toBe(5_000);
  });

  test("a private event that cannot be read makes the venue be asked", () => {
    const world = settled();
    const id = world.place();
    world.arrive();
    world.other(sellOf(10_000));
    world.events.length = 0;
    const names = { id, venueOrderId: "1", symbolText: "BTCUSDT" };
    const bad = { kind: "BAD", field: "executionReport.l", reason: "no number", ...names } as const;
    world.core.heard(bad, world.now);
    world.rest();
    world.expectTruth();
    expect(world.record.position()[0]).toBe(10_000);
  });
});

describe("what is not ours", () => {
  const theirs = requestOf({
    ...{ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" },
    ...{ priceTicks: PRICE, lots: 1_000, clientOrderId: "web_7" },
  });

  test("S59: an order that somebody placed by hand is never touched; filled, it halts its instrument", () => {
    const world = settled();
    world.venue.exchange.place(OWN, theirs, world.at);
    world.pass(25);
    expect(world.venue.exchange.openOrders(OWN, "BTCUSDT")).toHaveLength(1);
    expect(world.written).not.toContain("order.cancel");
    world.other(sellOf(1_000));
    world.arrive();
    expect(world.record.position()[0]).toBe(0);
    world.place();
    expect(world.unsent).toEqual(["REJECTED instrument halted"]);
    expect(world.alarms.some((text) => text.startsWith("HALT order"))).toBe(true);
  });
});

describe("a next life", () => {
  test("S41: an order that was sent and not said is adopted by its id, and cancelled", () => {
    const world = settled();
    const ticket = world.ticket();
    world.core.place(ticket, world.now);
    world.crashUnsaid();
    world.rest();
    expect(world.record.kindsOf(ticket.id)).toEqual(["ACK", "CANCELED"]);
    world.expectTruth();
  });

  test("S41: filled meanwhile, it is in the position, once", () => {
    const world = settled();
    world.other(sellOf(10_000));
    const ticket = world.ticket();
    world.core.place(ticket, world.now);
    world.crashUnsaid();
    world.rest();
    expect(world.record.position()[0]).toBe(10_000);
    world.expectTruth();
  });

  test("S43: a fill that was told and is in the history again counts once, in every life", () => {
    const world = settled();
    world.place();
    world.other(sellOf(4_000));
    world.arrive();
    for (let life = 0; life < 3; life += 1) {
      world.crash();
      world.rest();
      world.pass(25);
      expect(world.record.position()[0]).toBe(4_000);
    }
    world.expectTruth();
  });

  test("S63: it sends no order and no cancel by itself, however often it begins", () => {
    const world = settled();
    world.place();
    world.place({ side: "SELL", priceTicks: PRICE + 100 });
    world.arrive();
    const before = world.written.length;
    const state = world.record.hash();
    for (let life = 0; life < 3; life += 1) {
      world.crash();
      world.rest();
    }
    const sent = world.written.slice(before).filter((method) => method.startsWith("order."));
    expect(sent).toEqual([]);
    expect(world.record.hash()).toBe(state);
  });

  test("S61: 250 open orders are all found again", () => {
    const world = settled();
    const [, instrument] = INSTRUMENTS;
    if (instrument === undefined) throw new Error("there are two");
    for (let batch = 0; batch < 10; batch += 1) {
      for (let count = 0; count < 25; count += 1) {
        if (batch < 6) world.place({ priceTicks: PRICE - 100 - count });
        else world.place({ instrument, priceTicks: 500 });
      }
      world.pass(11);
    }
    expect(world.core.live()).toHaveLength(250);
    world.crash();
    world.rest();
    expect(world.core.live()).toHaveLength(250);
    world.expectTruth();
  });

  test("fills of an order that an earlier run left open count from now on only", () => {
    const world = new GatewayWorld();
    const { exchange } = world.venue;
    const id = "o000060300100001";
    const limit = {
      symbol: "BTCUSDT",
      type: "LIMIT",
      timeInForce: "GTC",
      priceTicks: PRICE,
    } as const;
    const before = world.at - 60e6;
    const own = { ...limit, side: "BUY", lots: 3_000, clientOrderId: id } as const;
    exchange.place(OWN, requestOf(own), before);
    exchange.place(OTHER, requestOf({ ...limit, side: "SELL", lots: 1_000 }), before);
    world.events.length = 0;
    world.settle();
    world.pass(25);
    world.rest();
    expect(world.record.position()[0]).toBe(0);
    expect(world.record.kindsOf(id)).toEqual(["ACK", "CANCELED"]);
    expect(exchange.openOrders(OWN, null)).toEqual([]);
  });
});
