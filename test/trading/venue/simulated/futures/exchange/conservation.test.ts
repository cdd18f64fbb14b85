/** What no stream of commands may break: money, positions, reduce-only, levels, ids. */
import { expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import { BTC, ETH, PlayedFutures, randomCommand, UNIT } from "../kit/played-futures.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const COMMANDS = 4_000;
const ACCOUNTS = 4;
const DEPOSIT = 100_000n;
const CONTRACTS = [BTC, ETH];

function play(seed: number, look: (played: PlayedFutures, step: number) => void): PlayedFutures {
  const prng = new Prng(seed);
  const played = new PlayedFutures(ACCOUNTS, DEPOSIT);
  for (let step = 1; step <= COMMANDS; step += 1) {
    randomCommand(played, prng, { accounts: ACCOUNTS, at: step * 10 });
    look(played, step);
  }
  return played;
}

const numbers = Array.from({ length: ACCOUNTS }, (_, number) => number);

function lotsOf({ exchange }: PlayedFutures, account: number, symbol: string): number {
  return exchange.account(account).positionOf(symbol)?.lots ?? 0;
}

test("wallets and unrealized profit are the deposits less the fees, and positions sum to zero", () => {
  const played = play(SEED, (now) => {
    const { exchange } = now;
    let sum = exchange.feesTaken;
    for (const account of numbers) {
      sum += exchange.account(account).wallet + exchange.margin(account).unrealized;
    }
    if (sum !== BigInt(ACCOUNTS) * DEPOSIT * UNIT) throw new Error(`seed ${SEED}: ${sum}`);
    for (const { symbol } of CONTRACTS) {
      expect(numbers.reduce((all, account) => all + lotsOf(now, account, symbol), 0)).toBe(0);
    }
  });
  expect(played.trades.length).toBeGreaterThan(500);
  expect(played.exchange.feesTaken).toBeGreaterThan(0n);
});

test("equity is what an account's own trades paid and what it holds is worth, less its fees", () => {
  const played = play(SEED, () => undefined);
  const { exchange } = played;
  for (const account of numbers) {
    let equity = DEPOSIT * UNIT;
    for (const { symbol, atomsPerTickLot } of CONTRACTS) {
      for (const { order, priceTicks, lots, fee } of exchange.accountTrades(account, symbol)) {
        const paid = BigInt(priceTicks) * BigInt(lots) * atomsPerTickLot;
        equity += (order.side === "BUY" ? -paid : paid) - fee;
      }
      const mark = BigInt(exchange.markTicks(symbol)) * atomsPerTickLot;
      equity += BigInt(lotsOf(played, account, symbol)) * mark;
    }
    expect(exchange.account(account).wallet + exchange.margin(account).unrealized).toBe(equity);
  }
});

test("a reduce-only order makes no position larger and turns none, in whatever crowd it is filled", () => {
  const prng = new Prng(SEED + 1);
  const played = new PlayedFutures(ACCOUNTS, DEPOSIT);
  const before = new Map<string, number>();
  let reduced = 0;
  played.onFill = ({ account, order, fill }) => {
    const key = `${account} ${order.symbol}`;
    const was = before.get(key) ?? 0;
    const is = lotsOf(played, account, order.symbol);
    before.set(key, is);
    if (!order.isReduceOnly) return;
    reduced += 1;
    const isSmaller = Math.abs(is) === Math.abs(was) - (fill?.lots ?? 0) && is * was >= 0;
    if (!isSmaller) throw new Error(`seed ${SEED}: order ${order.orderId} made ${was} ${is}`);
  };
  for (let step = 1; step <= COMMANDS; step += 1) {
    randomCommand(played, prng, { accounts: ACCOUNTS, at: step * 10 });
    // At rest, none is larger than what it may still reduce.
    for (const account of numbers) {
      for (const one of played.exchange.openOrders(account, null)) {
        if (!one.isReduceOnly) continue;
        const room = played.exchange.account(account).positionOf(one.symbol)?.reducible(one.side);
        expect(one.lots - one.executedLots).toBeLessThanOrEqual(room ?? 0);
      }
    }
  }
  expect(reduced).toBeGreaterThan(50);
});

test("levels add up to the open orders, and update ids rise with gaps, over all contracts", () => {
  const played = play(SEED + 2, (now, step) => {
    if (step % 50 !== 0) return;
    const shown = new Map<string, number>();
    for (const account of numbers) {
      for (const one of now.exchange.openOrders(account, null)) {
        const key = `${one.symbol} ${one.side} ${one.priceTicks}`;
        shown.set(key, (shown.get(key) ?? 0) + one.lots - one.executedLots);
      }
    }
    expect(new Map([...now.levels].sort())).toEqual(new Map([...shown].sort()));
  });
  const { updateIds } = played;
  for (const [index, id] of updateIds.entries()) {
    if (!(id > (updateIds[index - 1] ?? 0))) throw new Error(`seed ${SEED}: ${id} does not rise`);
  }
  expect(updateIds.at(-1)).toBeGreaterThan(updateIds.length);
});

test("the same commands at the same times say the same", () => {
  const [one, other] = [play(SEED + 3, () => undefined), play(SEED + 3, () => undefined)];
  expect(Bun.inspect(one.said)).toBe(Bun.inspect(other.said));
  expect(one.updateIds).toEqual(other.updateIds);
});
