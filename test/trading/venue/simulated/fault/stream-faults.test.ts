/** Faults of events and connections, and of the venue as a whole. */
import { describe, expect, test } from "bun:test";
import type { Frame } from "../wire/kit/api-desk.ts";
import { FaultyDesk, told, toldOfOrders } from "./kit/faulty-desk.ts";

const MS = 1_000;
const NEW = "NEW NEW 0.00000000";
const REPORTS = { method: "executionReport" } as const;

describe("a private event", () => {
  test("comes twice", () => {
    const desk = new FaultyDesk();
    desk.arm("EVENT_TWICE", { ...REPORTS, delayUs: 20 * MS });
    const [first] = desk.place().filter((frame) => frame.event?.e === "executionReport");
    const [again, ...more] = desk.after(20 * MS);
    expect(again).toEqual(first);
    expect(more).toEqual([]);
  });

  test("comes behind a younger one", () => {
    const desk = new FaultyDesk();
    desk.arm("EVENT_LATE", { ...REPORTS, delayUs: 20 * MS });
    expect(toldOfOrders(desk.place())).toEqual(["200"]);
    desk.other({ side: "SELL" });
    expect(toldOfOrders(desk.client.take())).toEqual(["TRADE FILLED 1.00000000"]);
    expect(told(desk.after(20 * MS))).toEqual([NEW]);
  });

  test("never comes", () => {
    const desk = new FaultyDesk();
    desk.arm("EVENT_LOST", REPORTS);
    expect(told(desk.place())).not.toContain(NEW);
    expect(desk.after(10_000 * MS)).toEqual([]);
  });

  test.each([
    ["CLOSE", { code: 1001 }],
    ["CUT", "CUT"],
  ] as const)("ends its connection instead: %s", (closing, end) => {
    const desk = new FaultyDesk();
    desk.arm("USER_STREAM_CUT", { closing });
    desk.place();
    if (end === "CUT") expect(desk.client.outlet.end).toBe("CUT");
    else expect(desk.client.outlet.end).not.toBe("CUT");
    expect(desk.client.outlet.end).not.toBeNull();
    expect(desk.open).toBe(1);
  });
});

describe("a market stream", () => {
  const changes = (frames: Frame[]) => frames.filter(({ e }) => e === "depthUpdate");

  function listening(stream = "btcusdt@depth@100ms") {
    const desk = new FaultyDesk();
    const listener = desk.connect(`/ws/${stream}`);
    const next = () => {
      desk.other({});
      desk.wait(100 * MS);
      return changes(listener.take());
    };
    return { desk, listener, next };
  }

  test("leaves a change of the book out, and the next one does not join", () => {
    const { desk, next } = listening();
    const [first] = next();
    desk.arm("SEQUENCE_GAP");
    expect(next()).toEqual([]);
    const [third] = next();
    expect(third.U).toBeGreaterThan(first.u + 1);
    const [fourth] = next();
    expect(fourth.U).toBe(third.u + 1);
  });

  test("of trades has no gap in the book", () => {
    const { desk } = listening("btcusdt@trade");
    desk.arm("SEQUENCE_GAP", { symbol: "BTCUSDT" });
    desk.other({ side: "SELL" });
    desk.other({});
    expect(desk.faults.armed).toHaveLength(1);
  });

  test.each(["CLOSE", "CUT"] as const)("ends: %s, and listens to nothing more", (closing) => {
    const { desk, listener, next } = listening();
    desk.arm("MARKET_STREAM_CUT", { closing, symbol: "BTCUSDT" });
    next();
    const { end } = listener.outlet;
    if (closing === "CUT") expect(end).toBe("CUT");
    else expect(end).toMatchObject({ code: 1001 });
    desk.wait(100 * MS);
    expect(desk.sockets.streams.size).toBe(0);
    expect(desk.sockets.connections.size).toBe(1);
  });

  test("ends without an event, when it is asked whether it does", () => {
    const { desk } = listening();
    desk.arm("MARKET_STREAM_CUT", { closing: "FRAME_ONLY" });
    expect(desk.faults.cut("USER", 0)).toBeNull();
    expect(desk.faults.cut("MARKET", 0)).toBe("FRAME_ONLY");
    expect(desk.faults.cut("MARKET", 0)).toBeNull();
  });
});

