/** The Binance feed: frames in, messages and boards out, through gaps and disconnects. */
import { describe, expect, test } from "bun:test";
import feed from "../../../actors/feed/binance.ts";
import { streamKey } from "../../../src/desk/message/stream.ts";
import { ActorWorld, PlayedActor } from "../actor-kit.ts";
import { FACTS } from "../desk-kit.ts";

const ARGS = {
  endpoint: "http://127.0.0.1:9",
  caFile: "",
  snapshotLevels: 1_000,
  connectTimeoutMs: 5_000,
  idleTimeoutMs: 3_000,
  staleMs: 2_000,
};
const TIME = 1_700_000_000_000;

type Level = readonly [price: string, quantity: string];

function depth(first: number, last: number, bids: readonly Level[], symbol = "BTCUSDT"): string {
  const data = { e: "depthUpdate", E: TIME, s: symbol, U: first, u: last, b: bids, a: [] };
  return JSON.stringify({ stream: "x", data });
}

function ticker(updateId: number, bid: string, symbol = "BTCUSDT"): string {
  const data = { u: updateId, s: symbol, b: bid, B: "1.000", a: "101.00", A: "2.000" };
  return JSON.stringify({ stream: "x", data });
}

const PRINT = JSON.stringify({
  stream: "x",
  data: { e: "trade", E: TIME, T: TIME, s: "BTCUSDT", t: 77, p: "100.50", q: "0.250", m: true },
});

const SNAPSHOT = JSON.stringify({
  lastUpdateId: 10,
  bids: [["100.00", "1.000"]],
  asks: [["101.00", "2.000"]],
});

/** A feed of BTC, or of BTC and ETH, whose connection is open. */
function feedOf(instruments: readonly number[] = [0], args: object = {}) {
  const about = { instruments, limits: {} };
  const world = new ActorWorld({ name: "feed", number: 0, kind: "feed", facts: FACTS, about });
  const actor = new PlayedActor(feed, world, { ...ARGS, ...args });
  const socket = () => {
    const newest = world.sockets.at(-1);
    if (newest === undefined) throw new Error("it did not connect");
    return newest;
  };
  const request = () => {
    const newest = world.requests.at(-1);
    if (newest === undefined) throw new Error("it asked for nothing");
    return newest;
  };
  return { world, actor, socket, request };
}

/** A feed whose book of BTC is at update 12: bids 100 and 99.5, ask 101. */
function synchronised() {
  const made = feedOf();
  made.socket().open();
  made.socket().frame(depth(9, 11, [["99.00", "3.000"]]));
  made.request().answer(200, SNAPSHOT);
  made.socket().frame(depth(12, 12, [["99.50", "1.000"]]));
  return made;
}

describe("feed: synchronisation", () => {
  test("it connects to all streams of its instruments at once", () => {
    const { world, socket } = feedOf([0, 1]);
    expect(world.sockets).toHaveLength(1);
    for (const stream of ["btcusdt@depth", "btcusdt@bookTicker", "ethusdt@trade"]) {
      expect(socket().url).toContain(stream);
    }
  });

  test("the first change asks for a snapshot, and both together are the book", () => {
    const { world, socket, request } = feedOf();
    socket().open();
    socket().frame(depth(9, 11, [["99.00", "3.000"]]));
    expect(request().url).toContain("symbol=BTCUSDT");
    expect(world.heard("delta")).toEqual([]);
    request().answer(200, SNAPSHOT);
    expect(world.heard("delta").map(({ kind, venueSequence }) => [kind, venueSequence])).toEqual([
      ["SNAPSHOT", 10],
      ["UPDATE", 11],
    ]);
    expect(world.on("top", 0)).toMatchObject({ state: "LIVE", bidTicks: 10_000, askTicks: 10_100 });
    expect(world.on("book", 0)).toMatchObject({ state: "LIVE", venueSequence: 11, bidCount: 2 });
    expect(world.counters["feed:resyncs"]).toBeUndefined();
  });

  test("the boards name the newest record of the topic that they are true at", () => {
    const { world } = synchronised();
    const newest = world.said.filter(({ name }) => name === "delta").at(-1)?.sequence ?? -1;
    expect(world.on("book", 0)?.sequence).toBe(newest);
    expect(world.on("top", 0)?.sequence).toBe(newest);
  });

  test("a gap makes the book stale, and a snapshot makes it whole again: one resync", () => {
    const { world, actor, socket, request } = synchronised();
    world.fire();
    socket().frame(depth(20, 21, [["98.00", "1.000"]]));
    expect(world.counters["feed:gaps"]).toBe(1);
    expect(world.on("top", 0)).toMatchObject({ state: "STALE", bidTicks: 10_000 });
    expect(world.on("book", 0)).toMatchObject({ state: "STALE" });
    const later = { ...JSON.parse(SNAPSHOT), lastUpdateId: 20 };
    request().answer(200, JSON.stringify(later));
    actor.every("250ms");
    expect(world.on("top", 0)).toMatchObject({ state: "LIVE" });
    expect(world.counters["feed:resyncs"]).toBe(1);
  });

  test("snapshots are asked for one at a time, with a pause between them", () => {
    const { world, socket, request } = feedOf([0, 1]);
    socket().open();
    socket().frame(depth(9, 11, []));
    socket().frame(depth(9, 11, [], "ETHUSDT"));
    expect(world.requests).toHaveLength(1);
    request().answer(200, SNAPSHOT);
    expect(world.requests).toHaveLength(1);
    world.fire();
    expect(world.requests).toHaveLength(2);
    expect(request().url).toContain("symbol=ETHUSDT");
  });

  test("a request that fails is made again after the pause", () => {
    const { world, socket, request } = feedOf();
    socket().open();
    socket().frame(depth(9, 11, []));
    request().answer(500, "no");
    world.fire();
    expect(world.requests).toHaveLength(2);
    expect(world.logs.some((line) => line.includes("no snapshot of BTCUSDT"))).toBe(true);
  });

  test("an instrument that the venue does not list is absent, and the others go on", () => {
    const { world, actor, socket, request } = feedOf([0, 1]);
    socket().open();
    socket().frame(depth(9, 11, []));
    request().answer(200, SNAPSHOT);
    world.fire();
    world.fire();
    // Nothing was ever heard of the second: the venue is asked whether it lists it.
    expect(request().url).toContain("symbol=ETHUSDT");
    request().answer(400, '{"code":-1121,"msg":"Invalid symbol."}');
    actor.every("250ms");
    expect(world.on("stream", streamKey(1, "DEPTH"))).toMatchObject({ state: "ABSENT" });
    expect(world.on("top", 0)).toMatchObject({ state: "LIVE" });
  });
});

