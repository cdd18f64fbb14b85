/** A connection of market streams: what is asked and told, and how it may end. */
import { describe, expect, test } from "bun:test";
import {
  STREAMS_MAX,
  StreamConnection,
} from "../../../../../../src/trading/venue/simulated/wire/streams/stream-connection.ts";
import { StreamHub } from "../../../../../../src/trading/venue/simulated/wire/streams/stream-hub.ts";
import { streamPath } from "../../../../../../src/trading/venue/simulated/wire/streams/stream-path.ts";
import { KeptFrames } from "../kit/kept-frames.ts";
import { place, playedVenue, START } from "../kit/played-venue.ts";

const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;

function connected(address: string) {
  const [path = "", query = ""] = address.split("?");
  const asked = streamPath(path, query);
  if (asked === null) throw new Error(`no streams at ${address}`);
  const venue = playedVenue();
  const hub = new StreamHub(venue);
  const outlet = new KeptFrames();
  const connection = new StreamConnection({ hub, path: asked, outlet, at: START });
  return { venue, hub, outlet, connection };
}

/** A trade of one BTC, at 100.00. */
function trade(venue: ReturnType<typeof playedVenue>, at: number): undefined {
  place(venue, 0, { side: "SELL", priceTicks: 10_000 }, at);
  place(venue, 1, { side: "BUY", priceTicks: 10_000 }, at);
}

const say = (method: string, params?: readonly unknown[], id: unknown = 1) =>
  JSON.stringify({ method, ...(params === undefined ? {} : { params }), id });

describe("requests", () => {
  test("streams are asked for, told, listed and given up", () => {
    const { venue, hub, outlet, connection } = connected("/ws");
    connection.text(say("SUBSCRIBE", ["btcusdt@trade", "btcusdt@depth"]), START);
    trade(venue, START + 1_000);
    connection.text(say("LIST_SUBSCRIPTIONS", undefined, "a"), START + 2_000);
    connection.text(say("UNSUBSCRIBE", ["btcusdt@trade", "btcusdt@depth"], null), START + 3_000);
    trade(venue, START + 4_000);
    hub.tick(START + 2 * SECOND);
    const [subscribed, print, listed, gone, ...rest] = outlet.take();
    expect(subscribed).toEqual({ result: null, id: 1 });
    expect(print).toMatchObject({ e: "trade", s: "BTCUSDT", t: 1 });
    expect(listed).toEqual({ result: ["btcusdt@trade", "btcusdt@depth"], id: "a" });
    expect(gone).toEqual({ result: null, id: null });
    expect(rest).toEqual([]);
    expect(hub.size).toBe(0);
  });

  test("the stream's name is around payloads when the property says so", () => {
    const { venue, outlet, connection } = connected("/ws/btcusdt@trade");
    connection.text(say("GET_PROPERTY", ["combined"]), START);
    connection.text(say("SET_PROPERTY", ["combined", true]), START);
    trade(venue, START);
    const [before, set, frame] = outlet.take();
    expect([before, set]).toEqual([
      { result: false, id: 1 },
      { result: null, id: 1 },
    ]);
    expect(frame).toMatchObject({ stream: "btcusdt@trade", data: { e: "trade" } });
  });

  test("a name that is no stream is taken, and says nothing", () => {
    const { venue, hub, outlet, connection } = connected("/ws");
    connection.text(say("SUBSCRIBE", ["BTCUSDT@trade", "x", "btcusdt@kline_7m"]), START);
    trade(venue, START);
    expect(outlet.take()).toEqual([{ result: null, id: 1 }]);
    expect(hub.size).toBe(0);
  });

  test("a symbol that is listed later is told from then on", () => {
    const { venue, outlet, connection } = connected("/ws/newusdt@trade");
    const rules = venue.exchange.rulesOf("BTCUSDT");
    if (rules === null) throw new Error("BTCUSDT is listed");
    venue.exchange.setRules({ ...rules, symbol: "NEWUSDT" }, START);
    const wanted = { symbol: "NEWUSDT", priceTicks: 10_000 } as const;
    place(venue, 0, { ...wanted, side: "SELL" }, START);
    place(venue, 1, { ...wanted, side: "BUY" }, START);
    expect(outlet.take()).toMatchObject([{ e: "trade", s: "NEWUSDT" }]);
    connection.end();
  });

  test("who goes takes all of its streams along, and nobody else's", () => {
    const { hub, connection } = connected("/ws/btcusdt@trade/newusdt@trade/ethbtc@depth");
    const outlet = new KeptFrames();
    const path = { names: ["btcusdt@trade"], isCombined: false, unit: "MILLISECOND" } as const;
    new StreamConnection({ hub, path, outlet, at: START });
    expect(hub.size).toBe(2);
    connection.cut();
    expect(hub.size).toBe(1);
    connection.text(say("SUBSCRIBE", ["btcusdt@depth"]), START);
    connection.end();
    expect(hub.size).toBe(1);
  });

  test("more streams than a connection may have are refused, and none is begun", () => {
    const { outlet, connection } = connected("/ws");
    const names = Array.from({ length: STREAMS_MAX }, (_, index) => `s${index}@trade`);
    connection.text(say("SUBSCRIBE", names), START);
    connection.text(say("SUBSCRIBE", ["btcusdt@trade"], 2), START);
    connection.text(say("SUBSCRIBE", ["s0@trade"], 3), START);
    const [first, second, known] = outlet.take();
    expect(first).toEqual({ result: null, id: 1 });
    expect(second).toMatchObject({ code: 2, id: 2 });
    expect(known).toEqual({ result: null, id: 3 });
  });
});

