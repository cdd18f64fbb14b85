/** A process whose disk was full leaves nothing of what it said: the next one of the run asks the venue. */
import { expect, test } from "bun:test";
import { order } from "../../../trading/venue/simulated/exchange/kit/played-exchange.ts";
import { SpotDesk } from "../kit/spot-desk.ts";

test("a fill that no board shows is counted by the next process of the run, once", () => {
  const desk = new SpotDesk();
  desk.pass(4);
  desk.approve("o000070300100001", { lots: 5 });
  desk.pass(0.1);
  const sell = { symbol: "BTCUSDT", side: "SELL", type: "LIMIT", timeInForce: "GTC" } as const;
  desk.venue.exchange.place(1, order({ ...sell, priceTicks: 100, lots: 3 }), desk.at);
  desk.resumeWithoutBoards();
  desk.pass(12);
  expect(desk.world.on("filled", 0)).toMatchObject({ instrument: 0, lots: 3, fills: 1 });
  expect(desk.venue.exchange.openOrders(0, null)).toEqual([]);
});
