/** What the gateway's next life knows of trades that were told: each counts once, however many there were since. */
import { expect, test } from "bun:test";
import { order } from "../../../trading/venue/simulated/exchange/kit/played-exchange.ts";
import { SpotDesk } from "../kit/spot-desk.ts";

const FIRST = "o000070300100001";
const SECOND = "o000070300100002";

test("a next life counts no trade again that is older than all that it remembers", () => {
  const desk = new SpotDesk();
  desk.pass(4);
  desk.approve(FIRST, { lots: 1_030 });
  desk.pass(0.1);
  for (let count = 0; count < 1_030; count += 1) {
    desk.sell(1);
    if (count % 50 === 0) desk.pass(0.1);
  }
  desk.pass(1);
  expect(desk.world.on("openOrder", 0)).toMatchObject({ state: "FREE", cumLots: 1_030 });
  desk.restart();
  desk.pass(8);
  expect(desk.world.on("filled", 0)).toMatchObject({ lots: 1_030, fills: 1_030 });
});

test("what an order filled that no board knows of counts: the last life died before it could say so", () => {
  const desk = new SpotDesk();
  desk.pass(4);
  const limit = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" } as const;
  const lost = { ...limit, priceTicks: 100, lots: 3, clientOrderId: FIRST };
  desk.venue.exchange.place(0, order(lost), desk.at);
  desk.sell(3);
  desk.restart();
  desk.pass(8);
  expect(desk.world.on("filled", 0)).toMatchObject({ strategy: 3, lots: 3, fills: 1 });
});

test("a next life counts no fill of a quiet instrument again, behind 1,030 trades of a busy one", () => {
  const desk = new SpotDesk();
  desk.pass(4);
  const sell = (symbol: string, lots: number) => {
    const limit = { symbol, side: "SELL", type: "LIMIT", timeInForce: "GTC" } as const;
    desk.venue.exchange.place(1, order({ ...limit, priceTicks: 100, lots }), desk.at);
  };
  desk.approve(FIRST, { instrument: 1, lots: 3 });
  desk.pass(0.1);
  sell("ETHUSDT", 3);
  desk.pass(0.1);
  desk.approve(SECOND, { lots: 5_000 });
  desk.pass(0.1);
  for (let count = 0; count < 1_030; count += 1) {
    sell("BTCUSDT", 1);
    if (count % 50 === 0) desk.pass(0.1);
  }
  desk.pass(1);
  const filled = () => [0, 1].map((slot) => ({ ...desk.world.on("filled", slot) }));
  const before = filled();
  expect(before).toMatchObject([
    { instrument: 1, lots: 3, fills: 1 },
    { instrument: 0, lots: 1_030, fills: 1_030 },
  ]);
  desk.restart();
  desk.pass(8);
  expect(filled()).toEqual(before);
});
