/**
 * ccxt as a judge: what would it send for a call? Its clock stands still, its markets are given, and what
 * it would send is kept instead: nothing leaves the process.
 */
import { loadClient } from "./clients.ts";

/** A REST request that ccxt made. */
export type JudgeRequest = {
  readonly method: string;
  readonly path: string;
  /** Query and body: as one of them is empty, both. */
  readonly payload: string;
  readonly isBody: boolean;
  readonly headers: Readonly<Record<string, string>>;
};

/** A frame that ccxt made. */
export type JudgeFrame = {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
};

type Ask = (...args: readonly unknown[]) => Promise<unknown>;

/** The methods of an exchange that are asked, by ccxt's names. */
export type Judged = { readonly [Name in (typeof ASKED)[number]]: Ask };

const ASKED = [
  ...["createOrder", "createOrderWs", "cancelOrder", "cancelOrderWs"],
  ...["cancelAllOrders", "cancelAllOrdersWs", "editOrder", "editOrderWs"],
  ...["fetchOrder", "fetchOrderWs", "fetchOpenOrders", "fetchOpenOrdersWs"],
  ...["fetchOrders", "fetchOrdersWs", "fetchMyTrades", "fetchMyTradesWs"],
  ...["fetchBalance", "fetchBalanceWs", "fetchTime", "watchOrders"],
  ...["privateGetRateLimitOrder", "sapiGetAccountApiRestrictions"],
] as const;

type Exchange = { [name: string]: unknown };
type Ccxt = {
  readonly default: { readonly pro: { readonly binance: new (options: object) => Exchange } };
};

/** A market of ccxt's, as it would have learned it from the venue. */
export type JudgeMarket = { readonly base: string; readonly quote: string };

/** One exchange of ccxt's, at a time that stands still. */
export class CcxtJudge {
  readonly #exchange: Exchange;
  #onSent: ((sent: unknown) => void) | null = null;

  private constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  static async begin(options: {
    readonly apiKey: string;
    readonly secret: string;
    readonly recvWindowMs: number;
    readonly timestampMs: number;
    readonly markets: readonly JudgeMarket[];
  }): Promise<CcxtJudge> {
    const { apiKey, secret, recvWindowMs, timestampMs, markets } = options;
    const ccxt = (await loadClient("ccxt", "js/ccxt.js")) as Ccxt;
    const settings = { apiKey, secret, options: { recvWindow: recvWindowMs } };
    const exchange = new ccxt.default.pro.binance(settings);
    for (const name of ASKED) {
      if (typeof exchange[name] !== "function") throw new Error(`ccxt has no ${name}`);
    }
    const judge = new CcxtJudge(exchange);
    exchange.nonce = () => timestampMs;
    exchange.milliseconds = () => timestampMs;
    exchange.fetch = (url: string, method: string, headers: object = {}, body = "") =>
      judge.#keep({ url, method, headers, body });
    exchange.watch = (_url: string, _hash: string, message: unknown) => judge.#keep(message);
    (exchange.setMarkets as (list: readonly object[]) => void)(markets.map(marketOf));
    exchange.loadMarkets = () => Promise.resolve(exchange.markets);
    return judge;
  }

  /** Returns the request that ccxt makes of a call. */
  async request(ask: (exchange: Judged) => Promise<unknown>): Promise<JudgeRequest> {
    const sent = (await this.#asked(ask)) as {
      readonly url: string;
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };
    const { method, headers, body } = sent;
    const url = new URL(sent.url);
    // The text as it is sent: a URL's own search would be written anew.
    const at = sent.url.indexOf("?");
    const query = at === -1 ? "" : sent.url.slice(at + 1);
    const isBody = body !== "" && body !== undefined;
    return { method, path: url.pathname, payload: isBody ? body : query, isBody, headers };
  }

  /** Returns the frame that ccxt makes of a call. */
  async frame(ask: (exchange: Judged) => Promise<unknown>): Promise<JudgeFrame> {
    return (await this.#asked(ask)) as JudgeFrame;
  }

  async #asked(ask: (exchange: Judged) => Promise<unknown>): Promise<unknown> {
    const sent = new Promise<unknown>((resolve) => {
      this.#onSent = resolve;
    });
    const nothing = ask(this.#exchange as unknown as Judged).then(() => {
      throw new Error("ccxt sent nothing");
    });
    return await Promise.race([sent, nothing]);
  }

  /** No answer comes: what waits for it waits for ever. */
  #keep(sent: unknown): Promise<never> {
    this.#onSent?.(sent);
    return new Promise<never>(() => {});
  }
}

function marketOf({ base, quote }: JudgeMarket): object {
  const id = base + quote;
  return {
    ...{ id, lowercaseId: id.toLowerCase(), symbol: `${base}/${quote}` },
    ...{ base, quote, baseId: base, quoteId: quote, type: "spot", spot: true, active: true },
    ...{ margin: false, swap: false, future: false, option: false, contract: false },
    precision: { amount: 0.00001, price: 0.01 },
    limits: {},
    info: { orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET"] },
  };
}
