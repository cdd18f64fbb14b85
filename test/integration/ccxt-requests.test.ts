/**
 * ccxt as judge of our requests: for the same call it sends the same method, path, headers and parameters,
 * and signs the same bytes to the same signature, with both kinds of keys and on both APIs.
 *
 * Where the two differ, and are both right, the difference stands in the table with its reason, and must
 * be exactly that.
 */
import { describe, expect, test } from "bun:test";
import { defineInstrument, type Instrument } from "../../src/trading/market/instrument.ts";
import {
  cancelAllCall,
  cancelCall,
  placeCall,
  replaceCall,
} from "../../src/trading/venue/binance/requests/order-calls.ts";
import {
  accountCall,
  allOrdersCall,
  keyPermissionsCall,
  myTradesCall,
  openOrdersCall,
  orderLimitsCall,
  orderStatusCall,
  subscribeCall,
  timeCall,
} from "../../src/trading/venue/binance/requests/query-calls.ts";
import { renderFrame, renderRest } from "../../src/trading/venue/binance/requests/render.ts";
import type { CallParams, VenueCall } from "../../src/trading/venue/binance/requests/venue-call.ts";
import { readVenueKey } from "../../src/trading/venue/binance/signing/key-text.ts";
import { encodedParams, framePayload } from "../../src/trading/venue/binance/signing/payload.ts";
import type { VenueKey } from "../../src/trading/venue/binance/signing/venue-key.ts";
import { CcxtJudge, type Judged } from "./kit/ccxt-judge.ts";
import { hasClient } from "./kit/clients.ts";

const isThere = hasClient("ccxt");
const stamp = { timestampMs: 1_700_000_000_123, recvWindowMs: 1_000 };
const id = "o00001030000000z";
const oldId = "o00001030000000y";

/** By kind: an HMAC secret, and the Ed25519 key that the venue's pages publish. */
const SECRETS = {
  HMAC: "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
  ED25519:
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u\n" +
    "-----END PRIVATE KEY-----\n",
} as const;

function instrumentOf(number: number, base: string, quote: string): Instrument {
  return defineInstrument({
    number,
    name: `${base}-${quote}@binance`,
    tick: "0.01",
    lot: "0.00001",
  });
}

const btc = instrumentOf(0, "BTC", "USDT");
// The venue lists symbols that are not ASCII, and signs them percent-encoded.
const wide = instrumentOf(1, "１２３", "４５６");
const limit = { instrument: btc, id, side: "BUY", priceTicks: 6_173_763, lots: 157 } as const;

/** A parameter in which both differ, and are right. Null: not sent. */
type Difference = { readonly ours: string | null; readonly theirs: string | null };
type Differences = Readonly<Record<string, Difference>>;

type Row = {
  readonly name: string;
  readonly call: VenueCall;
  /** Null: ccxt does not have it on that API. */
  readonly rest: ((exchange: Judged) => Promise<unknown>) | null;
  readonly frame: ((exchange: Judged) => Promise<unknown>) | null;
  readonly restDiffers?: Differences;
  readonly frameDiffers?: Differences;
};

/** Ours say at once what an order may meet; ccxt has no default of it and is told the same. */
const stp = { selfTradePrevention: "EXPIRE_TAKER" };
const order = (amount: number, price: number | undefined, type = "limit", side = "buy") =>
  ["BTC/USDT", type, side, amount, price] as const;
/** ccxt leaves its own words for a parameter in the frame beside the venue's. */
const LEFT_OVER_ID: Differences = { clientOrderId: { ours: null, theirs: id } };
const LEFT_OVER: Differences = {
  ...LEFT_OVER_ID,
  selfTradePrevention: { ours: null, theirs: "EXPIRE_TAKER" },
};
/** A whole page is asked for by us; ccxt leaves it to the venue, which answers 500 then. */
const PAGE: Differences = { limit: { ours: "1000", theirs: null } };

