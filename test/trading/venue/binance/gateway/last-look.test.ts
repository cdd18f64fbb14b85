/** What is looked at right before a write, and what was sent before stays in doubt for as long as it may arrive. */
import { describe, expect, test } from "bun:test";
import { beginDoubt } from "../../../../../src/trading/order/unknown-outcome.ts";
import { noReply } from "../../../../../src/trading/venue/binance/answers/reply.ts";
import type { VenueTrade } from "../../../../../src/trading/venue/binance/answers/venue-order.ts";
import { bySymbol } from "../../../../../src/trading/venue/binance/endpoints.ts";
import { isSame } from "../../../../../src/trading/venue/binance/gateway/adopting.ts";
import type { SentCall } from "../../../../../src/trading/venue/binance/gateway/call-desk.ts";
import { gatewayStateOf } from "../../../../../src/trading/venue/binance/gateway/gateway-state.ts";
import { nextPage } from "../../../../../src/trading/venue/binance/gateway/hunt/trade-pages.ts";
import { GatewayOrder } from "../../../../../src/trading/venue/binance/gateway/order/gateway-order.ts";
import { mayArriveUntil } from "../../../../../src/trading/venue/binance/gateway/placing.ts";
import type { OrderReport } from "../../../../../src/trading/venue/binance/private/private-event.ts";
import { placeCall } from "../../../../../src/trading/venue/binance/requests/order-calls.ts";
import { GatewayWorld } from "./kit/gateway-world.ts";
import { INSTRUMENTS } from "./kit/spot-venue.ts";

const NOW = 10e9;
const VENUE_MS = 1_700_000_000_000;

test("an order that waits does not leave when the gateway has gone blind since", () => {
  const world = new GatewayWorld().settle();
  world.core.place(world.ticket(), world.now);
  world.core.heard({ kind: "STREAM_ENDED" }, world.now);
  const from = world.written.length;
  world.flush();
  expect(world.unsent).toEqual(["REJECTED not connected"]);
  expect(world.written.slice(from)).not.toContain("order.place");
});

describe("an order that was on its way when the gateway died", () => {
  test("is taken in when it reaches the venue late", () => {
    const { world, id } = diedBeforeArrival();
    world.pass(4);
    world.release();
    world.rest();
    expect(world.record.kindsOf(id)).toContain("ACK");
    expect(world.record.kindsOf(id)).not.toContain("REJECTED");
    world.expectTruth();
  });

  test("is not proven absent before the window and the venue's own timeout are over", () => {
    const { world, id } = diedBeforeArrival();
    world.pass(15);
    expect(world.record.kindsOf(id)).not.toContain("REJECTED");
    world.pass(20);
    expect(world.record.kindsOf(id)).toContain("REJECTED");
  });
});

test("what is sent for an order in doubt widens the doubt: what was proven says nothing of it", () => {
  const settings = {
    ...{ instruments: bySymbol(INSTRUMENTS), recvWindowMs: 1_000, isLogonKey: false },
    ...{ prefersRest: false, asksPermissions: false, firstRunEpoch: 7, isOwn: () => true },
    ...{ strategyOf: () => 1, epochOf: () => 7 },
  };
  const state = gatewayStateOf(settings, NOW - 1e9);
  state.calls.learnTime({ sentNs: NOW - 1e6, receivedNs: NOW, venueMs: VENUE_MS });
  const order = newOrder();
  order.doubt = { ...beginDoubt(NOW, NOW), absentNs: NOW };
  const sent: SentCall = {
    ...{ key: "1", way: "FRAME", sentNs: NOW, purpose: { kind: "PLACE", id: order.id } },
    ...{ stamp: { timestampMs: VENUE_MS, recvWindowMs: 1_000 }, call: placeCall(order.ticket) },
  };
  mayArriveUntil(state, order, sent);
  expect(order.doubt.deadlineNs).toBe(order.deadlineNs);
  expect(order.doubt.deadlineNs).toBeGreaterThan(NOW + 12e9);
  expect(order.doubt.absentNs).toBeNaN();
});

