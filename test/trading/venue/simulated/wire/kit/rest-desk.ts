/** A venue with two accounts and their keys, asked over REST as a client would, on a clock of the test's. */
import { encodedParams } from "../../../../../../src/trading/venue/binance/signing/payload.ts";
import { VenueKey } from "../../../../../../src/trading/venue/binance/signing/venue-key.ts";
import {
  defineSymbol,
  type SymbolDefinition,
} from "../../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import {
  Venue,
  type VenueOptions,
} from "../../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import {
  handleRest,
  type RestAnswer,
  type RestCall,
} from "../../../../../../src/trading/venue/simulated/wire/rest/handle-rest.ts";

export const BTCUSDT: SymbolDefinition = {
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.00001",
};
export const ETHUSDT: SymbolDefinition = {
  symbol: "ETHUSDT",
  base: "ETH",
  quote: "USDT",
  tick: "0.01",
  lot: "0.0001",
};

/** On the minute. Wall microseconds. */
export const START = 28_333_334 * 60_000_000;
export const IP = "127.0.0.1";
const RICH = 10n ** 14n;
const SECRET = "secret";

export type Params = Readonly<Record<string, string>>;

/** What came back, read. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The text itself, when it is no JSON. */
  readonly json: unknown;
  /** Of a refusal; 0 without one. */
  readonly code: number;
  readonly msg: string;
  readonly delivery: RestAnswer["delivery"];
};

export class RestDesk {
  readonly venue: Venue;
  /** Numbers of the two accounts. */
  readonly accounts: readonly [number, number];
  /** Wall microseconds. */
  at = START;
  readonly #keys: readonly VenueKey[];

  /** @param group Of self-trade prevention, for both accounts; without it each is one of its own. */
  constructor(options: Partial<VenueOptions> = {}, group?: number) {
    const symbols = [defineSymbol(BTCUSDT), defineSymbol(ETHUSDT)];
    this.venue = new Venue({ symbols, ...options });
    const [first, second] = ["maker", "taker"].map((name) => this.#open(name, group));
    this.accounts = [first ?? Number.NaN, second ?? Number.NaN];
    this.#keys = this.accounts.map((account) => this.#addKey(account));
  }

  /** Asks without a key. */
  get(path: string, params: Params = {}): Answer {
    return this.send({ method: "GET", path: `/api/v3/${path}`, query: encodedParams(params) });
  }

  /** Asks in the name of an account, the first one by default, with its signature. */
  signed(method: string, path: string, params: Params = {}, who: 0 | 1 = 0): Answer {
    const key = this.key(who);
    const stamped = encodedParams({ ...params, timestamp: `${Math.floor(this.at / 1_000)}` });
    const query = `${stamped}&signature=${encodeURIComponent(key.sign(stamped))}`;
    const full = path.startsWith("/") ? path : `/api/v3/${path}`;
    return this.send({ method, path: full, query, headers: { "x-mbx-apikey": key.apiKey } });
  }

  /** Places a limit order that stays, or what `change` makes of it. */
  place(change: Params = {}, who: 0 | 1 = 0): Answer {
    const limit = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" };
    const params = { ...limit, quantity: "0.01", price: "30000", ...change };
    return this.signed("POST", "order", params, who);
  }

  /** Sends what is not said otherwise as nobody would mind it. */
  send(call: Partial<RestCall>): Answer {
    const { status, headers, body, delivery } = this.raw(call);
    const isJson = headers["Content-Type"]?.startsWith("application/json") ?? false;
    const json: unknown = isJson ? JSON.parse(body) : body;
    const { code = 0, msg = "" } = json as { readonly code?: number; readonly msg?: string };
    return { status, headers, json, code, msg, delivery };
  }

  raw(call: Partial<RestCall>): RestAnswer {
    const whole = { method: "GET", path: "/", query: "", body: "", headers: {}, ip: IP, ...call };
    return handleRest(this.venue, whole, this.at);
  }

  key(who: 0 | 1): VenueKey {
    return this.#keys[who] as VenueKey;
  }

  #open(name: string, group: number | undefined): number {
    const { exchange } = this.venue;
    const grouped = group === undefined ? {} : { tradeGroup: group };
    const account = exchange.openAccount({ name, ...grouped });
    for (const asset of ["BTC", "ETH", "USDT"]) {
      exchange.deposit(account, asset, RICH, START);
    }
    return account;
  }

  #addKey(account: number): VenueKey {
    const apiKey = `${account}`.padStart(64, "K");
    this.venue.keys.add({
      apiKey,
      account,
      proof: { kind: "HMAC", secret: SECRET },
      permissions: { read: true, trade: true, withdraw: false },
      ips: null,
      createdAt: START,
    });
    return VenueKey.hmac(apiKey, Buffer.from(SECRET));
  }
}
