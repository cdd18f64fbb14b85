/** A futures venue with its doors, a clock, two accounts with keys, and clients that remember. */
import { createHmac } from "node:crypto";
import { FuturesFront } from "../../../../../../src/trading/venue/simulated/futures/futures-front.ts";
import { FuturesVenue } from "../../../../../../src/trading/venue/simulated/futures/wire/call/futures-venue.ts";
import type { FuturesConnection } from "../../../../../../src/trading/venue/simulated/futures/wire/streams/futures-connection.ts";
import { BTC, ETH, UNIT } from "./played-futures.ts";

/** 2023-11-14 22:00 UTC. Wall microseconds. */
export const START = 1_699_999_200_000_000;

export type Json = Readonly<Record<string, unknown>>;
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is looked at field by field.
  readonly json: any;
};
export type Params = Readonly<Record<string, string | number>>;

/** One connection, and what it was told. */
export class Client {
  readonly frames: string[] = [];
  readonly pings: string[] = [];
  closed: number | null = null;
  connection: FuturesConnection | null = null;

  get events(): readonly Json[] {
    return this.frames.map((frame) => JSON.parse(frame) as Json);
  }

  /** What was told on streams, without answers; of combined streams the payload. */
  of(kind: string): readonly Json[] {
    const payloads = this.events.map((event) => (event.data as Json | undefined) ?? event);
    return payloads.filter(({ e }) => e === kind);
  }
}

export class FuturesDesk {
  readonly venue = new FuturesVenue({ contracts: [BTC, ETH] });
  readonly front = new FuturesFront(this.venue);
  now = START;

  constructor() {
    for (const number of [0, 1]) {
      const account = this.venue.exchange.openAccount({ name: `a${number}` });
      this.venue.exchange.deposit(account, 100_000n * UNIT, START);
      this.venue.keys.add({
        apiKey: keyOf(number),
        account,
        proof: { kind: "HMAC", secret: `secret ${number}` },
        permissions: { read: true, trade: true, withdraw: false },
        ips: null,
        createdAt: START,
      });
    }
  }

  get(path: string, params: Params = {}): Answer {
    return this.#ask("GET", path, textOf(params), {});
  }

  /** With a key and without a signature. */
  keyed(method: string, path: string, account = 0): Answer {
    return this.#ask(method, path, "", { "x-mbx-apikey": keyOf(account) });
  }

  signed(method: string, path: string, params: Params, account = 0): Answer {
    const query = textOf({ ...params, timestamp: Math.floor(this.now / 1_000) });
    const signature = createHmac("sha256", `secret ${account}`).update(query).digest("hex");
    const headers = { "x-mbx-apikey": keyOf(account) };
    return this.#ask(method, path, `${query}&signature=${signature}`, headers);
  }

  /** A limit order of BTCUSDT: 0.010 at 30000.0 unless said otherwise. */
  place(params: Params, account = 0): Answer {
    const usual = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" };
    const amounts = { quantity: "0.010", price: "30000.0" };
    return this.signed("POST", "/fapi/v1/order", { ...usual, ...amounts, ...params }, account);
  }

  /** Opens a connection at a path with its query. */
  connect(address: string): Client {
    const [path = "", query = ""] = address.split("?");
    const knock = this.front.knock({ path, query, ip: "1.1.1.1" }, this.now);
    if (knock.kind !== "OPEN") throw new Error(`refused: ${knock.status}`);
    const client = new Client();
    const outlet = {
      text: (frame: string) => client.frames.push(frame) > 0,
      ping: (payload: string) => void client.pings.push(payload),
      close: (code: number): undefined => {
        client.closed = code;
      },
      cut: () => undefined,
    };
    client.connection = this.front.open(knock.path, outlet, this.now);
    return client;
  }

  say(client: Client, request: Json): undefined {
    client.connection?.text(JSON.stringify(request), this.now);
  }

  pass(us: number): undefined {
    this.now += us;
    this.front.tick(this.now);
  }

  #ask(method: string, path: string, query: string, headers: Readonly<Record<string, string>>) {
    const call = { method, path, query, body: "", headers, ip: "1.1.1.1" };
    const { status, headers: told, body } = this.front.rest(call, this.now);
    return { status, headers: told, json: body.startsWith("<") ? body : JSON.parse(body) };
  }
}

function keyOf(account: number): string {
  return `${account}`.padStart(64, "k");
}

function textOf(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
}
