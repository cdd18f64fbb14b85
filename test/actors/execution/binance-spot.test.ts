/** The gateway's actor against the exchange's own wire: last look, boards, the record, its next life, its key. */
import { describe, expect, test } from "bun:test";
import gateway from "../../../actors/execution/binance-spot.ts";
import { API_KEY, SECRET, SpotDesk } from "./kit/spot-desk.ts";

const X = "o000070300100001";
const Y = "o000070300100002";

function settled(options = {}): SpotDesk {
  const desk = new SpotDesk(options);
  desk.pass(4);
  return desk;
}

/** All texts that can be reached from a value: through fields, symbols, maps, sets and lists. */
function textsIn(value: unknown, seen = new Set<unknown>()): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  const inside = value instanceof Map || value instanceof Set ? [...value] : [];
  const own = Reflect.ownKeys(value).map((name) => Reflect.get(value, name));
  return [...inside, ...own].flatMap((each) => textsIn(each, seen));
}

describe("binance-spot: an order's way", () => {
  test("it leaves, is acknowledged, filled in parts, and cancelled", () => {
    const desk = settled();
    desk.approve(X);
    expect(desk.world.on("openOrder", 0)).toMatchObject({ state: "SENT", orderId: X });
    desk.pass(0.1);
    expect(desk.world.on("openOrder", 0)).toMatchObject({ state: "WORKING", orderId: X });
    desk.sell(3);
    desk.pass(0.1);
    expect(desk.world.on("filled", 0)).toMatchObject({ strategy: 3, lots: 3, fills: 1 });
    expect(desk.world.on("told", 0)).toMatchObject({ orderId: X, tradeId: "1", lots: 3 });
    desk.approve(X, { action: "CANCEL" });
    desk.pass(0.1);
    expect(desk.kinds()).toEqual(["SENT", "ACK", "FILL", "CANCELED"]);
    expect(desk.world.on("openOrder", 0)).toMatchObject({ state: "FREE", cumLots: 3 });
  });

  test("when its desk stops it cancels what is open", async () => {
    const desk = settled();
    desk.approve(X);
    desk.pass(0.1);
    await desk.actor.stop();
    expect(desk.written.filter((each) => each.includes('"order.cancel"'))).toHaveLength(1);
    expect(desk.venue.exchange.openOrders(0, null)).toEqual([]);
  });

  test("no address of the venue is in what is on record of a request that failed", () => {
    const desk = settled();
    desk.approve(X);
    desk.pass(0.1);
    desk.isRestDead = true;
    desk.hangUp();
    desk.pass(0.1);
    desk.approve(X, { action: "CANCEL" });
    desk.pass(0.5);
    expect(desk.written.some((each) => each.includes("/api/v3/order?"))).toBe(true);
    const texts = desk.world.heard("answer").map(({ text }) => `${text}`);
    expect(texts).toContain("FAILED: no answer");
    expect(JSON.stringify([desk.world.said, desk.world.logs])).not.toContain("Unable to connect");
  });

  test("what the venue answered is on record", () => {
    const desk = settled();
    desk.approve(X);
    desk.pass(0.1);
    expect(desk.world.heard("answer")).toMatchObject([
      { method: "order.place", way: "FRAME", outcome: "CONFIRMED", orderId: X, strategy: 3 },
    ]);
  });

  test("a refusal is said in as many of the venue's words as an event has room for, and is whole on record", () => {
    const desk = settled();
    desk.approve(X, { side: "SELL", priceTicks: 1, lots: 2e11 });
    desk.pass(0.1);
    expect(desk.world.heard("event").at(-1)).toMatchObject({
      kind: "REJECTED",
      reason: "-2010 Account has insufficient ",
    });
    expect(desk.world.heard("answer").at(-1)).toMatchObject({
      outcome: "REFUSED",
      text: "Account has insufficient balance for requested action.",
    });
  });

  test("nothing leaves before two clean looks at the venue", () => {
    const desk = new SpotDesk();
    desk.approve(X);
    expect(desk.world.heard("event")).toMatchObject([{ kind: "REJECTED", sentAt: Number.NaN }]);
    expect(desk.ordersWritten).toBe(0);
  });
});

