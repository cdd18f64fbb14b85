/** A connection is begun once: the venue refuses whoever logs on or subscribes to it twice. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { noReply, type Reply } from "../../../../../src/trading/venue/binance/answers/reply.ts";
import { bySymbol } from "../../../../../src/trading/venue/binance/endpoints.ts";
import { GatewayCore } from "../../../../../src/trading/venue/binance/gateway/gateway-core.ts";
import type { RestoredOrder } from "../../../../../src/trading/venue/binance/gateway/gateway-io.ts";
import { INSTRUMENTS } from "./kit/spot-venue.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const MS = 1e6;
const START_MS = 1_700_000_000_000;

type Sent = { readonly key: string; readonly method: string };

/** The core on a connection whose answers a test gives, in an order of its own. */
class Connection {
  readonly core: GatewayCore;
  readonly written: string[] = [];
  readonly reconnects: string[] = [];
  readonly counted: string[] = [];
  readonly #waiting: Sent[] = [];
  now = 1e9;
  /** How far the venue's clock has gone. Milliseconds. */
  skewMs = 0;

  constructor(isLogonKey: boolean, orders: readonly RestoredOrder[] = []) {
    this.core = new GatewayCore({
      ...{ instruments: bySymbol(INSTRUMENTS), recvWindowMs: 5_000, isLogonKey, firstRunEpoch: 7 },
      ...{ prefersRest: false, asksPermissions: false, isOwn: () => true },
      ...{ strategyOf: () => 1, epochOf: () => 7 },
    });
    this.core.begin({ orders, told: [], isToldWhole: true, hasHistory: false }, this.now);
  }

  flush(): undefined {
    for (const output of this.core.take(() => null, this.now)) {
      if (output.kind === "RECONNECT") this.reconnects.push(output.reason);
      if (output.kind === "COUNT") this.counted.push(output.name);
      if (output.kind !== "SEND") continue;
      const { method } = output.call;
      this.written.push(method);
      this.#waiting.push({ key: output.key, method });
    }
  }

  pass(ms: number): undefined {
    this.now += ms * MS;
    this.core.tick(this.now);
    this.flush();
  }

  /** Answers one call that waits, if there is one: which, `pick` says. */
  answer(pick: (count: number) => number): undefined {
    const [sent] = this.#waiting.splice(pick(this.#waiting.length), 1);
    if (sent === undefined) return;
    this.core.answered(sent.key, this.#replyTo(sent), this.now);
    this.flush();
  }

  /** One answer never comes. */
  drop(): undefined {
    this.#waiting.shift();
  }

  /** The answer to that call comes, and says this. */
  say(method: string, reply: Partial<Reply>): undefined {
    const at = this.#waiting.findIndex((one) => one.method === method);
    const [sent] = this.#waiting.splice(at, 1);
    if (at === -1 || sent === undefined) throw new Error(`${method} does not wait`);
    this.core.answered(sent.key, { ...noReply(""), ...reply }, this.now);
    this.flush();
  }

  count(method: string): number {
    return this.written.filter((each) => each.startsWith(method)).length;
  }

  #replyTo({ method }: Sent): Reply {
    const good = { ...noReply(""), status: 200 };
    const venueMs = START_MS + this.skewMs + Math.floor(this.now / MS);
    if (method === "time") return { ...good, result: { serverTime: venueMs } };
    if (method === "session.logon") return { ...good, result: { apiKey: "k", authorizedSince: 1 } };
    if (method.startsWith("userData")) return { ...good, result: { subscriptionId: 0 } };
    if (method === "order.cancel") {
      return {
        ...noReply(""),
        status: 400,
        error: { code: -1_021, text: "not your time", data: null },
      };
    }
    return { ...noReply(""), status: 503, note: "not now" };
  }
}

/** One connection, from its beginning until all that it was asked is answered. */
function live(link: Connection, prng: Prng): undefined {
  link.core.linkUp(link.now);
  link.flush();
  for (let step = 0; step < 60; step += 1) {
    link.pass(prng.between(1, 60));
    if (prng.unit() < 0.4) link.answer((count) => prng.between(0, Math.max(0, count - 1)));
  }
  for (let rest = 0; rest < 60; rest += 1) link.answer(() => 0);
}

test.each([true, false])(
  "while the venue has slowed us down nothing is logged on or subscribed (key that logs on: %p)",
  (isLogonKey) => {
    const connection = new Connection(isLogonKey);
    const first = () => 0;
    connection.core.linkUp(connection.now);
    connection.flush();
    connection.core.link.answered({ ...noReply(""), status: 429 }, connection.now);
    connection.answer(first);
    connection.pass(2_000);
    expect(connection.written).toEqual(["time"]);
    for (let turn = 0; turn < 200; turn += 1) {
      connection.pass(500);
      connection.answer(first);
    }
    expect(connection.count(isLogonKey ? "session.logon" : "userData")).toBe(1);
  },
);