describe("the venue", () => {
  test("bans for a while, and says until when", () => {
    const desk = new FaultyDesk();
    desk.arm("BANNED", { durationUs: 5_000 * MS });
    const [answer] = desk.ask("ping");
    expect(answer.status).toBe(418);
    expect(answer.error.data.retryAfter).toBe(desk.at / MS + 5_000);
    expect(desk.client.connection.isOver).toBe(true);
    desk.wait(4_999 * MS);
    expect(desk.connect().ask("ping").status).toBe(418);
    desk.wait(1 * MS);
    expect(desk.connect().ask("ping").status).toBe(200);
  });

  test("is under maintenance, and trades again", () => {
    const desk = new FaultyDesk();
    desk.arm("MAINTENANCE", { durationUs: 1_000 * MS });
    expect(told(desk.place())).toEqual(["503 -1016"]);
    expect(desk.venue.exchange.rulesOf("ETHBTC")?.status).toBe("HALT");
    desk.wait(1_000 * MS);
    expect(desk.venue.exchange.rulesOf("ETHBTC")?.status).toBe("TRADING");
    expect(told(desk.place())).toContain("200");
  });

  test("halts one symbol, where orders may be cancelled", () => {
    const desk = new FaultyDesk();
    desk.place({ newClientOrderId: "mine" });
    desk.arm("HALT", { symbol: "BTCUSDT" });
    expect(told(desk.place())).toEqual(["400 -1013"]);
    const cancel = { symbol: "BTCUSDT", origClientOrderId: "mine" };
    expect(told(desk.ask("order.cancel", cancel))).toContain("200");
    expect(desk.venue.exchange.rulesOf("ETHBTC")?.status).toBe("TRADING");
    desk.faults.disarm(desk.at);
    expect(told(desk.place())).toContain("200");
  });

  test("has a clock that is wrong for a while", () => {
    const desk = new FaultyDesk();
    desk.arm("CLOCK_SKEW", { skewUs: -1_500 * MS, durationUs: 10 * MS });
    expect(desk.faults.venueTime(desk.at)).toBe(desk.at - 1_500 * MS);
    desk.wait(10 * MS);
    expect(desk.faults.venueTime(desk.at)).toBe(desk.at);
  });

  test("lists a symbol, which trades", () => {
    const desk = new FaultyDesk();
    const listing = { symbol: "ETHUSDT", base: "ETH", quote: "USDT", tick: "0.1", lot: "0.001" };
    desk.arm("LISTED", { listing });
    expect(told(desk.place({ symbol: "ETHUSDT" }))).toContain("200");
  });

  test("delists a symbol, and cancels what is open there", () => {
    const desk = new FaultyDesk();
    desk.place();
    desk.arm("DELISTED", { symbol: "BTCUSDT" });
    expect(toldOfOrders(desk.client.take())).toEqual(["CANCELED CANCELED 0.00000000"]);
    expect(told(desk.place())).toEqual(["400 -1013"]);
  });

  test("changes a tick: what was open is cancelled, and prices are of the new one", () => {
    const desk = new FaultyDesk();
    desk.place();
    desk.arm("TICK_CHANGED", { symbol: "BTCUSDT", tick: "0.5" });
    expect(toldOfOrders(desk.client.take())).toEqual(["CANCELED CANCELED 0.00000000"]);
    expect(told(desk.place({ price: "100.25" }))).toEqual(["400 -1013"]);
    expect(told(desk.place({ price: "100.50" }))).toContain("200");
  });

  test.each([
    ["LISTED", { listing: null }],
    ["LISTED", { listing: { symbol: "BTCUSDT", base: "BTC", quote: "USDT", tick: "1", lot: "1" } }],
    ["LISTED", { listing: { symbol: "A", base: "B", quote: "C", tick: "0", lot: "1" } }],
    ["DELISTED", {}],
    ["DELISTED", { symbol: "NONE" }],
    ["HALT", { symbol: "NONE" }],
    ["TICK_CHANGED", { symbol: "BTCUSDT", tick: "" }],
    ["TICK_CHANGED", { symbol: "BTCUSDT", tick: "0.0000000001" }],
    ["TICK_CHANGED", { symbol: "BTCUSDT", tick: "0.3" }],
    ["ACK_LOST", { count: 0 }],
  ] as const)("refuses a change that cannot be: %s %p", (kind, said) => {
    const desk = new FaultyDesk();
    expect(() => desk.arm(kind, said)).toThrow();
    expect(desk.faults.armed).toEqual([]);
    expect(told(desk.place())).toContain("200");
  });
});
