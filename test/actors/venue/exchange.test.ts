/** The exchange's actor: it trades, it dies, and it is the same one again. */
import { describe, expect, test } from "bun:test";
import { commandLine, endMark } from "../../../src/trading/venue/simulated/spot/command-log.ts";
import { PlayedExchange } from "./kit/played-exchange.ts";

const LOG = "/run/venue-exchange.commands";

const LIMIT = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000.00",
} as const;
const MARKET = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.002" } as const;

/** A few orders, one of them filled, one cancelled. */
async function traded(): Promise<PlayedExchange> {
  const exchange = await PlayedExchange.start();
  for (const order of [LIMIT, { ...LIMIT, newClientOrderId: "mine" }, MARKET]) {
    const { status, body } = await exchange.sign("POST", "/api/v3/order", order);
    expect({ status, body }).toMatchObject({ status: 200 });
  }
  const cancel = { symbol: "BTCUSDT", origClientOrderId: "mine" };
  expect((await exchange.sign("DELETE", "/api/v3/order", cancel)).status).toBe(200);
  return exchange;
}

describe("venue/exchange", () => {
  test("trades with whoever signs, against traders of its own", async () => {
    const exchange = await traded();
    const { body } = await exchange.sign("GET", "/api/v3/myTrades", { symbol: "BTCUSDT" });
    expect(body).toHaveLength(1);
    expect(body[0]).toMatchObject({ qty: "0.00200000", isBuyer: true, isMaker: false });
    expect((await exchange.ask("GET", "/api/v3/myTrades")).status).toBe(401);
  });

  test.each(["kill", "stop"] as const)("is the same exchange after a %s", async (end) => {
    const exchange = await traded();
    const before = await exchange.account();
    if (end === "kill") exchange.actor.kill();
    await exchange.actor.restart();
    expect(await exchange.account()).toBe(before);
    expect(JSON.parse(before)[1]).toHaveLength(1);
  });

  test("is the same exchange when its last command was torn, again and again", async () => {
    const exchange = await traded();
    for (let life = 0; life < 3; life += 1) {
      const before = await exchange.account();
      exchange.actor.kill();
      const log = exchange.actor.file(LOG) ?? new Uint8Array();
      exchange.actor.putFile(LOG, Buffer.concat([log, Buffer.from('0123abcd ["PLACE",17')]));
      await exchange.actor.restart();
      expect(await exchange.account()).toBe(before);
      const id = `torn${life}`;
      const { status } = await exchange.sign("POST", "/api/v3/order", {
        ...LIMIT,
        newClientOrderId: id,
      });
      expect(status).toBe(200);
    }
    const { body } = await exchange.sign("GET", "/api/v3/openOrders", { symbol: "BTCUSDT" });
    expect(body).toHaveLength(4);
  });

  test("writes a command before it is answered", async () => {
    const exchange = await PlayedExchange.start();
    await exchange.url();
    const before = exchange.actor.file(LOG)?.length ?? 0;
    expect((await exchange.sign("POST", "/api/v3/order", LIMIT)).status).toBe(200);
    const written = Buffer.from(exchange.actor.file(LOG)?.slice(before) ?? []).toString();
    expect(written).toContain('["PLACE",');
    expect(written).toEndWith("\n");
  });

  test("ends rather than do what it cannot write", async () => {
    const exchange = await traded();
    exchange.disk.wear = { shortFraction: 0, failedFraction: 1, failure: "ENOSPC" };
    const order = exchange.sign("POST", "/api/v3/order", LIMIT);
    expect(order).rejects.toThrow("the log of commands");
    await order.catch(() => undefined);
    expect(exchange.actor.end?.kind).toBe("CRASHED");
  });

  test("speaks TLS with one certificate over all of its lives", async () => {
    const exchange = await PlayedExchange.start({ tls: true });
    expect((await exchange.sign("POST", "/api/v3/order", LIMIT)).status).toBe(200);
    const { certificateAuthority } = exchange;
    exchange.actor.kill();
    await exchange.actor.restart();
    expect(await exchange.url()).toStartWith("https://");
    expect(exchange.certificateAuthority).toBe(certificateAuthority);
    expect((await exchange.ask("GET", "/api/v3/ping")).status).toBe(200);
  });

  test("is refused by name when it stops at TLS 1.2", async () => {
    const exchange = await PlayedExchange.start({ tls: true, tlsVersionMax: "1.2" });
    expect(await exchange.ask("GET", "/api/v3/ping")).toMatchObject({ status: 0, failure: "TLS" });
  });

  test("lists more assets than its board shows, of the largest amounts", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `LONGNAME${index}`);
    const symbols = names.map((name) => `${name}-USDT 0.01 0.01`);
    const balances = names.map((name) => `${name} 99999999999999.99999999`);
    const exchange = await PlayedExchange.start({ symbols, balances });
    await exchange.url();
    expect(exchange.actor.board("account", 0)?.balances).toHaveLength(32);
  });

  test("has a market that goes on while it is down", async () => {
    const whole = await PlayedExchange.start();
    const broken = await PlayedExchange.start();
    for (const exchange of [whole, broken]) exchange.actor.advance("3s");
    broken.actor.kill();
    for (const exchange of [whole, broken]) exchange.actor.advance("20s");
    await broken.actor.restart();
    for (const exchange of [whole, broken]) {
      await exchange.url();
      exchange.actor.advance("5s");
    }
    const tradesOf = async (exchange: PlayedExchange) => {
      const params = { symbol: "BTCUSDT", limit: 1_000 };
      const { body } = await exchange.ask("GET", "/api/v3/trades", params);
      return body as readonly { readonly time: number }[];
    };
    const [one, other] = [await tradesOf(whole), await tradesOf(broken)];
    const common = Math.min(one.length, other.length);
    expect(common).toBeGreaterThan(50);
    expect(other.slice(0, common)).toEqual(one.slice(0, common));
  });

  test.each([
    ["of other settings", (log: string) => log.replace('"of":"', '"of":"x'), "other settings"],
    ["that is damaged", (log: string) => log.replace("BUY", "BUX"), "its bytes are not those"],
    ["that was full", (log: string) => log + endMark(), "it was full"],
    ["of something else", () => "hello\n", "first line"],
  ])("refuses a log %s, and says what to do", async (_what, change, why) => {
    const exchange = await traded();
    exchange.actor.kill();
    const log = Buffer.from(exchange.actor.file(LOG) ?? []).toString();
    exchange.actor.putFile(LOG, Buffer.from(change(log)));
    // The kit throws what the actor's code threw.
    const crash = exchange.actor.restart().then(() => exchange.url());
    await crash.catch(() => undefined);
    expect(exchange.actor.end?.reason).toContain(why);
    expect(exchange.actor.end?.reason).toContain("remove it to begin anew");
  });

  test("goes on without a log when that is full, and has said so in it", async () => {
    const exchange = await PlayedExchange.start({ logMiBMax: 1 });
    await exchange.url();
    exchange.actor.kill();
    const deposit = { kind: "DEPOSIT", at: 0, account: 0, asset: "BTC", atoms: 1n } as const;
    const line = commandLine(deposit);
    const head = Buffer.from(exchange.actor.file(LOG) ?? []).toString();
    const lines = line.repeat((2 ** 20 - head.length - 2_000) / line.length);
    exchange.actor.putFile(LOG, Buffer.from(head + lines));
    await exchange.actor.restart();
    for (let order = 0; order < 40; order += 1) {
      expect((await exchange.sign("POST", "/api/v3/order", LIMIT)).status).toBe(200);
    }
    const log = Buffer.from(exchange.actor.file(LOG) ?? []).toString();
    expect(log).toEndWith(endMark());
    expect(log.length).toBeLessThanOrEqual(2 ** 20);
  });
});

