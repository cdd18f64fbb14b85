/** What faults did to an exchange is in its log of commands: run again, it is the same exchange. */
import { expect, test } from "bun:test";
import { faultOf } from "../../../../../src/trading/venue/simulated/fault/fault.ts";
import { FaultDesk } from "../../../../../src/trading/venue/simulated/fault/fault-desk.ts";
import type { Command } from "../../../../../src/trading/venue/simulated/spot/command.ts";
import { LoggedExchange } from "../../../../../src/trading/venue/simulated/spot/logged-exchange.ts";
import { BTC, cancelOf, order } from "../exchange/kit/played-exchange.ts";

function opened() {
  const trades: unknown[] = [];
  const exchange = new LoggedExchange({
    symbols: [BTC],
    sink: {
      execution: () => undefined,
      balances: () => undefined,
      balanceUpdate: () => undefined,
      trade: (trade) => void trades.push(trade),
      level: () => undefined,
      rules: () => undefined,
    },
  });
  const desk = exchange.untold(() => {
    exchange.openAccount({ name: "we" });
    exchange.deposit(0, "USDT", 10n ** 14n, 0);
    return new FaultDesk({ exchange, accounts: () => [0] });
  });
  return { exchange, desk, trades };
}

test("fills, prevented trades, listings and halts come again", () => {
  const { exchange, desk, trades } = opened();
  const log: Command[] = [];
  exchange.onCommand = (command) => void log.push(command);
  const listing = { symbol: "ADAUSDT", base: "ADA", quote: "USDT", tick: "0.01", lot: "0.1" };
  for (const fault of [
    faultOf("LISTED", { listing }),
    faultOf("PARTIAL_FILLS", { lots: [5, 7], delayUs: 10, symbol: "BTCUSDT" }),
    faultOf("PARTIAL_FILLS", { lots: [3], symbol: "ADAUSDT" }),
    faultOf("SELF_TRADE_PREVENTED"),
    faultOf("HALT", { symbol: "BTCUSDT", durationUs: 500 }),
  ]) {
    expect(desk.arm(fault, 1).ok).toBe(true);
  }
  let at = 600;
  for (const symbol of ["BTCUSDT", "ADAUSDT", "BTCUSDT"]) {
    const limit = { type: "LIMIT", timeInForce: "GTC", priceTicks: 10_000, lots: 10_000 } as const;
    const params = new Map([
      ["side", "BUY"],
      ["price", "100"],
      ["quantity", "0.1"],
    ]);
    desk.calls.verdict({ transport: "REST", name: "order.place", account: 0, symbol, params, at });
    const placed = exchange.place(0, order({ ...limit, symbol, stp: "EXPIRE_TAKER" }), at);
    desk.tick(at);
    at += 100;
    desk.tick(at);
    if (placed.ok) exchange.cancel(0, cancelOf(placed.value), at);
  }
  expect(trades).toHaveLength(3);
  expect(exchange.preventedMatches(0, "BTCUSDT")).toHaveLength(1);
  const again = opened();
  for (const command of log) if (command.kind !== "CRASH") again.exchange.redo(command);
  expect(again.trades).toEqual(trades);
  expect(again.exchange.allOrders(0, "BTCUSDT")).toEqual(exchange.allOrders(0, "BTCUSDT"));
  for (const account of [0, 1, 2]) {
    expect(again.exchange.balances(account)).toEqual(exchange.balances(account));
  }
});