describe("binance-spot: the last look", () => {
  test.each([
    ["an old risk epoch", { riskEpoch: 3 }, "old risk epoch"],
    ["a validity that is over", { validUntil: 1 }, "too late"],
    ["a validity that is no number", { validUntil: Number.NaN }, "too late"],
    ["half a lot", { lots: 0.5 }, "no positive integer"],
    ["a price that is no number", { priceTicks: Number.NaN }, "no positive integer"],
  ])("with %s it never leaves", (_what, change, reason) => {
    const desk = settled();
    desk.approve(X, change);
    desk.pass(0.5);
    expect(desk.world.heard("event")).toMatchObject([{ reason, sentAt: Number.NaN }]);
    expect(desk.ordersWritten).toBe(0);
  });

  test("it waits until its approval is on the disk", () => {
    const desk = settled({ durability: "sync" });
    desk.world.show("durable", 1, { since: 0, sequence: desk.world.sequence });
    desk.approve(X);
    desk.pass(0.1);
    expect(desk.ordersWritten).toBe(0);
    desk.world.show("durable", 1, { since: 0, sequence: desk.world.sequence });
    desk.pass(0.1);
    expect(desk.ordersWritten).toBe(1);
  });

  test("an id that is not newer is refused, and one that is open is dropped", () => {
    const desk = settled();
    desk.approve(Y);
    desk.pass(0.1);
    desk.approve(X);
    desk.approve(Y);
    desk.pass(0.1);
    expect(desk.ordersWritten).toBe(1);
    expect(desk.kinds()).toEqual(["SENT", "ACK", "REJECTED"]);
    expect(desk.world.counters["execution:duplicates"]).toBe(1);
  });

  test("without risk only cancels leave, and after its time it cancels all by itself", () => {
    const desk = settled();
    desk.approve(X);
    desk.pass(0.1);
    desk.world.notReady.add("risk");
    desk.pass(1);
    desk.approve(Y);
    expect(desk.ordersWritten).toBe(1);
    desk.pass(2);
    expect(desk.kinds()).toEqual(["SENT", "ACK", "EXPIRED", "CANCELED"]);
    expect(desk.world.counters["execution:ownCancels"]).toBe(1);
  });
});

describe("binance-spot: its next life", () => {
  test("goes on with what is open, counts no trade again, and sends nothing anew", () => {
    const desk = settled();
    desk.approve(X);
    desk.pass(0.1);
    desk.sell(3);
    desk.pass(0.1);
    desk.restart();
    desk.pass(6);
    expect(desk.kinds()).toEqual([]);
    desk.sell(2);
    desk.pass(0.2);
    expect(desk.world.heard("event")).toMatchObject([{ kind: "FILL", cumLots: 5, leavesLots: 3 }]);
    expect(desk.world.on("filled", 0)).toMatchObject({ lots: 5, fills: 2 });
    expect(desk.ordersWritten).toBe(1);
    desk.approve(X);
    desk.pass(0.1);
    expect(desk.ordersWritten).toBe(1);
  });

  test("a fill that was said only when it stopped counts no more in the next life", async () => {
    const desk = settled();
    desk.approve(X);
    desk.pass(0.1);
    desk.world.room = 0;
    desk.sell(3);
    desk.pass(0.1);
    desk.world.room = Number.POSITIVE_INFINITY;
    await desk.actor.stop();
    expect(desk.world.on("filled", 0)).toMatchObject({ lots: 3, fills: 1 });
    expect(desk.world.on("told", 0)).toMatchObject({ orderId: X, lots: 3 });
    desk.restart();
    desk.pass(6);
    expect(desk.world.on("filled", 0)).toMatchObject({ lots: 3, fills: 1 });
  });

  test("a fill that came while it was dead is in its position", () => {
    const desk = settled();
    desk.approve(X);
    desk.pass(0.1);
    desk.sell(8);
    desk.restart();
    desk.pass(6);
    expect(desk.world.on("filled", 0)).toMatchObject({ lots: 8, fills: 1 });
    expect(desk.world.on("openOrder", 0)).toMatchObject({ state: "FREE" });
  });
});

describe("binance-spot: its key", () => {
  test("one that may withdraw is refused by a sentence, and no order leaves", () => {
    const desk = new SpotDesk({ mayWithdraw: true });
    expect(() => desk.pass(4)).toThrow(/may withdraw: use one that may only read and trade spot/);
    expect(desk.ordersWritten).toBe(0);
  });

  test("what is no key is refused before anything is sent, and not a byte of it is said", () => {
    const start = (secret: string) =>
      gateway.start(
        { about: { instruments: [] }, common: { instruments: [], mode: "live" } } as never,
        { endpoint: "testnet", apiKey: API_KEY, secret, mirrors: [], cancelAfterMs: 1 } as never,
      );
    const damaged = `-----BEGIN PRIVATE KEY-----\n${SECRET}`;
    expect(() => start(damaged)).toThrow(/^secret cannot be used: /);
    try {
      start(damaged);
    } catch (error) {
      expect(`${error}`).not.toContain(SECRET.slice(0, 8));
    }
  });

  test.each(["testnet", "live", "https://api.example.com"])(
    "it is not taken to %s by a desk that is not live",
    (endpoint) => {
      const start = (mode: string) =>
        gateway.start(
          { about: { instruments: [] }, common: { instruments: [], mode } } as never,
          { endpoint, apiKey: API_KEY, secret: SECRET, mirrors: [], cancelAfterMs: 1 } as never,
        );
      expect(() => start("paper")).toThrow("is beyond this machine");
      expect(() => start("replay")).toThrow("is beyond this machine");
      expect(() => start("live")).not.toThrow();
    },
  );

  test("nothing that can be reached from the actor's state has it, as a value, in JSON or inspected", () => {
    const desk = settled({ mirrors: ["http://127.0.0.1:9001"] });
    desk.approve(X);
    desk.pass(1);
    const { state } = desk.world;
    const texts = [...textsIn(state), JSON.stringify(state), Bun.inspect(state, { depth: 20 })];
    expect(texts.length).toBeGreaterThan(20);
    for (const secret of [API_KEY, SECRET]) {
      expect(texts.filter((each) => each.includes(secret.slice(0, 16)))).toEqual([]);
    }
  });

  test("neither it nor a signature is in anything that is said, logged or shown", () => {
    const desk = settled();
    desk.approve(X);
    desk.approve(Y, { lots: 0.5 });
    desk.venue.keys.remove(API_KEY);
    desk.pass(3);
    const { said, logs, boards } = desk.world;
    const all = JSON.stringify([
      said,
      logs,
      [...boards].map(([name, slots]) => [name, [...slots]]),
    ]);
    const signatures = desk.written.flatMap((frame) =>
      [...frame.matchAll(/signature"?[:=]"?([0-9a-f]{64})/g)].map(([, found = ""]) => found),
    );
    expect(signatures.length).toBeGreaterThan(5);
    for (const secret of [API_KEY, SECRET, ...signatures]) {
      expect(all.includes(secret.slice(0, 16))).toBe(false);
    }
  });
});

