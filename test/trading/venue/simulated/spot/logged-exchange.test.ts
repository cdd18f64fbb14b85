/** An exchange that is run again from its log: the same orders, trades, balances and ids. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import type { ExchangeSink } from "../../../../../src/trading/venue/simulated/exchange/reports.ts";
import { defineSymbol } from "../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import {
  commandLine,
  headLine,
  LogReader,
} from "../../../../../src/trading/venue/simulated/spot/command-log.ts";
import { LoggedExchange } from "../../../../../src/trading/venue/simulated/spot/logged-exchange.ts";

const SEED = Number(process.env.SEED ?? 8);
const ACCOUNTS = 3;
const UNIT = 10n ** 8n;
const RULES = defineSymbol({
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.00001",
  notionalMin: "0",
});
const NONE = Number.NaN;
const BEGAN_AT = 1_700_000_000_000_000;

/** An exchange, and a text of all that it said. */
function exchangeOf() {
  const said: string[] = [];
  const say =
    (name: string) =>
    (...told: unknown[]) =>
      void said.push(`${name} ${shown(told)}`);
  const sink: ExchangeSink = {
    execution: say("execution"),
    balances: say("balances"),
    balanceUpdate: say("balanceUpdate"),
    trade: say("trade"),
    level: say("level"),
    rules: say("rules"),
  };
  const exchange = new LoggedExchange({ symbols: [RULES], sink });
  for (let account = 0; account < ACCOUNTS; account += 1) {
    exchange.openAccount({ name: `account ${account}` });
  }
  return { exchange, said };
}