const ROWS: readonly Row[] = [
  {
    name: "a limit order",
    call: placeCall(limit),
    rest: (x) => x.createOrder(...order(0.00157, 61_737.63), { clientOrderId: id, ...stp }),
    frame: (x) => x.createOrderWs(...order(0.00157, 61_737.63), { clientOrderId: id, ...stp }),
    frameDiffers: LEFT_OVER,
  },
  {
    name: "a limit order of round numbers",
    call: placeCall({ ...limit, priceTicks: 6_173_760, lots: 150 }),
    rest: (x) => x.createOrder(...order(0.0015, 61_737.6), { clientOrderId: id, ...stp }),
    frame: null,
    // The same numbers: we write all places of the step, ccxt leaves out zeros at the end.
    restDiffers: {
      price: { ours: "61737.60", theirs: "61737.6" },
      quantity: { ours: "0.00150", theirs: "0.0015" },
    },
  },
  {
    name: "a post-only order",
    call: placeCall({ ...limit, side: "SELL", style: "POST_ONLY" }),
    rest: (x) =>
      x.createOrder(...order(0.00157, 61_737.63, "limit", "sell"), {
        clientOrderId: id,
        postOnly: true,
        ...stp,
      }),
    frame: null,
  },
  {
    name: "an order that is filled at once or not at all",
    call: placeCall({ ...limit, style: "IOC" }),
    rest: (x) =>
      x.createOrder(...order(0.00157, 61_737.63), {
        clientOrderId: id,
        timeInForce: "IOC",
        ...stp,
      }),
    frame: null,
  },
  {
    name: "a market order",
    call: placeCall({ ...limit, side: "SELL", style: "MARKET" }),
    rest: (x) =>
      x.createOrder(...order(0.00157, undefined, "market", "sell"), {
        clientOrderId: id,
        ...stp,
      }),
    frame: null,
  },
  {
    name: "a cancel",
    call: cancelCall({ instrument: btc, id }),
    rest: (x) => x.cancelOrder(undefined, "BTC/USDT", { clientOrderId: id }),
    frame: (x) => x.cancelOrderWs(undefined, "BTC/USDT", { clientOrderId: id }),
  },
  {
    name: "a cancel of a symbol that is not ASCII",
    call: cancelCall({ instrument: wide, id }),
    rest: (x) => x.cancelOrder(undefined, "１２３/４５６", { clientOrderId: id }),
    frame: (x) => x.cancelOrderWs(undefined, "１２３/４５６", { clientOrderId: id }),
  },
  {
    name: "a cancel of all",
    call: cancelAllCall(btc),
    rest: (x) => x.cancelAllOrders("BTC/USDT"),
    frame: (x) => x.cancelAllOrdersWs("BTC/USDT"),
  },
  {
    name: "a replace",
    call: replaceCall({ ...limit, oldId, mode: "STOP_ON_FAILURE" }),
    rest: (x) => x.editOrder(undefined, ...order(0.00157, 61_737.63), replaceWords()),
    frame: (x) => x.editOrderWs(undefined, ...order(0.00157, 61_737.63), replaceWords()),
    frameDiffers: LEFT_OVER_ID,
  },
  {
    name: "a query of an order",
    call: orderStatusCall({ instrument: btc, id }),
    rest: (x) => x.fetchOrder(undefined, "BTC/USDT", { clientOrderId: id }),
    frame: (x) => x.fetchOrderWs(undefined, "BTC/USDT", { clientOrderId: id }),
    frameDiffers: LEFT_OVER_ID,
  },
  {
    name: "a query of open orders",
    call: openOrdersCall(btc),
    rest: (x) => x.fetchOpenOrders("BTC/USDT"),
    frame: (x) => x.fetchOpenOrdersWs("BTC/USDT"),
  },
  {
    name: "a query of all orders",
    call: allOrdersCall(btc, null),
    rest: (x) => x.fetchOrders("BTC/USDT"),
    frame: (x) => x.fetchOrdersWs("BTC/USDT"),
    restDiffers: PAGE,
    frameDiffers: PAGE,
  },
  {
    name: "a query of trades from an id on",
    call: myTradesCall(btc, { kind: "TRADE_ID", tradeId: "28457" }),
    rest: (x) => x.fetchMyTrades("BTC/USDT", undefined, 1_000, { fromId: 28_457 }),
    frame: (x) => x.fetchMyTradesWs("BTC/USDT", undefined, 1_000, { fromId: 28_457 }),
  },
  {
    name: "a query of trades since a time",
    call: myTradesCall(btc, { kind: "TIME", sinceMs: 1_690_000_000_000 }),
    rest: (x) => x.fetchMyTrades("BTC/USDT", 1_690_000_000_000, 1_000),
    frame: null,
  },
  {
    name: "a query of balances",
    call: accountCall(),
    rest: (x) => x.fetchBalance({ omitZeroBalances: true }),
    frame: (x) => x.fetchBalanceWs({ omitZeroBalances: true }),
  },
  {
    name: "a query of what is used of the order limits",
    call: orderLimitsCall(),
    rest: (x) => x.privateGetRateLimitOrder(),
    frame: null,
  },
  {
    name: "a query of what the key may do",
    call: keyPermissionsCall(),
    rest: (x) => x.sapiGetAccountApiRestrictions(),
    frame: null,
  },
  {
    name: "the beginning of private events",
    call: subscribeCall(false),
    rest: null,
    frame: (x) => x.watchOrders("BTC/USDT"),
  },
];

function replaceWords(): object {
  return {
    clientOrderId: id,
    cancelOrigClientOrderId: oldId,
    selfTradePreventionMode: "EXPIRE_TAKER",
  };
}

