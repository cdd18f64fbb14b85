/** Private events: what each says, in which order they come, and what faults make of them. */
import { describe, expect, test } from "bun:test";
import { atomsOf } from "../../../../../../src/core/decimal-atoms.ts";
import { Prng } from "../../../../../../src/core/prng.ts";
import { defineInstrument } from "../../../../../../src/trading/market/instrument.ts";
import { bySymbol } from "../../../../../../src/trading/venue/binance/endpoints.ts";
import { readEvent } from "../../../../../../src/trading/venue/binance/private/read-event.ts";
import type {
  EventFault,
  PrivateEvent,
} from "../../../../../../src/trading/venue/simulated/wire/user-data/event-fault.ts";
import { cancelOf, randomOrder } from "../../exchange/kit/played-exchange.ts";
import { ApiDesk, type Client, type Frame, limit, START } from "../kit/api-desk.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const SECOND = 1_000_000;
const symbols = bySymbol([
  defineInstrument({ number: 0, name: "BTC-USDT@x", tick: "0.01", lot: "0.00001" }),
  defineInstrument({ number: 1, name: "ETH-BTC@x", tick: "0.0001", lot: "0.0001" }),
]);

function subscribed(desk = new ApiDesk()): { desk: ApiDesk; client: Client } {
  const client = desk.connect();
  client.signed(desk.hmac, "userDataStream.subscribe.signature");
  return { desk, client };
}

const events = (frames: readonly Frame[]) => frames.flatMap(({ event }) => event ?? []);
const reports = (frames: readonly Frame[]) =>
  events(frames).filter(({ e }) => e === "executionReport");

/** The other account sells one BTC at 100.00. */
function offer(desk: ApiDesk, price = "100.00"): undefined {
  desk.connect().signed(desk.ed25519, "order.place", limit({ side: "SELL", price }));
}

describe("a subscription", () => {
  test("is of one account, has a number of its own, and is listed until it ends", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    const subscribe = "userDataStream.subscribe.signature";
    expect(client.signed(desk.hmac, subscribe).result).toEqual({ subscriptionId: 0 });
    expect(client.signed(desk.hmac, subscribe).error.code).toBe(-2035);
    expect(client.signed(desk.ed25519, subscribe).result).toEqual({ subscriptionId: 1 });
    expect(client.ask("session.subscriptions").result).toEqual([
      { subscriptionId: 0 },
      { subscriptionId: 1 },
    ]);
    const frames = client.signedAll(desk.ed25519, "order.place", limit());
    expect(frames.map(({ subscriptionId }) => subscriptionId)).toEqual([undefined, 1, 1]);
    client.ask("userDataStream.unsubscribe", { subscriptionId: 1 });
    expect(events(client.take()).map(({ e }) => e)).toEqual([]);
    expect(client.signedAll(desk.ed25519, "order.place", limit())).toHaveLength(1);
    expect(client.ask("userDataStream.unsubscribe", { subscriptionId: 1 }).error.code).toBe(-2036);
  });

  test("without a session needs a signature", () => {
    const client = new ApiDesk().connect();
    expect(client.ask("userDataStream.subscribe")).toMatchObject({ error: { code: -2015 } });
  });

  test("ends with its connection", () => {
    const { desk, client } = subscribed();
    expect(desk.sockets.userData.size).toBe(1);
    client.connection.end(desk.at);
    expect(desk.sockets.userData.size).toBe(0);
    offer(desk);
    desk.connect().signed(desk.hmac, "order.place", limit());
    expect(client.take()).toEqual([]);
  });
});

