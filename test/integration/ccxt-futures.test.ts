/** ccxt trades USD-M futures on the simulated exchange: all that is changed of it is where the venue is. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { hasClient, loadClient } from "./kit/clients.ts";
import { startExchange } from "./kit/running-exchange.ts";

setDefaultTimeout(60_000);

const isThere = hasClient("ccxt");
const MARKET = "BTC/USDT:USDT";

type Order = { readonly id: string; readonly status: string; readonly price: number };

/** What of ccxt is called here. */
type Ccxt = {
  readonly urls: { readonly api: Record<string, unknown> };
  loadMarkets(): Promise<Record<string, { readonly swap: boolean; readonly precision: object }>>;
  fetchOrderBook(market: string, limit: number): Promise<{ bids: number[][]; asks: number[][] }>;
  setLeverage(leverage: number, market: string): Promise<unknown>;
  createOrder(...order: readonly unknown[]): Promise<Order>;
  editOrder(id: string, ...order: readonly unknown[]): Promise<Order>;
  cancelOrder(id: string, market: string): Promise<Order>;
  cancelAllOrders(market: string): Promise<unknown>;
  fetchOrder(id: string, market: string): Promise<Order>;
  fetchOpenOrders(market: string): Promise<readonly Order[]>;
  fetchPositions(markets: readonly string[]): Promise<readonly object[]>;
  fetchMyTrades(market: string): Promise<readonly { readonly side: string }[]>;
  fetchBalance(): Promise<{ readonly total: Record<string, number> }>;
};

function redirect(urls: Record<string, unknown>, rest: string): undefined {
  for (const [name, url] of Object.entries(urls)) {
    if (typeof url === "object" && url !== null) redirect(url as Record<string, unknown>, rest);
    else urls[name] = String(url).replace(/^https:\/\/[^/]+/, rest);
  }
}

async function client(): Promise<Ccxt> {
  const exchange = await startExchange("--futures", "BTC-USDT 0.1 0.001");
  const { default: ccxt } = (await loadClient("ccxt", "js/ccxt.js")) as {
    readonly default: { readonly binanceusdm: new (keys: object) => Ccxt };
  };
  const [account] = exchange.accounts;
  const made = new ccxt.binanceusdm({ apiKey: account?.apiKey, secret: account?.secret });
  redirect(made.urls.api, exchange.rest);
  return made;
}

describe.skipIf(!isThere)("ccxt, on USD-M futures by REST", () => {
  test("knows the contracts with their steps, and their books", async () => {
    const ccxt = await client();
    const markets = await ccxt.loadMarkets();
    expect(Object.keys(markets)).toEqual([MARKET]);
    expect(markets[MARKET]).toMatchObject({ swap: true, precision: { price: 0.1, amount: 0.001 } });
    const { bids, asks } = await ccxt.fetchOrderBook(MARKET, 20);
    expect([bids.length, asks.length]).toEqual([20, 20]);
  });

  test("places, finds, changes and cancels orders", async () => {
    const ccxt = await client();
    const { id } = await ccxt.createOrder(MARKET, "limit", "buy", 0.01, 58_000);
    expect(await ccxt.fetchOrder(id, MARKET)).toMatchObject({ status: "open", price: 58_000 });
    const edited = await ccxt.editOrder(id, MARKET, "limit", "buy", 0.01, 58_100);
    expect(edited).toMatchObject({ id, price: 58_100 });
    expect(await ccxt.fetchOpenOrders(MARKET)).toHaveLength(1);
    expect(await ccxt.cancelOrder(id, MARKET)).toMatchObject({ status: "canceled" });
    await ccxt.createOrder(MARKET, "limit", "buy", 0.01, 58_000);
    await ccxt.cancelAllOrders(MARKET);
    expect(await ccxt.fetchOpenOrders(MARKET)).toEqual([]);
  });

  test("opens a position at a leverage, closes it by a reduce-only order, and no further", async () => {
    const ccxt = await client();
    await ccxt.setLeverage(10, MARKET);
    await ccxt.createOrder(MARKET, "market", "buy", 0.01);
    const [position] = await ccxt.fetchPositions([MARKET]);
    expect(position).toMatchObject({ contracts: 0.01, side: "long" });
    const close = [MARKET, "market", "sell", 0.05, undefined, { reduceOnly: true }];
    await ccxt.createOrder(...close);
    expect(await ccxt.fetchPositions([MARKET])).toEqual([]);
    const again: unknown = await ccxt.createOrder(...close).catch((error: unknown) => error);
    expect(String(again)).toContain("-2022");
    const trades = await ccxt.fetchMyTrades(MARKET);
    expect(new Set(trades.map(({ side }) => side))).toEqual(new Set(["buy", "sell"]));
    // Two fees, and what the price did meanwhile.
    const { total } = await ccxt.fetchBalance();
    expect(total.USDT).toBeLessThan(1_000_000);
  });
});