function shown(told: unknown): string {
  return JSON.stringify(told, (_key, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
}

/** Whatever of an exchange can be asked for. */
function stateOf(exchange: LoggedExchange): string {
  const accounts = Array.from({ length: ACCOUNTS }, (_, account) => [
    exchange.balances(account),
    exchange.allOrders(account, "BTCUSDT"),
    exchange.accountTrades(account, "BTCUSDT").map(({ order, ...fill }) => [order.orderId, fill]),
  ]);
  return shown([exchange.depth("BTCUSDT", 5_000), exchange.trades("BTCUSDT"), accounts]);
}

const HALVES = { clientOrderId: "", newClientOrderId: "", restriction: "NONE" } as const;

/** What is done, and how often of twenty times. */
const ACTS: readonly {
  readonly share: number;
  act(exchange: LoggedExchange, draw: ReturnType<typeof drawOf>): unknown;
}[] = [
  { share: 11, act: (exchange, { account, place, at }) => exchange.place(account, place, at) },
  { share: 5, act: (exchange, { account, cancel, at }) => exchange.cancel(account, cancel, at) },
  {
    share: 2,
    act: (exchange, { account, cancel, place, at }) =>
      exchange.replace(account, { mode: "ALLOW_FAILURE", cancel, place }, at),
  },
  {
    share: 1,
    act: (exchange, { account, cancel, at }) =>
      exchange.amend(account, { ...cancel, lots: 5, newClientOrderId: "" }, at),
  },
  {
    share: 1,
    act: (exchange, { account, isRare, at }) =>
      isRare ? exchange.cancelAll(account, "BTCUSDT", at) : exchange.setRules({ ...RULES }, at),
  },
];
const ACT_OF = ACTS.flatMap(({ share, act }) => Array.from({ length: share }, () => act));

function drawOf(random: Prng, round: number) {
  const isMarket = random.unit() < 0.1;
  const place = {
    symbol: "BTCUSDT",
    side: random.unit() < 0.5 ? "BUY" : "SELL",
    type: isMarket ? "MARKET" : "LIMIT",
    timeInForce: isMarket ? null : "GTC",
    priceTicks: isMarket ? NONE : 6_000_000 + random.between(-50, 50),
    lots: random.between(1, 1_000),
    quoteAtoms: null,
    stopTicks: NONE,
    icebergLots: NONE,
    clientOrderId: random.unit() < 0.5 ? "" : `c${round}`,
    stp: "EXPIRE_TAKER",
  } as const;
  const cancel = { symbol: "BTCUSDT", orderId: random.between(1, round + 1), ...HALVES };
  const account = random.between(0, ACCOUNTS - 1);
  return { account, place, cancel, isRare: random.unit() < 0.1, at: BEGAN_AT + round };
}

/** Deposits, then orders of each kind at random. */
function trade(exchange: LoggedExchange, random: Prng, rounds: number): undefined {
  for (let account = 0; account < ACCOUNTS; account += 1) {
    exchange.deposit(account, "BTC", 50n * UNIT, BEGAN_AT);
    exchange.deposit(account, "USDT", 5_000_000n * UNIT, BEGAN_AT);
  }
  for (let round = 0; round < rounds; round += 1) {
    ACT_OF[random.between(0, ACT_OF.length - 1)]?.(exchange, drawOf(random, round));
  }
}

describe("LoggedExchange", () => {
  test(`is the same when its log is run again, seed ${SEED}`, () => {
    const first = exchangeOf();
    let log = headLine({ originUs: 0, of: "" });
    first.exchange.onCommand = (command) => {
      log += commandLine(command);
    };
    trade(first.exchange, new Prng(SEED), 3_000);
    const opened = LogReader.open(log);
    const reader = opened.ok ? opened.value : null;
    const second = exchangeOf();
    for (;;) {
      const next = reader?.next();
      if (next?.ok !== true || next.value === null) break;
      if (next.value.kind !== "CRASH") second.exchange.redo(next.value);
    }
    expect(first.exchange.trades("BTCUSDT").length).toBeGreaterThan(300);
    expect(second.said).toEqual(first.said);
    expect(stateOf(second.exchange)).toBe(stateOf(first.exchange));
  });

  test("says a command before it is done, and of a cancel-replace the whole and no half", () => {
    const { exchange, said } = exchangeOf();
    exchange.deposit(0, "USDT", 1_000n * UNIT, 1);
    const told: string[] = [];
    exchange.onCommand = ({ kind }) => void told.push(`${kind} after ${said.length}`);
    const before = said.length;
    const place = {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      priceTicks: 5_000_000,
      lots: 100,
      quoteAtoms: null,
      stopTicks: NONE,
      icebergLots: NONE,
      clientOrderId: "mine",
      stp: "NONE",
    } as const;
    exchange.place(0, place, 2);
    const between = said.length;
    const key = { symbol: "BTCUSDT", orderId: NONE, clientOrderId: "mine" };
    const cancel = { ...key, newClientOrderId: "", restriction: "NONE" } as const;
    exchange.replace(0, { mode: "STOP_ON_FAILURE", cancel, place }, 3);
    expect(between).toBeGreaterThan(before);
    expect(told).toEqual([`PLACE after ${before}`, `REPLACE after ${between}`]);
  });

  test("says nothing of what its own agents do, nor of a log that is run again", () => {
    const { exchange } = exchangeOf();
    const told: string[] = [];
    exchange.onCommand = ({ kind }) => void told.push(kind);
    exchange.untold(() => exchange.deposit(0, "USDT", 1n, 1));
    exchange.redo({ kind: "DEPOSIT", at: 2, account: 0, asset: "USDT", atoms: 1n });
    expect(exchange.balances(0)).toEqual([{ asset: "USDT", free: 2n, locked: 0n }]);
    expect(told).toEqual([]);
  });

  test("does nothing whose command could not be written", () => {
    const { exchange } = exchangeOf();
    exchange.onCommand = () => {
      throw new Error("the disk is full");
    };
    expect(() => exchange.deposit(0, "USDT", 1n, 1)).toThrow("the disk is full");
    expect(exchange.balances(0)).toEqual([]);
  });
});