describe("events", () => {
  test("of a new order have every field of the venue's page", () => {
    const { desk, client } = subscribed();
    const placed = limit({ newClientOrderId: "mine", icebergQty: "0.5" });
    const [report] = reports(client.signedAll(desk.hmac, "order.place", placed));
    expect(report).toEqual({
      ...{ e: "executionReport", E: START / 1_000, s: "BTCUSDT", c: "mine", S: "BUY" },
      ...{ o: "LIMIT", f: "GTC", q: "1.00000000", p: "100.00000000", P: "0.00000000" },
      ...{ F: "0.50000000", g: -1, C: "", x: "NEW", X: "NEW", r: "NONE", i: 1 },
      ...{ l: "0.00000000", z: "0.00000000", L: "0.00000000", n: "0", N: null },
      ...{ T: START / 1_000, t: -1, I: 1, w: true, m: false, M: false, O: START / 1_000 },
      ...{ Z: "0.00000000", Y: "0.00000000", Q: "0.00000000", V: "NONE", W: START / 1_000 },
    });
  });

  test("of a fill say the fee in its own asset, and come before the balances of all fills", () => {
    const { desk, client } = subscribed();
    offer(desk, "99.00");
    offer(desk, "100.00");
    const frames = client.signedAll(desk.hmac, "order.place", limit({ quantity: "2" }));
    expect(events(frames).map(({ e, x, X }) => [e, x, X])).toEqual([
      ["executionReport", "NEW", "NEW"],
      ["executionReport", "TRADE", "PARTIALLY_FILLED"],
      ["executionReport", "TRADE", "FILLED"],
      ["outboundAccountPosition", undefined, undefined],
    ]);
    const [, first, second] = reports(frames);
    expect(first).toMatchObject({
      ...{ l: "1.00000000", L: "99.00000000", n: "0.00100000", N: "BTC", t: 1, m: false },
      ...{ z: "1.00000000", Z: "99.00000000", Y: "99.00000000" },
    });
    expect(second).toMatchObject({
      z: "2.00000000",
      Z: "199.00000000",
      Y: "100.00000000",
      w: false,
    });
    const position = events(frames).at(-1);
    const usdt = position.B.find(({ a }: { a: string }) => a === "USDT");
    expect(usdt).toEqual({ a: "USDT", f: "999801.00000000", l: "0.00000000" });
  });

  test("of a cancel name the cancel in `c` and the order in `C`", () => {
    const { desk, client } = subscribed();
    client.signed(desk.hmac, "order.place", limit({ newClientOrderId: "mine" }));
    const cancel = { symbol: "BTCUSDT", origClientOrderId: "mine", newClientOrderId: "bye" };
    const [report] = reports(client.signedAll(desk.hmac, "order.cancel", cancel));
    expect(report).toMatchObject({ x: "CANCELED", X: "CANCELED", c: "bye", C: "mine", w: false });
  });

  test("of self-trade prevention say what was prevented", () => {
    const { desk, client } = subscribed();
    offer(desk);
    const own = limit({ selfTradePreventionMode: "EXPIRE_TAKER" });
    const found = reports(client.signedAll(desk.hmac, "order.place", own));
    const prevented = found.find(({ x }) => x === "TRADE_PREVENTION");
    expect(prevented).toMatchObject({
      ...{ v: 1, A: "1.00000000", B: "1.00000000", u: 7, U: 1, Cs: "BTCUSDT" },
      ...{ pl: "1.00000000", pL: "100.00000000", pY: "100.00000000" },
    });
    expect(found.at(-1)).toMatchObject({ x: "EXPIRED", X: "EXPIRED_IN_MATCH" });
  });

  test("of what expires say why", () => {
    const { desk, client } = subscribed();
    const ioc = limit({ timeInForce: "IOC" });
    const [, expired] = reports(client.signedAll(desk.hmac, "order.place", ioc));
    expect(expired).toMatchObject({ x: "EXPIRED", eR: "UNFILLED_IOC_QUANTITY_EXPIRED" });
  });

  test("of a deposit come as a change, then as what there is", () => {
    const { desk, client } = subscribed();
    desk.venue.exchange.deposit(0, "USDT", -5n * 10n ** 8n, desk.at);
    expect(events(client.take())).toMatchObject([
      { e: "balanceUpdate", a: "USDT", d: "-5.00000000" },
      { e: "outboundAccountPosition", B: [{ a: "USDT", f: "999995.00000000" }] },
    ]);
  });

  test(`keep a client's orders and balances equal to the exchange's (seed ${SEED})`, () => {
    const prng = new Prng(SEED);
    const { desk, client } = subscribed();
    const { exchange } = desk.venue;
    const follower = new Follower();
    for (let step = 0; step < 1_500; step += 1) {
      const account = prng.between(0, 1);
      const open = exchange.openOrders(account, null);
      const one = open.length > 0 && prng.unit() < 0.4 ? prng.pick(open) : null;
      if (one === null) exchange.place(account, randomOrder(prng), START + step);
      else exchange.cancel(account, cancelOf(one), START + step);
      for (const event of events(client.take())) follower.take(event);
    }
    const orders = ["BTCUSDT", "ETHBTC"].flatMap((symbol) => exchange.allOrders(0, symbol));
    expect(orders.length).toBeGreaterThan(100);
    for (const order of orders) {
      const lot = exchange.rulesOf(order.symbol)?.atomsPerLot ?? 0n;
      const filled = BigInt(order.executedLots) * lot;
      expect(follower.orders.get(order.orderId)).toEqual([order.status, filled]);
    }
    const touched = exchange.balances(0).filter(({ asset }) => follower.free.has(asset));
    expect(touched.length).toBe(3);
    for (const { asset, free } of touched) expect(follower.free.get(asset)).toBe(free);
  });
});

