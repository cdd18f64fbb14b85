/** ccxt trades on the simulated exchange: all that is changed of it is where the venue is. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { hasClient, loadClient } from "./kit/clients.ts";
import { type RunningExchange, startExchange } from "./kit/running-exchange.ts";

setDefaultTimeout(60_000);

const isThere = hasClient("ccxt");
const MARKET = "BTC/USDT";

type Order = {
  readonly id: string;
  readonly clientOrderId: string;
  readonly status: string;
  readonly side: string;
  readonly type: string;
  readonly price: number;
  readonly amount: number;
  readonly filled: number;
  readonly average: number;
};
type Fill = {
  readonly id: string;
  readonly order: string;
  readonly amount: number;
  readonly cost: number;
};
type Book = {
  readonly bids: [number, number][];
  readonly asks: [number, number][];
  readonly nonce: number;
};

/** What of ccxt is called here. */
type Ccxt = {
  readonly urls: { readonly api: Record<string, unknown> };
  loadMarkets(): Promise<Record<string, { readonly precision: object; readonly spot: boolean }>>;
  fetchOrderBook(market: string, limit: number): Promise<Book>;
  fetchTicker(market: string): Promise<{ readonly bid: number; readonly ask: number }>;
  createOrder(...order: readonly unknown[]): Promise<Order>;
  cancelOrder(id: string, market: string): Promise<Order>;
  editOrder(id: string, ...order: readonly unknown[]): Promise<Order>;
  fetchOrder(id: string, market: string): Promise<Order>;
  fetchOpenOrders(market: string): Promise<Order[]>;
  fetchMyTrades(market: string): Promise<Fill[]>;
  fetchBalance(): Promise<{
    readonly free: Record<string, number>;
    readonly used: Record<string, number>;
    readonly total: Record<string, number>;
  }>;
  loadHttpProxyAgent(): Promise<unknown>;
  watchOrderBook(market: string): Promise<Book>;
  watchTrades(market: string): Promise<readonly { readonly id: string; readonly price: number }[]>;
  watchOrders(market: string): Promise<readonly Order[]>;
  close(): Promise<unknown>;
};

/** Every address of ccxt's is the exchange's: its REST and its WebSockets. */
function redirect(urls: Record<string, unknown>, { rest, streams }: RunningExchange): undefined {
  for (const [name, url] of Object.entries(urls)) {
    if (typeof url === "object" && url !== null) {
      redirect(url as Record<string, unknown>, { rest, streams } as RunningExchange);
    } else {
      urls[name] = String(url)
        .replace(/^https:\/\/[^/]+/, rest)
        .replace(/^wss:\/\/[^/]+/, streams);
    }
  }
}

async function client(kind: "binance" | "pro", exchange: RunningExchange): Promise<Ccxt> {
  type Make = new (keys: object) => Ccxt;
  const { default: ccxt } = (await loadClient("ccxt", "js/ccxt.js")) as {
    readonly default: { readonly binance: Make; readonly pro: { readonly binance: Make } };
  };
  const [account] = exchange.accounts;
  const keys = { apiKey: account?.apiKey, secret: account?.secret };
  const made = kind === "pro" ? new ccxt.pro.binance(keys) : new ccxt.binance(keys);
  redirect(made.urls.api, exchange);
  return made;
}