describe("feed: messages", () => {
  test("a ticker is a quote, and the top of the book", () => {
    const { world, socket } = synchronised();
    socket().frame(ticker(12, "100.00"), 1_234);
    expect(world.heard("quote")).toMatchObject([
      { instrument: 0, bidTicks: 10_000, bidLots: 1_000, askLots: 2_000, venueSequence: 12 },
    ]);
    expect(world.on("top", 0)).toMatchObject({ state: "LIVE", receivedAt: 1_234 });
  });

  test("a ticker at the book's own update checks it, and tells when it differs", () => {
    const { world, socket } = synchronised();
    socket().frame(ticker(13, "100.00"));
    socket().frame(depth(13, 13, []));
    socket().frame(ticker(14, "99.00"));
    socket().frame(depth(14, 14, []));
    expect(world.counters).toMatchObject({ "feed:bookChecks": 2, "feed:bookMismatches": 1 });
  });

  test("a print is a trade, on the taker's side", () => {
    const { world, socket } = synchronised();
    socket().frame(PRINT, 99);
    expect(world.heard("trade")).toMatchObject([
      { aggressor: "SELL", priceTicks: 10_050, lots: 250, tradeId: "77", receivedAt: 99 },
    ]);
  });

  test("a frame that cannot be read is counted, and nothing else happens", () => {
    const { world, socket } = synchronised();
    const said = world.said.length;
    socket().frame("{");
    socket().frame(ticker(12, "100.001"));
    expect(world.counters).toMatchObject({ "feed:bad": 2 });
    expect(world.said).toHaveLength(said);
  });
});