/** What a client knows by its events alone. */
class Follower {
  /** Status and executed quantity, by order. */
  readonly orders = new Map<number, readonly [string, bigint]>();
  readonly free = new Map<string, bigint>();

  take(event: Frame): undefined {
    const read = readEvent(event, symbols);
    expect(read.kind === "BAD" ? read : "").toBe("");
    if (read.kind === "ORDER") expect(read.drift).toEqual([]);
    if (event.e === "executionReport") this.orders.set(event.i, [event.X, atoms(event.z)]);
    else for (const { a, f } of event.B) this.free.set(a, atoms(f));
  }
}

function atoms(text: string): bigint {
  const read = atomsOf(text);
  if (!read.ok) throw new Error(`no amount: ${text}`);
  return read.value;
}

describe("an answer", () => {
  test("comes before the events that it caused, or after them, as the fault point says", () => {
    for (const isAnswerFirst of [true, false]) {
      const { desk, client } = subscribed();
      desk.sockets.userData.faults = {
        verdict: () => ({ kind: "NONE" }),
        isAnswerFirst: () => isAnswerFirst,
      };
      const frames = client.signedAll(desk.hmac, "order.place", limit());
      const kinds = frames.map(({ status, event }) => status ?? event.e);
      const caused = ["executionReport", "outboundAccountPosition"];
      expect(kinds).toEqual(isAnswerFirst ? [200, ...caused] : [...caused, 200]);
    }
  });
});

describe("a fault", () => {
  /** Places an order while events of one kind meet a fault. */
  function placedWith(fault: EventFault, name: PrivateEvent["name"] = "executionReport") {
    const { desk, client } = subscribed();
    desk.sockets.userData.faults = {
      verdict: (event) => (event.name === name ? fault : { kind: "NONE" }),
      isAnswerFirst: () => true,
    };
    const frames = client.signedAll(desk.hmac, "order.place", limit());
    return { desk, client, names: events(frames).map(({ e }) => e) };
  }

  test("drops an event, and nothing tells so", () => {
    const { desk, client, names } = placedWith({ kind: "DROP" });
    expect(names).toEqual(["outboundAccountPosition"]);
    desk.wait(10 * SECOND);
    expect(client.take()).toEqual([]);
  });

  test("delays an event past those behind it", () => {
    const { desk, client, names } = placedWith({ kind: "LATE", delayUs: SECOND });
    expect(names).toEqual(["outboundAccountPosition"]);
    desk.wait(SECOND);
    expect(events(client.take()).map(({ e }) => e)).toEqual(["executionReport"]);
  });

  test("delays all events alike, and they come in their order", () => {
    const { desk, client } = subscribed();
    desk.sockets.userData.faults = {
      verdict: () => ({ kind: "LATE", delayUs: SECOND }),
      isAnswerFirst: () => true,
    };
    offer(desk);
    client.signed(desk.hmac, "order.place", limit());
    desk.wait(SECOND);
    const kinds = events(client.take()).map(({ e, x }) => x ?? e);
    expect(kinds).toEqual(["NEW", "TRADE", "outboundAccountPosition"]);
  });

  test("sends an event twice", () => {
    const { desk, client, names } = placedWith({ kind: "TWICE", delayUs: SECOND });
    expect(names).toEqual(["executionReport", "outboundAccountPosition"]);
    desk.wait(SECOND);
    expect(events(client.take()).map(({ e }) => e)).toEqual(["executionReport"]);
  });

  test("cuts the connection, before or behind the event, with a close frame or without one", () => {
    for (const isSent of [true, false]) {
      for (const hasCloseFrame of [true, false]) {
        const { client, names, desk } = placedWith({ kind: "CUT", isSent, hasCloseFrame });
        expect(names).toEqual(isSent ? ["executionReport"] : []);
        if (hasCloseFrame) expect(client.outlet.end).toMatchObject({ code: 1001 });
        else expect(client.outlet.end).toBe("CUT");
        // The order is there, whatever became of the connection.
        expect(desk.venue.exchange.openOrders(0, null)).toHaveLength(1);
      }
    }
  });
});