describe("binance-spot: the doors of its venue", () => {
  const [first, second] = ["http://127.0.0.1:9000", "http://127.0.0.1:9001"];
  const asked = (desk: SpotDesk, origin: string) =>
    desk.written.filter((each) => each.startsWith(origin)).length;

  /** Seconds pass, and whatever waits to connect again does. */
  const reconnecting = (desk: SpotDesk, seconds: number): undefined => {
    for (let passed = 0; passed < seconds; passed += 1) {
      desk.pass(1);
      desk.world.fire();
    }
  };

  test("where nobody answers at one, it goes by another, for both protocols", () => {
    const desk = new SpotDesk({ mirrors: [second], dead: [first] });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      desk.pass(4);
      desk.world.fire();
    }
    expect(desk.tried).toEqual([first, first, first, second]);
    desk.pass(10);
    desk.approve(X);
    desk.pass(0.1);
    expect(desk.kinds()).toEqual(["SENT", "ACK"]);
    expect(asked(desk, second)).toBeGreaterThan(0);
  });

  test.each(["ending", "mute"] as const)(
    "one that takes connections and is %s then is left for another",
    (what) => {
      const desk = new SpotDesk({ mirrors: [second], [what]: [first] });
      reconnecting(desk, 30);
      expect(desk.tried).toEqual([first, first, first, second]);
      desk.approve(X);
      desk.pass(0.1);
      expect(desk.kinds()).toEqual(["SENT", "ACK"]);
    },
  );

  test("one that served and then ends each connection at once is left for another", () => {
    const desk = settled({ mirrors: [second] });
    desk.ending.add(first);
    desk.hangUp();
    reconnecting(desk, 20);
    expect(desk.tried).toEqual([first, first, first, first, second]);
  });

  test("one whose connections fall silent, time after time, is left for another", () => {
    const desk = new SpotDesk({ mirrors: [second] });
    for (let life = 1; life <= 3; life += 1) {
      reconnecting(desk, 4);
      expect(desk.tried).toEqual(Array(life).fill(first));
      desk.mute.add(first);
      for (let waited = 0; desk.world.timers.length === 0 && waited < 200; waited += 1)
        desk.pass(0.5);
      desk.mute.clear();
    }
    reconnecting(desk, 1);
    expect(desk.tried.at(-1)).toBe(second);
  });

  test("one that serves until its connections end is kept, and so is one that passes on a refusal", () => {
    const desk = settled({ mirrors: [second] });
    for (let life = 0; life < 5; life += 1) {
      desk.hangUp();
      reconnecting(desk, 3);
    }
    desk.venue.keys.remove(API_KEY);
    desk.hangUp();
    reconnecting(desk, 20);
    expect(desk.tried.length).toBeGreaterThan(10);
    expect(new Set(desk.tried)).toEqual(new Set([first]));
  });

  test("the one that is not in use is pinged seldom, and nothing that is signed goes there", () => {
    const desk = settled({ mirrors: [second] });
    desk.pass(200);
    const there = desk.written.filter((each) => each.startsWith(second));
    expect(new Set(there)).toEqual(new Set([`${second}/api/v3/ping`]));
    expect(Math.abs(there.length - 10)).toBeLessThan(6);
  });

  test("with one door alone nobody is pinged", () => {
    const desk = settled();
    desk.pass(100);
    expect(desk.written.filter((each) => each.includes("/ping"))).toEqual([]);
  });

  test("what is no venue's is refused", () => {
    expect(() => new SpotDesk({ mirrors: ["http://example.com"] })).toThrow("endpoint must be");
  });
});