test("what the venue says of the other side is not of our order", () => {
  const order = newOrder();
  const said = { id: order.id, instrument: order.about };
  expect(isSame(order, { ...said, side: "BUY" })).toBeTrue();
  expect(isSame(order, { ...said, side: "SELL" })).toBeFalse();
});

test("a report that is older than an amendment does not take it back", () => {
  const world = new GatewayWorld().settle();
  const id = world.place({ lots: 10_000 });
  world.arrive();
  const order = world.core.get(id);
  if (order === null) throw new Error("the order is there");
  const report = (lots: number, timeUs: number, execution: "NEW" | "REPLACED") =>
    world.core.heard(
      {
        ...{ kind: "ORDER", execution, executionText: execution, instrument: order.about, id },
        ...{ requestId: "", venueOrderId: order.venueOrderId, side: "BUY", status: "NEW" },
        ...{ statusText: "NEW", priceTicks: 3_000_000, orderLots: lots, cumLots: 0 },
        ...{ preventedLots: 0, fill: null, isOnBook: true, reason: "", timeUs, drift: [] },
      } as OrderReport,
      world.now,
    );
  report(5_000, world.at + 10, "REPLACED");
  report(10_000, world.at + 5, "NEW");
  expect(order.orderLots).toBe(5_000);
});

test("a page of trades that is full has another behind it, and no other has", () => {
  const page = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ tradeId: `${at + 1}` }) as VenueTrade);
  expect(nextPage(page(1_000))).toBe("1001");
  expect(nextPage(page(999))).toBeNull();
  expect(nextPage([])).toBeNull();
});

test("a list with an item that cannot be read is no list: nothing is settled by it", () => {
  const world = new GatewayWorld();
  const answered = world.core.answered.bind(world.core);
  let isSpoilt = true;
  world.core.answered = (key, reply, now) => {
    const isList = isSpoilt && Array.isArray(reply.result) && reply.result.length === 0;
    const result = isList ? [{ symbol: "BTCUSDT", orderId: "?" }] : reply.result;
    return answered(key, { ...reply, result }, now);
  };
  world.core.linkUp(world.now);
  world.flush();
  world.pass(20);
  expect(world.core.isSettled).toBeFalse();
  isSpoilt = false;
  world.pass(20);
  expect(world.core.isSettled).toBeTrue();
});

for (const might of ["enableWithdrawals", "permitsUniversalTransfer", "enableInternalTransfer"]) {
  test(`a key that may move money is not used: ${might}`, () => {
    const world = new GatewayWorld();
    const failures: string[] = [];
    const take = world.core.take.bind(world.core);
    world.core.take = (look, now) => {
      const outputs = take(look, now);
      for (const one of outputs) if (one.kind === "FAIL") failures.push(one.reason);
      return outputs;
    };
    const answered = world.core.answered.bind(world.core);
    world.core.answered = (key, reply, now) => {
      const { result } = reply;
      const isOfKey = typeof result === "object" && result !== null && "enableReading" in result;
      const changed = isOfKey
        ? { ...noReply(""), status: 200, result: { ...result, [might]: true } }
        : reply;
      return answered(key, changed, now);
    };
    world.core.linkUp(world.now);
    world.flush();
    world.pass(10);
    expect(failures[0]).toContain("the API key may");
    expect(world.core.isSettled).toBeFalse();
  });
}

function diedBeforeArrival(): { readonly world: GatewayWorld; readonly id: string } {
  const world = new GatewayWorld().settle();
  world.fate = (method) => (method === "order.place" ? "HELD" : "DONE");
  const id = world.place();
  world.fate = () => "DONE";
  world.crash();
  return { world, id };
}

function newOrder() {
  const [instrument] = INSTRUMENTS;
  if (instrument === undefined) throw new Error("there is an instrument");
  const about = { id: "o000070300100001", strategy: 3, instrument, side: "BUY" } as const;
  const ticket = { ...about, priceTicks: 3_000_000, lots: 10, validUntilNs: Number.NaN };
  return Object.assign(GatewayOrder.of(ticket), { ticket });
}
