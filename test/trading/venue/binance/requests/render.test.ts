/** Calls as they travel: exact to the byte, signed over what is sent, and only where it is needed. */
import { describe, expect, test } from "bun:test";
import { createHmac, verify } from "node:crypto";
import { defineInstrument } from "../../../../../src/trading/market/instrument.ts";
import {
  amendCall,
  cancelCall,
  placeCall,
} from "../../../../../src/trading/venue/binance/requests/order-calls.ts";
import {
  accountCall,
  exchangeInfoCall,
  keyPermissionsCall,
  logonCall,
  myTradesCall,
  subscribeCall,
  timeCall,
} from "../../../../../src/trading/venue/binance/requests/query-calls.ts";
import {
  renderFrame,
  renderRest,
} from "../../../../../src/trading/venue/binance/requests/render.ts";
import { callOf } from "../../../../../src/trading/venue/binance/requests/venue-call.ts";
import { VenueKey } from "../../../../../src/trading/venue/binance/signing/venue-key.ts";

const btc = defineInstrument({ number: 0, name: "BTC-USDT@binance", tick: "0.01", lot: "0.00001" });
const id = "o00001030000000z";
const place = placeCall({ instrument: btc, id, side: "BUY", priceTicks: 6_173_763, lots: 150 });
const stamp = { timestampMs: 1_700_000_000_123, recvWindowMs: 1_000 };
const hmac = VenueKey.hmac("KEY", Buffer.from("SECRET"));
const ed25519 = VenueKey.ed25519("KEY", new Uint8Array(32).fill(9));
const sha = (text: string) => createHmac("sha256", "SECRET").update(text).digest("hex");

type Frame = {
  readonly id: string;
  readonly method: string;
  readonly params: Record<string, unknown>;
};
const frameOf = (text: string) => JSON.parse(text) as Frame;

describe("renderRest", () => {
  test("puts an order into the body, and signs the body", () => {
    const params =
      "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.00150&price=61737.63" +
      `&newClientOrderId=${id}&newOrderRespType=FULL&selfTradePreventionMode=EXPIRE_TAKER` +
      "&recvWindow=1000&timestamp=1700000000123";
    expect(renderRest(place, stamp, hmac)).toEqual({
      method: "POST",
      path: "/api/v3/order",
      query: "",
      body: `${params}&signature=${sha(params)}`,
      headers: { "X-MBX-APIKEY": "KEY", "Content-Type": "application/x-www-form-urlencoded" },
    });
  });

  test("puts a cancel into the query, and signs the query", () => {
    const params = `symbol=BTCUSDT&origClientOrderId=${id}&recvWindow=1000&timestamp=1700000000123`;
    expect(renderRest(cancelCall({ instrument: btc, id }), stamp, hmac)).toEqual({
      method: "DELETE",
      path: "/api/v3/order",
      query: `${params}&signature=${sha(params)}`,
      body: "",
      headers: { "X-MBX-APIKEY": "KEY" },
    });
  });

  test("encodes a signature in base64, and the text before it is signed", () => {
    // A plus or a slash in the signature, which a form would read as something else.
    const found = Array.from({ length: 64 }, (_, index) => {
      const call = callOf("order.status", "QUERY", { symbol: "ＢＴＣ", note: `${index}` });
      return renderRest(call, stamp, ed25519).query;
    });
    const raw = found.map((query) => query.slice(query.indexOf("&signature=") + 11));
    expect(raw.some((text) => text.includes("%2B"))).toBe(true);
    expect(raw.some((text) => /[+/=]/.test(text))).toBe(false);
    for (const query of found) {
      const [payload = "", signature = ""] = query.split("&signature=");
      expect(payload).toStartWith("symbol=%EF%BC%A2%EF%BC%B4%EF%BC%A3&note=");
      const bytes = Buffer.from(decodeURIComponent(signature), "base64");
      expect(verify(null, Buffer.from(payload), ed25519.publicPem ?? "", bytes)).toBe(true);
    }
  });

  test("sends no key where none is needed", () => {
    expect(renderRest(timeCall(), stamp, hmac)).toEqual({
      method: "GET",
      path: "/api/v3/time",
      query: "",
      body: "",
      headers: {},
    });
    expect(renderRest(exchangeInfoCall([btc]), stamp, hmac).query).toBe(
      "symbols=%5B%22BTCUSDT%22%5D",
    );
  });

  test("has the paths of amendment and of the key's permissions", () => {
    const amend = renderRest(amendCall({ instrument: btc, id }, 100), stamp, hmac);
    expect([amend.method, amend.path]).toEqual(["PUT", "/api/v3/order/amend/keepPriority"]);
    expect([amend.query, amend.body.includes("newQty=0.00100")]).toEqual(["", true]);
    const permissions = renderRest(keyPermissionsCall(), stamp, hmac);
    expect([permissions.method, permissions.path]).toEqual([
      "GET",
      "/sapi/v1/account/apiRestrictions",
    ]);
  });

  test("refuses what only the WebSocket API has", () => {
    expect(() => renderRest(logonCall(), stamp, ed25519)).toThrow("no call of REST");
  });
});

