/** What an exchange costs at rest, and how it comes back: its steps are no commands. */
import { describe, expect, spyOn, test } from "bun:test";
import { commandLine } from "../../../../src/trading/venue/simulated/spot/command-log.ts";
import { SpotVenue } from "../../../../src/trading/venue/simulated/spot/spot-venue.ts";
import { stepLine } from "../../../../src/trading/venue/simulated/spot/step-mark.ts";
import { PlayedExchange } from "../kit/played-exchange.ts";

const COMMANDS = "/run/venue-exchange.commands";
const STEPS = ["/run/venue-exchange.steps", "/run/venue-exchange.1.steps"] as const;
const HOUR_US = 3_600_000_000;

const textOf = (exchange: PlayedExchange, path: string) =>
  Buffer.from(exchange.actor.file(path) ?? []).toString();

/** Of BTC, oldest first. */
async function printsOf(exchange: PlayedExchange) {
  const { body } = await exchange.ask("GET", "/api/v3/trades", { symbol: "BTCUSDT", limit: 1_000 });
  return body as readonly { readonly id: number; readonly time: number }[];
}

describe("an exchange at rest", () => {
  test("adds nothing to its log of commands", async () => {
    const exchange = await PlayedExchange.start();
    await exchange.url();
    const before = textOf(exchange, COMMANDS);
    exchange.actor.advance("60s");
    expect((await printsOf(exchange)).length).toBeGreaterThan(50);
    expect(textOf(exchange, COMMANDS)).toBe(before);
  });

  test("has two small files of its steps, however long it runs", async () => {
    const exchange = await PlayedExchange.start({ stepMs: 1 });
    await exchange.url();
    exchange.actor.advance("5s");
    const bytes = STEPS.map((path) => textOf(exchange, path).length);
    for (const some of bytes) expect(some).toBeWithin(1, 2 ** 16 + 1);
    expect(Math.max(...bytes)).toBeGreaterThan(2 ** 15);
  });
});

describe("an exchange that comes back", () => {
  test.each([
    ["with both files", [] as string[]],
    ["right behind a turn of its files", [STEPS[0]]],
  ])("takes nothing back when the wall's clock was set back meanwhile, %s", async (_what, gone) => {
    const exchange = await PlayedExchange.start();
    await exchange.url();
    // So long that the files have taken a turn.
    exchange.actor.advance("200s");
    const before = await printsOf(exchange);
    const newest = textOf(exchange, STEPS[0]);
    expect(textOf(exchange, STEPS[1])).not.toBe("");
    exchange.actor.kill();
    for (const path of gone) {
      // As a death between two calls leaves them: what was the newest has the older's name.
      exchange.actor.putFile(STEPS[1], Buffer.from(newest));
      exchange.actor.putFile(path, new Uint8Array());
    }
    exchange.setClock(-HOUR_US);
    await exchange.actor.restart();
    const after = await printsOf(exchange);
    const [first] = after;
    const common = before.filter(({ id }) => id >= (first?.id ?? Number.NaN));
    expect(common.length).toBeGreaterThan(50);
    expect(after.slice(0, common.length)).toEqual(common);
  });

  test("does not hear the steps of one that was begun anew", async () => {
    const exchange = await PlayedExchange.start();
    await exchange.url();
    exchange.actor.kill();
    const far = 4e15;
    exchange.actor.putFile(STEPS[0], Buffer.from(stepLine({ originUs: 1, at: far })));
    await exchange.actor.restart();
    const { body } = await exchange.ask("GET", "/api/v3/time");
    expect(body.serverTime).toBeLessThan(far / 1_000);
  });

  test("does a night between two commands in parts, so that its heart goes on", async () => {
    const exchange = await PlayedExchange.start({ stepMs: 1_000 });
    expect((await exchange.control("GET", "state")).status).toBe(200);
    exchange.actor.kill();
    const log = textOf(exchange, COMMANDS);
    const { originUs } = JSON.parse(log.split("\n")[0] ?? "") as { originUs: number };
    const at = originUs + HOUR_US;
    const deposit = { kind: "DEPOSIT", at, account: 0, asset: "BTC", atoms: 1n } as const;
    exchange.actor.putFile(COMMANDS, Buffer.from(log + commandLine(deposit)));
    const steps: number[] = [];
    const advance = SpotVenue.prototype.advance;
    const spy = spyOn(SpotVenue.prototype, "advance").mockImplementation(function (
      this: SpotVenue,
      ...given
    ) {
      const before = this.steps;
      const isThere = advance.apply(this, given);
      steps.push(this.steps - before);
      return isThere;
    });
    try {
      await exchange.actor.restart();
      await exchange.url();
    } finally {
      spy.mockRestore();
    }
    expect(steps.reduce((sum, some) => sum + some, 0)).toBeGreaterThanOrEqual(3_600);
    expect(Math.max(...steps)).toBeLessThanOrEqual(100);
    const { body } = await exchange.sign("GET", "/api/v3/account");
    expect(body.balances).toContainEqual(expect.objectContaining({ free: "100.00000001" }));
  });
});

test("a log of commands that fills says so before it is full", async () => {
  const exchange = await PlayedExchange.start({ logMiBMax: 1 });
  await exchange.url();
  exchange.actor.kill();
  const deposit = { kind: "DEPOSIT", at: 0, account: 0, asset: "BTC", atoms: 1n } as const;
  const line = commandLine(deposit);
  const head = textOf(exchange, COMMANDS);
  const lines = line.repeat((2 ** 19 - head.length) / line.length);
  exchange.actor.putFile(COMMANDS, Buffer.from(head + lines));
  await exchange.actor.restart();
  const limit = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" } as const;
  for (let order = 0; order < 5; order += 1) {
    await exchange.sign("POST", "/api/v3/order", { ...limit, quantity: "0.01", price: "50000.00" });
  }
  const warnings = exchange.actor.logs.filter(({ level }) => level === "warn");
  expect(warnings.map(({ text }) => text)).toEqual([expect.stringContaining("50 % full")]);
});