describe("feed: the connection", () => {
  test("when it goes the book stays as it was, marked stale, and it comes back after a pause", () => {
    const { world, socket } = synchronised();
    socket().close("IDLE_TIMEOUT");
    expect(world.on("top", 0)).toMatchObject({ state: "STALE", bidTicks: 10_000 });
    expect(world.on("book", 0)).toMatchObject({ state: "STALE", bidCount: 3 });
    expect(world.on("stream", streamKey(0, "DEPTH"))).toMatchObject({ state: "STALE" });
    expect(world.sockets).toHaveLength(1);
    world.fire();
    expect(world.sockets).toHaveLength(2);
    socket().open();
    expect(world.counters["feed:reconnects"]).toBe(1);
    // A ticker of the new connection does not make the old book true.
    socket().frame(ticker(30, "100.00"));
    expect(world.on("top", 0)).toMatchObject({ state: "STALE" });
  });

  test("a snapshot that comes after the connection went makes nothing live", () => {
    const { world, socket, request } = feedOf();
    socket().open();
    socket().frame(depth(9, 11, []));
    socket().close();
    request().answer(200, SNAPSHOT);
    expect(world.on("top", 0)?.state).not.toBe("LIVE");
    expect(world.heard("delta")).toEqual([]);
  });

  test("attempts that fail come at longer pauses, and each is told", () => {
    const { world, socket } = feedOf();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      socket().close("FAILED");
      world.fire();
    }
    expect(world.sockets).toHaveLength(6);
    expect(world.logs.filter((line) => line.startsWith("warn cannot connect"))).toHaveLength(5);
  });

  test("a stream that says nothing for its time is stale; prints may be silent", () => {
    const { world, actor, socket } = synchronised();
    socket().frame(ticker(12, "100.00"));
    actor.every("250ms");
    const states = () =>
      (["DEPTH", "QUOTE", "TRADE"] as const).map(
        (stream) => world.on("stream", streamKey(0, stream))?.state,
      );
    expect(states()).toEqual(["LIVE", "LIVE", "LIVE"]);
    world.nowNs += 2_001e6;
    actor.every("250ms");
    expect(states()).toEqual(["STALE", "STALE", "LIVE"]);
  });

  test("a venue in this process is waited for until it says where it is", () => {
    const { world, actor } = feedOf([0], { endpoint: "actor:venue" });
    expect(world.sockets).toEqual([]);
    actor.settle();
    expect(world.sockets).toEqual([]);
    const shown = { url: "http://127.0.0.1:4242", certificateAuthority: "", ended: false };
    world.show("endpoint", 0, shown);
    actor.settle();
    expect(world.sockets[0]?.url).toStartWith("ws://127.0.0.1:4242/");
  });

  test("a venue in this process says whom to trust, and each call is told so", () => {
    const { world, actor, socket, request } = feedOf([0], { endpoint: "actor:venue" });
    const shown = { url: "https://127.0.0.1:4242", certificateAuthority: "PEM", ended: false };
    world.show("endpoint", 0, shown);
    actor.settle();
    expect(socket()).toMatchObject({
      url: expect.stringMatching(/^wss:/),
      options: { certificateAuthority: "PEM" },
    });
    socket().open();
    socket().frame(depth(9, 11, [["99.00", "3.000"]]));
    expect(request().options).toMatchObject({ certificateAuthority: "PEM" });
  });

  test("a certificate that is named in its file is read before anything is connected", () => {
    const { world, actor, socket } = feedOf([0], { endpoint: "https://x.test", caFile: "/ca.pem" });
    actor.settle();
    expect(world.sockets).toEqual([]);
    expect(world.reads.map(({ path }) => path)).toEqual(["/ca.pem"]);
    world.reads[0]?.answer("PEM");
    expect(world.sockets).toHaveLength(1);
    expect(socket().options).toMatchObject({ certificateAuthority: "PEM" });
  });

  test("without one the system's own authorities are asked", () => {
    expect(feedOf().socket().options).not.toHaveProperty("certificateAuthority");
  });

  test("an endpoint that is not encrypted and not here is refused", () => {
    expect(() => feedOf([0], { endpoint: "http://example.com" })).toThrow("endpoint must be");
  });
});

describe("feed: a life that was rehearsed", () => {
  const swappable = ({ world }: ReturnType<typeof feedOf>) =>
    feed.swappable?.(world.state as never);

  // S-95
  test("may enter once it is connected and each book is live, or not listed", () => {
    const made = feedOf([0, 1]);
    expect(swappable(made)).toBe(false);
    made.socket().open();
    made.socket().frame(depth(9, 11, [["99.00", "3.000"]]));
    made.request().answer(200, SNAPSHOT);
    expect(swappable(made)).toBe(false);
    made.world.fire();
    made.socket().frame(depth(9, 11, [["99.00", "3.000"]], "ETHUSDT"));
    made.request().answer(400, '{"code":-1121}');
    expect(swappable(made)).toBe(true);
    made.socket().close("gone");
    expect(swappable(made)).toBe(false);
  });

  // S-95
  test("says its books as a whole when it enters, and shows each stream", () => {
    const made = synchronised();
    const { world } = made;
    world.boards.clear();
    const said = world.heard("delta").length;
    feed.enter?.(world.state as never, world.ctx as never);
    expect(world.heard("delta").slice(said)).toMatchObject([
      { kind: "SNAPSHOT", firstVenueSequence: 12, venueSequence: 12, bidCount: 3 },
    ]);
    const levels = (world.heard("delta").at(-1)?.levels ?? []) as ArrayLike<number>;
    expect(Array.from(levels).slice(0, 4)).toEqual([10_000, 1_000, 9_950, 1_000]);
    expect(world.on("book", 0)).toMatchObject({ state: "LIVE", venueSequence: 12, bidCount: 3 });
    expect(world.on("top", 0)).toMatchObject({ state: "LIVE", bidTicks: 10_000 });
    expect(world.on("stream", streamKey(0, "DEPTH"))).toMatchObject({ state: "LIVE" });
  });
});
