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
