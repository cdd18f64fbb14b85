/** The replay venue: timing, credit, waiting for its readers, and its end. */
import { describe, expect, test } from "bun:test";
import replay from "../../../actors/venue/replay.ts";
import { streamKey } from "../../../src/desk/message/stream.ts";
import type { FrameSource, SourceFrame } from "../../../src/trading/venue/binance/frame-source.ts";
import { ActorWorld, type Listening, PlayedActor } from "../actor-kit.ts";
import { FACTS } from "../desk-kit.ts";

const ARGS = { captures: [], speed: "1", pacedBy: "feed", seed: 1 };

/** `count` prints, one each millisecond; with `isDepth` the first is a change of BTC's book. */
class Frames implements FrameSource {
  readonly counts = { DEPTH: 0, QUOTE: 0, TRADE: 0 };
  readonly #count: number;
  readonly #isDepth: boolean;
  #next = 0;

  constructor(count: number, isDepth = false) {
    this.#count = count;
    this.#isDepth = isDepth;
  }

  next(): SourceFrame | null {
    if (this.#next >= this.#count) return null;
    const isDepth = this.#isDepth && this.#next === 0;
    const atNs = this.#next * 1e6;
    this.#next += 1;
    const text = `{"stream":"btcusdt@${isDepth ? "depth" : "trade"}","n":${this.#next}}`;
    return { kind: isDepth ? "DEPTH" : "TRADE", text, atNs };
  }

  depthSnapshot(symbol: string): string | null {
    return symbol === "BTCUSDT" ? `{"at":${this.#next}}` : null;
  }
}

function clientOf() {
  const frames: string[] = [];
  let pings = 0;
  return {
    frames,
    pings: () => pings,
    send: (frame: string) => {
      frames.push(frame);
      return true;
    },
    ping: () => {
      pings += 1;
    },
  };
}

/** A venue that plays `source`, or its own frames, and a client that is not connected. */
function venueOf(args: object = {}, source?: FrameSource) {
  const world = new ActorWorld({ name: "venue", number: 5, kind: "venue", facts: FACTS });
  new PlayedActor(replay, world, { ...ARGS, ...args });
  if (source !== undefined) (world.state as { source: FrameSource }).source = source;
  const listener = world.listener as Listening;
  const client = clientOf();
  return { world, listener, client, connect: () => listener.open(client) };
}

function ask(listener: Listening, path: string) {
  const answers: { status: number; body?: string }[] = [];
  let upgraded = false;
  listener.request({
    url: new URL(path, "http://127.0.0.1"),
    respond: (answer: { status: number; body?: string }) => void answers.push(answer),
    upgrade: () => {
      upgraded = true;
    },
  });
  return { answer: answers[0], upgraded };
}

/** At a speed, frames that are due are said on the board in one handler and sent in the next. */
function sendDue(world: { fire(): undefined }): undefined {
  world.fire();
  world.fire();
}

describe("replay", () => {
  test("it says where it is, and that it has not ended", () => {
    expect(venueOf().world.on("endpoint", 0)).toEqual({
      url: "http://127.0.0.1:4242",
      certificateAuthority: "",
      ended: false,
    });
  });

  test("streams are upgraded, books are answered, and what it does not know is not", () => {
    const { listener } = venueOf({}, new Frames(1));
    expect(ask(listener, "/stream?streams=x").upgraded).toBe(true);
    expect(ask(listener, "/api/v3/depth?symbol=BTCUSDT&limit=5").answer?.status).toBe(200);
    const unknown = ask(listener, "/api/v3/depth?symbol=XYZ").answer;
    expect(unknown?.status).toBe(400);
    expect(unknown?.body).toContain("-1121");
    expect(ask(listener, "/else").answer?.status).toBe(404);
  });

  test("playback begins with the first client, and each frame waits for its time", () => {
    const { world, client, connect } = venueOf({}, new Frames(3));
    world.fire();
    expect(client.frames).toEqual([]);
    connect();
    sendDue(world);
    expect(client.frames).toHaveLength(1);
    sendDue(world);
    expect(client.frames).toHaveLength(1);
    world.nowNs += 1e6;
    sendDue(world);
    expect(client.frames).toHaveLength(2);
  });

  test("at twice the speed frames come in half the time", () => {
    const { world, client, connect } = venueOf({ speed: "2" }, new Frames(5));
    connect();
    sendDue(world);
    world.nowNs += 2e6;
    sendDue(world);
    expect(client.frames).toHaveLength(5);
  });

  test("each frame's own time is on a board, however late it is sent", () => {
    const { world, connect } = venueOf({}, new Frames(3));
    connect();
    world.nowNs += 10e6;
    world.fire();
    const times = [0, 1, 2].map((frame) => world.on("pace", frame)?.intendedAt);
    expect(times).toEqual([1e9, 1e9 + 1e6, 1e9 + 2e6]);
  });

  test("it goes on while nobody is connected, as a venue does", () => {
    const { world, listener, client, connect } = venueOf({}, new Frames(10));
    connect();
    sendDue(world);
    listener.close(client);
    world.nowNs += 5e6;
    sendDue(world);
    expect(client.frames).toHaveLength(1);
    connect();
    world.nowNs += 1e6;
    sendDue(world);
    expect(client.frames).toHaveLength(2);
    expect(client.frames.at(-1)).toContain('"n":7');
  });

  test("at max every 64 frames wait for their pong", () => {
    const { world, listener, client, connect } = venueOf({ speed: "max" }, new Frames(200));
    connect();
    expect([client.frames.length, client.pings()]).toEqual([64, 1]);
    world.fire();
    expect(client.frames).toHaveLength(64);
    listener.pong(client);
    world.fire();
    expect([client.frames.length, client.pings()]).toEqual([128, 2]);
  });

  test("at max a reader of the feed that lags is waited for", () => {
    const { world, client, connect } = venueOf({ speed: "max" }, new Frames(200));
    world.lagBytes = 26;
    connect();
    world.fire();
    expect(client.frames).toEqual([]);
    world.lagBytes = 25;
    world.fire();
    expect(client.frames).toHaveLength(64);
  });

  test("at max it holds after a book's first change until the feed has the book, or too long", () => {
    const { world, client, connect } = venueOf({ speed: "max" }, new Frames(50, true));
    connect();
    world.fire();
    expect(client.frames).toHaveLength(1);
    world.show("stream", streamKey(0, "DEPTH"), { state: "LIVE" });
    world.fire();
    expect(client.frames).toHaveLength(50);
    const late = venueOf({ speed: "max" }, new Frames(50, true));
    late.connect();
    late.world.nowNs += 1_000e6;
    late.world.fire();
    expect(late.client.frames).toHaveLength(50);
  });

  test("it has ended only when the last frame was handled by whoever reads the feed", () => {
    const { world, listener, client, connect } = venueOf({ speed: "max" }, new Frames(10));
    connect();
    expect(client.frames).toHaveLength(10);
    expect(client.pings()).toBe(1);
    world.lagBytes = 8;
    listener.pong(client);
    world.fire();
    expect(world.on("endpoint", 0)).toMatchObject({ ended: false });
    world.lagBytes = 0;
    listener.pong(client);
    world.fire();
    expect(world.on("endpoint", 0)).toMatchObject({ ended: true });
  });

  test("without captures it plays frames of its seed: the same seed, the same frames", () => {
    const played = (seed: number) => {
      const { world, client, connect } = venueOf({ speed: "max", seed });
      connect();
      world.show("stream", streamKey(0, "DEPTH"), { state: "LIVE" });
      return client.frames;
    };
    expect(played(1).length).toBeGreaterThan(10);
    expect(played(1)).toEqual(played(1));
    expect(played(1)).not.toEqual(played(2));
  });

  test.each(["0", "-1", "fast", ""])("a speed of %p ends it at once", (speed) => {
    expect(() => venueOf({ speed })).toThrow("speed must be a number above 0, or max");
  });
});
