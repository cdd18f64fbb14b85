/** A venue with three accounts and their keys, asked over WebSockets, on a clock of the test's. */
import { framePayload } from "../../../../../../src/trading/venue/binance/signing/payload.ts";
import { VenueKey } from "../../../../../../src/trading/venue/binance/signing/venue-key.ts";
import {
  Venue,
  type VenueOptions,
} from "../../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import {
  type VenueConnection,
  VenueSockets,
} from "../../../../../../src/trading/venue/simulated/wire/front/venue-sockets.ts";
import { BTC, ETH } from "../../exchange/kit/played-exchange.ts";
import { KeptFrames } from "./kept-frames.ts";

/** On the minute. Wall microseconds. */
export const START = 28_333_334 * 60_000_000;
export const IP = "10.0.0.1";

export type Params = Readonly<Record<string, string | number | boolean | readonly string[]>>;
// biome-ignore lint/suspicious/noExplicitAny: it is what another program reads from a wire.
export type Frame = any;

/** One connection to the WebSocket API, or to streams. */
export class Client {
  readonly outlet = new KeptFrames();
  readonly connection: VenueConnection;
  readonly #desk: ApiDesk;
  #ids = 0;

  constructor(desk: ApiDesk, address: string, ip: string) {
    this.#desk = desk;
    const [path = "", query = ""] = address.split("?");
    const admission = desk.sockets.admit({ path, query, ip }, desk.at);
    if (admission.kind === "REFUSED") throw new Error(`refused: ${admission.status}`);
    this.connection = desk.sockets.open(admission, this.outlet, desk.at);
  }

  /** Sends a frame as it is, and takes what came back. */
  raw(frame: string): Frame[] {
    this.connection.text(frame, this.#desk.at);
    return this.take();
  }

  /** Asks without a signature. */
  ask(method: string, params: Params = {}): Frame {
    this.#ids += 1;
    return this.raw(JSON.stringify({ id: this.#ids, method, params }))[0];
  }

  /** Asks in the name of a key, signed. All frames that came. */
  signedAll(key: VenueKey, method: string, params: Params = {}): Frame[] {
    const named = { ...params, apiKey: key.apiKey, timestamp: Math.floor(this.#desk.at / 1_000) };
    const texts = Object.fromEntries(
      Object.entries(named).map(([name, value]) => [
        name,
        typeof value === "object" ? JSON.stringify(value) : `${value}`,
      ]),
    );
    const signature = key.sign(framePayload(texts));
    this.#ids += 1;
    return this.raw(JSON.stringify({ id: this.#ids, method, params: { ...named, signature } }));
  }

  /** As {@link signedAll}: the answer alone. */
  signed(key: VenueKey, method: string, params: Params = {}): Frame {
    return this.signedAll(key, method, params).find((frame) => "status" in frame);
  }

  take(): Frame[] {
    return this.outlet.take<Frame>();
  }
}

export class ApiDesk {
  readonly venue: Venue;
  readonly sockets: VenueSockets;
  /** Of account 0, by HMAC. */
  readonly hmac: VenueKey;
  /** Of account 1, by Ed25519. */
  readonly ed25519: VenueKey;
  /** Wall microseconds. */
  at = START;

  constructor(options: Partial<VenueOptions> = {}) {
    this.venue = new Venue({ symbols: [BTC, ETH], ...options });
    this.sockets = new VenueSockets(this.venue);
    this.hmac = VenueKey.hmac("h".repeat(64), Buffer.from("secret"));
    this.ed25519 = VenueKey.ed25519("e".repeat(64), Buffer.alloc(32, 7));
    for (const key of [this.hmac, this.ed25519]) this.#open(key);
  }

  connect(address = "/ws-api/v3", ip = IP): Client {
    return new Client(this, address, ip);
  }

  /** Says that time went by. */
  wait(us: number): undefined {
    this.at += us;
    this.sockets.tick(this.at);
  }

  #open(key: VenueKey): undefined {
    const { apiKey, publicPem } = key;
    const account = this.venue.exchange.openAccount({ name: apiKey, tradeGroup: 7 });
    for (const asset of ["BTC", "ETH", "USDT"]) {
      this.venue.exchange.deposit(account, asset, 10n ** 14n, START);
    }
    this.venue.keys.add({
      apiKey,
      account,
      proof:
        publicPem === null ? { kind: "HMAC", secret: "secret" } : { kind: "ED25519", publicPem },
      permissions: { read: true, trade: true, withdraw: false },
      ips: null,
      createdAt: START,
    });
  }
}

/** A limit order of one BTC at 100.00 that stays, or what `change` makes of it. */
export function limit(change: Params = {}): Params {
  const common = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" };
  return { ...common, quantity: "1", price: "100.00", ...change };
}