describe("venue/exchange, what goes wrong on demand", () => {
  const order = (id: string) => ({ ...LIMIT, newClientOrderId: id });

  test("an ack is lost: the order is there, and nobody was told", async () => {
    const exchange = await PlayedExchange.start();
    expect((await exchange.control("POST", "faults", { kind: "ACK_LOST" })).status).toBe(200);
    const lost = await exchange.sign("POST", "/api/v3/order", order("lost"));
    expect(lost).toMatchObject({ status: 0, failure: "RESET" });
    const { body } = await exchange.sign("GET", "/api/v3/openOrders", { symbol: "BTCUSDT" });
    expect(body).toMatchObject([{ clientOrderId: "lost" }]);
    expect((await exchange.sign("POST", "/api/v3/order", order("next"))).status).toBe(200);
    const { body: faults } = await exchange.control("GET", "faults");
    expect(faults).toMatchObject({ armed: [], fired: { ACK_LOST: 1 } });
  });

  test("the venue's clock is ahead: what is signed by its own is taken, and by ours refused", async () => {
    const exchange = await PlayedExchange.start();
    const before = (await exchange.ask("GET", "/api/v3/time")).body.serverTime;
    const skew = { kind: "CLOCK_SKEW", skewMs: 30_000 };
    expect((await exchange.control("POST", "faults", skew)).status).toBe(200);
    const after = (await exchange.ask("GET", "/api/v3/time")).body.serverTime;
    expect(after - before).toBeGreaterThanOrEqual(30_000);
    const ours = { ...LIMIT, timestamp: after - 30_000 };
    expect(await exchange.sign("POST", "/api/v3/order", ours)).toMatchObject({
      status: 400,
      body: { code: -1021 },
    });
    expect((await exchange.sign("POST", "/api/v3/order", LIMIT)).status).toBe(200);
  });

  test.each([
    ["ACK_LATE_AFTER_FILL", { kind: "ACK_LATE_AFTER_FILL", delayMs: 40 }],
    ["FILL_BEFORE_ACK", { kind: "FILL_BEFORE_ACK" }],
    ["PARTIAL_FILLS", { kind: "PARTIAL_FILLS", delayMs: 150 }],
    ["SELF_TRADE_PREVENTED", { kind: "SELF_TRADE_PREVENTED" }],
    ["TICK_CHANGED", { kind: "TICK_CHANGED", symbol: "BTCUSDT", tick: "0.1" }],
    ["DELISTED", { kind: "DELISTED", symbol: "ETHUSDT" }],
  ])("is the same exchange after a death behind %s", async (_name, fault) => {
    const exchange = await traded();
    const armed = await exchange.control("POST", "faults", fault);
    expect({ status: armed.status, body: armed.body }).toMatchObject({ status: 200 });
    await exchange.sign("POST", "/api/v3/order", order("a"));
    exchange.actor.advance("2s");
    const before = await exchange.account();
    exchange.actor.kill();
    await exchange.actor.restart();
    expect(await exchange.account()).toBe(before);
  });

  test.each([
    ["MAINTENANCE", "TRADING"],
    ["HALT", "TRADING"],
    ["DELISTED", "BREAK"],
  ])("what %s stopped is %s after a death: what lasts ends with its life", async (kind, status) => {
    const exchange = await PlayedExchange.start();
    const symbol = "BTCUSDT";
    expect((await exchange.control("POST", "faults", { kind, symbol })).status).toBe(200);
    exchange.actor.kill();
    await exchange.actor.restart();
    const { body } = await exchange.ask("GET", "/api/v3/exchangeInfo", { symbol });
    expect(body.symbols).toMatchObject([{ status }]);
  });

  test("a delisted symbol trades no more behind a maintenance", async () => {
    const exchange = await PlayedExchange.start();
    const symbol = "BTCUSDT";
    const maintenance = { kind: "MAINTENANCE", durationMs: 500 };
    await exchange.control("POST", "faults", { kind: "DELISTED", symbol });
    expect((await exchange.control("POST", "faults", maintenance)).status).toBe(200);
    exchange.actor.advance("1s");
    const { body } = await exchange.ask("GET", "/api/v3/exchangeInfo", { symbol });
    expect(body.symbols).toMatchObject([{ status: "BREAK" }]);
  });

  test("a flash crash is remembered too", async () => {
    const exchange = await PlayedExchange.start();
    exchange.actor.advance("2s");
    const crash = await exchange.control("POST", "flash-crash", { symbol: "BTCUSDT" });
    expect(crash.status).toBe(200);
    exchange.actor.advance("3s");
    const tradesOf = async () => {
      const { body } = await exchange.ask("GET", "/api/v3/trades", { symbol: "BTCUSDT" });
      return body as readonly { readonly id: number; readonly price: string }[];
    };
    const before = await tradesOf();
    const prices = before.map(({ price }) => Number(price));
    expect(Math.min(...prices)).toBeLessThan(59_000);
    exchange.actor.kill();
    await exchange.actor.restart();
    const after = await tradesOf();
    const [first] = after;
    const common = before.filter(({ id }) => id >= (first?.id ?? Number.NaN));
    expect(common.length).toBeGreaterThan(50);
    expect(after.slice(0, common.length)).toEqual(common);
  });

  test("comes by chance from the seed where the file says so", async () => {
    const exchange = await PlayedExchange.start({ faults: ["SERVER_ERROR 1000"] });
    const { status } = await exchange.sign("POST", "/api/v3/order", LIMIT);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(PlayedExchange.start({ faults: ["NO_SUCH 5"] })).rejects.toThrow("as in ACK_LOST 5");
  });

  test.each([
    { origin: "http://evil.test" },
    { "sec-fetch-site": "cross-site" },
    { host: "evil.test:9000" },
  ])("no page of a browser reads, trades or controls there: %j", async (headers) => {
    const exchange = await PlayedExchange.start();
    for (const path of ["/api/v3/time", "/api/v3/order", "/control/state", "/control/futures/x"]) {
      const page = await exchange.ask("GET", path, {}, headers as Record<string, string>);
      expect(page).toMatchObject({ status: 403, body: { next: expect.any(String) } });
    }
  });

  test("what is out of reach is said", async () => {
    const exchange = await PlayedExchange.start();
    const half = { kind: "USER_STREAM_CUT", closing: "FRAME_ONLY" };
    expect((await exchange.control("POST", "faults", half)).body.next).toBe("use CLOSE or CUT");
    const { body } = await exchange.control("GET", "state");
    expect(JSON.stringify(body)).toContain("demo");
  });
});
