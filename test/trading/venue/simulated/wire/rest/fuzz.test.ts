/** Whatever is sent is answered: nothing throws, and nothing is the venue's fault. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import { ORDER_TYPES } from "../../../../../../src/trading/venue/simulated/exchange/words.ts";
import { LIMITS } from "../../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";
import { REST_ROUTES } from "../../../../../../src/trading/venue/simulated/wire/rest/routes.ts";
import { INTERVALS } from "../../../../../../src/trading/venue/simulated/wire/tape/interval.ts";
import { type Params, RestDesk } from "../kit/rest-desk.ts";

setDefaultTimeout(60_000);

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const CALLS = 20_000;
const GENEROUS = {
  ...LIMITS,
  weightPerMinute: Number.MAX_SAFE_INTEGER,
  requestsPer5Minutes: Number.MAX_SAFE_INTEGER,
  ordersPer10Seconds: Number.MAX_SAFE_INTEGER,
  ordersPerDay: Number.MAX_SAFE_INTEGER,
};

const ODD = [
  ...["", "0", "-1", "1e9", "NaN", "null", "%", "[]", '["BTCUSDT"]', "\u0000", "\uff11", "a b"],
  ...[
    "99999999999999999999",
    "0.000000001",
    "123456789012345678901",
    "true",
    "Infinity",
    "__proto__",
  ],
  "x".repeat(300),
];
const NUMBERS = ["0.01", "0.00001", "1", "0.5", "30000", "29999.99", "30000.005", "1000000", "12"];

/** Values that are mostly sensible for a parameter. */
const SENSIBLE: Readonly<Record<string, readonly string[]>> = {
  symbol: ["BTCUSDT", "BTCUSDT", "ETHUSDT", "XXXYYY"],
  symbols: ['["BTCUSDT","ETHUSDT"]', '["BTCUSDT"]', '["BTCUSDT","BTCUSDT"]'],
  side: ["BUY", "SELL"],
  type: [...ORDER_TYPES, "FULL", "MINI"],
  timeInForce: ["GTC", "IOC", "FOK"],
  quantity: NUMBERS,
  price: NUMBERS,
  stopPrice: NUMBERS,
  icebergQty: NUMBERS,
  quoteOrderQty: NUMBERS,
  newQty: NUMBERS,
  newClientOrderId: ["a", "b", "c"],
  origClientOrderId: ["a", "b", "c"],
  cancelOrigClientOrderId: ["a", "b", "c"],
  orderId: ["1", "2", "3", "10", "100"],
  cancelOrderId: ["1", "2", "3", "10", "100"],
  cancelReplaceMode: ["STOP_ON_FAILURE", "ALLOW_FAILURE"],
  cancelRestrictions: ["ONLY_NEW", "ONLY_PARTIALLY_FILLED"],
  selfTradePreventionMode: ["NONE", "EXPIRE_MAKER", "EXPIRE_TAKER", "EXPIRE_BOTH", "DECREMENT"],
  newOrderRespType: ["ACK", "RESULT", "FULL"],
  limit: ["1", "5", "500", "1000", "5000"],
  fromId: ["0", "1", "5"],
  preventedMatchId: ["1", "2"],
  startTime: ["0", "1700000000000", "1700000040000", "1700000000000000"],
  endTime: ["1", "1700000060000", "1800000000000"],
  interval: INTERVALS,
  timeZone: ["0", "8", "-3:30", "14:00", "15"],
  windowSize: ["1m", "59m", "23h", "7d", "8d"],
  computeCommissionRates: ["true", "false"],
  omitZeroBalances: ["true", "false"],
  recvWindow: ["5000", "0.5", "60000", "60001"],
};
const NAMES = Object.keys(SENSIBLE);
const PLACING = ["symbol", "side", "type", "quantity", "price", "timeInForce"];

/** What a client would ask that means it. */
function soundParams(prng: Prng, route: string, open: readonly string[]): Params {
  const orderId = open.length > 0 ? prng.pick(open) : "1";
  const takesNoSymbol = /ping|time|account$|rateLimit|Restrictions/.test(route);
  const ticket = {
    ...{ side: prng.pick(["BUY", "SELL"]), type: "LIMIT", timeInForce: prng.pick(["GTC", "IOC"]) },
    quantity: prng.pick(["0.01", "0.5", "1"]),
    price: prng.pick(["29999.99", "30000", "30000.01"]),
  };
  return {
    ...(takesNoSymbol ? {} : { symbol: "BTCUSDT" }),
    ...(/POST/.test(route) ? ticket : {}),
    ...(/cancelReplace/.test(route)
      ? { cancelReplaceMode: "ALLOW_FAILURE", cancelOrderId: orderId }
      : {}),
    ...(/(?:GET|DELETE).*order$|amend/.test(route) && !takesNoSymbol ? { orderId } : {}),
    ...(/keepPriority/.test(route) ? { newQty: prng.pick(["0.005", "0.3"]) } : {}),
    ...(/lines/.test(route) ? { interval: prng.pick(INTERVALS) } : {}),
    ...(/Prevented/.test(route) ? { preventedMatchId: "1" } : {}),
  };
}

