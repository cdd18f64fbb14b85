/** Whose order it is the gateway tells by the desk's instance, which is at the end of an id. */
import { expect, test } from "bun:test";
import { makeOrderId } from "../../../../src/trading/order/order-id.ts";
import { order } from "../../../trading/venue/simulated/exchange/kit/played-exchange.ts";
import { FACTS } from "../../desk-kit.ts";
import { SpotDesk } from "../kit/spot-desk.ts";

test.each([
  ["of this desk is cancelled", FACTS.instance, []],
  ["of another desk goes on", "Ky", ["NEW"]],
] as const)(
  "binance-spot: an order at the venue that nobody here knows, and %s",
  (_what, instance, left) => {
    const desk = new SpotDesk();
    desk.pass(4);
    const id = makeOrderId({ instance, runEpoch: FACTS.runEpoch, actor: 3, incarnation: 1 }, 5);
    const limit = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" } as const;
    const request = order({ ...limit, priceTicks: 100, lots: 8, clientOrderId: id });
    expect(desk.venue.exchange.place(0, request, desk.at).ok).toBeTrue();
    desk.pass(25);
    expect(desk.venue.exchange.openOrders(0, null).map(({ status }) => `${status}`)).toEqual([
      ...left,
    ]);
  },
);
