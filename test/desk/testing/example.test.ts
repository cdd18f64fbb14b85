/** The example of `docs/testing.md`, word for word: it is run here. */
import { expect, test } from "bun:test";
import { playStrategy } from "outcry/testing";
import reversion from "../../../actors/strategy/mean-reversion.ts";

test("sells into strength, one order at a time", async () => {
  const args = { clip: "0.01", bandSigma: 2 }; // as its file says them
  const desk = await playStrategy(reversion, { args, instruments: ["BTC-USDT"], seed: 7 });
  for (let n = 0; n < 200; n += 1) desk.quote({ bid: "99.00", ask: "101.00" });
  desk.quote({ bid: "109.00", ask: "111.00" });
  expect(desk.orders).toMatchObject([{ side: "SELL", price: "109.00", quantity: "0.01000" }]);
  desk.fill({ quantity: "0.004" });
  desk.quote({ bid: "119.00", ask: "121.00" });
  expect(desk.orders).toMatchObject([{ state: "WORKING", leavesLots: 600 }]);
});