/** @param open Ids of orders that are open. */
function oddParams(prng: Prng, route: string, open: readonly string[]): Params {
  const names = new Set<string>();
  if (/POST/.test(route) || prng.unit() < 0.1) for (const name of PLACING) names.add(name);
  if (/cancelReplace/.test(route)) names.add("cancelReplaceMode").add("cancelOrderId");
  if (/order$/.test(route)) names.add(prng.pick(["orderId", "origClientOrderId"]));
  if (/amend/.test(route)) names.add("orderId").add("newQty");
  if (prng.unit() < 0.9) names.add("symbol");
  if (/lines/.test(route)) names.add("interval");
  for (let more = prng.between(0, 2); more > 0; more -= 1) names.add(prng.pick(NAMES));
  for (const name of [...names]) if (prng.unit() < 0.06) names.delete(name);
  if (prng.unit() < 0.03) names.add(prng.pick(ODD) || "odd");
  return Object.fromEntries(
    [...names].map((name) => {
      if (/rderId$/.test(name) && !/Client/.test(name) && open.length > 0 && prng.unit() < 0.7) {
        return [name, prng.pick(open)];
      }
      const isOdd = prng.unit() < 0.05 || !Object.hasOwn(SENSIBLE, name);
      return [name, prng.pick(isOdd ? ODD : (SENSIBLE[name] ?? ODD))];
    }),
  );
}

test(`of ${CALLS} requests each is answered by 2xx or 4xx in JSON, and money is kept (SEED=${SEED})`, () => {
  const prng = new Prng(SEED);
  const desk = new RestDesk({ limits: GENEROUS }, 1);
  const routes = [...REST_ROUTES.keys()];
  const statuses = new Map<number, number>();
  const done = new Set<string>();
  const codes = new Set<number>();
  const before = wealthOf(desk);
  for (let call = 0; call < CALLS; call += 1) {
    desk.at += prng.between(0, 2_000_000);
    const route = prng.unit() < 0.3 ? "POST /api/v3/order" : prng.pick(routes);
    const [method = "", path = ""] = route.split(" ");
    const who = prng.pick([0, 1]);
    const open = desk.venue.exchange.openOrders(desk.accounts[who], "BTCUSDT");
    const make = prng.unit() < 0.4 ? soundParams : oddParams;
    const ids = open.map(({ orderId }) => `${orderId}`);
    const takesNothing = /(?:ping|time)$/.test(path);
    const answer = takesNothing
      ? desk.send({ method, path, query: prng.pick(["", "a=1"]) })
      : desk.signed(method, path, make(prng, route, ids), who);
    const isAnswered = [200, 400, 401, 409].includes(answer.status);
    expect({ route, answer, isAnswered }).toMatchObject({ isAnswered: true });
    if (answer.status === 200) done.add(route);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    codes.add(answer.code);
  }
  // It must have done something, everywhere, and met what is wrong in many ways.
  expect(routes.filter((route) => !done.has(route))).toEqual([]);
  expect(codes.size).toBeGreaterThan(15);
  expect(statuses.get(200) ?? 0).toBeGreaterThan(CALLS / 10);
  expect(wealthOf(desk)).toEqual(before);
});

/** What both accounts have, and what the exchange took of it, by asset. */
function wealthOf({ venue: { exchange }, accounts }: RestDesk): ReadonlyMap<string, bigint> {
  const wealth = new Map<string, bigint>();
  for (const account of accounts) {
    for (const { asset, free, locked } of exchange.balances(account)) {
      wealth.set(asset, (wealth.get(asset) ?? 0n) + free + locked);
    }
  }
  for (const [asset, fee] of exchange.feesTaken) wealth.set(asset, (wealth.get(asset) ?? 0n) + fee);
  return wealth;
}

test(`no bytes of a request are too strange to be answered (SEED=${SEED})`, () => {
  const prng = new Prng(SEED);
  const desk = new RestDesk({ limits: GENEROUS });
  const routes = [...REST_ROUTES.keys()];
  const letters = "abc=&%+_-.0123456789[]\"'\u00e4\uff11\ud800 \n\u0000";
  const noise = () =>
    Array.from(
      { length: prng.between(0, 40) },
      () => letters[prng.between(0, letters.length - 1)],
    ).join("");
  for (let call = 0; call < 5_000; call += 1) {
    const [method = "", path = ""] = prng.pick(routes).split(" ");
    const { status } = desk.send({
      method: prng.unit() < 0.9 ? method : noise(),
      path: prng.unit() < 0.9 ? path : `/${noise()}`,
      query: noise(),
      body: noise(),
      headers: prng.unit() < 0.5 ? {} : { "x-mbx-apikey": noise(), "x-mbx-time-unit": noise() },
    });
    expect([200, 400, 401, 404]).toContain(status);
  }
});