describe.skipIf(!isThere)("ccxt, by REST", () => {
  test("knows the markets with their steps, and their books", async () => {
    const ccxt = await client("binance", await startExchange());
    const markets = await ccxt.loadMarkets();
    expect(Object.keys(markets)).toEqual(["BTC/USDT", "ETH/USDT"]);
    expect(markets[MARKET]).toMatchObject({ spot: true, precision: { price: 0.01, amount: 1e-5 } });
    const { bids, asks } = await ccxt.fetchOrderBook(MARKET, 20);
    expect([bids.length, asks.length]).toEqual([20, 20]);
    expect(bids[0]?.[0] ?? Number.NaN).toBeLessThan(asks[0]?.[0] ?? Number.NaN);
  });

  test("places, finds, changes and cancels orders", async () => {
    const ccxt = await client("binance", await startExchange());
    const placed = await ccxt.createOrder(MARKET, "limit", "buy", 0.01, 50_000);
    expect(placed).toMatchObject({ status: "open", side: "buy", type: "limit", price: 50_000 });
    const params = { postOnly: true };
    const passive = await ccxt.createOrder(MARKET, "limit", "sell", 0.01, 90_000, params);
    expect(await ccxt.fetchOrder(placed.id, MARKET)).toMatchObject({
      clientOrderId: placed.clientOrderId,
      amount: 0.01,
      filled: 0,
    });
    const open = await ccxt.fetchOpenOrders(MARKET);
    expect(open.map(({ id }) => id)).toEqual([placed.id, passive.id]);
    const edited = await ccxt.editOrder(placed.id, MARKET, "limit", "buy", 0.02, 49_000);
    expect(edited).toMatchObject({ status: "open", price: 49_000, amount: 0.02 });
    expect(await ccxt.fetchOrder(placed.id, MARKET)).toMatchObject({ status: "canceled" });
    expect(await ccxt.cancelOrder(edited.id, MARKET)).toMatchObject({ status: "canceled" });
    expect(await ccxt.fetchOpenOrders(MARKET)).toHaveLength(1);
  });

  test("takes the book with a market order, and its trades and balances say so", async () => {
    const ccxt = await client("binance", await startExchange());
    const before = (await ccxt.fetchBalance()).total;
    const order = await ccxt.createOrder(MARKET, "market", "buy", 0.05);
    expect(order).toMatchObject({ status: "closed", filled: 0.05 });
    const fills = await ccxt.fetchMyTrades(MARKET);
    expect(fills.length).toBeGreaterThan(0);
    expect(fills.every((fill) => fill.order === order.id)).toBe(true);
    expect(fills.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(0.05, 8);
    const { total } = await ccxt.fetchBalance();
    const cost = fills.reduce((sum, fill) => sum + fill.cost, 0);
    expect(total.USDT).toBeCloseTo((before.USDT ?? Number.NaN) - cost, 6);
    // The fee is taken of what was received.
    expect(total.BTC).toBeCloseTo((before.BTC ?? Number.NaN) + 0.05 * 0.999, 8);
  });

  test("understands why an order is refused, each time by its own class of error", async () => {
    const ccxt = await client("binance", await startExchange());
    const refusal = (...order: readonly unknown[]) =>
      ccxt.createOrder(MARKET, ...order).then(
        () => "taken",
        (error: Error) => error.constructor.name,
      );
    const { ask } = await ccxt.fetchTicker(MARKET);
    const crossing = [ask * 1.01, { postOnly: true }];
    expect(await refusal("limit", "buy", 0.01, ...crossing)).toBe("OrderImmediatelyFillable");
    expect(await refusal("limit", "buy", 30, 50_000)).toBe("InsufficientFunds");
    expect(await ccxt.cancelOrder("1", MARKET).catch((error) => error.constructor.name)).toBe(
      "OrderNotFound",
    );
    const [account] = [{ apiKey: "x".repeat(64), secret: "wrong" }];
    Object.assign(ccxt, account);
    expect(await refusal("limit", "buy", 0.01, 50_000)).toBe("AuthenticationError");
  });
});

describe.skipIf(!isThere)("ccxt.pro, by WebSocket", () => {
  test("keeps a book that is the exchange's own, and hears of trades", async () => {
    const exchange = await startExchange();
    const ccxt = await client("pro", exchange);
    // Bun's own WebSocket speaks plain ws only so.
    await ccxt.loadHttpProxyAgent();
    for (let update = 0; update < 10; update += 1) {
      const { bids, asks } = await ccxt.watchOrderBook(MARKET);
      expect(bids[0]?.[0] ?? Number.NaN).toBeLessThan(asks[0]?.[0] ?? Number.NaN);
    }
    const [trade] = await ccxt.watchTrades(MARKET);
    expect(trade?.price ?? Number.NaN).toBeGreaterThan(0);
    await ccxt.close();
  });

  test("hears of each step of its own orders", async () => {
    const exchange = await startExchange();
    const ccxt = await client("pro", exchange);
    await ccxt.loadHttpProxyAgent();
    const other = await client("binance", exchange);
    await ccxt.loadMarkets();
    const heard = new Set<string>();
    // What happens while it does not watch, it tells nobody of: so orders come and go until it did.
    const isDone = () => heard.has("open") && heard.has("canceled");
    const trading = (async () => {
      while (!isDone()) {
        const { id } = await other.createOrder(MARKET, "limit", "buy", 0.01, 50_000);
        await other.cancelOrder(id, MARKET);
      }
    })();
    while (!isDone()) {
      for (const { status } of await ccxt.watchOrders(MARKET)) heard.add(status);
    }
    await trading;
    expect([...heard].sort()).toEqual(["canceled", "open"]);
    await ccxt.close();
  });
});
