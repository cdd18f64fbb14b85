/** What no stream of commands may break: money, holds, levels, and what is told of them. */
import { expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { heldAsset } from "../../../../../src/trading/venue/simulated/exchange/ledger/holds.ts";
import { BTC, cancelOf, ETH, PlayedExchange, randomOrder } from "./kit/played-exchange.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const COMMANDS = 4_000;
const ASSETS = ["BTC", "ETH", "USDT"] as const;
const DEPOSIT = 50_000n * 10n ** 8n;

function opened(): PlayedExchange {
  const played = new PlayedExchange();
  for (let number = 0; number < 4; number += 1) {
    played.exchange.openAccount({
      name: `a${number}`,
      makerFeeMillionths: 1_000 - 100 * number,
      takerFeeMillionths: 1_000 + 100 * number,
      // Two of them are of one firm.
      tradeGroup: number === 3 ? 2 : number,
    });
    for (const asset of ASSETS) played.exchange.deposit(number, asset, DEPOSIT, 0);
  }
  return played;
}

function play(seed: number, look: (played: PlayedExchange, step: number) => void): PlayedExchange {
  const prng = new Prng(seed);
  const played = opened();
  for (let step = 1; step <= COMMANDS; step += 1) {
    command(played, prng, step);
    look(played, step);
  }
  return played;
}

function command({ exchange }: PlayedExchange, prng: Prng, step: number): undefined {
  const account = prng.between(0, 3);
  const open = exchange.openOrders(account, null);
  const one = open.length > 0 ? prng.pick(open) : null;
  const choice = prng.unit();
  if (one === null || choice < 0.6) exchange.place(account, randomOrder(prng), step);
  else if (choice < 0.85) exchange.cancel(account, cancelOf(one), step);
  else if (choice < 0.95) {
    const { symbol, orderId } = one;
    const key = { symbol, orderId, clientOrderId: "", newClientOrderId: "" };
    exchange.amend(account, { ...key, lots: prng.between(1, one.lots) }, step);
  } else {
    const mode = prng.pick(["STOP_ON_FAILURE", "ALLOW_FAILURE"]);
    exchange.replace(account, { cancel: cancelOf(one), place: randomOrder(prng), mode }, step);
  }
}

function sumOf({ exchange }: PlayedExchange, asset: string): bigint {
  let sum = exchange.feesTaken.get(asset) ?? 0n;
  for (let account = 0; account < 4; account += 1) {
    for (const one of exchange.balances(account)) {
      if (one.asset === asset) sum += one.free + one.locked;
    }
  }
  return sum;
}

/** What an account's open orders hold of an asset. */
function heldOf({ exchange }: PlayedExchange, account: number, asset: string): bigint {
  const rules = (symbol: string) => (symbol === "BTCUSDT" ? BTC : ETH);
  return exchange
    .openOrders(account, null)
    .filter((order) => heldAsset(rules(order.symbol), order.side) === asset)
    .reduce((sum, { held }) => sum + held, 0n);
}

test("money is neither made nor lost, and what is locked is what open orders hold", () => {
  const played = play(SEED, (now, step) => {
    if (step % 25 !== 0) return;
    for (const asset of ASSETS) expect(sumOf(now, asset)).toBe(4n * DEPOSIT);
    for (let account = 0; account < 4; account += 1) {
      for (const { asset, locked } of now.exchange.balances(account)) {
        expect(locked).toBe(heldOf(now, account, asset));
      }
    }
  });
  expect(played.trades.length).toBeGreaterThan(200);
  expect(played.reports.some(({ type }) => type === "TRADE_PREVENTION")).toBe(true);
  expect((played.exchange.feesTaken.get("USDT") ?? 0n) > 0n).toBe(true);
}, 60_000);

test("the book never rests crossed, and its levels are those that were told", () => {
  play(SEED, ({ exchange, shown, updateIds }, step) => {
    for (const symbol of ["BTCUSDT", "ETHBTC"]) {
      const { bids, asks, updateId } = exchange.depth(symbol, 10_000);
      const [bid, ask] = [bids[0]?.priceTicks ?? 0, asks[0]?.priceTicks ?? Number.MAX_VALUE];
      expect(bid).toBeLessThan(ask);
      if (step % 25 !== 0) continue;
      expect(updateId).toBe(updateIds.get(symbol) ?? 0);
      const told = new Map(
        [
          ...bids.map((level) => ["BUY", level] as const),
          ...asks.map((level) => ["SELL", level] as const),
        ].map(([side, { priceTicks, lots }]) => [`${symbol}/${side}/${priceTicks}`, lots]),
      );
      const kept = new Map([...shown].filter(([key]) => key.startsWith(symbol)));
      expect(told).toEqual(kept);
    }
  });
}, 60_000);

test("what the reports say of an order is what became of it", () => {
  const { exchange, reports } = play(SEED, () => undefined);
  for (let account = 0; account < 4; account += 1) {
    for (const symbol of ["BTCUSDT", "ETHBTC"]) {
      for (const order of exchange.allOrders(account, symbol)) {
        const own = reports.filter((report) => report.order === order);
        const filled = own.reduce((lots, { fill }) => lots + (fill?.lots ?? 0), 0);
        const prevented = own.reduce((lots, { prevention }) => lots + (prevention?.lots ?? 0), 0);
        expect(own[0]?.type).toBe("NEW");
        expect(order.executedLots).toBe(filled);
        expect(order.preventedLots).toBe(prevented);
        expect(own.at(-1)?.status).toBe(order.status);
        expect(order.executedLots + order.preventedLots).toBeLessThanOrEqual(order.lots);
        const isOpen = order.status === "NEW" || order.status === "PARTIALLY_FILLED";
        expect(exchange.openOrders(account, symbol).includes(order)).toBe(isOpen);
      }
    }
  }
  const ids = reports.map(({ executionId }) => executionId);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
}, 60_000);

test("the same commands give the same trades and reports", () => {
  const text = (played: PlayedExchange) =>
    JSON.stringify(
      [played.trades, played.reports.map(({ order: _, ...rest }) => rest)],
      (_, value) => (typeof value === "bigint" ? `${value}` : value),
    );
  const [one, two] = [play(SEED, () => undefined), play(SEED, () => undefined)];
  expect(text(one)).toBe(text(two));
  expect(text(play(SEED + 1, () => undefined))).not.toBe(text(one));
}, 60_000);

process.stderr.write(`seed of the exchange's properties: ${SEED}\n`);