describe("times", () => {
  test("are microseconds where the address asks for it, milliseconds elsewhere", () => {
    const slow = connected("/stream?streams=btcusdt@trade");
    const fine = connected("/stream?streams=btcusdt@trade&timeUnit=MICROSECOND");
    for (const { venue } of [slow, fine]) trade(venue, START + 123_456);
    expect(slow.outlet.take()).toMatchObject([{ data: { T: START / 1_000 + 123 } }]);
    expect(fine.outlet.take()).toMatchObject([{ data: { T: START + 123_456 } }]);
  });
});

describe("limits", () => {
  test("a sixth frame within a second ends the connection, pings and pongs counted", () => {
    const { hub, outlet, connection } = connected("/ws/btcusdt@trade");
    connection.ping(START);
    connection.pong("", START);
    for (let index = 0; index < 3; index += 1) connection.text(say("LIST_SUBSCRIPTIONS"), START);
    expect(outlet.end).toBeNull();
    connection.ping(START + SECOND - 1);
    expect(outlet.end).toEqual({ code: 1008, reason: "Too many requests" });
    expect(hub.size).toBe(0);
  });

  test("five frames in every second are taken for ever", () => {
    const { outlet, connection } = connected("/ws");
    for (let index = 0; index < 50; index += 1) {
      connection.text(say("LIST_SUBSCRIPTIONS"), START + index * 200_000);
    }
    expect(outlet.end).toBeNull();
    expect(outlet.texts.length).toBe(50);
  });

  test("who does not bring a ping's payload back within a minute is cut off", () => {
    const { outlet, connection } = connected("/ws");
    for (let second = 0; second < 80; second += 1) {
      // An unsolicited pong keeps nothing alive.
      if (second % 2 === 0) connection.pong("", START + second * SECOND);
      connection.tick(START + second * SECOND);
    }
    expect(outlet.end).toBeNull();
    expect(outlet.pings.length).toBe(3);
    connection.tick(START + 80 * SECOND);
    expect(outlet.end).toEqual({ code: 1008, reason: "Pong timeout" });
  });

  test("a connection that answers lives a day, and is told ten minutes before its end", () => {
    const { outlet, connection } = connected("/stream?streams=btcusdt@trade");
    let told = 0;
    for (let at = START; at < START + 24 * HOUR; at += 10 * SECOND) {
      connection.tick(at);
      for (const payload of outlet.pings.splice(0)) connection.pong(payload, at);
      if (outlet.texts.length > told) expect(at).toBe(START + 24 * HOUR - 600 * SECOND);
      told = outlet.texts.length;
    }
    expect(outlet.end).toBeNull();
    expect(outlet.take()).toMatchObject([
      { stream: "!serverShutdown", data: { e: "serverShutdown" } },
    ]);
    connection.tick(START + 24 * HOUR);
    expect(outlet.end).toMatchObject({ code: 1001 });
  });
});