describe("renderFrame", () => {
  test("signs the sorted parameters, not encoded, with the key among them", () => {
    const frame = frameOf(renderFrame(place, "r-1", stamp, hmac));
    const { signature, ...params } = frame.params;
    expect(frame.method).toBe("order.place");
    expect(frame.id).toBe("r-1");
    expect(signature).toBe(
      sha(
        `apiKey=KEY&newClientOrderId=${id}&newOrderRespType=FULL&price=61737.63&quantity=0.00150` +
          "&recvWindow=1000&selfTradePreventionMode=EXPIRE_TAKER&side=BUY&symbol=BTCUSDT" +
          "&timeInForce=GTC&timestamp=1700000000123&type=LIMIT",
      ),
    );
    expect(params).toMatchObject({ price: "61737.63", quantity: "0.00150", recvWindow: 1_000 });
    expect(params.timestamp).toBe(1_700_000_000_123);
  });

  test("signs nothing in a session that is logged on, and stamps all the same", () => {
    const { params } = frameOf(renderFrame(place, "1", stamp, null));
    expect([params.apiKey, params.signature]).toEqual([undefined, undefined]);
    expect([params.timestamp, params.recvWindow]).toEqual([1_700_000_000_123, 1_000]);
  });

  test("signs a logon always", () => {
    const { method, params } = frameOf(renderFrame(logonCall(), "1", stamp, ed25519));
    expect(method).toBe("session.logon");
    const payload = "apiKey=KEY&recvWindow=1000&timestamp=1700000000123";
    const signature = Buffer.from(`${params.signature}`, "base64");
    expect(verify(null, Buffer.from(payload), ed25519.publicPem ?? "", signature)).toBe(true);
    expect(() => renderFrame(logonCall(), "1", stamp, null)).toThrow("signed");
    expect(() => renderFrame(subscribeCall(false), "1", stamp, null)).toThrow("signed");
  });

  test("asks for private events without parameters in a session", () => {
    expect(frameOf(renderFrame(subscribeCall(true), "1", stamp, null))).toEqual({
      id: "1",
      method: "userDataStream.subscribe",
      params: {},
    });
  });

  test("keeps all digits of an id that no double holds", () => {
    const call = myTradesCall(btc, { kind: "TRADE_ID", tradeId: "9223372036854775807" });
    expect(renderFrame(call, "1", stamp, null)).toContain('"fromId":9223372036854775807,');
  });

  test("says flags and lists as JSON", () => {
    const account = frameOf(renderFrame(accountCall(), "1", stamp, null));
    expect(account.params.omitZeroBalances).toBe(true);
    const rules = frameOf(renderFrame(exchangeInfoCall([btc]), "1", stamp, null));
    expect(rules.params).toEqual({ symbols: ["BTCUSDT"] });
  });

  test("refuses what only REST has", () => {
    expect(() => renderFrame(keyPermissionsCall(), "1", stamp, hmac)).toThrow("no call of the Web");
  });
});

describe("a stamp", () => {
  const wrong = [
    ["a timestamp", { ...stamp, timestampMs: Number.NaN }],
    ["a timestamp", { ...stamp, timestampMs: 1.5 }],
    ["a window", { ...stamp, recvWindowMs: 0 }],
    ["a window", { ...stamp, recvWindowMs: 60_001 }],
    ["a window", { ...stamp, recvWindowMs: Number.NaN }],
  ] as const;
  test.each(wrong)("that is none is refused, by %s: %o", (part, bad) => {
    expect(() => renderRest(place, bad, hmac)).toThrow(part);
    expect(() => renderFrame(place, "1", bad, hmac)).toThrow(part);
  });
});
