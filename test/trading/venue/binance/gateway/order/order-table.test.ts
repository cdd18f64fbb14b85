/** The table of orders holds as much after many orders as after a few thousand. */
import { expect, test } from "bun:test";
import { GatewayOrder } from "../../../../../../src/trading/venue/binance/gateway/order/gateway-order.ts";
import { OrderTable } from "../../../../../../src/trading/venue/binance/gateway/order/order-table.ts";
import { INSTRUMENTS } from "../kit/spot-venue.ts";

/** So many orders live and end, each with the venue's number of it. */
function livedThrough(count: number): OrderTable {
  const table = new OrderTable(() => true);
  const [instrument] = INSTRUMENTS;
  if (instrument === undefined) throw new Error("there is an instrument");
  for (let at = 0; at < count; at += 1) {
    const about = {
      id: `o${at}`,
      strategy: 1,
      instrument,
      side: "BUY",
      priceTicks: 1,
      lots: 1,
    } as const;
    const order = GatewayOrder.of({ ...about, validUntilNs: Number.NaN });
    table.add(order);
    order.apply({ kind: "SENT" }, at);
    table.noteVenueOrder(order, `${at}`);
    order.apply({ kind: "REJECTED", reason: "" }, at);
    table.noteEnd(order);
  }
  return table;
}

test("orders, and what the venue calls them, are forgotten once many newer ones are over", () => {
  const few = livedThrough(4_096);
  const many = livedThrough(75_000);
  expect(few.sizes.orders).toBe(4_096);
  expect(many.sizes).toEqual({ ...few.sizes, external: 65_536 });
});

test("the number of an order that is forgotten stays known as ours", () => {
  const table = livedThrough(5_000);
  expect(table.get("o0")).toBeUndefined();
  expect(table.byVenueOrder(0, "0")).toBeUndefined();
  expect(table.externalOf(0, "0")).toBe("o0");
  expect(table.knowsOwner(0, "0")).toBeTrue();
});