function keyOf(kind: keyof typeof SECRETS): VenueKey {
  const key = readVenueKey(Buffer.from("the-api-key"), Buffer.from(SECRETS[kind]));
  if (!key.ok) throw new Error(key.failure.reason);
  return key.value;
}

function judgeOf(kind: keyof typeof SECRETS): Promise<CcxtJudge> {
  const markets = [btc, wide].map(({ base, quote }) => ({ base, quote }));
  return CcxtJudge.begin({ apiKey: "the-api-key", secret: SECRETS[kind], markets, ...stamp });
}

/** Parameters in their order, with the signature apart. */
function split(payload: string): { readonly params: CallParams; readonly signature: string } {
  const pairs = payload.split("&").map((pair) => pair.split("=").map(decodeURIComponent));
  const { signature = "", ...params } = Object.fromEntries(pairs) as Record<string, string>;
  return { params, signature };
}

/** What ours become with the differences, and in the order of theirs. */
function asTheirs(ours: CallParams, theirs: CallParams, differs: Differences): CallParams {
  const changed: Record<string, string | null> = { ...ours };
  for (const [name, difference] of Object.entries(differs)) {
    expect([name, changed[name] ?? null]).toEqual([name, difference.ours]);
    changed[name] = difference.theirs;
  }
  const names = [...Object.keys(theirs), ...Object.keys(changed)];
  return Object.fromEntries(
    [...new Set(names)].flatMap((name) => {
      const value = changed[name] ?? null;
      return value === null ? [] : [[name, value]];
    }),
  );
}

const REST_ROWS = ROWS.flatMap(({ rest, ...row }) => (rest === null ? [] : [{ ...row, rest }]));
const FRAME_ROWS = ROWS.flatMap(({ frame, ...row }) => (frame === null ? [] : [{ ...row, frame }]));
const kinds = Object.keys(SECRETS) as readonly (keyof typeof SECRETS)[];

describe.skipIf(!isThere).each(kinds)("with a key of %s, ccxt", (kind) => {
  test.each(REST_ROWS)("asks on REST as we do for $name", async (row) => {
    const key = keyOf(kind);
    const theirs = await (await judgeOf(kind)).request(row.rest);
    const ours = renderRest(row.call, stamp, key);
    expect([ours.method, ours.path]).toEqual([theirs.method, theirs.path] as never);
    expect(ours.headers).toEqual(theirs.headers);
    expect(ours.body !== "").toBe(theirs.isBody);

    const their = split(theirs.payload);
    const our = split(ours.query + ours.body);
    const mapped = asTheirs(our.params, their.params, row.restDiffers ?? {});
    expect(mapped).toEqual(their.params);
    // Byte for byte what ccxt sends and signs, and the same signature of it.
    const signed = theirs.payload.slice(0, theirs.payload.lastIndexOf("&signature="));
    expect(encodedParams(mapped)).toBe(signed);
    expect(key.sign(signed)).toBe(their.signature);
    expect(our.signature).toBe(key.sign(encodedParams(our.params)));
  });

  test.each(FRAME_ROWS)("asks on the WebSocket API as we do for $name", async (row) => {
    const key = keyOf(kind);
    const theirs = await (await judgeOf(kind)).frame(row.frame);
    const ours = JSON.parse(renderFrame(row.call, "1", stamp, key)) as typeof theirs;
    expect(ours.method).toBe(theirs.method);
    // ccxt asks not to be told of the limits; we learn them from each answer.
    const { signature: ourSignature, ...ourParams } = ours.params;
    const { signature, returnRateLimits, ...theirParams } = theirs.params;
    expect(returnRateLimits ?? false).toBe(false);

    const texts = textsOf({
      ...theirParams,
      ...(returnRateLimits === false ? { returnRateLimits } : {}),
    });
    expect(key.sign(framePayload(texts))).toBe(`${signature}`);
    const mapped = asTheirs(textsOf(ourParams), textsOf(theirParams), row.frameDiffers ?? {});
    expect(mapped).toEqual(textsOf(theirParams));
    for (const [name, value] of Object.entries(ourParams)) {
      if (row.frameDiffers?.[name] === undefined) {
        expect([name, typeof value]).toEqual([name, typeof theirParams[name]]);
      }
    }
    expect(key.sign(framePayload(textsOf(ourParams)))).toBe(`${ourSignature}`);
  });
});

describe.skipIf(!isThere)("without a key, ccxt", () => {
  test("asks for the clock as we do", async () => {
    const theirs = await (await judgeOf("HMAC")).request((x) => x.fetchTime());
    const ours = renderRest(timeCall(), stamp, keyOf("HMAC"));
    expect([ours.method, ours.path, ours.query]).toEqual([
      theirs.method,
      theirs.path,
      theirs.payload,
    ] as never);
    expect(ours.headers).toEqual({});
  });
});

function textsOf(params: Readonly<Record<string, unknown>>): CallParams {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, `${value}`]));
}
