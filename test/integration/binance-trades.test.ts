/** Two more clients of npm trade on the simulated exchange: `binance` and `binance-api-node`. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { hasClient, loadClient } from "./kit/clients.ts";
import { type RunningExchange, startExchange } from "./kit/running-exchange.ts";

setDefaultTimeout(60_000);

// biome-ignore lint/suspicious/noExplicitAny: whatever a client of somebody else returns.
type Call = (params?: object) => Promise<any>;
type Calls<Name extends string> = { readonly [Each in Name]: Call };
type MainCalls = Calls<
  | ("getExchangeInfo" | "getOrderBook" | "submitNewOrder" | "getOrder" | "getOpenOrders")
  | ("cancelOrder" | "getAccountTradeList" | "getAccountInformation")
>;
type NodeCalls = Calls<
  "book" | "order" | "getOrder" | "openOrders" | "cancelOrder" | "myTrades" | "accountInfo"
>;

const SYMBOL = "BTCUSDT";
const ORDER = { symbol: SYMBOL, side: "BUY", type: "LIMIT", timeInForce: "GTC" } as const;

async function mainClient({ rest, accounts }: RunningExchange): Promise<MainCalls> {
  const { MainClient } = (await loadClient("binance", "lib/index.js")) as {
    readonly MainClient: new (options: object) => MainCalls;
  };
  const [account] = accounts;
  return new MainClient({ api_key: account?.apiKey, api_secret: account?.secret, baseUrl: rest });
}

async function nodeClient({ rest, accounts }: RunningExchange): Promise<NodeCalls> {
  const { default: make } = (await loadClient("binance-api-node", "dist/index.js")) as {
    readonly default: ((options: object) => NodeCalls) & {
      readonly default?: (options: object) => NodeCalls;
    };
  };
  const [account] = accounts;
  const options = { apiKey: account?.apiKey, apiSecret: account?.secret, httpBase: rest };
  return (make.default ?? make)(options);
}

describe.skipIf(!hasClient("binance"))("binance", () => {
  test("places, finds and cancels an order, takes another, and reads trades and balances", async () => {
    const client = await mainClient(await startExchange());
    const { symbols } = await client.getExchangeInfo();
    expect(symbols.map(({ symbol }: { symbol: string }) => symbol)).toContain(SYMBOL);
    const book = await client.getOrderBook({ symbol: SYMBOL, limit: 5 });
    expect(book.bids).toHaveLength(5);
    const limit = { ...ORDER, quantity: 0.01, price: 50_000 };
    const placed = await client.submitNewOrder(limit);
    expect(placed).toMatchObject({ status: "NEW", symbol: SYMBOL });
    const { orderId } = placed;
    expect(await client.getOrder({ symbol: SYMBOL, orderId })).toMatchObject({ status: "NEW" });
    expect(await client.getOpenOrders({ symbol: SYMBOL })).toHaveLength(1);
    expect(await client.cancelOrder({ symbol: SYMBOL, orderId })).toMatchObject({
      status: "CANCELED",
    });
    const market = { symbol: SYMBOL, side: "SELL", type: "MARKET", quantity: 0.01 };
    expect(await client.submitNewOrder(market)).toMatchObject({ status: "FILLED" });
    const trades = await client.getAccountTradeList({ symbol: SYMBOL });
    expect(trades.length).toBeGreaterThan(0);
    const { balances } = await client.getAccountInformation();
    const btc = balances.find(({ asset }: { asset: string }) => asset === "BTC");
    expect(Number(btc.free)).toBeCloseTo(99.99, 8);
  });
});

describe.skipIf(!hasClient("binance-api-node"))("binance-api-node", () => {
  test("places, finds and cancels an order, takes another, and reads trades and balances", async () => {
    const client = await nodeClient(await startExchange());
    const { bids } = await client.book({ symbol: SYMBOL, limit: 5 });
    expect(bids).toHaveLength(5);
    const placed = await client.order({ ...ORDER, quantity: "0.01", price: "50000" });
    expect(placed).toMatchObject({ status: "NEW", symbol: SYMBOL });
    const { orderId } = placed;
    expect(await client.getOrder({ symbol: SYMBOL, orderId })).toMatchObject({ status: "NEW" });
    expect(await client.openOrders({ symbol: SYMBOL })).toHaveLength(1);
    await client.cancelOrder({ symbol: SYMBOL, orderId });
    expect(await client.openOrders({ symbol: SYMBOL })).toHaveLength(0);
    const market = { symbol: SYMBOL, side: "BUY", type: "MARKET", quantity: "0.01" };
    expect(await client.order(market)).toMatchObject({ status: "FILLED" });
    const trades = await client.myTrades({ symbol: SYMBOL });
    expect(trades.length).toBeGreaterThan(0);
    const { balances } = await client.accountInfo();
    const btc = balances.find(({ asset }: { asset: string }) => asset === "BTC");
    expect(Number(btc.free)).toBeCloseTo(100.00999, 8);
  });
});