describe("a connection", () => {
  test.each([true, false])(
    `logs on and subscribes once, in whatever order answers come; key that logs on: %p (seed ${seed})`,
    (isLogonKey) => {
      const prng = new Prng(seed);
      for (let run = 0; run < 100; run += 1) {
        const link = new Connection(isLogonKey);
        for (const connection of [1, 2, 3]) {
          live(link, prng);
          expect(link.count("userDataStream.subscribe")).toBe(connection);
          expect(link.count("session.logon")).toBe(isLogonKey ? connection : 0);
          expect(link.reconnects).toEqual([]);
          link.core.linkDown(link.now);
          link.flush();
        }
      }
    },
  );
});

/** An order of the life before, which works at the venue. */
function leftOrder(id: string): RestoredOrder {
  const [instrument] = INSTRUMENTS;
  if (instrument === undefined) throw new Error("there is an instrument");
  const about = { id, strategy: 1, instrument, side: "BUY", priceTicks: 100, lots: 10 } as const;
  const shown = { state: "WORKING", cumLots: 0, sentAt: 1 } as const;
  return { ticket: { ...about, validUntilNs: Number.NaN }, shown };
}

test("a cancel that cannot be signed yet is no try, and leaves as soon as the time is known", () => {
  const link = new Connection(false, [leftOrder("a")]);
  link.core.linkUp(link.now);
  link.core.cancel("a", "", link.now);
  for (let step = 0; step < 400; step += 1) link.pass(50);
  expect(link.count("order.")).toBe(0);
  expect(link.written.at(-1)).toBe("time");
  link.answer((count) => count - 1);
  link.pass(50);
  expect(link.count("order.cancel")).toBe(1);
});

test("who is refused for the time asks for it at once, until the venue's clock is known again", () => {
  const link = new Connection(false, [leftOrder("a")]);
  const timesIn = (steps: number) => {
    const before = link.count("time");
    for (let step = 0; step < steps; step += 1) {
      link.pass(50);
      for (let count = 0; count < 9; count += 1) link.answer(() => 0);
    }
    return link.count("time") - before;
  };
  link.core.linkUp(link.now);
  timesIn(21);
  expect(timesIn(8)).toBeLessThanOrEqual(1);
  link.skewMs = -45_000;
  link.core.cancel("a", "", link.now);
  expect(timesIn(5)).toBeGreaterThanOrEqual(3);
});

describe("a connection that says nothing any more", () => {
  const REASON = "the venue answers nothing any more";

  test("is hung up, once what was asked behind a lost answer has no answer either", () => {
    const link = new Connection(false);
    link.core.linkUp(link.now);
    link.flush();
    // Some answers came.
    for (let count = 0; count < 3; count += 1) link.answer(() => 0);
    link.pass(3_500);
    expect(link.reconnects).toEqual([]);
    for (let step = 0; step < 200 && link.reconnects.length === 0; step += 1) link.pass(100);
    expect(link.reconnects).toEqual([REASON]);
  });

  test("is not one of which a single answer was lost", () => {
    const link = new Connection(false);
    link.core.linkUp(link.now);
    link.flush();
    link.drop();
    for (let step = 0; step < 300; step += 1) {
      link.pass(100);
      for (let rest = 0; rest < 5; rest += 1) link.answer(() => 0);
    }
    expect(link.reconnects).toEqual([]);
  });
});

describe("a logon is counted", () => {
  const LOGON = "session.logon";
  const OF_LOGONS = /^execution:logons/;
  /** Connected, and asked to log on. */
  function asked() {
    const link = new Connection(true);
    link.core.linkUp(link.now);
    link.flush();
    while (link.count(LOGON) === 0) link.answer(() => 0);
    return link;
  }
  const countedBy = ({ counted }: Connection) => counted.filter((name) => OF_LOGONS.test(name));

  test("once it is done, and not with a key that signs each request", () => {
    const link = asked();
    link.say(LOGON, { status: 200, result: { apiKey: "k", authorizedSince: 1 } });
    expect(countedBy(link)).toEqual(["execution:logons"]);
    const other = new Connection(false);
    live(other, new Prng(seed));
    expect(countedBy(other)).toEqual([]);
  });

  test.each<[string, (link: Connection) => unknown]>([
    [
      "is refused",
      (link) => link.say(LOGON, { status: 400, error: { code: -1022, text: "no", data: null } }),
    ],
    [
      "is limited",
      (link) => link.say(LOGON, { status: 429, error: { code: -1003, text: "no", data: null } }),
    ],
    ["is never answered", (link) => link.pass(3_100)],
    [
      "loses its connection",
      (link) => {
        link.core.linkDown(link.now);
        link.flush();
      },
    ],
  ])("as failed, once, when it %s", (_, happen) => {
    const link = asked();
    happen(link);
    expect(countedBy(link)).toEqual(["execution:logonsFailed"]);
  });
});
