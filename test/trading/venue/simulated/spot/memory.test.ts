/** What an exchange remembers is bounded: orders that are over leave nothing behind but the newest. */
import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { SpotFront } from "../../../../../src/trading/venue/simulated/spot/spot-front.ts";
import { SpotVenue } from "../../../../../src/trading/venue/simulated/spot/spot-venue.ts";

const ORIGIN_US = 1_700_000_000_000_000;
const NONE = Number.MAX_SAFE_INTEGER;
const UNLIMITED = {
  weightPerMinute: NONE,
  requestsPer5Minutes: NONE,
  ordersPer10Seconds: NONE,
  ordersPerDay: NONE,
  toleratedMax: NONE,
};
/** As many as are remembered, orders and trades: what is trimmed now and then is as full after each load. */
const ORDERS = 10_000;
/** One thing that is kept of each order would add ten times as much. */
const OBJECTS_MAX = ORDERS / 10;
const PATIENCE_MS = 120_000;

test.each(["cancelled", "filled"] as const)(
  "orders by REST that are %s leave no objects on the heap beyond those that are remembered",
  (end) => {
    const spot = new SpotVenue({
      symbols: [{ symbol: "BTCUSDT", base: "BTC", quote: "USDT", tick: "0.01", lot: "0.00001" }],
      accounts: ["demo"],
      balances: [
        { asset: "USDT", atoms: 10n ** 18n },
        { asset: "BTC", atoms: 10n ** 14n },
      ],
      ...{ makerFeeMillionths: 1_000, takerFeeMillionths: 1_000, limits: UNLIMITED },
      originUs: ORIGIN_US,
      traders: () => ({ nextAt: Number.POSITIVE_INFINITY, advance: () => undefined }),
    });
    const front = new SpotFront(spot, NONE);
    const [key] = spot.credentials;
    if (key === undefined) throw new Error("there is an account");
    const ask = (method: string, params: string): undefined => {
      spot.advance(spot.now + 100);
      const stamped = `symbol=BTCUSDT&${params}&timestamp=${Math.floor(spot.now / 1_000)}`;
      const signature = createHmac("sha256", key.secret).update(stamped).digest("hex");
      const query = `${stamped}&signature=${signature}`;
      const headers = { "x-mbx-apikey": key.apiKey };
      const call = { method, path: "/api/v3/order", query, body: "", headers, ip: "127.0.0.1" };
      const answer = front.rest(call);
      if (answer.status !== 200) throw new Error(answer.body);
    };
    const limit = "type=LIMIT&timeInForce=GTC&quantity=0.00100";
    let sent = 0;
    const load = (): number => {
      for (const last = sent + ORDERS; sent < last; sent += 1) {
        const price = `${50_000 + (sent % 1_000)}.00`;
        ask("POST", `side=BUY&${limit}&price=${price}&newClientOrderId=h-${sent}`);
        if (end === "cancelled") ask("DELETE", `origClientOrderId=h-${sent}`);
        else ask("POST", `side=SELL&${limit}&price=${price}&selfTradePreventionMode=NONE`);
      }
      Bun.gc(true);
      return heapStats().objectCount;
    };
    load();
    const before = load();
    expect(load() - before).toBeLessThan(OBJECTS_MAX);
  },
  PATIENCE_MS,
);
