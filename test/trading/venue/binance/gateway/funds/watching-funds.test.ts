/** The account's money beside what the desk's trades make of it, at the simulated exchange. */
import { expect, test } from "bun:test";
import { GatewayWorld } from "../kit/gateway-world.ts";
import { OWN } from "../kit/spot-venue.ts";

const halts = (world: GatewayWorld) => world.alarms.filter((text) => text.startsWith("HALT"));

/** Settled, with a fill that was told. */
function traded(): GatewayWorld {
  const world = new GatewayWorld().settle();
  world.place();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 4_000 });
  world.arrive();
  return world;
}

test("fills of both kinds, with their fees, are what the account shows", () => {
  const world = traded();
  world.other({ side: "SELL", priceTicks: 3_000_100, lots: 2_000 });
  world.place({ priceTicks: 3_000_100, lots: 2_000, style: "IOC" });
  world.pass(200);
  expect(world.written.filter((method) => method === "account.status").length).toBeGreaterThan(2);
  expect(world.core.fundsText).toBe("");
  expect(world.alarms.filter((text) => text.includes("account"))).toEqual([]);
});

test("money that left without a word halts the instruments of its asset, and only those", () => {
  const world = traded();
  world.pass(70);
  world.venue.exchange.deposit(OWN, "USDT", -1_000_000n, world.at);
  world.pass(100);
  expect(halts(world)).toEqual(["HALT BTC-USDT@binance is halted: USDT: -0.01000000 at the venue"]);
  expect(world.core.fundsText).toBe("USDT: -0.01000000 at the venue");
  world.place();
  expect(world.unsent.at(-1)).toBe("REJECTED instrument halted");
  const instrument = world.ticket().instrument;
  expect(world.core.refusalOf(instrument.number + 1, world.now)).toBeNull();
});

test("a difference that a later pass clears up halts nothing", () => {
  const world = traded();
  world.pass(70);
  world.venue.exchange.deposit(OWN, "USDT", -1_000_000n, world.at);
  world.until(() => world.core.fundsText !== "", 100);
  world.venue.exchange.deposit(OWN, "USDT", 1_000_000n, world.at);
  world.pass(100);
  expect(world.core.fundsText).toBe("");
  expect(halts(world)).toEqual([]);
  expect(world.alarms.at(-1)).toBe("INFO the account has what the desk's trades make");
});

test("a deposit that the venue tells of is no difference", () => {
  const world = traded();
  world.pass(70);
  world.venue.exchange.deposit(OWN, "USDT", 1_000_000n, world.at);
  const event = {
    kind: "BALANCE_CHANGE",
    asset: "USDT",
    change: 1_000_000n,
    timeUs: world.at,
  } as const;
  world.deliver({ kind: "EVENT", event });
  world.pass(100);
  expect(world.core.fundsText).toBe("");
  expect(world.alarms).toContain("INFO the account's USDT changed by 0.01000000 without a trade");
});

test("what the next life did not trade is in its first reading, behind the history", () => {
  const world = traded();
  world.crash();
  world.rest();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 1_000 });
  world.pass(200);
  expect(world.core.fundsText).toBe("");
  world.venue.exchange.deposit(OWN, "BTC", -1n, world.at);
  world.pass(100);
  expect(halts(world)).toHaveLength(2);
});

test("an account query that fails says nothing, and is asked again", () => {
  const world = new GatewayWorld();
  let tries = 0;
  world.fate = (method) => (method === "account.status" && ++tries < 4 ? "UNDONE_LOST" : "DONE");
  world.settle();
  world.place();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 4_000 });
  world.pass(100);
  expect(tries).toBeGreaterThan(4);
  expect(world.alarms.filter((text) => text.includes("account"))).toEqual([]);
});

test("no order leaves before the account was read", () => {
  const world = new GatewayWorld();
  world.fate = (method) => (method === "account.status" ? "UNDONE_LOST" : "DONE");
  world.core.linkUp(world.now);
  world.flush();
  world.pass(30);
  world.place();
  expect([world.core.isSettled, world.unsent]).toEqual([
    false,
    ["REJECTED the account is not read"],
  ]);
  world.fate = () => "DONE";
  world.pass(15);
  expect(world.core.isSettled).toBe(true);
});

/** A next life that finds an order working, and whose account's answer is on its way. */
function reborn(): { readonly world: GatewayWorld; readonly heard: () => void } {
  const world = new GatewayWorld().settle();
  world.place();
  world.arrive();
  world.crash();
  world.fate = (method) => (method === "account.status" ? "HELD" : "DONE");
  world.until(() => world.held.length > 0, 60);
  const heard = () => {
    world.fate = () => "DONE";
    world.pass(100);
    expect(world.core.fundsText).toBe("");
    expect(world.alarms.filter((text) => text.includes("make it"))).toEqual([]);
    expect(world.core.isSettled).toBe(true);
  };
  return { world, heard };
}

test("a fill that the first reading has, and that is told behind it, counts once", () => {
  for (const lots of [4_000, 10_000]) {
    const { world, heard } = reborn();
    world.other({ side: "SELL", priceTicks: 3_000_000, lots });
    world.release();
    heard();
  }
});

test("a fill that the first reading has, and that is never told, counts once", () => {
  const { world, heard } = reborn();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 4_000 });
  world.events.length = 0;
  world.release();
  heard();
});

test("a fill that is told before the answer of the first reading counts once", () => {
  const { world, heard } = reborn();
  world.release();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 10_000 });
  world.deliver(world.events.shift());
  heard();
});
